using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Cli.Commands;

/// <summary>`verify`: replays a record and says what holds.</summary>
internal static class VerifyCommand
{
    private const long ReceiptLimit = 1 << 16;

    public static Command Create(Terminal terminal)
    {
        var record = new Argument<string>("RECORD")
        {
            Description =
                "The election's record: a file, or the election's address at a service, such as https://vote.example.org/elections/ID",
        };
        record.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }])
            {
                result.AddError("RECORD is a file's name or an address");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var receipt = new Option<FileInfo?>("--receipt")
        {
            Description = "Check as well that this receipt's ballot is in the record",
            HelpName = "FILE",
        };
        var ballot = new Option<FileInfo?>("--ballot")
        {
            Description = "The ballot that the receipt is for",
            HelpName = "FILE",
        };
        var checkpoint = new Option<FileInfo?>("--checkpoint")
        {
            Description = "Check as well that the record is of the log that this checkpoint was signed for",
            HelpName = "FILE",
        };
        var command = new Command(
            "verify",
            "Verify an election from its record alone: exit code 0 if every check holds, 1 if one fails, 2 if it cannot be read"
        )
        {
            record,
            json,
            receipt,
            ballot,
            checkpoint,
        };
        command.SetAction(parsed =>
        {
            var claim = ReadClaim(parsed.GetValue(receipt), parsed.GetValue(ballot));
            var seen = parsed.GetValue(checkpoint) is { } file ? new CheckpointFile(file).Read() : null;
            if (parsed.GetValue(checkpoint) is not null && seen is null)
            {
                throw new Failure($"there is no file {parsed.GetValue(checkpoint)}");
            }

            var name = parsed.GetRequiredValue(record);
            var report =
                Uri.TryCreate(name, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                    ? VerifyAt(terminal, address!, claim, seen)
                    : VerifyFile(terminal, new FileInfo(name), claim, seen);
            if (parsed.GetValue(json))
            {
                terminal.Line(ToJson(report));
            }

            if (!report.Readable)
            {
                var reason = report.Findings.First(finding => !finding.Ok).Evidence;
                throw new Failure($"{name} is not an election record: {reason}");
            }

            if (!parsed.GetValue(json))
            {
                Print(terminal, report);
            }

            return report.Valid ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    public static VerificationReport VerifyFile(Terminal terminal, FileInfo file, ReceiptClaim? claim, string? seen)
    {
        using var stream = InputFile.Open(file);
        return terminal.WithProgress(
            $"Verifying {file.Name}",
            stream.Length,
            progress => RecordVerifier.Verify(stream, progress, claim, seen)
        );
    }

    /// <summary>Verifies a record as it comes in, and that it is the record of the election that was asked for.</summary>
    public static VerificationReport VerifyAt(Terminal terminal, Uri address, ReceiptClaim? claim, string? seen)
    {
        if (!LogReference.TryParseAddress(address, out var service, out var log) || log.Kind != LogKind.Election)
        {
            throw new Failure(
                $"{address} is not an election's address: it ends with /elections/ and the id, 64 hexadecimal digits"
            );
        }

        using var client = new ServiceClient(service);
        using var stream = new LogClient(client, log).RecordAsync().GetAwaiter().GetResult();
        var report = terminal.WithSpinner("Verifying", () => RecordVerifier.Verify(stream, null, claim, seen));
        var same = report.ElectionId == Hex.Encode(log.Id);
        var finding = new Finding(
            "address",
            same,
            same
                ? "the record is of the election that was asked for"
                : $"asked for election {Hex.Encode(log.Id)}, the service sends the record of {report.ElectionId ?? "none"}"
        );
        return report with { Findings = [.. report.Findings, finding] };
    }

    /// <summary>The report in words, one check a line.</summary>
    public static void Print(Terminal terminal, VerificationReport report)
    {
        PrintFindings(terminal, report);
        var failed = report.Findings.Count(finding => !finding.Ok);
        terminal.Line(
            report.Valid
                ? $"VERIFIED: all {report.Findings.Count} checks hold. Election {report.ElectionId}"
                : $"NOT VERIFIED: {failed} of {report.Findings.Count} checks fail. Do not rely on this record."
        );
    }

    /// <summary>The checks of a report, one a line.</summary>
    public static void PrintFindings(Terminal terminal, RecordReport report)
    {
        foreach (var finding in report.Findings)
        {
            terminal.Outcome(finding.Ok, $"{finding.Check, -9} {finding.Evidence}");
        }

        terminal.Line();
    }

    private static ReceiptClaim? ReadClaim(FileInfo? receiptFile, FileInfo? ballotFile)
    {
        if (receiptFile is null && ballotFile is null)
        {
            return null;
        }

        if (receiptFile is null || ballotFile is null)
        {
            throw new Failure("--receipt and --ballot belong together: the receipt, and the ballot it is for");
        }

        return StrictJson.TryParse<Receipt>(InputFile.Read(receiptFile, ReceiptLimit), out var receipt, out var problem)
            ? new ReceiptClaim(receipt, SubmissionFile.ReadOne(ballotFile, EntryKind.Ballot).Body)
            : throw new Failure($"{receiptFile} is not a receipt: {problem}");
    }

    private static string ToJson(VerificationReport report) =>
        System.Text.Encoding.UTF8.GetString(
            StrictJson.Serialize(
                new Answer(
                    report.Valid,
                    report.ElectionId,
                    report.Result,
                    [.. report.Findings.Select(f => new AnswerFinding(f.Check, f.Ok, f.Evidence))]
                )
            )
        );

    private sealed record Answer(
        bool Valid,
        string? ElectionId,
        IReadOnlyList<ulong>? Result,
        IReadOnlyList<AnswerFinding> Findings
    );

    private sealed record AnswerFinding(string Check, bool Ok, string Evidence);
}
