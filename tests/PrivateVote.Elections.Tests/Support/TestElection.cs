using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Tests.Support;

/// <summary>An election in memory whose every role is played by the test, step by step.</summary>
internal sealed class TestElection
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Opens = Start.AddHours(1);
    public static readonly DateTimeOffset Closes = Start.AddHours(2);

    public TestElection(int trustees = 3, int threshold = 2)
    {
        Trustees = [.. Enumerable.Range(0, trustees).Select(_ => Trustee.Create())];
        Must(Organizer.OpenCommittee([.. Trustees.Select(trustee => trustee.Did)], threshold, OrganizerKey));
    }

    private TestElection(TestElection other)
    {
        (Trustees, OrganizerKey, LogKey, Voters) = (other.Trustees, other.OrganizerKey, other.LogKey, other.Voters);
        other.Lines.ForEach(line => Assert.Null(Add(line)));
        Now = other.Now;
    }

    public ElectionLog Log { get; } = new();

    public List<byte[]> Lines { get; } = [];

    public List<string> Checkpoints { get; } = [];

    public RoleKey OrganizerKey { get; } = RoleKey.Create();

    public NoteSigner LogKey { get; } = NoteSigner.Create("example.org/log");

    public Trustee[] Trustees { get; }

    public List<(VoterIdentity Identity, uint Weight)> Voters { get; } = [];

    public DateTimeOffset Now { get; set; } = Start;

    public Ceremony Ceremony => Log.Ceremony!;

    public Election Election => Log.Election!;

    public static ElectionPlan Plan { get; } =
        new(
            "a space",
            "a title",
            [new Option("For"), new Option("Against")],
            new BallotRule(VotingMethod.Single, WeightMode.Multiply),
            new PassRule(PassKind.Majority, null, 0, 1),
            Revoting.None,
            Opens,
            Closes
        );

    /// <summary>An open election with the whole setup behind it.</summary>
    public static TestElection Open(ElectionPlan? plan = null, params uint[] weights)
    {
        var election = new TestElection();
        election.RunCeremony();
        election.EnterCensus(weights.Length > 0 ? weights : [3, 1, 2]);
        election.Must(election.Manifest(plan));
        election.Now = Opens;
        return election;
    }

    /// <summary>Another history from here on, by the same people and under the same keys.</summary>
    public TestElection Fork() => new(this);

    public Refusal? Add(Submission submission) => Add(submission.ToLine(Now));

    public Refusal? Add(byte[] line)
    {
        var refusal = Log.Append(line);
        if (refusal is null)
        {
            Lines.Add(line);
        }

        return refusal;
    }

    /// <summary>Adds what follows by the rules.</summary>
    public void Must(Submission submission) => Assert.Null(Add(submission));

    /// <summary>Adds what does not follow by the rules, and must be refused with this number.</summary>
    public void MustNot(RefusalCode code, Submission submission)
    {
        var root = Log.Root;
        var phase = Log.Phase;
        Assert.Equal(code, Add(submission)?.Code);
        Assert.Equal(root, Log.Root);
        Assert.Equal(phase, Log.Phase);
    }

    public void RunCeremony()
    {
        foreach (var trustee in Trustees)
        {
            Must(trustee.Commit(Ceremony));
        }

        foreach (var trustee in Trustees)
        {
            Must(trustee.Deal(Ceremony));
        }

        foreach (var trustee in Trustees)
        {
            Must(Assert.Single(trustee.Acknowledge(Ceremony)));
        }
    }

    public void EnterCensus(params uint[] weights)
    {
        var census = new Census();
        foreach (var weight in weights)
        {
            Voters.Add((VoterIdentity.Create(), weight));
            Assert.Null(census.Add(new CensusMember(Voters[^1].Identity.Commitment, weight)));
        }

        foreach (var page in Organizer.CensusPages(census, OrganizerKey))
        {
            Must(page);
        }
    }

    public Submission Manifest(ElectionPlan? plan = null) =>
        Organizer.CreateManifest(Log, plan ?? Plan, LogKey.VerifierKey, OrganizerKey);

    /// <summary>A ballot of one of the voters, for what stands in the voter's slot now.</summary>
    public PreparedBallot Vote(int voter, params uint[] choices)
    {
        var (identity, weight) = Voters[voter];
        var nullifier = identity.NullifierIn(Election);
        return Makers
            .For(Election.Circuit)
            .Vote(Election, identity, weight, Log.Census.Prove(voter), choices, HeadOf(nullifier));
    }

    public SlotHead? HeadOf(Fr nullifier) =>
        Log.Box!.HeadOf(nullifier) is { } index ? new SlotHead(index, Log.Box.PreviousOf(nullifier, out _)) : null;

    public static Submission Cast(Ballot ballot) => new(EntryKind.Ballot, ballot.ToBytes());

    public void Close()
    {
        Now = Closes;
        Must(Organizer.Close(Log));
        Checkpoint();
    }

    public Submission Share(int trustee)
    {
        Assert.True(Trustees[trustee].TryDecryptTally(Log, Checkpoints, Now, out var share, out var reason), reason);
        return share;
    }

    public void Tally(params int[] trustees)
    {
        foreach (var trustee in trustees)
        {
            Must(Share(trustee));
        }

        Must(Organizer.Tally(Log));
    }

    public void Checkpoint() => Checkpoints.Add(RecordWriter.SignCheckpoint(Log, LogKey));

    public byte[] ToRecord()
    {
        using var record = new MemoryStream();
        foreach (var line in Lines)
        {
            RecordWriter.WriteEntry(record, line);
        }

        foreach (var checkpoint in Checkpoints)
        {
            RecordWriter.WriteCheckpoint(record, checkpoint);
        }

        return record.ToArray();
    }

    public static VerificationReport Verify(byte[] record)
    {
        using var stream = new MemoryStream(record);
        return RecordVerifier.Verify(stream);
    }
}
