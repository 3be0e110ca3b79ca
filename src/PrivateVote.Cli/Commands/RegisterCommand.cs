using System.CommandLine;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance.Service;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Cli.Commands;

/// <summary>`register`: becomes a member of a space.</summary>
internal static class RegisterCommand
{
    private const int AttestationLimit = Presentation.MaximumLength;

    public static Command Create(Terminal terminal)
    {
        var place = new SpacePlace();
        var who = new CommitmentOptions();
        var credential = Files(
            "--credential",
            "An attestation about you, of a format that the space takes; several where it asks for several together"
        );
        var semaphore = Files("--semaphore-proof", "A Semaphore proof, made of what `register challenge` prints");
        var worldId = Files("--world-id-proof", "A World ID proof, made of what `register challenge` prints");
        var key = FileOption("--key", "Your holder's key file, where a credential is issued to its DID");
        var wallet = FileOption("--wallet", "Your wallet's key file, where an attestation is about its account");
        var challenge = FileOption(
            "--challenge",
            "What `register challenge --out` wrote, where something was signed elsewhere"
        );
        var signature = new Option<string[]>("--signature")
        {
            Description = "What was signed elsewhere, with the id of its source: a wallet's signature, or a JWS",
            HelpName = "SOURCE=TEXT",
        };
        var output = FileOption("--out", "Where to keep the receipt: proof that you were entered");
        var force = CommonOptions.Force();
        var command = new Command(
            "register",
            "Become a member of a space: show that an issuer vouches for you, and name the identity that you will vote with"
        )
        {
            credential,
            semaphore,
            worldId,
            key,
            wallet,
            challenge,
            signature,
            output,
            force,
            Challenge(terminal),
        };
        place.AddTo(command);
        who.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                FileInfo[] files =
                [
                    .. parsed.GetValue(credential) ?? [],
                    .. parsed.GetValue(semaphore) ?? [],
                    .. parsed.GetValue(worldId) ?? [],
                ];
                if (files.Length == 0)
                {
                    throw new Failure("what vouches for you: --credential, --semaphore-proof or --world-id-proof FILE");
                }

                if (parsed.GetValue(output) is { } receiptFile)
                {
                    OutputFile.CheckFree(receiptFile, parsed.GetValue(force));
                }

                var (commitment, replaces) = who.Get(terminal, parsed);
                using var holder = parsed.GetValue(key) is { } holderFile
                    ? KeyFiles.OpenHolder(terminal, who.KeyValues(parsed, holderFile))
                    : null;
                using var account = parsed.GetValue(wallet) is { } walletFile
                    ? KeyFiles.OpenWallet(terminal, who.KeyValues(parsed, walletFile))
                    : null;
                using var service = new ServiceClient(place.Server(parsed));
                var space = await SpaceClient.OpenAsync(service, place.Id(parsed), cancellation);
                var now = terminal.Clock.Now();
                var texts = files.Select(file =>
                    Encoding.UTF8.GetString(InputFile.Read(file, AttestationLimit)).Trim()
                );
                if (!Registrant.TryMatch(space.Space, [.. texts], now, out var matched, out var problem))
                {
                    throw new Failure($"the space does not take this: {problem}", ExitCode.Refused);
                }

                var asked = parsed.GetValue(challenge) is { } given
                    ? ReadChallenge(given, space, commitment)
                    : await AskAsync(space, commitment, now, replaces, matched, cancellation);
                var signed = Signatures(parsed.GetValue(signature) ?? []);
                if (
                    !Registrant.TryPresent(
                        asked,
                        matched,
                        new ControlKeys(holder, account),
                        signed,
                        now,
                        out var presentation,
                        out problem
                    )
                )
                {
                    throw new Failure(problem);
                }

                var logKey = await space.Log.KeyAsync(cancellation);
                var receipt = await space.RegisterAsync(presentation, logKey, cancellation);
                if (parsed.GetValue(output) is { } kept)
                {
                    OutputFile.Write(kept, [.. StrictJson.Serialize(receipt), (byte)'\n'], parsed.GetValue(force));
                }

                terminal.Line($"member {commitment.ToHex()}");
                terminal.Line($"entry  {receipt.Receipt.Index}");
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command Challenge(Terminal terminal)
    {
        var place = new SpacePlace();
        var who = new CommitmentOptions();
        var subject = new Option<string?>("--subject")
        {
            Description = "Who will sign: a DID or an address; for an account the answer has the text for its wallet",
            HelpName = "DID|ADDRESS",
        };
        var output = FileOption("--out", "Where to keep the challenge, for `register --challenge`");
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var force = CommonOptions.Force();
        var command = new Command(
            "challenge",
            "Ask for a challenge, and print what another program signs or proves of it"
        )
        {
            subject,
            output,
            json,
            force,
        };
        place.AddTo(command);
        who.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var (commitment, replaces) = who.Get(terminal, parsed);
                using var service = new ServiceClient(place.Server(parsed));
                var space = await SpaceClient.OpenAsync(service, place.Id(parsed), cancellation);
                var answer = await space.ChallengeAsync(
                    commitment,
                    terminal.Clock.Now(),
                    replaces,
                    ParseSubject(parsed.GetValue(subject)),
                    cancellation
                );
                var bytes = StrictJson.Serialize(answer);
                if (parsed.GetValue(output) is { } kept)
                {
                    OutputFile.Write(kept, [.. bytes, (byte)'\n'], parsed.GetValue(force));
                }

                if (parsed.GetValue(json))
                {
                    terminal.Line(Encoding.UTF8.GetString(bytes));
                    return ExitCode.Ok;
                }

                Print(terminal, answer);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static void Print(Terminal terminal, ChallengeAnswer answer)
    {
        terminal.Line($"expires            {MomentForm.ToText(answer.Challenge.Expires)}");
        terminal.Line($"digest             {Hex.Encode(answer.Digest)}");
        terminal.Line($"payload of a JWS   {Base64Url.Encode(answer.Challenge.ToBytes())}");
        terminal.Line($"type of that JWS   {ControlProof.JwsType}");
        terminal.Line($"semaphore scope    {answer.Semaphore.Scope}");
        terminal.Line($"semaphore message  {answer.Semaphore.Message}");
        foreach (var app in answer.WorldId)
        {
            terminal.Line(
                $"world id           {app.Source}: app {app.AppId}, action {app.Action}, signal {app.Signal}"
            );
        }

        terminal.Line($"SD-JWT nonce       {answer.KeyBinding.Nonce}");
        terminal.Line($"SD-JWT audience    {answer.KeyBinding.Audience}");
        if (answer.Message is { } message)
        {
            terminal.Line();
            terminal.Line(
                "The text for the account's wallet to sign, from the next line to the last, without a line's end after it:"
            );
            foreach (var line in message.Split('\n'))
            {
                terminal.Line(line);
            }
        }
    }

    private static async Task<Challenge> AskAsync(
        SpaceClient space,
        Fr commitment,
        DateTimeOffset now,
        Fr? replaces,
        IReadOnlyList<MatchedAttestation> matched,
        CancellationToken cancellation
    )
    {
        var account = matched.Select(one => one.Subject).FirstOrDefault(subject => subject?.Account is not null);
        return (await space.ChallengeAsync(commitment, now, replaces, account, cancellation)).Challenge;
    }

    private static Challenge ReadChallenge(FileInfo file, SpaceClient space, Fr commitment)
    {
        if (
            !StrictJson.TryParse<ChallengeAnswer>(
                InputFile.Read(file, AttestationLimit),
                out var answer,
                out var problem
            )
        )
        {
            throw new Failure($"{file} is not a challenge: {problem}");
        }

        return
            answer.Challenge.Space.AsSpan().SequenceEqual(space.Space.Id) && answer.Challenge.Commitment == commitment
            ? answer.Challenge
            : throw new Failure($"{file} is a challenge for another space or another identity");
    }

    private static Dictionary<string, string> Signatures(string[] given)
    {
        var signed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !signed.TryAdd(text[..equals], text[(equals + 1)..]))
            {
                throw new Failure("--signature is SOURCE=TEXT, each source once");
            }
        }

        return signed;
    }

    private static SubjectId? ParseSubject(string? text) =>
        text is null ? null
        : SubjectId.TryParse(text, out var subject, out var refusal) ? subject
        : throw new Failure($"--subject: {refusal}");

    private static Option<FileInfo[]> Files(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };

    private static Option<FileInfo?> FileOption(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };
}
