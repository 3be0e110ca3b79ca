using System.CommandLine;
using PrivateVote.Cli.Commands;
using PrivateVote.Client;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Records;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Files;

/// <summary>
/// The record that a council member verifies: a file, or the election's address at a service. Whichever it is, the whole of it is
/// verified here before anything in it is used.
/// </summary>
internal sealed class VotedRecord
{
    private readonly Argument<string> record = new("RECORD")
    {
        Description =
            "The election's record: a file, or the election's address at a service, such as https://vote.example.org/elections/ID",
    };

    private readonly Option<string?> election = new("--election")
    {
        Description = "The election's id as you know it: a record of another election is refused",
        HelpName = "ID",
    };

    public void AddTo(Command command)
    {
        command.Add(record);
        command.Add(election);
    }

    /// <summary>Verifies the record, shows what was found, and gives the payload that was voted.</summary>
    /// <exception cref="Failure">It does not verify, is of another election, or no option with a payload has won.</exception>
    public VotedPayload Read(Terminal terminal, ParseResult parsed) => Read(terminal, parsed, out _);

    /// <summary>As the other, with what verifying showed.</summary>
    /// <exception cref="Failure">It does not verify, is of another election, or no option with a payload has won.</exception>
    public VotedPayload Read(Terminal terminal, ParseResult parsed, out VerificationReport report)
    {
        report = Verify(terminal, parsed);
        VerifyCommand.Print(terminal, report);
        return VotedPayload.TryRead(report, IdOf(parsed), out var voted, out var refusal)
            ? voted
            : throw new Failure($"nothing is signed or executed: {refusal}", ExitCode.Refused);
    }

    /// <summary>Verifies the record.</summary>
    public VerificationReport Verify(Terminal terminal, ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(record);
        return Uri.TryCreate(name, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? VerifyCommand.VerifyAt(terminal, address!, null, null)
            : VerifyCommand.VerifyFile(terminal, new FileInfo(name), null, null);
    }

    private byte[]? IdOf(ParseResult parsed)
    {
        if (parsed.GetValue(election) is not { } text)
        {
            return null;
        }

        return LogReference.TryParseId(text, out var id)
            ? id
            : throw new Failure($"'{text}' is no id: an id is 64 hexadecimal digits, with or without 0x");
    }
}
