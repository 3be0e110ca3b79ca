using System.CommandLine;
using PrivateVote.Cryptography;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Cli.Files;

/// <summary>The options that name the identity commitment to enter, and the one that it replaces.</summary>
internal sealed class CommitmentOptions
{
    private readonly Option<FileInfo?> identity = new("--identity")
    {
        Description = "Your identity's key file: its commitment is entered",
        HelpName = "FILE",
    };

    private readonly Option<string?> commitment = new("--commitment")
    {
        Description = "The commitment itself, where the identity is kept elsewhere",
        HelpName = "COMMITMENT",
    };

    private readonly Option<string?> replaces = new("--replaces")
    {
        Description = "Your commitment in this space until now, which the new one takes the place of",
        HelpName = "COMMITMENT",
    };

    private readonly Option<FileInfo?> passphraseFile = Passphrase.Option();

    public void AddTo(Command command)
    {
        command.Add(identity);
        command.Add(commitment);
        command.Add(replaces);
        command.Add(passphraseFile);
        command.Validators.Add(result =>
        {
            if (result.GetResult(identity) is null == result.GetResult(commitment) is null)
            {
                result.AddError("either --identity FILE or --commitment COMMITMENT");
            }
        });
    }

    public (Fr Commitment, Fr? Replaces) Get(Terminal terminal, ParseResult parsed)
    {
        var own = parsed.GetValue(commitment) is { } text
            ? Parse(text, "--commitment")
            : KeyFiles.OpenIdentity(terminal, KeyValues(parsed, parsed.GetValue(identity)!)).Commitment;
        return (own, parsed.GetValue(replaces) is { } replaced ? Parse(replaced, "--replaces") : null);
    }

    /// <summary>A further key file of the same command, under the same passphrase file if there is one.</summary>
    public KeyOptions.Values KeyValues(ParseResult parsed, FileInfo file) =>
        new(file, parsed.GetValue(passphraseFile), false);

    /// <summary>A commitment, in hexadecimal digits or decimal as Semaphore writes it.</summary>
    public static Fr Parse(string text, string option) =>
        Fr.TryParseHex(text, out var value) || Fr.TryParseDecimal(text, out value)
            ? value
            : throw new Failure(
                $"{option}: '{text}' is no identity commitment: 0x and 64 hexadecimal digits, or decimal"
            );
}
