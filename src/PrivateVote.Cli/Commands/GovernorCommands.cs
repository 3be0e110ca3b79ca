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
    public static Command Create(Terminal terminal) =>
        new("governor", "Compute what an OpenZeppelin Governor takes for a payload") { Propose(terminal) };

    private static Command Propose(Terminal terminal)
    {
        var payload = SafeCommands.Payload();
        var description = new GovernorDescription(required: true);
        var governor = ChainOptions.Account("--governor", "The Governor: its timelock's operation id depends on it");
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var command = new Command(
            "propose",
            "The call data of propose, queue and execute, the proposal's id, and with --governor the timelock's salt and "
                + "operation id (both kinds: of Governors from 5.0 on, and of those before)"
        )
        {
            payload,
            governor,
            json,
        };
        description.AddTo(command);
        command.SetAction(parsed =>
        {
            var calls = ChainOptions.ReadPayload(parsed.GetRequiredValue(payload));
            var proposal = ProposalOf(calls, description.Read(parsed)!);
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

    /// <summary>The Governor's proposal of these calls.</summary>
    /// <exception cref="Failure">A Governor cannot make them, or the description is no text.</exception>
    public static GovernorProposal ProposalOf(IReadOnlyList<SafeCall> calls, string description)
    {
        if (calls.Any(call => call.Operation == SafeOperation.DelegateCall))
        {
            throw new Failure("a Governor makes calls only: a delegatecall in the payload cannot be proposed");
        }

        try
        {
            return new GovernorProposal(
                [.. calls.Select(call => new GovernorCall(call.To, call.Value, call.Data))],
                description
            );
        }
        catch (ArgumentException exception)
        {
            throw new Failure($"the description is not valid Unicode text: {exception.Message}");
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
