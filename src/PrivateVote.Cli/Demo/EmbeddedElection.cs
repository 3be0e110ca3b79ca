using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Governance;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Demo;

/// <summary>An election whose log this process keeps too, in its memory and its record. Only the clock is simulated.</summary>
internal sealed class EmbeddedElection : DemoElection
{
    private const string LogName = "localhost/privatevote-demo";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SimulatedClock clock;
    private readonly FileStream record;
    private readonly MerkleTree tree = new();
    private readonly NoteSigner signer = NoteSigner.Create(LogName);

    private readonly List<byte[]> lines = [];

    private string? closing;

    public EmbeddedElection(FileInfo recordFile, DateTimeOffset now)
        : this(recordFile, new SimulatedClock(now), null) { }

    private EmbeddedElection(FileInfo recordFile, SimulatedClock clock, RoleKey? organizer)
        : base(recordFile, organizer)
    {
        this.clock = clock;
        record = new FileStream(recordFile.FullName, FileMode.Create, FileAccess.Write);
    }

    public override ElectionLog Log { get; } = new();

    public override string Keeper =>
        "This one process plays every role, the log's included, and its clock is simulated, so that you need not wait a day for the election to close.";

    public override DateTimeOffset Now => clock.Now();

    public override string Clock => $"{MomentForm.ToText(clock.Now())} (simulated)";

    public override (DateTimeOffset Opens, DateTimeOffset Closes) Hours(
        Terminal terminal,
        BallotCircuit circuit,
        int proofs
    ) => Hours();

    /// <summary>A day from the next hour on: this clock can be told to go on.</summary>
    public (DateTimeOffset Opens, DateTimeOffset Closes) Hours()
    {
        var opens = clock.Now() + TimeSpan.FromHours(1);
        return (opens, opens + TimeSpan.FromDays(1));
    }

    public override DemoElection Another(FileInfo recordFile) => new EmbeddedElection(recordFile, clock, OrganizerKey);

    public override void ShowOutcome(DemoSpace space)
    {
        var view = new ElectionLogView(
            Log.Size,
            RecordWriter.SignCheckpoint(Log, signer),
            (from, until, _) => Task.FromResult<IReadOnlyList<byte[]>>(lines[(int)from..(int)until]),
            PathOf
        );
        var outcome = ElectionEnd
            .ToOutcomeAsync(space.Space.Id, Election.Id, view, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        _ = space.Enter(outcome!);
    }

    public override void Open(ElectionPlan plan, Action<Submission>? announce = null)
    {
        var manifest = Organizer.CreateManifest(Log, plan, signer.VerifierKey, OrganizerKey);
        announce?.Invoke(manifest);
        Enter(manifest);
        clock.AdvanceTo(plan.Opens);
    }

    public override void CatchUp() { }

    public override void Close(Terminal terminal) => Close();

    /// <summary>Lets the clock reach the closing time.</summary>
    public void Close()
    {
        clock.AdvanceTo(Election.Manifest.Closes);
        Enter(Organizer.Close(Log));
        closing = RecordWriter.SignCheckpoint(Log, signer);
    }

    public override void Tally() => Enter(Organizer.Tally(Log));

    /// <summary>Ends the record with the checkpoint of the closing and one over everything.</summary>
    public override void Finish()
    {
        RecordWriter.WriteCheckpoint(record, closing!);
        RecordWriter.WriteCheckpoint(record, RecordWriter.SignCheckpoint(Log, signer));
        record.Flush(flushToDisk: true);
        record.Close();
    }

    public override void Dispose()
    {
        record.Dispose();
        signer.Dispose();
        base.Dispose();
    }

    protected override DemoSpace OpenSpace(Submission space, FileInfo recordFile) =>
        new EmbeddedDemoSpace(space, recordFile, clock);

    protected override void Begin(Submission committee) => Enter(committee);

    protected override void Enter(Submission submission)
    {
        if (Append(submission) is { } refusal)
        {
            throw Failure.By(refusal);
        }
    }

    protected override Task<(Receipt? Receipt, Refusal? Refusal)> CastAsync(Ballot ballot)
    {
        var submission = SubmissionOf(ballot);
        return Task.FromResult<(Receipt?, Refusal?)>(
            Append(submission) is { } refusal ? (null, refusal) : (ReceiptForLast(submission), null)
        );
    }

    protected override (string Checkpoint, DateTimeOffset Now) Closing() => (closing!, clock.Now());

    private Refusal? Append(Submission submission)
    {
        clock.Advance(Pause);
        var line = submission.ToLine(clock.Now());
        if (Log.Append(line) is { } refusal)
        {
            return refusal;
        }

        tree.Add(line);
        lines.Add(line);
        RecordWriter.WriteEntry(record, line);
        if (submission.Kind == EntryKind.Ballot)
        {
            Count(line);
        }

        return null;
    }

    private Receipt ReceiptForLast(Submission ballot)
    {
        var index = Log.Size - 1;
        return new Receipt(
            Ballot.DigestOf(ballot.Body),
            Log.LastAt,
            index,
            PathOf(index),
            RecordWriter.SignCheckpoint(Log, signer)
        );
    }

    private byte[] PathOf(long index) => [.. tree.InclusionProof(index, Log.Size).SelectMany(hash => hash)];
}
