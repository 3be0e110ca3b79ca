using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Records;

/// <summary>
/// Verifies an election record by replaying it: nothing is taken from the record on trust, and nothing else is needed.
/// </summary>
public sealed class RecordVerifier : RecordAudit
{
    private readonly ElectionLog log;

    private RecordVerifier(ReplayedElection rules)
        : base(rules)
    {
        log = rules.Log;
    }

    protected override NoteVerifier? LogKey => log.Election?.Log;

    protected override string NoLogKey =>
        "there is no manifest, so nothing names the key that checkpoints are signed with";

    /// <summary>Replays a record.</summary>
    /// <param name="progress">Told the bytes read so far, once for each entry.</param>
    /// <param name="claim">A voter's receipt, to check as well that its ballot is in this record.</param>
    /// <param name="seen">A signed note of the log that somebody got by another way or earlier, to check as well that this record is of the same log.</param>
    public static VerificationReport Verify(
        Stream record,
        IProgress<long>? progress = null,
        ReceiptClaim? claim = null,
        string? seen = null
    ) => new RecordVerifier(new ReplayedElection()).Run(record, progress, claim, seen);

    private VerificationReport Run(Stream record, IProgress<long>? progress, ReceiptClaim? claim, string? seen)
    {
        Replay(record, progress);
        if (claim is not null)
        {
            ReportReceipt(claim);
        }

        if (seen is not null)
        {
            ReportSeen(seen);
        }

        return new VerificationReport(
            Readable,
            log.Election is { } election ? Hex.Encode(election.Id) : null,
            Refused ? null : log.Result?.Totals,
            Findings
        )
        {
            State =
                log.Election is { } opened && !Refused
                    ? new RecordState(opened, log.Phase, log.Result, log.Conclusion, Tree)
                    : null,
        };
    }

    protected override (string Check, string Meaning) ProofsHold() =>
        ("ballots", $"{log.Box?.Count} slots hold a ballot, each by a member of the census and by the rules");

    protected override void ReportState()
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

    private static string Committee(CommitteeReference committee) =>
        $"{committee.Members.Count} trustees of which {committee.Threshold} decrypt";

    private void ReportReceipt(ReceiptClaim claim)
    {
        var receipt = claim.Receipt;
        var problem = log.Election is { } election
            ? receipt.Problem(claim.BallotBytes, election.Log) ?? CompareLogs("receipt", receipt.Checkpoint)
            : NoLogKey;
        Report("receipt", problem is null, problem ?? $"the ballot is entry {receipt.Index} of this record");
    }

    protected override string CheckOf(EntryKind kind) =>
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
