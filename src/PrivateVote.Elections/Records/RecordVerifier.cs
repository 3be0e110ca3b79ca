using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Records;

/// <summary>
/// Verifies an election record by replaying it: nothing is taken from the record on trust, and nothing else is needed.
/// </summary>
public sealed class RecordVerifier
{
    /// <summary>2.5 KB each; what a batch does once is then a fiftieth of its work.</summary>
    private const int ProofsInBatch = 1024;

    /// <summary>Each is kept until the end and has a finding of its own.</summary>
    private const int MaximumCheckpoints = 10_000;

    private readonly ElectionLog log = new();
    private readonly MerkleTree tree = new();
    private readonly ProofBatches proofs = new(ProofsInBatch, Environment.ProcessorCount);
    private readonly List<Finding> findings = [];
    private readonly List<string> checkpoints = [];
    private bool readable;
    private bool refused;
    private long bytes;
    private int checkpointLines;

    private RecordVerifier() { }

    /// <summary>Replays a record.</summary>
    /// <param name="progress">Told the bytes read so far, once for each entry.</param>
    /// <param name="claim">A voter's receipt, to check as well that its ballot is in this record.</param>
    /// <param name="seen">A signed note of the log that somebody got by another way or earlier, to check as well that this record is of the same log.</param>
    public static VerificationReport Verify(
        Stream record,
        IProgress<long>? progress = null,
        ReceiptClaim? claim = null,
        string? seen = null
    ) => new RecordVerifier().Run(record, progress, claim, seen);

    private VerificationReport Run(Stream record, IProgress<long>? progress, ReceiptClaim? claim, string? seen)
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
        ReportPhases();
        ReportLog();
        if (claim is not null)
        {
            ReportReceipt(claim);
        }

        if (seen is not null)
        {
            ReportSeen(seen);
        }

