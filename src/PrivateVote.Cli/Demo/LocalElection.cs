using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// A real election of which this process plays every role: the log with its record, the organizer, and three trustees.
/// Only the clock is simulated.
/// </summary>
internal sealed class LocalElection : IDisposable
{
    public const int TrusteeCount = 3;
    public const int Threshold = 2;

    private const string LogName = "localhost/privatevote-demo";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly FileStream record;
    private readonly MerkleTree tree = new();
    private readonly RoleKey organizer = RoleKey.Create();
    private readonly NoteSigner signer = NoteSigner.Create(LogName);

    private string? closing;

    public LocalElection(FileInfo recordFile, SimulatedClock clock)
    {
        Clock = clock;
        RecordFile = recordFile;
        Trustees = [.. Enumerable.Range(0, TrusteeCount).Select(_ => Trustee.Create())];
        record = new FileStream(recordFile.FullName, FileMode.Create, FileAccess.Write);
    }

    public SimulatedClock Clock { get; }

    public FileInfo RecordFile { get; }

    public ElectionLog Log { get; } = new();

    public Election Election => Log.Election!;

    public IReadOnlyList<Trustee> Trustees { get; }

    /// <summary>Bytes of the ballots' lines in the record.</summary>
    public long BallotBytes { get; private set; }

    /// <summary>Ballots in the record.</summary>
    public int BallotCount { get; private set; }

    /// <summary>Enters a submission if the rules allow it.</summary>
    public Refusal? TryEnter(Submission submission)
    {
        Clock.Advance(Pause);
        var line = submission.ToLine(Clock.Now());
        if (Log.Append(line) is { } refusal)
        {
            return refusal;
        }

        tree.Add(line);
        RecordWriter.WriteEntry(record, line);
        if (submission.Kind == EntryKind.Ballot)
        {
            BallotBytes += line.Length + 1;
            BallotCount++;
        }

        return null;
    }

    /// <summary>Enters a submission that follows by the rules.</summary>
    /// <exception cref="Failure">The rules refuse it, for what a person asked the demo to do.</exception>
    public void Enter(Submission submission)
    {
        if (TryEnter(submission) is { } refusal)
        {
            throw Failure.By(refusal);
        }
    }

    public void Enter(Ballot ballot) => Enter(SubmissionOf(ballot));

    public static Submission SubmissionOf(Ballot ballot) => new(EntryKind.Ballot, ballot.ToBytes());

    /// <summary>Names the committee and runs the ceremony's three steps.</summary>
    public void MakeKey()
    {
        Enter(Organizer.OpenCommittee([.. Trustees.Select(trustee => trustee.Did)], Threshold, organizer));
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

    public void EnterCensus(Census census)
    {
        foreach (var page in Organizer.CensusPages(census, organizer))
        {
            Enter(page);
        }
    }

    /// <summary>Signs and enters the manifest, and lets the clock reach the opening time.</summary>
    public void Open(ElectionPlan plan)
    {
        Enter(Organizer.CreateManifest(Log, plan, signer.VerifierKey, organizer));
        Clock.AdvanceTo(plan.Opens);
    }

    /// <summary>Lets the clock reach the closing time, enters the encrypted sum, and signs the log as it stands then.</summary>
    public void Close()
    {
        Clock.AdvanceTo(Election.Manifest.Closes);
        Enter(Organizer.Close(Log));
        closing = RecordWriter.SignCheckpoint(Log, signer);
    }

    /// <summary>One trustee, by position from 0, replays the log and decrypts the sum.</summary>
    public void Decrypt(int trustee)
    {
        if (!Trustees[trustee].TryDecryptTally(Log, [closing!], Clock.Now(), out var share, out var reason))
        {
            throw new Failure($"trustee {trustee + 1}: {reason}", ExitCode.Refused);
        }

        Enter(share);
    }

    public void Tally() => Enter(Organizer.Tally(Log));

    /// <summary>What the voter of the last entry keeps.</summary>
    public Receipt ReceiptForLast(Ballot ballot)
    {
        var index = Log.Size - 1;
        return new Receipt(
            Ballot.DigestOf(ballot.ToBytes()),
            Log.LastAt,
            index,
            [.. tree.InclusionProof(index, Log.Size).SelectMany(hash => hash)],
            RecordWriter.SignCheckpoint(Log, signer)
        );
    }

    /// <summary>Ends the record with the checkpoint of the closing and one over everything.</summary>
    public void Finish()
    {
        RecordWriter.WriteCheckpoint(record, closing!);
        RecordWriter.WriteCheckpoint(record, RecordWriter.SignCheckpoint(Log, signer));
        record.Flush(flushToDisk: true);
        record.Close();
    }

    public void Dispose()
    {
        record.Dispose();
        organizer.Dispose();
        signer.Dispose();
        foreach (var trustee in Trustees)
        {
            trustee.Dispose();
        }
    }
}
