using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;

namespace PrivateVote.Cli.Commands;

/// <summary>Giving one's weight on a track to another, in public.</summary>
internal static class DelegateCommands
{
    public static Command Create(Terminal terminal) =>
        new("delegate", "Give your weight on a track to another member, until you take it back")
        {
            Set(terminal),
            Revoke(terminal),
            Show(terminal),
        };

    private static Option<string> Track() => MemberActs.Text("--track", "The track");

    private static Command Set(Terminal terminal)
    {
        var track = Track();
        var to = MemberActs.Text("--to", "The delegate's identity commitment");
        return MemberActs.Signed(
            terminal,
            "set",
            "Name your delegate, instead of an earlier one; it counts from the next roll on",
            EntryKind.Delegate,
            [track, to],
            (parsed, log) =>
            {
                var named = parsed.GetRequiredValue(track);
                if (log.Space!.Body.Constitution?.FindTrack(named) is { Ballot.Rule.Weights: WeightMode.One })
                {
                    terminal.Complain(
                        $"On the track {named} everybody has one vote: members vote there themselves, whomever they delegate to."
                    );
                }

                return new DelegateBody(log.Id!, named, CommitmentText.Parse(parsed.GetRequiredValue(to)));
            }
        );
    }

    private static Command Revoke(Terminal terminal)
    {
        var track = Track();
        return MemberActs.Signed(
            terminal,
            "revoke",
            "Take your weight back, before the roll that you want to vote by",
            EntryKind.Revoke,
            [track],
            (parsed, log) => new RevokeBody(log.Id!, parsed.GetRequiredValue(track))
        );
    }

    private static Command Show(Terminal terminal)
    {
        var track = Track();
        var member = MemberActs.Text("--member", "A member's identity commitment");
        return MemberActs.Shown(
            terminal,
            "show",
            "What a member represents on a track now, and how they explained where they stood",
            [track, member],
            (parsed, log) =>
            {
                var named = parsed.GetRequiredValue(track);
                if (log.Space!.Body.Constitution?.FindTrack(named) is null)
                {
                    throw new Failure($"the constitution has no track '{named}'", ExitCode.Refused);
                }

                var found = CommitmentText.Find(log, parsed.GetRequiredValue(member));
                return DelegateView.Of(log, log.WeightsOn(named, terminal.Clock.Now()), log.Size, named, found)
                    ?? throw new Failure("this membership has ended", ExitCode.Refused);
            },
            Print
        );
    }

    private static void Print(Terminal terminal, DelegateView view)
    {
        var summary = view.Summary;
        terminal.Line($"member    {summary.Member.Position}, {summary.Member.Commitment.ToHex()}");
        terminal.Line($"own       {summary.Own}");
        terminal.Line($"received  {summary.Received} from {summary.Givers}");
        terminal.Line($"weight    {summary.Weight}");
        if (view.Delegate is null && summary.Own + summary.Received - summary.Weight is > 0 and var cut)
        {
            terminal.Line($"cut       {cut}, by tiers and the cap on shares: it counts for nobody");
        }

        terminal.Line(
            view.Delegate is { } to
                ? $"delegates to member {to.Position}: {view.Fate}, voted by member {view.Voter.Position}"
                : "delegates to nobody"
        );
        foreach (var giver in view.Represents)
        {
            terminal.Show($"represents member {giver.Member.Position}, weight {giver.Weight}, {giver.Hops} steps away");
        }

        foreach (var position in view.Positions)
        {
            terminal.Show(
                $"on proposal {position.Proposal} ({position.Title}): {position.Text.ReplaceLineEndings(" ")}"
            );
        }
    }
}
