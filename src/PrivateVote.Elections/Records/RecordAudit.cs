using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Records;

/// <summary>
/// Verifies a record by replaying it: nothing is taken from the record on trust, and nothing else is needed. What is the same
/// whichever rules the log keeps: its lines, its tree, its checkpoints.
/// </summary>
public abstract class RecordAudit(ReplayRules rules)
{
    /// <summary>Each is kept until the end and has a finding of its own.</summary>
    private const int MaximumCheckpoints = 10_000;

    private readonly MerkleTree tree = new();
    private readonly List<Finding> findings = [];
    private readonly List<string> checkpoints = [];
    private long bytes;
    private int checkpointLines;

    /// <summary>Whether anything in the record is an entry: else it is no record at all.</summary>
    protected bool Readable { get; private set; }

    /// <summary>Whether an entry was refused, so that what follows it counts in the tree and nowhere else.</summary>
    protected bool Refused { get; private set; }

    /// <summary>One check each, with its outcome and what shows it.</summary>
    protected IReadOnlyList<Finding> Findings => findings;

    /// <summary>The tree of all entries.</summary>
    protected MerkleTree Tree => tree;

    /// <summary>The key that the log's checkpoints are signed with; null while nothing names one.</summary>
    protected abstract NoteVerifier? LogKey { get; }

    /// <summary>What to say where nothing names the log's key.</summary>
    protected abstract string NoLogKey { get; }

    /// <summary>What the check is called that an entry of this kind belongs to.</summary>
    protected abstract string CheckOf(EntryKind kind);

    /// <summary>What entries that carry a proof are called, and what it means that all of theirs hold.</summary>
    protected abstract (string Check, string Meaning) ProofsHold();

    /// <summary>Told of each entry that the rules took.</summary>
    protected virtual void Entered(Entry entry) { }

    /// <summary>What the entries came to, once all of them are replayed.</summary>
    protected abstract void ReportState();

    /// <summary>Reads and replays the record.</summary>
    /// <param name="progress">Told the bytes read so far, once for each line.</param>
    protected void Replay(Stream record, IProgress<long>? progress)
    {
        try
        {
            foreach (var line in RecordLines.Read(record))
            {
                bytes += line.Bytes.Length + 1;
                TakeLine(line);
                progress?.Report(bytes);
            }

            findings.Insert(
                0,
                new Finding("record", true, $"{tree.Size} entries and {checkpoints.Count} checkpoints, {bytes} bytes")
            );
        }
        catch (RecordFormatException exception)
        {
            findings.Insert(0, new Finding("record", false, exception.Message));
        }

        ReportProofs();
        ReportState();
        ReportLog();
    }

    protected void Report(string check, string evidence) => Report(check, true, evidence);

    protected void Report(string check, bool ok, string evidence) => findings.Add(new Finding(check, ok, evidence));

    /// <summary>That the log which a note was signed for is a beginning of this record.</summary>
    /// <param name="seen">A signed note of the log that somebody got by another way or earlier.</param>
    protected void ReportSeen(string seen)
    {
        var problem = CompareLogs("checkpoint that was seen before", seen);
        Report(
            "seen",
            problem is null,
            problem ?? "the checkpoint that was seen before is of a beginning of this record"
        );
    }

    /// <summary>Why the log that a note was signed for is not the beginning of this record, or null.</summary>
    protected string? CompareLogs(string what, string note)
    {
        if (LogKey is not { } key)
        {
            return NoLogKey;
        }

        if (!Checkpoint.TryOpen(note, key, out var checkpoint, out var problem))
        {
            return $"the {what}: {problem}";
        }

        if (checkpoint.Size > tree.Size)
        {
            return $"the {what} is signed for {checkpoint.Size} entries, and the record has {tree.Size}: entries are missing";
        }

        return tree.RootAt(checkpoint.Size).AsSpan().SequenceEqual(checkpoint.RootHash)
            ? null
            : $"the {what} is signed for another log than this one: the first {checkpoint.Size} entries are not the same";
    }

