using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// A real election of which this process plays the roles: the organizer, the voters, and three trustees. Who keeps the log is
/// left to those that follow.
/// </summary>
/// <param name="organizer">The organizer of another election of the same demo; null for a new one.</param>
internal abstract class DemoElection(FileInfo recordFile, RoleKey? organizer = null) : IDisposable
{
    public const int TrusteeCount = 3;
    public const int Threshold = 2;

    private long ballotBytes;
    private int ballotCount;

    /// <summary>Where the record is when the election is over.</summary>
    public FileInfo RecordFile { get; } = recordFile;

    /// <summary>The log as it was replayed.</summary>
    public abstract ElectionLog Log { get; }

    public Election Election => Log.Election!;

    public IReadOnlyList<Trustee> Trustees { get; } =
    [.. Enumerable.Range(0, TrusteeCount).Select(_ => Trustee.Create())];

    /// <summary>Bytes of the ballots' lines in the record.</summary>
    public long BallotBytes => ballotBytes;

    /// <summary>Ballots in the record.</summary>
    public int BallotCount => ballotCount;

    /// <summary>How the log is kept, in a sentence.</summary>
    public abstract string Keeper { get; }

    /// <summary>What time it is, and by which clock.</summary>
    public abstract string Clock { get; }

    /// <summary>The time as entries state it.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Signs what the organizer signs, who administers the space as well.</summary>
    public RoleKey OrganizerKey { get; } = organizer ?? RoleKey.Create();

    public static Submission SubmissionOf(Ballot ballot) => new(EntryKind.Ballot, ballot.ToBytes());

    /// <summary>Names the committee and runs the ceremony's three steps.</summary>
    public void MakeKey()
    {
        Begin(Organizer.OpenCommittee([.. Trustees.Select(trustee => trustee.Did)], Threshold, OrganizerKey));
        var ceremony = Log.Ceremony!;
        foreach (var trustee in Trustees)
        {
            Enter(trustee.Commit(ceremony));
        }

        foreach (var trustee in Trustees)
        {
            Enter(trustee.Deal(ceremony));
        }

        foreach (var submission in Trustees.SelectMany(trustee => trustee.Acknowledge(ceremony)))
        {
            Enter(submission);
        }
    }

    /// <summary>Opens a space with this policy, which the organizer administers.</summary>
    public DemoSpace OpenSpace(
        string name,
        PersonhoodPolicy policy,
        Func<string, Constitution> constitution,
        FileInfo recordFile
    )
    {
        var body = new SpaceBody(
            SpaceBody.CurrentProtocol,
            name,
            "localhost",
            [OrganizerKey.Did],
            RollKind.Public,
            policy,
            SpaceAdministrator.NewNonce(),
            Constitution: constitution(OrganizerKey.Did)
        );
        return OpenSpace(SpaceAdministrator.Open(body, OrganizerKey), recordFile);
    }

    /// <summary>Another election by the same organizer, kept in the same place.</summary>
    public abstract DemoElection Another(FileInfo recordFile);

    /// <summary>Shows in the space's log how this election ended, unless it is there already.</summary>
    public abstract void ShowOutcome(DemoSpace space);

    public void EnterCensus(Census census)
    {
        foreach (var page in Organizer.CensusPages(census, OrganizerKey))
        {
            Enter(page);
        }
    }

    /// <summary>Opening hours in which so many proofs can be made.</summary>
    public abstract (DateTimeOffset Opens, DateTimeOffset Closes) Hours(
        Terminal terminal,
        BallotCircuit circuit,
        int proofs
    );

    /// <summary>Signs the manifest, and enters it where it is announced first; voting begins.</summary>
    public abstract void Open(ElectionPlan plan, Action<Submission>? announce = null);

    /// <summary>Casts one ballot.</summary>
    /// <returns>What its voter keeps, or why the rules refuse it.</returns>
    public (Receipt? Receipt, Refusal? Refusal) Cast(Ballot ballot) => CastAsync(ballot).GetAwaiter().GetResult();

    /// <summary>
    /// Proves and casts many ballots: while some are proved, others are on their way.
    /// </summary>
    /// <param name="make">Makes the ballot of this position; called by several threads.</param>
    /// <param name="entered">Told of each ballot that is in the log, one at a time.</param>
    public void CastAll(int count, Func<int, Ballot> make, Action<Ballot, Receipt> entered, IProgress<long> progress) =>
        ParallelProofs.Run(
            count,
            make,
            async ballot =>
            {
                var (receipt, refusal) = await CastAsync(ballot);
                return receipt ?? throw Failure.By(refusal!);
            },
            entered,
            progress
        );

    /// <summary>Brings the replay up to what is in the log by now.</summary>
    public abstract void CatchUp();

    /// <summary>Waits for the closing time; then the encrypted sum is in the log, and the log is signed as it stands.</summary>
    public abstract void Close(Terminal terminal);

    /// <summary>One trustee, by position from 0, decrypts the sum of the replayed log.</summary>
    public void Decrypt(int trustee)
    {
        var (note, now) = Closing();
        if (!Trustees[trustee].TryDecryptTally(Log, [note], now, out var share, out var reason))
        {
            throw new Failure($"trustee {trustee + 1}: {reason}", ExitCode.Refused);
        }

        Enter(share);
    }

    /// <summary>The totals are found and entered.</summary>
    public abstract void Tally();

    /// <summary>Leaves the whole record in <see cref="RecordFile"/>.</summary>
    public abstract void Finish();

    public virtual void Dispose()
    {
        if (organizer is null)
        {
            OrganizerKey.Dispose();
        }

        foreach (var trustee in Trustees)
        {
            trustee.Dispose();
        }
    }

    /// <summary>Opens a space.</summary>
    protected abstract DemoSpace OpenSpace(Submission space, FileInfo recordFile);

    /// <summary>Begins the log.</summary>
    protected abstract void Begin(Submission committee);

    /// <summary>Enters what follows by the rules.</summary>
    /// <exception cref="Failure">The rules refuse it, for what a person asked the demo to do.</exception>
    protected abstract void Enter(Submission submission);

    protected abstract Task<(Receipt? Receipt, Refusal? Refusal)> CastAsync(Ballot ballot);

    /// <summary>A signed checkpoint of the log with its closing, and the trustees' time.</summary>
    protected abstract (string Checkpoint, DateTimeOffset Now) Closing();

    protected void Count(ReadOnlySpan<byte> ballotLine)
    {
        Interlocked.Add(ref ballotBytes, ballotLine.Length + 1);
        Interlocked.Increment(ref ballotCount);
    }
}