        return new VerificationReport(
            readable,
            log.Election is { } election ? Hex.Encode(election.Id) : null,
            refused ? null : log.Result?.Totals,
            findings
        );
    }

    private void TakeLine(in RecordLine line)
    {
        if (line.IsCheckpoint)
        {
            TakeCheckpoint(line.Bytes.Span);
            return;
        }

        if (checkpoints.Count > 0 && !refused)
        {
            Refuse("record", $"entry {tree.Size} comes after a checkpoint; in a record the entries come first");
        }

        var index = tree.Size;
        if (line.Entry is not { } entry)
        {
            // Not in the tree: a file of junk lines of one byte would take 64 bytes of memory for each.
            if (!refused)
            {
                Refuse("record", $"entry {index}: {new Refusal(RefusalCode.MalformedEntry, line.Problem!)}");
            }

            return;
        }

        tree.AddLeafHash(line.LeafHash);
        readable = true;
        if (refused)
        {
            // What follows a refused entry has no rules to stand on; it still counts in the log's tree.
            return;
        }

        if (log.AppendUnproved(entry, line.LeafHash, out var pending) is { } refusal)
        {
            Refuse(CheckOf(entry.Kind), $"entry {index}: {refusal}");
            return;
        }

        if (pending is { } proof)
        {
            proofs.Add(proof);
        }
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
        refused = true;
        findings.Add(new Finding(check, false, evidence));
    }

    private void ReportProofs()
    {
        var bad = proofs.Finish();
        foreach (var (index, refusal) in bad)
        {
            Refuse("ballots", $"entry {index}: {refusal}");
        }

        if (proofs.Count > 0 && bad.Count == 0)
        {
            findings.Add(
                new Finding(
                    "ballots",
                    true,
                    $"{proofs.Count} proofs hold, {log.Box!.Count} slots hold a ballot, each by a member of the census and by the rules"
                )
            );
        }
    }

    private void ReportPhases()
    {
        if (log.Election is not { } election)
        {
            return;
        }

        var manifest = election.Manifest;
        Report(
            "ceremony",
            $"{Committee(manifest.Committee)}, key made by dealers {string.Join(", ", manifest.Committee.Dealers)}"
        );
        foreach (var (index, reason) in log.Ceremony!.Excluded)
        {
            Report("ceremony", $"trustee {index} was excluded: {reason}");
        }

        Report(
            "census",
            $"{manifest.Census.Size} members, total weight {manifest.Census.TotalWeight}, root {manifest.Census.Root.ToHex()}"
        );
        Report(
            "manifest",
            $"{Shown.Text(manifest.Title)}, {manifest.Options.Count} options, {manifest.Rule.Method} voting, signed by {manifest.Organizer}"
        );
        Report(
            "setup",
            $"{election.Circuit.Name}, verification key {Hex.Encode(election.Circuit.VerificationKey.Digest)}, setup: {BallotCircuit.Setup}"
        );
        if (log.EncryptedTally is not null)
        {
            Report("closing", $"the encrypted tally is the sum over the last ciphertexts of {log.Box!.Count} slots");
        }

        if (log.ShareIndices.Count > 0)
        {
            Report(
                "shares",
                $"trustees {string.Join(", ", log.ShareIndices)} decrypted the sum, each with a proof; {manifest.Committee.Threshold} were needed"
            );
        }

        if (log.Result is { } result)
        {
            Report(
                "result",
                $"{string.Join(", ", result.Totals)}: {(result.Passed ? "passed" : "not passed")}, {log.Conclusion}"
            );
        }

        Report("phase", log.Phase.ToString().ToLowerInvariant() + (log.Conclusion is { } text ? ": " + text : ""));
    }

    private void Report(string check, string evidence) => findings.Add(new Finding(check, true, evidence));

    private static string Committee(CommitteeReference committee) =>
        $"{committee.Members.Count} trustees of which {committee.Threshold} decrypt";

    private void ReportLog()
    {
        if (log.Election is not { } election)
        {
            findings.Add(
                new Finding(
                    "log",
                    false,
                    "there is no manifest, so nothing names the key that checkpoints are signed with"
                )
            );
            return;
        }

        var covered = false;
        for (var i = 0; i < checkpoints.Count; i++)
        {
            covered |= ReportCheckpoint(election, i + 1, checkpoints[i]);
        }

        if (!covered)
        {
            findings.Add(new Finding("log", false, $"no good checkpoint covers all {tree.Size} entries"));
        }
    }

    /// <summary>Whether this checkpoint is good and covers every entry.</summary>
    private bool ReportCheckpoint(Election election, int number, string note)
    {
        if (!Checkpoint.TryOpen(note, election.Log, out var checkpoint, out var problem))
        {
            findings.Add(new Finding("log", false, $"checkpoint {number}: {problem}"));
            return false;
        }

        if (checkpoint.Size > tree.Size)
        {
            findings.Add(
                new Finding(
                    "log",
                    false,
                    $"checkpoint {number} is signed for {checkpoint.Size} entries, and the record has {tree.Size}: entries are missing"
                )
            );
            return false;
        }

        var same = tree.RootAt(checkpoint.Size).AsSpan().SequenceEqual(checkpoint.RootHash);
        var evidence = same
            ? $"checkpoint {number}, signed by {election.Log.Name}, is of exactly the first {checkpoint.Size} entries"
            : $"checkpoint {number} is signed for another tree of {checkpoint.Size} entries: one of them was edited, removed, moved or added";
        findings.Add(new Finding("log", same, evidence));
        return same && checkpoint.Size == tree.Size;
    }

    private void ReportReceipt(ReceiptClaim claim)
    {
        var receipt = claim.Receipt;
        var problem = log.Election is { } election
            ? receipt.Problem(claim.BallotBytes, election.Log) ?? CompareLogs("receipt", receipt.Checkpoint, election)
            : "there is no manifest, so nothing names the key that the receipt is signed with";
        findings.Add(
            new Finding("receipt", problem is null, problem ?? $"the ballot is entry {receipt.Index} of this record")
        );
    }

    private void ReportSeen(string note)
    {
        var problem = log.Election is { } election
            ? CompareLogs("checkpoint that was seen before", note, election)
            : "there is no manifest, so nothing names the key that the checkpoint is signed with";
        findings.Add(
            new Finding(
                "seen",
                problem is null,
                problem ?? "the checkpoint that was seen before is of a beginning of this record"
            )
        );
    }

    /// <summary>Why the log that a note was signed for is not the beginning of this record, or null.</summary>
    private string? CompareLogs(string what, string note, Election election)
    {
        if (!Checkpoint.TryOpen(note, election.Log, out var checkpoint, out var problem))
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

    private static string CheckOf(EntryKind kind) =>
        kind switch
        {
            <= EntryKind.Complain => "ceremony",
            EntryKind.Census => "census",
            EntryKind.Manifest => "manifest",
            EntryKind.Ballot => "ballots",
            EntryKind.Close => "closing",
            EntryKind.Share => "shares",
            EntryKind.Result => "result",
            _ => "council",
        };
}
