using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Commands;

/// <summary>`council approve` and `council refuse`: a member's word alone, in the space's log.</summary>
internal static class CouncilWordCommands
{
    public static Command CreateApprove(Terminal terminal)
    {
        var basis = new VotedBasis();
        var key = KeyOptions.Existing(MemberKey.Name, MemberKey.Description);
        var command = new Command(
            "approve",
            "Verify a result, and approve it where nothing is signed for a Safe: a Governor executes it, or nobody"
        );
        Add(command, basis, key);
        command.SetAction(parsed =>
        {
            using var found = basis.Open(terminal, parsed, key.Get(parsed).File);
            using var member = Member(terminal, parsed, key, found.Proposal!);
            if (found.Proposal!.HasSafeTransaction)
            {
                throw new Failure(
                    "the payload is for the council's Safe: `council sign` approves it and signs it",
                    ExitCode.Refused
                );
            }

            Show(terminal, found);
            found.Proposal.Approve(terminal, null, member);
        });
        return command;
    }

    public static Command CreateRefuse(Terminal terminal)
    {
        var basis = new VotedBasis();
        var key = KeyOptions.Existing(MemberKey.Name, MemberKey.Description);
        var reason = MemberActs.Text("--reason", "Why, in one sentence: everybody reads it");
        var command = new Command(
            "refuse",
            "Verify a result, show what was found, and refuse it, whatever that was; so many refusals that the others are too few are a veto"
        )
        {
            reason,
        };
        Add(command, basis, key);
        command.SetAction(parsed =>
        {
            using var found = basis.Open(terminal, parsed, key.Get(parsed).File);
            using var member = Member(terminal, parsed, key, found.Proposal!);
            if (found.Problem is { } problem)
            {
                terminal.Outcome(false, problem);
            }

            found.Proposal!.Refuse(terminal, parsed.GetRequiredValue(reason), member);
        });
        return command;
    }

    /// <summary>What was decided where there is no Safe: the calls that a Governor makes, or that there are none.</summary>
    /// <exception cref="Failure">What was found is not what the space's log says.</exception>
    public static void Show(Terminal terminal, VotedBasis.Found found)
    {
        if (found.Problem is { } problem)
        {
            throw new Failure($"nothing is approved: {problem}", ExitCode.Refused);
        }

        var proposal = found.Proposal!.Proposal;
        terminal.Line($"voted     {proposal.Content.Title}: {proposal.History[^1].Reason}");
        if (proposal.Payload is null)
        {
            terminal.Line("nothing is executed for it");
            return;
        }

        PayloadReport.Print(terminal, found.Payload().Calls, SafeVersion.V141, null, "Governor");
    }

    private static void Add(Command command, VotedBasis basis, KeyOptions key)
    {
        basis.AddTo(command);
        key.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!basis.Place.IsGiven(result))
            {
                result.AddError("--server, --space and --proposal: a member's word is entered in the space's log");
            }
        });
    }

    private static RoleKey Member(Terminal terminal, ParseResult parsed, KeyOptions key, ServedProposal proposal)
    {
        var member = KeyFiles.OpenHolder(terminal, key.Get(parsed));
        proposal.CheckMember(member);
        return member;
    }
}