    private void TakeLine(in RecordLine line)
    {
        if (line.IsCheckpoint)
        {
            TakeCheckpoint(line.Bytes.Span);
            return;
        }

        if (checkpoints.Count > 0 && !Refused)
        {
            Refuse("record", $"entry {tree.Size} comes after a checkpoint; in a record the entries come first");
        }

        var index = tree.Size;
        if (line.Entry is not { } entry)
        {
            // Not in the tree: a file of junk lines of one byte would take 64 bytes of memory for each.
            if (!Refused)
            {
                Refuse("record", $"entry {index}: {new Refusal(RefusalCode.MalformedEntry, line.Problem!)}");
            }

            return;
        }

        tree.AddLeafHash(line.LeafHash);
        Readable = true;
        if (Refused)
        {
            // What follows a refused entry has no rules to stand on; it still counts in the log's tree.
            return;
        }

        if (rules.Append(entry, line.LeafHash) is { } refusal)
        {
            Refuse(CheckOf(entry.Kind), $"entry {index}: {refusal}");
            return;
        }

        Entered(entry);
    }

    private void TakeCheckpoint(ReadOnlySpan<byte> line)
    {
        if (++checkpointLines > MaximumCheckpoints)
        {
            throw new RecordFormatException($"a record has at most {MaximumCheckpoints} checkpoints");
        }

        // One way only to write the line down: the log does not hash checkpoints, so nothing else would show a change.
        if (
            !StrictJson.TryParse<CheckpointLine>(line, out var checkpoint, out var problem)
            || !StrictJson.Serialize(checkpoint).AsSpan().SequenceEqual(line)
        )
        {
            problem ??= "it is not written in the one way that checkpoint lines are";
            findings.Add(new Finding("log", false, $"checkpoint {checkpoints.Count + 1}: {problem}"));
            return;
        }

        checkpoints.Add(checkpoint.Checkpoint);
    }

    private void Refuse(string check, string evidence)
    {
        Refused = true;
        findings.Add(new Finding(check, false, evidence));
    }

    private void ReportProofs()
    {
        var bad = rules.FinishProofs();
        var (check, meaning) = ProofsHold();
        foreach (var (index, refusal) in bad)
        {
            Refuse(check, $"entry {index}: {refusal}");
        }

        if (rules.Proofs > 0 && bad.Count == 0)
        {
            Report(check, $"{rules.Proofs} proofs hold, {meaning}");
        }
    }

    private void ReportLog()
    {
        if (LogKey is not { } key)
        {
            Report("log", false, NoLogKey);
            return;
        }

        var covered = false;
        for (var i = 0; i < checkpoints.Count; i++)
        {
            covered |= ReportCheckpoint(key, i + 1, checkpoints[i]);
        }

        if (!covered)
        {
            Report("log", false, $"no good checkpoint covers all {tree.Size} entries");
        }
    }

    /// <summary>Whether this checkpoint is good and covers every entry.</summary>
    private bool ReportCheckpoint(NoteVerifier key, int number, string note)
    {
        if (!Checkpoint.TryOpen(note, key, out var checkpoint, out var problem))
        {
            Report("log", false, $"checkpoint {number}: {problem}");
            return false;
        }

        if (checkpoint.Size > tree.Size)
        {
            Report(
                "log",
                false,
                $"checkpoint {number} is signed for {checkpoint.Size} entries, and the record has {tree.Size}: entries are missing"
            );
            return false;
        }

        var same = tree.RootAt(checkpoint.Size).AsSpan().SequenceEqual(checkpoint.RootHash);
        Report(
            "log",
            same,
            same
                ? $"checkpoint {number}, signed by {key.Name}, is of exactly the first {checkpoint.Size} entries"
                : $"checkpoint {number} is signed for another tree of {checkpoint.Size} entries: one of them was edited, removed, moved or added"
        );
        return same && checkpoint.Size == tree.Size;
    }
}
