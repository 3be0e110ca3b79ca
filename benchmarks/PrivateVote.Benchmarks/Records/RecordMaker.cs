using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Identity;

namespace PrivateVote.Benchmarks.Records;

/// <summary>
/// Writes a complete record: ceremony, census, manifest, ballots, closing, shares, result, checkpoints. All of it is made as in
/// an election, but for the voters, who are numbers and prove by <see cref="SimulatedSetup"/>.
/// </summary>
internal sealed class RecordMaker : IDisposable
{
    private const int TrusteeCount = 3;
    private const int Threshold = 2;
    private const int BallotsInBatch = 4096;
    private const int BallotsInPiece = 64;

    /// <summary>With re-voting one ballot in so many replaces an earlier one.</summary>
    private const int ReplacingShare = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly Stream record;
    private readonly SimulatedSetup setup;
    private readonly ElectionLog log = new();
    private readonly RoleKey organizer = RoleKey.Create();
    private readonly NoteSigner signer = NoteSigner.Create("example.org/log");
    private readonly Trustee[] trustees = [.. Enumerable.Range(0, TrusteeCount).Select(_ => Trustee.Create())];
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private RecordMaker(Stream record, SimulatedSetup setup) => (this.record, this.setup) = (record, setup);

    /// <param name="record">Where it is written.</param>
    /// <param name="setup">The setup whose key this program was built with.</param>
    /// <param name="ballots">How many voters there are, each with a ballot.</param>
    /// <param name="revoting">With <see cref="Revoting.Deniable"/> there are further ballots, on top of a tenth of these.</param>
    /// <param name="progress">Told how many ballots are written.</param>
    public static void Make(
        Stream record,
        SimulatedSetup setup,
        int ballots,
        Revoting revoting,
        IProgress<int> progress
    )
    {
        using var maker = new RecordMaker(record, setup);
        maker.SetUp(ballots, revoting);
        maker.Vote(ballots, revoting, progress);
        maker.Finish();
    }

    public void Dispose()
    {
        organizer.Dispose();
        signer.Dispose();
        foreach (var trustee in trustees)
        {
            trustee.Dispose();
        }
    }

    private void SetUp(int voters, Revoting revoting)
    {
        Enter(Organizer.OpenCommittee([.. trustees.Select(trustee => trustee.Did)], Threshold, organizer));
        var ceremony = log.Ceremony!;
        EnterAll(trustees.Select(trustee => trustee.Commit(ceremony)));
        EnterAll(trustees.Select(trustee => trustee.Deal(ceremony)));
        EnterAll(trustees.SelectMany(trustee => trustee.Acknowledge(ceremony)));

        var census = new Census();
        for (var i = 0; i < voters; i++)
        {
            // To hash a number is as much work as to hash a commitment.
            Require(census.Add(new CensusMember(Fr.From((ulong)i + 1), 1)));
        }

        EnterAll(Organizer.CensusPages(census, organizer));
        var plan = new ElectionPlan(
            "benchmarks",
            "An election to measure",
            [.. Enumerable.Range(1, SimulatedSetup.Options).Select(i => new Option($"Option {i}"))],
            new BallotRule(VotingMethod.Single, WeightMode.One),
            new PassRule(PassKind.Plurality),
            revoting,
            now,
            now.AddDays(1)
        );
        Enter(Organizer.CreateManifest(log, plan, signer.VerifierKey, organizer));
    }

    private void Vote(int voters, Revoting revoting, IProgress<int> progress)
    {
        var encryption = new FixedEncryption(log.Election!.Key);
        var nullifiers = new List<Fr>(voters);
        while (nullifiers.Count < voters)
        {
            var count = Math.Min(BallotsInBatch, voters - nullifiers.Count);
            Fr[] added = [.. Enumerable.Range(0, count).Select(_ => Fr.Random())];
            Enter(encryption, added);
            nullifiers.AddRange(added);
            if (revoting == Revoting.Deniable)
            {
                Enter(encryption, [.. nullifiers.TakeLast(Math.Max(1, count / ReplacingShare))]);
            }

            progress.Report(nullifiers.Count);
        }
    }

    private void Finish()
    {
        now = log.Election!.Manifest.Closes;
        Enter(Organizer.Close(log));
        var closing = RecordWriter.SignCheckpoint(log, signer);
        foreach (var trustee in trustees.Take(Threshold))
        {
            Enter(
                trustee.TryDecryptTally(log, [closing], now, out var share, out var reason)
                    ? share
                    : throw new InvalidOperationException(reason)
            );
        }

        Enter(Organizer.Tally(log));
        RecordWriter.WriteCheckpoint(record, closing);
        RecordWriter.WriteCheckpoint(record, RecordWriter.SignCheckpoint(log, signer));
    }

    /// <summary>A ballot in each of these slots, made on all processors.</summary>
    private void Enter(FixedEncryption encryption, Fr[] slots)
    {
        var ballots = new Ballot[slots.Length];
        Parallel.For(
            0,
            (slots.Length + BallotsInPiece - 1) / BallotsInPiece,
            piece =>
            {
                var from = piece * BallotsInPiece;
                var to = Math.Min(from + BallotsInPiece, slots.Length);
                MakeBallots(encryption, slots, from, ballots.AsSpan(from..to));
            }
        );
        foreach (var ballot in ballots)
        {
            Enter(new Submission(EntryKind.Ballot, ballot.ToBytes()));
        }
    }

    private void MakeBallots(FixedEncryption encryption, Fr[] slots, int from, Span<Ballot> ballots)
    {
        var votes = new EncryptedVote[ballots.Length];
        var signals = new Fr[ballots.Length][];
        for (var i = 0; i < ballots.Length; i++)
        {
            votes[i] = encryption.Vote((from + i) % SimulatedSetup.Options);
            var previous = log.Box!.PreviousOf(slots[from + i], out var occupied);
            signals[i] = BallotStatement.PublicSignals(log.Election!, slots[from + i], occupied, previous, votes[i]);
        }

        var proofs = setup.Prove(signals);
        for (var i = 0; i < ballots.Length; i++)
        {
            var slot = slots[from + i];
            ballots[i] = new Ballot(slot, votes[i].Bytes, proofs[i], log.Box!.HeadOf(slot));
        }
    }

    private void EnterAll(IEnumerable<Submission> submissions)
    {
        foreach (var submission in submissions)
        {
            Enter(submission);
        }
    }

    private void Enter(Submission submission)
    {
        now += Pause;
        var line = submission.ToLine(now);
        Require(log.AppendUnproved(line, out _));
        RecordWriter.WriteEntry(record, line);
    }

    private static void Require(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal.ToString());
        }
    }
}
