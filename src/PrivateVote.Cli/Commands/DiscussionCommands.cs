using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Governance.Deliberation;

namespace PrivateVote.Cli.Commands;

/// <summary>What members say about a proposal.</summary>
internal static class DiscussionCommands
{
    public static IEnumerable<Command> Create(Terminal terminal) =>
        [
            Comment(terminal),
            React(terminal),
            Risk(terminal),
            Answer(terminal),
            Statement(terminal),
            Opinion(terminal),
            Position(terminal),
        ];

    private static Argument<long> Proposal() => MemberActs.Index("PROPOSAL", "The proposal: the index of its entry");

    private static Option<string> Text() => MemberActs.Text("--text", "What you say; Markdown");

    private static Command Comment(Terminal terminal)
    {
        var (proposal, text) = (Proposal(), Text());
        var answers = new Option<long?>("--answers")
        {
            Description = "The comment that it answers",
            HelpName = "INDEX",
        };
        return MemberActs.Signed(
            terminal,
            "comment",
            "Comment on a proposal, or answer a comment",
            EntryKind.Comment,
            [proposal, text, answers],
            (parsed, log) =>
                new CommentBody(
                    log.Id!,
                    parsed.GetRequiredValue(proposal),
                    parsed.GetRequiredValue(text),
                    parsed.GetValue(answers)
                ),
            "comment"
        );
    }

    private static Command React(Terminal terminal)
    {
        var target = MemberActs.Index("TARGET", "A proposal or a comment: the index of its entry");
        var reaction = new Argument<ReactionKind>("REACTION") { Description = "`none` takes yours back" };
        return MemberActs.Signed(
            terminal,
            "react",
            "React to a proposal or a comment",
            EntryKind.Reaction,
            [target, reaction],
            (parsed, log) =>
                new ReactionBody(log.Id!, parsed.GetRequiredValue(target), parsed.GetRequiredValue(reaction))
        );
    }

    private static Command Risk(Terminal terminal)
    {
        var (proposal, text) = (Proposal(), Text());
        var severity = new Option<Severity>("--severity") { Description = "How bad it would be", Required = true };
        return MemberActs.Signed(
            terminal,
            "risk",
            "Name a risk, which the author has to answer before the vote",
            EntryKind.Risk,
            [proposal, severity, text],
            (parsed, log) =>
                new RiskBody(
                    log.Id!,
                    parsed.GetRequiredValue(proposal),
                    parsed.GetRequiredValue(severity),
                    parsed.GetRequiredValue(text)
                ),
            "risk"
        );
    }

    private static Command Answer(Terminal terminal)
    {
        var risk = MemberActs.Index("RISK", "The risk: the index of its entry");
        var text = Text();
        return MemberActs.Signed(
            terminal,
            "answer",
            "Answer a risk of your proposal",
            EntryKind.RiskAnswer,
            [risk, text],
            (parsed, log) => new RiskAnswerBody(log.Id!, parsed.GetRequiredValue(risk), parsed.GetRequiredValue(text))
        );
    }

    private static Command Statement(Terminal terminal)
    {
        var proposal = Proposal();
        var text = MemberActs.Text("--text", "One sentence to agree or disagree with");
        return MemberActs.Signed(
            terminal,
            "statement",
            "Make a statement that others agree or disagree with",
            EntryKind.Statement,
            [proposal, text],
            (parsed, log) =>
                new StatementBody(log.Id!, parsed.GetRequiredValue(proposal), parsed.GetRequiredValue(text)),
            "statement"
        );
    }

    private static Command Opinion(Terminal terminal)
    {
        var statement = MemberActs.Index("STATEMENT", "The statement: the index of its entry");
        var opinion = new Argument<Opinion>("OPINION") { Description = "What you think of it" };
        return MemberActs.Signed(
            terminal,
            "opinion",
            "Say what you think of a statement",
            EntryKind.Opinion,
            [statement, opinion],
            (parsed, log) =>
                new OpinionBody(log.Id!, parsed.GetRequiredValue(statement), parsed.GetRequiredValue(opinion))
        );
    }

    private static Command Position(Terminal terminal)
    {
        var (proposal, text) = (Proposal(), Text());
        return MemberActs.Signed(
            terminal,
            "position",
            "Explain where you stand, for those who delegate to you",
            EntryKind.Position,
            [proposal, text],
            (parsed, log) => new PositionBody(log.Id!, parsed.GetRequiredValue(proposal), parsed.GetRequiredValue(text))
        );
    }
}
