using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Cli.Files;

/// <summary>
/// An election's record as a role works on it: replayed by the rules from its first entry, and never just believed.
/// </summary>
internal sealed class RecordFile : KeptElection
{
    private readonly FileStream stream;
    private readonly RecordReplay replay;
    private readonly List<string> checkpoints;
    private readonly MemoryStream added = new();
    private readonly TimeProvider clock;

    private RecordFile(FileStream stream, RecordReplay replay, TimeProvider clock)
    {
        this.clock = clock;
        this.stream = stream;
        this.replay = replay;
        checkpoints = [.. replay.Checkpoints];
    }

    public override ElectionLog Log => replay.Log;

    public override IReadOnlyList<string> Checkpoints => checkpoints;

    public static RecordFile Read(Terminal terminal, FileInfo file) => Open(terminal, file, InputFile.Open(file));

    /// <summary>Opens a record to add to it; nobody else can meanwhile.</summary>
    public static RecordFile Write(Terminal terminal, FileInfo file)
    {
        InputFile.Open(file).Dispose();
        return Open(terminal, file, new FileStream(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
    }

    /// <summary>A record that begins with this entry.</summary>
    public static void Create(FileInfo file, Submission first, DateTimeOffset now, bool force)
    {
        var line = first.ToLine(now);
        if (new ElectionLog().Append(line) is { } refusal)
        {
            throw Failure.By(refusal);
        }

        OutputFile.Write(file, [.. line, (byte)'\n'], force);
    }

    /// <summary>Enters a submission now if the rules allow it; <see cref="Save"/> writes it down.</summary>
    public override Refusal? Enter(Submission submission)
    {
        var line = submission.ToLine(clock.Now());
        if (Log.Append(line) is { } refusal)
        {
            return refusal;
        }

        replay.Tree.Add(line);
        RecordWriter.WriteEntry(added, line);
        return null;
    }

    /// <summary>Signs a checkpoint over all entries; <see cref="Save"/> writes it down.</summary>
    public string AddCheckpoint(NoteSigner signer)
    {
        var note = SignCheckpoint(signer);
        checkpoints.Add(note);
        return note;
    }

    /// <summary>What the voter of the last entry keeps.</summary>
    public Receipt ReceiptForLast(byte[] ballotBytes, NoteSigner signer)
    {
        var index = Log.Size - 1;
        return new Receipt(
            Ballot.DigestOf(ballotBytes),
            Log.LastAt,
            index,
            [.. replay.Tree.InclusionProof(index, Log.Size).SelectMany(hash => hash)],
            SignCheckpoint(signer)
        );
    }

    /// <summary>Writes what was entered after the entries that were there, and the checkpoints after all of them.</summary>
    public override void Save()
    {
        foreach (var checkpoint in checkpoints)
        {
            RecordWriter.WriteCheckpoint(added, checkpoint);
        }

        stream.Position = replay.Length;
        stream.Write(added.GetBuffer().AsSpan(0, (int)added.Length));
        stream.SetLength(stream.Position);
        stream.Flush(flushToDisk: true);
    }

    public override void Dispose()
    {
        stream.Dispose();
        added.Dispose();
    }

    private string SignCheckpoint(NoteSigner signer) =>
        signer.VerifierKey == Election.Manifest.Log
            ? RecordWriter.SignCheckpoint(Log, signer)
            : throw new Failure($"this is not the key of the election's log, {Election.Log.Name}");

    private static RecordFile Open(Terminal terminal, FileInfo file, FileStream stream)
    {
        var replay = terminal.WithProgress(
            $"Replaying {file.Name}",
            stream.Length,
            progress =>
                RecordReplay.TryRead(stream, progress, out var read, out var problem)
                    ? read
                    : throw new Failure(
                        $"{file} breaks the rules, so nothing is done with it: {problem}",
                        ExitCode.Refused
                    )
        );
        return new RecordFile(stream, replay, terminal.Clock);
    }
}
