using System.CommandLine;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Identity.Attestations;
using PrivateVote.Server;
using PrivateVote.Server.Registration;
using PrivateVote.Server.Storage;

namespace PrivateVote.Cli.Commands;

/// <summary>The evidence of a private roll: opened by the registrar, checked by the auditor, one person at a time.</summary>
internal static class RegistrarCommands
{
    /// <summary>More bytes than a presentation in base64url, its keys and its entry have.</summary>
    private const long DisclosureLimit = 1 << 20;

    public static Command Create(Terminal terminal) =>
        new("registrar", "Open or check the evidence by which one person was admitted to a private roll")
        {
            Open(terminal),
            Check(terminal),
        };

    private static Command Open(Terminal terminal)
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The folder of the service, with registrar.seed and, without --postgres, the store",
            HelpName = "DIR",
            Required = true,
        };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "The PostgreSQL that the service keeps its logs in",
            HelpName = "CONNECTION",
        };
        var seed = new Option<string?>("--registrar")
        {
            Description = "The file of the registrar's seed (default: the one in --data)",
            HelpName = "FILE",
        };
        var space = new Option<string>("--space")
        {
            Description = "The space's id",
            HelpName = "ID",
            Required = true,
        };
        var commitment = new Option<string>("--commitment")
        {
            Description = "The identity commitment of the one person to disclose",
            HelpName = "COMMITMENT",
            Required = true,
        };
        var output = CommonOptions.Out("Where to write the evidence, for the auditor and nobody else");
        var force = CommonOptions.Force();
        var command = new Command(
            "open",
            "Open the evidence of one person, as the registrar; of nobody else anything is read"
        )
        {
            data,
            postgres,
            seed,
            space,
            commitment,
            output,
            force,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                OutputFile.CheckFree(parsed.GetRequiredValue(output), parsed.GetValue(force));
                var options = new ServerOptions
                {
                    Data = parsed.GetRequiredValue(data).FullName,
                    Postgres = parsed.GetValue(postgres),
                    Registrar = parsed.GetValue(seed),
                };
                var opened = await OpenAsync(
                    options,
                    SpacePlace.ParseId(parsed.GetRequiredValue(space)),
                    CommitmentOptions.Parse(parsed.GetRequiredValue(commitment), "--commitment"),
                    cancellation
                );
                var disclosure = new Disclosure(opened.Index, Encoding.UTF8.GetString(opened.Line), opened.Evidence);
                OutputFile.WriteSecret(
                    parsed.GetRequiredValue(output),
                    [.. StrictJson.Serialize(disclosure), (byte)'\n'],
                    parsed.GetValue(force)
                );
                terminal.Line($"entry {opened.Index}");
                terminal.Complain(
                    $"{parsed.GetRequiredValue(output)} says who this member is: hand it to the auditor only."
                );
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static async Task<OpenedEvidence> OpenAsync(
        ServerOptions options,
        byte[] space,
        Fr commitment,
        CancellationToken cancellation
    )
    {
        try
        {
            // The newest: what the person is a member by now.
            return await EvidenceArchive.OpenAsync(options, space, commitment, cancellation) is [.., var newest]
                ? newest
                : throw new Failure("no evidence of an admission of this commitment is there", ExitCode.Refused);
        }
        catch (Exception exception) when (exception is StoreException or KeyNotFoundException)
        {
            throw new Failure(exception.Message);
        }
    }

    private static Command Check(Terminal terminal)
    {
        var file = new Argument<FileInfo>("EVIDENCE") { Description = "What `registrar open` wrote" };
        var record = new Option<string>("--record")
        {
            Description = "The space's record: a file, or the space's address at a service",
            HelpName = "RECORD",
            Required = true,
        };
        var logKey = new Option<string?>("--log-key")
        {
            Description = "The verifier key of the space's log, as `space open` printed it; needed for a file",
            HelpName = "KEY",
        };
        var command = new Command(
            "check",
            "Check, as an auditor, that the evidence is what the space's record has the digest of, and that this person was entitled"
        )
        {
            file,
            record,
            logKey,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (
                !StrictJson.TryParse<Disclosure>(
                    InputFile.Read(path, DisclosureLimit),
                    out var disclosure,
                    out var problem
                )
            )
            {
                throw new Failure($"{path} is no evidence that a registrar opened: {problem}");
            }

            var source = new SpaceVerifyCommand.RecordSource(
                parsed.GetRequiredValue(record),
                parsed.GetValue(logKey),
                null
            )
            {
                Keep = disclosure.Index,
            };
            var report = SpaceVerifyCommand.Verify(terminal, source, out var log);
            if (!report.Valid)
            {
                SpaceVerifyCommand.Print(terminal, report);
                return report.Readable ? ExitCode.Refused : ExitCode.Unusable;
            }

            return Judge(terminal, disclosure, log, report.Kept) ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private static bool Judge(Terminal terminal, Disclosure disclosure, SpaceLog log, Entry? kept)
    {
        var line = Encoding.UTF8.GetBytes(disclosure.Entry);
        // The record's own entry counts, and not what the registrar says that it is.
        var same = kept is not null && kept.ToBytes().AsSpan().SequenceEqual(line);
        terminal.Outcome(
            same,
            same
                ? $"entry {disclosure.Index} of the record is the admission that was opened"
                : $"entry {disclosure.Index} of the record is another one"
        );
        if (!same)
        {
            return false;
        }

        var refusal = disclosure.Evidence.Check(line, log.SpaceAt(disclosure.Index), log.RootsAt(disclosure.Index));
        terminal.Outcome(
            refusal is null,
            refusal?.ToString()
                ?? "the evidence is what the entry has the digest of, and the tags in the entry are this person's: the person was entitled to be a member"
        );
        if (
            refusal is null
            && StrictJson.TryParse<Presentation>(disclosure.Evidence.Presentation, out var shown, out _)
        )
        {
            terminal.Show($"commitment {shown.Challenge.Commitment.ToHex()}");
            foreach (var attestation in shown.Attestations)
            {
                terminal.Show($"source     {attestation.Source}");
            }
        }

        return refusal is null;
    }

    /// <summary>One person's evidence, as the registrar hands it over.</summary>
    private sealed record Disclosure(long Index, string Entry, Evidence Evidence);
}
