using PrivateVote.Benchmarks.Records;
using PrivateVote.Client;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Identity;

namespace PrivateVote.Benchmarks.Service;

/// <summary>An open election at a service, and a ballot of each of its voters, who are numbers.</summary>
internal sealed class PreparedElection
{
    private const int TrusteeCount = 3;
    private const int Threshold = 2;
    private const int BallotsInPiece = 64;

    private PreparedElection(Election election, byte[][] ballots) => (Election, Ballots) = (election, ballots);

    public Election Election { get; }

    public byte[][] Ballots { get; }

    public string BallotPath => $"elections/{Convert.ToHexStringLower(Election.Id)}/ballots";

    public static async Task<PreparedElection> OpenAsync(Uri address, int voters)
    {
        using var service = new ServiceClient(address);
        using var organizer = RoleKey.Create();
        Trustee[] trustees = [.. Enumerable.Range(0, TrusteeCount).Select(_ => Trustee.Create())];
        var committee = Organizer.OpenCommittee([.. trustees.Select(trustee => trustee.Did)], Threshold, organizer);
        var (reference, key) = await service.OpenCommitteeAsync(committee);
        var follower = await ElectionFollower.StartAsync(new LogClient(service, reference), null);
        await follower.CatchUpAsync();
        await EnterAsync(trustees.Select(trustee => trustee.Commit(follower.Log.Ceremony!)));
        await EnterAsync(trustees.Select(trustee => trustee.Deal(follower.Log.Ceremony!)));
        await EnterAsync(trustees.SelectMany(trustee => trustee.Acknowledge(follower.Log.Ceremony!)));
        var census = new Census();
        for (var i = 0; i < voters; i++)
        {
            if (census.Add(new CensusMember(Fr.From((ulong)i + 1), 1)) is { } refusal)
            {
                throw new InvalidOperationException(refusal.ToString());
            }
        }

        await EnterAsync(Organizer.CensusPages(census, organizer));
        var now = TimeProvider.System.GetUtcNow();
        var plan = new ElectionPlan(
            "benchmarks",
            "An election to measure",
            [.. Enumerable.Range(1, SimulatedSetup.Options).Select(i => new Option($"Option {i}"))],
            new BallotRule(VotingMethod.Single, WeightMode.One),
            new PassRule(PassKind.Plurality),
            Revoting.None,
            now,
            now.AddMinutes(30)
        );
        await EnterAsync([Organizer.CreateManifest(follower.Log, plan, key.ToString(), organizer)]);
        foreach (var trustee in trustees)
        {
            trustee.Dispose();
        }

        var election = follower.Log.Election!;
        return new PreparedElection(election, MakeBallots(election, voters));

        async Task EnterAsync(IEnumerable<Submission> submissions)
        {
            foreach (var submission in submissions.ToList())
            {
                await follower.SubmitAsync(submission);
            }
        }
    }

    private static byte[][] MakeBallots(Election election, int count)
    {
        var setup = new SimulatedSetup();
        var encryption = new FixedEncryption(election.Key);
        var empty = EncryptedVote.Empty(SimulatedSetup.Options);
        var ballots = new byte[count][];
        Parallel.For(
            0,
            (count + BallotsInPiece - 1) / BallotsInPiece,
            piece =>
            {
                var from = piece * BallotsInPiece;
                var size = Math.Min(BallotsInPiece, count - from);
                Fr[] slots = [.. Enumerable.Range(0, size).Select(_ => Fr.Random())];
                EncryptedVote[] votes =
                [
                    .. Enumerable.Range(from, size).Select(i => encryption.Vote(i % SimulatedSetup.Options)),
                ];
                var proofs = setup.Prove([
                    .. slots.Select((slot, i) => BallotStatement.PublicSignals(election, slot, false, empty, votes[i])),
                ]);
                for (var i = 0; i < size; i++)
                {
                    ballots[from + i] = new Ballot(slots[i], votes[i].Bytes, proofs[i], null).ToBytes();
                }
            }
        );
        return ballots;
    }
}
