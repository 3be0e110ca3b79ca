using System.CommandLine;
using PrivateVote.Cli.Files;
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
        var record = CommonOptions.Record();
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
        var command = new Command(
            "verify",
            "Verify an election from its record alone: exit code 0 if every check holds, 1 if one fails, 2 if it cannot be read"
        )
        {
            record,
            json,
            receipt,
            ballot,
        };
        command.SetAction(parsed =>
        {
            var claim = ReadClaim(parsed.GetValue(receipt), parsed.GetValue(ballot));
            var file = parsed.GetRequiredValue(record);
            using var stream = InputFile.Open(file);
            var report = terminal.WithProgress(
                $"Verifying {file.Name}",
                stream.Length,
                progress => RecordVerifier.Verify(stream, progress, claim)
            );
            if (parsed.GetValue(json))
            {
                terminal.Line(ToJson(report));
            }

            if (!report.Readable)
            {
                var reason = report.Findings.First(finding => !finding.Ok).Evidence;
                throw new Failure($"{file} is not an election record: {reason}");
            }

            if (!parsed.GetValue(json))
            {
                Print(terminal, report);
            }

            return report.Valid ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    /// <summary>The report in words, one check a line.</summary>
    public static void Print(Terminal terminal, VerificationReport report)
    {
        foreach (var finding in report.Findings)
        {
            terminal.Outcome(finding.Ok, $"{finding.Check, -9} {finding.Evidence}");
        }

        var failed = report.Findings.Count(finding => !finding.Ok);
        terminal.Line();
        terminal.Line(
            report.Valid
                ? $"VERIFIED: all {report.Findings.Count} checks hold. Election {report.ElectionId}"
                : $"NOT VERIFIED: {failed} of {report.Findings.Count} checks fail. Do not rely on this record."
        );
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
