using System.CommandLine;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;

namespace PrivateVote.Cli.Commands;

/// <summary>Proposals: from a draft to its end.</summary>
internal static class ProposalCommands
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "proposal",
            "Bring a proposal from a draft to a decision, and say what you think of one"
        )
        {
            New(terminal),
            Revise(terminal),
            Submit(terminal),
            Withdraw(terminal),
            List(terminal),
            Show(terminal),
            Rules(terminal),
            Advance(terminal),
            VoteOpenCommand.Create(terminal),
        };
        foreach (var said in DiscussionCommands.Create(terminal))
        {
            command.Add(said);
        }

        return command;
    }

    private static Argument<long> Proposal() => MemberActs.Index("PROPOSAL", "The proposal: the index of its entry");

    private static Command New(Terminal terminal)
    {
        var track = MemberActs.Text("--track", "The protocol track that decides it");
        var template = MemberActs.Text("--template", "What it consists of");
        var content = new ContentOptions();
        return MemberActs.Signed(
            terminal,
            "new",
            "Write a draft",
            EntryKind.Proposal,
            [track, template, .. content.Symbols],
            (parsed, log) =>
            {
                var named = parsed.GetRequiredValue(template);
                return new ProposalBody(
                    log.Id!,
                    parsed.GetRequiredValue(track),
                    named,
                    content.Read(parsed, log, named)
                );
            },
            "proposal"
        );
    }

    private static Command Revise(Terminal terminal)
    {
        var proposal = Proposal();
        var content = new ContentOptions();
        return MemberActs.Signed(
            terminal,
            "revise",
            "Write your proposal anew, as a draft or under discussion",
            EntryKind.Revision,
            [proposal, .. content.Symbols],
            (parsed, log) =>
            {
                var index = parsed.GetRequiredValue(proposal);
                return new RevisionBody(
                    log.Id!,
                    index,
                    content.Read(parsed, log, MemberActs.Find(log, index).Template)
                );
            }
        );
    }

    private static Command Submit(Terminal terminal)
    {
        var proposal = Proposal();
        return MemberActs.Signed(
            terminal,
            "submit",
            "Put your draft up for discussion: from then on the rules that hold for it do not change",
            EntryKind.Submit,
            [proposal],
            (parsed, log) => new SubmitBody(log.Id!, parsed.GetRequiredValue(proposal))
        );
    }

    private static Command Withdraw(Terminal terminal)
    {
        var proposal = Proposal();
        var reason = MemberActs.Text("--reason", "Why, in one sentence");
        return MemberActs.Signed(
            terminal,
            "withdraw",
            "Take your proposal back, before its vote opens",
            EntryKind.Withdraw,
            [proposal, reason],
            (parsed, log) =>
                new WithdrawBody(log.Id!, parsed.GetRequiredValue(proposal), parsed.GetRequiredValue(reason))
        );
    }

    private static Command List(Terminal terminal)
    {
        var stage = new Option<ProposalStage?>("--stage") { Description = "Only those in this stage" };
        return MemberActs.Shown(
            terminal,
            "list",
            "The proposals of a space, from its replayed log",
            [stage],
            (parsed, log) =>
                (IReadOnlyList<ProposalSummary>)
                    [
                        .. log
                            .Proposals.Where(proposal =>
                                parsed.GetValue(stage) is not { } wanted || proposal.Stage == wanted
                            )
                            .Select(proposal => ProposalSummary.Of(log, proposal)),
                    ],
            (out_, proposals) =>
                out_.Table(
                    ["proposal", "track", "stage", "title"],
                    proposals.Select(one =>
                        (string[])[$"{one.Index}", one.Track, GovernanceText.StageOf(one.Stage, one.Ending), one.Title]
                    )
                )
        );
    }

    private static Command Show(Terminal terminal)
    {
        var proposal = Proposal();
        return MemberActs.Shown(
            terminal,
            "show",
            "A proposal from the replayed log: text, rules, stages, risks, elections, council, ending",
            [proposal],
            (parsed, log) => ProposalView.Of(log, MemberActs.Find(log, parsed.GetRequiredValue(proposal))),
            GovernanceText.Print
        );
    }

    private static Command Rules(Terminal terminal) =>
        MemberActs.Shown(
            terminal,
            "rules",
            "The space's rules as they are now: what an amendment starts from",
            [],
            (_, log) => log.Space!.Body,
            (out_, body) => out_.Line(JsonText.Line(body))
        );

    private static Command Advance(Terminal terminal)
    {
        var subject = MemberActs.Index("SUBJECT", "A proposal's or a committee's decision's entry");
        return MemberActs.Plain(
            terminal,
            "advance",
            "Ask something to go on to where time and conditions have it; a service does so by itself",
            [subject],
            (parsed, space) =>
            {
                var index = parsed.GetRequiredValue(subject);
                try
                {
                    return
                    [
                        space.Log.FindProposal(index) is { Stage: ProposalStage.Execution, Content.Amendment: not null }
                            ? Submission.Plain(EntryKind.Amend, new AmendBody(space.Log.Id!, index))
                            : space.Log.AdvanceOf(index),
                    ];
                }
                catch (ArgumentException exception)
                {
                    throw new Failure(exception.Message, ExitCode.Refused);
                }
            }
        );
    }
}
