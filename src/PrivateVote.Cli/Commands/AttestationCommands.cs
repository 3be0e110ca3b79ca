using System.CommandLine;
using System.Text;
using System.Text.Json.Serialization;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Json;

namespace PrivateVote.Cli.Commands;

/// <summary>Attestations by themselves, outside any space.</summary>
internal static class AttestationCommands
{
    /// <summary>More bytes than an attestation is taken with, so that one that is too long is still named as that.</summary>
    private const int FileLimit = 1 << 20;

    public static Command Create(Terminal terminal) =>
        new("attestation", "Look at what an issuer says of a person") { Verify(terminal) };

    private static Command Verify(Terminal terminal)
    {
        var file = InputFile.Argument("The attestation, in any format that is known here");
        var issuer = new Option<string?>("--issuer")
        {
            Description =
                "Who has to have issued it: a DID, or an Ethereum address; for a proof of membership its group's root",
            HelpName = "DID|ADDRESS",
        };
        var at = new Option<string?>("--at")
        {
            Description = "The time at which it has to be valid, such as 2026-03-01T09:00Z (default: now)",
            HelpName = "TIME",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var command = new Command(
            "verify",
            "Verify an attestation: exit code 0 if it is valid, 1 if it is refused, 2 if it cannot be read"
        )
        {
            file,
            issuer,
            at,
            json,
        };
        command.SetAction(parsed =>
        {
            var attestation = InputFile.Read(terminal, parsed.GetRequiredValue(file), FileLimit);
            var now = TimeText.Parse(parsed.GetValue(at), "--at") ?? terminal.Clock.Now();
            var answer = Examine(attestation, parsed.GetValue(issuer), now, out var recognized);
            if (parsed.GetValue(json))
            {
                terminal.Line(Encoding.UTF8.GetString(StrictJson.Serialize(answer)));
            }

            if (!recognized)
            {
                throw new Failure($"{parsed.GetRequiredValue(file)}: {answer.Refusal}");
            }

            if (!parsed.GetValue(json))
            {
                Print(terminal, answer);
            }

            return answer.Valid ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    /// <param name="file">As it was read; white space around it does not belong to it.</param>
    /// <param name="recognized">Whether it claims to be of a format that is known here.</param>
    private static Answer Examine(byte[] file, string? issuer, DateTimeOffset now, out bool recognized)
    {
        var attestation = Find(file.AsSpan().Trim(" \t\r\n"u8).ToArray());
        var format = AttestationVerifiers.Recognize(attestation)?.Format;
        recognized = format is not null;
        var name = format is { } known ? AttestationFormatForm.NameOf(known) : null;
        var outcome = AttestationVerifiers.Verify(
            attestation,
            new VerificationContext(now, format is { } trusted && issuer is not null ? SourceOf(trusted, issuer) : null)
        );
        return outcome.IsRefused(out var refusal, out var personhood)
            ? new Answer(false, name, null, null, null, null, refusal.ToString())
            : new Answer(
                true,
                name,
                personhood.Issuer,
                personhood.Subject,
                Hex.Encode(personhood.UniquenessTag()),
                personhood.ValidUntil,
                null
            );
    }

    /// <summary>
    /// Takes the proof of membership out of a file that has it as `proof`, beside the key that it was checked with: it is verified
    /// with the key that is published, whatever key comes along.
    /// </summary>
    private static byte[] Find(byte[] file)
    {
        if (
            AttestationVerifiers.Recognize(file) is not null
            || !ForeignJson.TryParseObject(file, FileLimit, out var root, out _)
            || !root.TryGetProperty("proof", out var inside)
        )
        {
            return file;
        }

        var proof = Encoding.UTF8.GetBytes(inside.GetRawText());
        return AttestationVerifiers.Recognize(proof)?.Format == AttestationFormat.Semaphore ? proof : file;
    }

    /// <summary>What vouches in a proof of membership is the root of its group.</summary>
    private static AttestationSource SourceOf(AttestationFormat format, string issuer) =>
        format is AttestationFormat.Semaphore or AttestationFormat.WorldId
            ? new AttestationSource("this", format, [], 1, Roots: [issuer])
            : new AttestationSource("this", format, [issuer], 1);

    private static void Print(Terminal terminal, Answer answer)
    {
        terminal.Outcome(answer.Valid, $"format         {answer.Format}");
        if (answer.Refusal is { } refusal)
        {
            terminal.Outcome(false, $"refused        {refusal}");
            return;
        }

        terminal.Show($"issuer         {answer.Issuer}");
        terminal.Show($"subject        {answer.Subject}");
        terminal.Show($"uniqueness tag {answer.UniquenessTag}");
        terminal.Show($"valid until    {(answer.ValidUntil is { } until ? MomentForm.ToText(until) : "no end")}");
        terminal.Line("Nobody has shown here that they are its subject: that is what `register` asks for.");
    }

    /// <param name="UniquenessTag">`0x` and 64 digits: the same for the same person by this issuer, whatever the credential.</param>
    private sealed record Answer(
        bool Valid,
        string? Format,
        string? Issuer,
        string? Subject,
        string? UniquenessTag,
        [property: JsonConverter(typeof(MomentForm))] DateTimeOffset? ValidUntil,
        string? Refusal
    );
}
