using System.CommandLine;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Governance;
using PrivateVote.Governance.Records;

namespace PrivateVote.Cli.Commands;

/// <summary>`space verify`: replays a space's record and says who is a member by it.</summary>
internal static class SpaceVerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var record = new Argument<string>("RECORD")
        {
            Description =
                "The space's record: a file, or the space's address at a service, such as https://vote.example.org/spaces/ID",
        };
        var logKey = new Option<string?>("--log-key")
        {
            Description =
                "The verifier key of the space's log, as `space open` printed it (default: what the election names, or else the service)",
            HelpName = "KEY",
        };
        var checkpoint = new Option<FileInfo?>("--checkpoint")
        {
            Description = "Check as well that the record is of the log that this checkpoint was signed for",
            HelpName = "FILE",
        };
        var election = new Option<FileInfo?>("--election")
        {
            Description =
                "Check as well that the census of the election in this record is a roll of the space, and that the outcome in the space's log is what the record comes to",
            HelpName = "RECORD",
        };
        var elections = new Option<bool>("--elections")
        {
            Description =
                "Verify as well the record of every election that the space's log has an outcome of, from the same service: only then nothing rests on anybody's word",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var command = new Command(
            "verify",
            "Verify every registration of a space, and recompute its rolls: exit code 0 if every check holds, 1 if one fails, 2 if it cannot be read"
        )
        {
            record,
            logKey,
            checkpoint,
            election,
            elections,
            json,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(record);
            var file = parsed.GetValue(election);
            var asked = file is null ? null : ElectionOf(terminal, file);
            var source = new RecordSource(
                name,
                parsed.GetValue(logKey) ?? asked?.Manifest.Roll?.Log,
                parsed.GetValue(checkpoint) is { } seen ? ReadNote(seen) : null
            );
            var report = Verify(terminal, source, out var log);
            if (report.Readable)
            {
                report = report with
                {
                    Findings =
                    [
                        .. report.Findings,
                        .. asked is null ? [] : Compare(terminal, log, asked, file!),
                        .. parsed.GetValue(elections) ? VerifyElections(terminal, log, name) : [],
                    ],
                };
            }

            var state = report.Valid ? log.StateDigest() : null;
            if (parsed.GetValue(json))
            {
                terminal.Line(ToJson(report, state));
            }

            if (!report.Readable)
            {
                throw new Failure(
                    $"{name} is not a space's record: {report.Findings.First(finding => !finding.Ok).Evidence}"
                );
            }

            if (!parsed.GetValue(json))
            {
                Print(terminal, report);
                if (state is not null)
                {
                    terminal.Line($"state {Hex.Encode(state)}");
                }
            }

            return report.Valid ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    /// <summary>The report in words, one check a line.</summary>
    public static void Print(Terminal terminal, SpaceReport report)
    {
        VerifyCommand.PrintFindings(terminal, report);
        terminal.Line(
            report.Valid
                ? $"VERIFIED: all {report.Findings.Count} checks hold. {report.Members} people registered in space {report.SpaceId}"
                : $"NOT VERIFIED: {report.Findings.Count(finding => !finding.Ok)} of {report.Findings.Count} checks fail. Do not rely on this record."
        );
    }

    /// <summary>Replays a space's record, from a file or as it comes in from a service.</summary>
    /// <param name="log">The state after its entries: to be used only when the report is valid.</param>
    public static SpaceReport Verify(Terminal terminal, RecordSource source, out SpaceLog log)
    {
        SpaceLog? replayed = null;
        var report =
            Uri.TryCreate(source.Name, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? VerifyAt(terminal, address!, source, out replayed)
                : VerifyFile(terminal, new FileInfo(source.Name), source, out replayed);
        log = replayed;
        return report;
    }

    private static SpaceReport VerifyFile(Terminal terminal, FileInfo file, RecordSource source, out SpaceLog log)
    {
        var key = KeyOf(
            source.LogKey ?? throw new Failure("the record is a file: --log-key KEY, as `space open` printed it")
        );
        using var stream = InputFile.Open(file);
        SpaceLog? replayed = null;
        var report = terminal.WithProgress(
            $"Verifying {file.Name}",
            stream.Length,
            progress => SpaceVerifier.Verify(stream, key, progress, source.Seen, source.Keep, out replayed)
        );
        log = replayed!;
        return report;
    }

    private static SpaceReport VerifyAt(Terminal terminal, Uri address, RecordSource source, out SpaceLog log)
    {
        if (
            !LogReference.TryParseAddress(address, out var service, out var reference)
            || reference.Kind != LogKind.Space
        )
        {
            throw new Failure(
                $"{address} is not a space's address: it ends with /spaces/ and the id, 64 hexadecimal digits"
            );
        }

        using var client = new ServiceClient(service);
        var served = new LogClient(client, reference);
        var key = source.LogKey is { } known ? KeyOf(known) : served.KeyAsync().GetAwaiter().GetResult();
        using var stream = served.RecordAsync().GetAwaiter().GetResult();
        SpaceLog? replayed = null;
        var report = terminal.WithSpinner(
            "Verifying",
            () => SpaceVerifier.Verify(stream, key, null, source.Seen, source.Keep, out replayed)
        );
        log = replayed!;
        var same = report.SpaceId == Hex.Encode(reference.Id);
        var finding = new Finding(
            "address",
            same,
            same
                ? "the record is of the space that was asked for"
                : $"asked for space {Hex.Encode(reference.Id)}, the service sends the record of {report.SpaceId ?? "none"}"
        );
        return report with { Findings = [.. report.Findings, finding] };
    }

    private static IEnumerable<Finding> Compare(Terminal terminal, SpaceLog log, Election election, FileInfo file)
    {
        var manifest = election.Manifest;
        yield return RollCheck.Check(log, manifest) is { } refusal
            ? new Finding("election", false, refusal.ToString())
            : new Finding(
                "election",
                true,
                $"its census of {manifest.Census.Size} members is the roll of entry {manifest.Roll!.Entry}, nobody left out and nobody added"
            );
        if (log.FindVote(election.Id) is { Outcome: not null } vote)
        {
            yield return OutcomeCheck.Of(vote, VerifyCommand.VerifyFile(terminal, file, null, null));
        }
    }

    /// <summary>The outcomes of a space's elections, each held to the whole record that the service has of it.</summary>
    private static IEnumerable<Finding> VerifyElections(Terminal terminal, SpaceLog log, string space)
    {
        if (
            !Uri.TryCreate(space, UriKind.Absolute, out var address)
            || !LogReference.TryParseAddress(address, out var service, out _)
        )
        {
            throw new Failure("--elections: the record is a file; give the space's address, or --election for each");
        }

        foreach (var vote in log.Votes.Where(vote => vote.Outcome is not null))
        {
            VerificationReport? report = null;
            try
            {
                var path = LogReference.Election(vote.Id).Path;
                report = VerifyCommand.VerifyAt(terminal, new Uri(service, path), null, null);
            }
            catch (ServiceException exception) when (exception.Status == System.Net.HttpStatusCode.NotFound)
            {
                // The election's log is elsewhere, or nowhere.
            }

            yield return OutcomeCheck.Of(vote, report);
        }
    }

    private static Election ElectionOf(Terminal terminal, FileInfo file)
    {
        using var kept = RecordFile.Read(terminal, file);
        return kept.Election;
    }

    private static string ReadNote(FileInfo file) =>
        new CheckpointFile(file).Read() ?? throw new Failure($"there is no file {file}");

    private static NoteVerifier KeyOf(string text) =>
        NoteVerifier.TryParse(text, out var key)
            ? key
            : throw new Failure($"'{text}' is no verifier key, such as `space open` prints");

    private static string ToJson(SpaceReport report, byte[]? state) =>
        Encoding.UTF8.GetString(
            StrictJson.Serialize(
                new Answer(
                    report.Valid,
                    report.SpaceId,
                    report.Members,
                    state,
                    [
                        .. report.Rolls.Select(roll => new AnswerRoll(
                            roll.Index,
                            MomentForm.ToText(roll.At),
                            roll.Census
                        )),
                    ],
                    [.. report.Findings.Select(f => new AnswerFinding(f.Check, f.Ok, f.Evidence))]
                )
            )
        );

    /// <summary>Where a record is, and what it is held to.</summary>
    /// <param name="Name">A file's name or an address.</param>
    /// <param name="LogKey">The verifier key of its log, if somebody said it.</param>
    /// <param name="Seen">A checkpoint that was seen before, if there is one.</param>
    public sealed record RecordSource(string Name, string? LogKey, string? Seen)
    {
        /// <summary>The index of an entry to keep; null for none.</summary>
        public long? Keep { get; init; }
    }

    /// <param name="State">SHA-256 of everything that the entries left: the same for whoever replays the same log. Null where a check fails.</param>
    private sealed record Answer(
        bool Valid,
        string? SpaceId,
        int Members,
        [property: System.Text.Json.Serialization.JsonConverter(typeof(DigestForm))] byte[]? State,
        IReadOnlyList<AnswerRoll> Rolls,
        IReadOnlyList<AnswerFinding> Findings
    );

    private sealed record AnswerRoll(long Entry, string At, CensusSummary Census);

    private sealed record AnswerFinding(string Check, bool Ok, string Evidence);
}
