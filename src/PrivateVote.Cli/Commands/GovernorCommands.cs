using System.CommandLine;
using System.Globalization;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Governor;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Cli.Commands;

/// <summary>`governor`: the same payload for an OpenZeppelin Governor.</summary>
internal static class GovernorCommands
{
    private const int DescriptionLimit = 1 << 20;

    public static Command Create(Terminal terminal) =>
        new("governor", "Compute what an OpenZeppelin Governor takes for a payload") { Propose(terminal) };

    private static Command Propose(Terminal terminal)
    {
        var payload = SafeCommands.Payload();
        var description = new Option<string?>("--description")
        {
            Description = "The proposal's description; its hash is part of the proposal's id",
            HelpName = "TEXT",
        };
        var descriptionFile = new Option<FileInfo?>("--description-file")
        {
            Description = "The same from a file, as it is to the last byte",
            HelpName = "FILE",
        };
        var governor = ChainOptions.Account("--governor", "The Governor: its timelock's operation id depends on it");
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var command = new Command(
            "propose",
            "The call data of propose, queue and execute, the proposal's id, and with --governor the timelock's salt and "
                + "operation id (both kinds: of Governors from 5.0 on, and of those before)"
        )
        {
            payload,
            description,
            descriptionFile,
            governor,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(description) is null == result.GetResult(descriptionFile) is null)
            {
                result.AddError("either --description TEXT or --description-file FILE");
            }
        });
        command.SetAction(parsed =>
        {
            var calls = ChainOptions.ReadPayload(parsed.GetRequiredValue(payload));
            if (calls.Any(call => call.Operation == SafeOperation.DelegateCall))
            {
                throw new Failure("a Governor makes calls only: a delegatecall in the payload cannot be proposed");
            }

            var text = parsed.GetValue(descriptionFile) is { } file
                ? Utf8(file, InputFile.Read(file, DescriptionLimit))
                : parsed.GetRequiredValue(description)!;
            GovernorProposal proposal;
            try
            {
                proposal = new GovernorProposal(
                    [.. calls.Select(call => new GovernorCall(call.To, call.Value, call.Data))],
                    text
                );
            }
            catch (ArgumentException exception)
            {
                throw new Failure($"the description is not valid Unicode text: {exception.Message}");
            }

            var answer = Answer.Of(proposal, parsed.GetValue(governor));
            if (parsed.GetValue(json))
            {
                terminal.Line(Encoding.UTF8.GetString(StrictJson.Serialize(answer)));
            }
            else
            {
                Print(terminal, answer);
            }
        });
        return command;
    }

    private static string Utf8(FileInfo file, byte[] content)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            throw new Failure($"{file} is not UTF-8");
        }
    }

    private static void Print(Terminal terminal, Answer answer)
    {
        terminal.Line($"proposalId       {answer.ProposalId}");
        terminal.Line($"descriptionHash  {answer.DescriptionHash}");
        terminal.Line($"propose          {answer.Propose}");
        terminal.Line($"queue            {answer.Queue}");
        terminal.Line($"execute          {answer.Execute}");
        if (answer.Timelock is { } timelock)
        {
            terminal.Line($"timelock salt    {timelock.Salt}");
            terminal.Line($"operation id     {timelock.OperationId}");
            terminal.Line($"before 5.0       {timelock.OldOperationId}");
        }
    }

    private sealed record Answer(
        string ProposalId,
        string DescriptionHash,
        string Propose,
        string Queue,
        string Execute,
        TimelockAnswer? Timelock
    )
    {
        public static Answer Of(GovernorProposal proposal, Address? governor) =>
            new(
                proposal.Id.ToString(CultureInfo.InvariantCulture),
                Hex.Encode(proposal.DescriptionHash),
                Hex.Encode(proposal.ProposeCallData()),
                Hex.Encode(proposal.QueueCallData()),
                Hex.Encode(proposal.ExecuteCallData()),
                governor is { } address ? TimelockAnswer.Of(proposal, address) : null
            );
    }

    private sealed record TimelockAnswer(string Salt, string OperationId, string OldSalt, string OldOperationId)
    {
        public static TimelockAnswer Of(GovernorProposal proposal, Address governor)
        {
            var salt = proposal.TimelockSalt(governor);
            return new TimelockAnswer(
                Hex.Encode(salt),
                Hex.Encode(proposal.TimelockOperationId(salt)),
                Hex.Encode(proposal.DescriptionHash),
                Hex.Encode(proposal.TimelockOperationId(proposal.DescriptionHash))
            );
        }
    }
}
