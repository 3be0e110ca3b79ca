using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Issuing;

namespace PrivateVote.Cli.Commands;

/// <summary>What a community does that vouches for its own members.</summary>
internal static class IssuerCommands
{
    public static Command Create(Terminal terminal) =>
        new("issuer", "Vouch for people yourself: issue credentials that a space can trust")
        {
            New(terminal),
            Show(terminal),
            Issue(
                terminal,
                "vc",
                "Issue a W3C Verifiable Credential, as a JWT",
                "The credential's type, one word such as Membership",
                VcJwtIssuer.Issue
            ),
            Issue(
                terminal,
                "sd-jwt",
                "Issue an SD-JWT VC, of which its holder shows each claim or does not",
                "The credential's type (vct), such as https://example.org/membership",
                SdJwtIssuer.Issue
            ),
            Attest(terminal),
        };

    private static Command New(Terminal terminal)
    {
        var key = KeyOptions.New();
        var command = new Command("new", "Make an issuer's key, and print its DID: what a space's policy trusts");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var issuer = RoleKey.Create();
            KeyFiles.SaveIssuer(terminal, key.Get(parsed), issuer);
            terminal.Line(issuer.Did);
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var key = KeyOptions.Existing("--key", "The issuer's key file");
        var command = new Command("show", "Print an issuer's DID");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var issuer = KeyFiles.OpenIssuer(terminal, key.Get(parsed));
            terminal.Line(issuer.Did);
        });
        return command;
    }

    private static Command Issue(
        Terminal terminal,
        string name,
        string description,
        string typeDescription,
        Func<ISigningKey, Credential, string> issue
    )
    {
        var key = KeyOptions.Existing("--key", "The issuer's key file");
        var subject = new Option<string>("--subject")
        {
            Description = "The person's DID, such as `holder new` prints",
            HelpName = "DID",
            Required = true,
        };
        var type = new Option<string>("--type")
        {
            Description = typeDescription,
            HelpName = "TYPE",
            Required = true,
        };
        var claim = new Option<string[]>("--claim")
        {
            Description = "Something else that it says, as NAME=TEXT; once for each claim",
            HelpName = "NAME=TEXT",
        };
        var until = ValidUntil();
        var output = CommonOptions.Out("The credential to write");
        var force = CommonOptions.Force();
        var command = new Command(name, description) { subject, type, claim, until, output, force };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var credential = new Credential(
                parsed.GetRequiredValue(subject),
                parsed.GetRequiredValue(type),
                terminal.Clock.Now(),
                TimeText.Parse(parsed.GetValue(until), "--valid-until"),
                Claims(parsed.GetValue(claim) ?? [])
            );
            using var issuer = KeyFiles.OpenIssuer(terminal, key.Get(parsed));
            string issued;
            try
            {
                issued = issue(issuer, credential);
            }
            catch (ArgumentException exception)
            {
                throw new Failure(exception.Message);
            }

            Write(terminal, parsed.GetRequiredValue(output), issued, parsed.GetValue(force));
        });
        return command;
    }

    private static Command Attest(Terminal terminal)
    {
        var key = KeyOptions.Existing(
            "--wallet",
            "The attester's wallet key file: its address is what a space's policy trusts"
        );
        var recipient = new Option<string>("--recipient")
        {
            Description = "The person's account, such as `wallet new` prints",
            HelpName = "ADDRESS",
            Required = true,
        };
        var schema = new Option<string>("--schema")
        {
            Description = "The UID of the schema: what the attestation says",
            HelpName = "UID",
            Required = true,
        };
        var data = new Option<string>("--data")
        {
            Description = "The schema's values, ABI-encoded",
            HelpName = "0x…",
            DefaultValueFactory = _ => "0x",
        };
        var chain = new Option<ulong>("--chain")
        {
            Description = "The chain that it is for",
            HelpName = "ID",
            DefaultValueFactory = _ => 1,
        };
        var contract = new Option<string>("--contract")
        {
            Description = "The EAS contract on that chain (default: Ethereum's)",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => "0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587",
        };
        var until = ValidUntil();
        var output = CommonOptions.Out("The attestation to write");
        var force = CommonOptions.Force();
        var command = new Command("eas", "Make an off-chain attestation of the Ethereum Attestation Service, version 2")
        {
            recipient,
            schema,
            data,
            chain,
            contract,
            until,
            output,
            force,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var about = AddressOf(parsed.GetRequiredValue(recipient), "--recipient");
            var uid = Bytes(parsed.GetRequiredValue(schema), "--schema");
            var values = Bytes(parsed.GetRequiredValue(data), "--data");
            using var wallet = KeyFiles.OpenWallet(terminal, key.Get(parsed));
            var issuer = new EasIssuer(
                wallet,
                parsed.GetValue(chain),
                AddressOf(parsed.GetRequiredValue(contract), "--contract")
            );
            byte[] issued;
            try
            {
                issued = issuer.Issue(
                    uid,
                    about,
                    terminal.Clock.Now(),
                    TimeText.Parse(parsed.GetValue(until), "--valid-until"),
                    values
                );
            }
            catch (ArgumentException exception)
            {
                throw new Failure(exception.Message);
            }

            Write(terminal, parsed.GetRequiredValue(output), Encoding.UTF8.GetString(issued), parsed.GetValue(force));
        });
        return command;
    }

    private static Address AddressOf(string text, string option) =>
        Address.TryParse(text, out var address)
            ? address
            : throw new Failure($"{option}: '{text}' is no address: 0x and 40 digits, with a right checksum if mixed");

    private static byte[] Bytes(string text, string option) =>
        text.StartsWith("0x", StringComparison.Ordinal)
        && text.Length % 2 == 0
        && Hex.TryDecode(text.ToLowerInvariant(), (text.Length - 2) / 2, out var bytes)
            ? bytes
            : throw new Failure($"{option}: '{text}' is not 0x and pairs of hexadecimal digits");

    private static Option<string?> ValidUntil() =>
        new("--valid-until")
        {
            Description = "From when on it vouches for nothing, such as 2027-03-01T09:00Z (default: no end)",
            HelpName = "TIME",
        };

    private static void Write(Terminal terminal, FileInfo file, string issued, bool force)
    {
        // Of one person, and for that person.
        OutputFile.WriteSecret(file, Encoding.UTF8.GetBytes(issued + "\n"), force);
        terminal.Line($"{file}: hand it to the person that it is about; look at it with `attestation verify {file}`");
    }

    private static Dictionary<string, JsonNode> Claims(string[] given)
    {
        var claims = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !claims.TryAdd(text[..equals], JsonValue.Create(text[(equals + 1)..])))
            {
                throw new Failure($"--claim is NAME=TEXT, each name once, not '{text}'");
            }
        }

        return claims;
    }
}
