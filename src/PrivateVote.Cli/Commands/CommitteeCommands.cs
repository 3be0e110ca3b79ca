using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;

namespace PrivateVote.Cli.Commands;

/// <summary>The committee of an operations track: seats, decisions within mandates, the members' veto, reports.</summary>
internal static class CommitteeCommands
{
    public static Command Create(Terminal terminal) =>
        new("committee", "Stand for a technical committee, decide in it, or call for a vote on what it decided")
        {
            Stand(terminal),
            Decide(terminal),
            Endorse(terminal),
            Veto(terminal),
            Report(terminal),
            Show(terminal),
            VoteOpenCommand.CreateSeats(terminal),
        };

    private static Argument<long> Decision() => MemberActs.Index("DECISION", "The decision: the index of its entry");

    private static Command Stand(Terminal terminal)
    {
        var track = MemberActs.Text("--track", "The operations track");
        var name = MemberActs.Text("--name", "What voters read as your name");
        var text = MemberActs.Text("--text", "Why you; Markdown");
        return MemberActs.Signed(
            terminal,
            "stand",
            "Stand for a seat",
            EntryKind.Candidacy,
            [track, name, text],
            (parsed, log) =>
                new CandidacyBody(
                    log.Id!,
                    parsed.GetRequiredValue(track),
                    parsed.GetRequiredValue(name),
                    parsed.GetRequiredValue(text)
                )
        );
    }

    private static Command Decide(Terminal terminal)
    {
        var mandate = new Option<long>("--mandate")
        {
            Description = "The proposal that gave the mandate",
            HelpName = "INDEX",
            Required = true,
        };
        var title = MemberActs.Text("--title", "What is decided");
        var text = MemberActs.Text("--text", "How and why; Markdown");
        var amount = new Option<ulong>("--amount")
        {
            Description = "What it spends of the mandate's budget",
            HelpName = "N",
            Required = true,
        };
        return MemberActs.Signed(
            terminal,
            "decide",
            "Propose a decision within a mandate, and agree to it",
            EntryKind.Decision,
            [mandate, title, text, amount],
            (parsed, log) =>
                new DecisionBody(
                    log.Id!,
                    parsed.GetValue(mandate),
                    parsed.GetRequiredValue(title),
                    parsed.GetRequiredValue(text),
                    parsed.GetValue(amount)
                ),
            "decision"
        );
    }

    private static Command Endorse(Terminal terminal)
    {
        var decision = Decision();
        return MemberActs.Signed(
            terminal,
            "endorse",
            "Agree to a decision, as another member of the committee",
            EntryKind.Endorse,
            [decision],
            (parsed, log) => new EndorseBody(log.Id!, parsed.GetRequiredValue(decision))
        );
    }

    private static Command Veto(Terminal terminal)
    {
        var subject = MemberActs.Index(
            "SUBJECT",
            "A decision, or a proposal on the optimistic path: the index of its entry"
        );
        var reason = MemberActs.Text("--reason", "Why, in one sentence");
        return MemberActs.Signed(
            terminal,
            "veto",
            "Call for a vote on what would otherwise take effect, as any member may",
            EntryKind.VetoCall,
            [subject, reason],
            (parsed, log) =>
                new VetoCallBody(log.Id!, parsed.GetRequiredValue(subject), parsed.GetRequiredValue(reason))
        );
    }

    private static Command Report(Terminal terminal)
    {
        var decision = Decision();
        var text = MemberActs.Text("--text", "What came of it; Markdown");
        var spent = new Option<ulong>("--spent")
        {
            Description = "What was spent, in the track's unit; the rest goes back to the mandate",
            HelpName = "N",
            Required = true,
        };
        return MemberActs.Signed(
            terminal,
            "report",
            "Report what came of a decision that took effect",
            EntryKind.Report,
            [decision, text, spent],
            (parsed, log) =>
                new ReportBody(
                    log.Id!,
                    parsed.GetRequiredValue(decision),
                    parsed.GetRequiredValue(text),
                    parsed.GetValue(spent)
                )
        );
    }

    private static Command Show(Terminal terminal) =>
        MemberActs.Shown(
            terminal,
            "show",
            "Committees with their seats, mandates with what is left of them, and decisions, from the replayed log",
            [],
            (_, log) => OperationsView.Of(log),
            Print
        );

    private static void Print(Terminal terminal, OperationsView view)
    {
        foreach (var committee in view.Committees)
        {
            terminal.Line(
                $"committee {committee.Track}: {committee.Rule.Threshold} of {committee.Rule.Seats} seats decide"
            );
            foreach (var seat in committee.Seats)
            {
                terminal.Show($"seat      member {seat.Member}, {seat.Name}, until {MomentForm.ToText(seat.Until)}");
            }

            foreach (var candidate in committee.Candidates)
            {
                terminal.Show($"candidate member {candidate.Member}, {candidate.Name}");
            }

            foreach (var vote in committee.Elections)
            {
                GovernanceText.Print(terminal, vote);
            }
        }

        foreach (var mandate in view.Mandates)
        {
            terminal.Line(
                $"mandate {mandate.Proposal}: {mandate.Title}; {mandate.Left} of {mandate.Budget} left, until {MomentForm.ToText(mandate.Expires)}"
            );
        }

        foreach (var decision in view.Decisions)
        {
            terminal.Line(
                $"decision {decision.Index}: {decision.Title}; {decision.Amount} of mandate {decision.Mandate}; {GovernanceText.NameOf(decision.Stage)}"
                    + (
                        decision.VetoUntil is { } until
                            ? $", members may call for a vote until {MomentForm.ToText(until)}"
                            : ""
                    )
                    + (decision.Ending is { } ending ? $", {GovernanceText.NameOf(ending.Kind)}: {ending.Reason}" : "")
            );
            foreach (var vote in decision.Elections)
            {
                GovernanceText.Print(terminal, vote);
            }
        }
    }
}
