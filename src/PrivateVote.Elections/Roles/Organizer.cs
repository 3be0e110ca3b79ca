using System.Security.Cryptography;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Roles;

/// <summary>What an organizer decides about an election; the rest of the manifest follows from the log.</summary>
public sealed record ElectionPlan(
    string Space,
    string Title,
    IReadOnlyList<Option> Options,
    BallotRule Rule,
    PassRule Pass,
    Revoting Revoting,
    DateTimeOffset Opens,
    DateTimeOffset Closes,
    int Turnout = 1,
    Quorum? Quorum = null,
    Council? Council = null,
    byte[]? ProposalDigest = null,
    RollReference? Roll = null
);

/// <summary>The entries that open and close an election. Those without a signature anyone can make.</summary>
public static class Organizer
{
    public static Submission OpenCommittee(IReadOnlyList<string> members, int threshold, RoleKey key) =>
        Submission.Sign(
            EntryKind.Committee,
            new CommitteeBody(members, threshold, RandomNumberGenerator.GetBytes(16)),
            key
        );

    /// <summary>The census as the log takes it: pages in the order of registration.</summary>
    public static IEnumerable<Submission> CensusPages(Census census, RoleKey key) =>
        census
            .Members.Chunk(CensusBody.PageSize)
            .Select(page =>
                Submission.Sign(
                    EntryKind.Census,
                    new CensusBody(
                        [.. page.Select(member => member.Commitment.ToHex())],
                        [.. page.Select(member => member.Weight)]
                    ),
                    key
                )
            );

    /// <summary>The manifest over what is in the log.</summary>
    /// <param name="logKey">The C2SP verifier key that the log's checkpoints are signed with.</param>
    /// <exception cref="InvalidOperationException">The ceremony is not complete, or there are too many options.</exception>
    public static Submission CreateManifest(ElectionLog log, ElectionPlan plan, string logKey, RoleKey key)
    {
        var ceremony = log.Ceremony ?? throw new InvalidOperationException("the log begins with its committee");
        if (ceremony.CheckComplete() is { } refusal)
        {
            throw new InvalidOperationException(refusal.ToString());
        }

        var circuit =
            BallotCircuit.For(plan.Options.Count)
            ?? throw new InvalidOperationException($"an election has 1 to 8 options, not {plan.Options.Count}");
        var manifest = new Manifest(
            Manifest.CurrentProtocol,
            plan.Space,
            key.Did,
            plan.ProposalDigest ?? new byte[SHA256.HashSizeInBytes],
            plan.Title,
            plan.Options,
            plan.Rule,
            new CensusSummary(log.Census.Root, log.Census.Members.Count, log.Census.TotalWeight),
            new CircuitReference(circuit.Name, circuit.VerificationKey.Digest),
            new CommitteeReference(
                ceremony.Id,
                log.CeremonyRoot,
                ceremony.Members,
                ceremony.Dealers,
                ceremony.Threshold,
                ceremony.Key.ToBytes()
            ),
            logKey,
            plan.Revoting,
            plan.Opens,
            plan.Closes,
            plan.Turnout,
            plan.Pass,
            plan.Quorum,
            plan.Council,
            plan.Roll
        );
        return Submission.Sign(EntryKind.Manifest, manifest, key);
    }

    /// <summary>The close entry over what is in the log.</summary>
    public static Submission Close(ElectionLog log)
    {
        var box = log.Box ?? throw new InvalidOperationException("the log has no manifest yet");
        return Submission.Plain(EntryKind.Close, new CloseBody(box.Count, box.Tally.Bytes));
    }

    /// <summary>The result entry, from the decryption shares in the log.</summary>
    /// <exception cref="InvalidOperationException">Fewer shares than the threshold.</exception>
    public static Submission Tally(ElectionLog log)
    {
        var decrypted =
            log.DecryptTally()
            ?? throw new InvalidOperationException(
                $"{log.ShareIndices.Count} decryption shares are in the log and {log.Ceremony?.Threshold} are needed"
            );
        return Tally(log, FindTotals(log.Election!, decrypted));
    }

    /// <summary>The result entry of totals that were found before.</summary>
    public static Submission Tally(ElectionLog log, ulong[] totals)
    {
        var outcome = log.Decide(totals);
        return Submission.Plain(EntryKind.Result, new ResultBody(totals, outcome.Passed, outcome.Winner));
    }

    /// <summary>The totals in what <see cref="ElectionLog.DecryptTally"/> gives: a search of milliseconds to minutes, by their bound.</summary>
    public static ulong[] FindTotals(Election election, EdwardsPoint[] decrypted)
    {
        var logarithm = new DiscreteLogarithm(election.LargestTotal);
        var totals = new ulong[decrypted.Length];
        for (var i = 0; i < totals.Length; i++)
        {
            if (!logarithm.TryFind(decrypted[i], out totals[i]))
            {
                // The ballots' proofs and the shares' proofs leave no other totals.
                throw new System.Diagnostics.UnreachableException($"option {i + 1} has no total within the bound");
            }
        }

        return totals;
    }

    public static Submission Cancel(Election election, string reason, RoleKey key) =>
        Submission.Sign(EntryKind.Cancel, new CancelBody(election.Id, reason), key);
}
