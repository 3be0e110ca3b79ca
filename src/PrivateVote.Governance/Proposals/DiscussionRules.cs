using System.Diagnostics.CodeAnalysis;
using PrivateVote.Elections;

namespace PrivateVote.Governance;

/// <summary>What members may say about a proposal, and when.</summary>
internal sealed class DiscussionRules(ProposalBook proposals)
{
    private const int MaximumOpenRisks = 3;

    // Of one member on one proposal: nobody fills the room that all have, or holds it up with one risk after the other.
    private const int MaximumRisks = 12;
    private const int MaximumStatements = 20;
    private const int MaximumTexts = 200;

    private static readonly ProposalStage[] Spoken =
    [
        ProposalStage.Draft,
        ProposalStage.Discussion,
        ProposalStage.Temperature,
        ProposalStage.Objection,
        ProposalStage.Vote,
        ProposalStage.Review,
        ProposalStage.Timelock,
        ProposalStage.Execution,
    ];

    /// <summary>Risks are answered before the vote, so that they are reported before it.</summary>
    private static readonly ProposalStage[] BeforeVote =
    [
        ProposalStage.Draft,
        ProposalStage.Discussion,
        ProposalStage.Temperature,
    ];

    /// <summary>The proposal of each comment, risk and statement.</summary>
    private readonly Dictionary<long, Proposal> homes = [];

    /// <summary>The public acts of each member that count for seats.</summary>
    private readonly Dictionary<int, int> acts = [];

    /// <summary>Proposals, comments, risks, statements and first opinions of a member.</summary>
    public int ActsOf(int member) => acts.GetValueOrDefault(member);

    public void Count(int member) => acts[member] = ActsOf(member) + 1;

    public Refusal? OnComment(Act act)
    {
        if (
            !act.TryRead<CommentBody>(RefusalCode.MalformedText, out var body, out var refusal)
            || !TryFind(body.Proposal, Spoken, out var proposal, out refusal)
            || (refusal = Texts.Check(body.Text) ?? CheckRoom(proposal, act)) is not null
        )
        {
            return refusal;
        }

        if (body.Answers is { } answered && proposal.Discussion.FindComment(answered) is null)
        {
            return new Refusal(RefusalCode.NoSuchTarget, $"entry {answered} is no comment on this proposal");
        }

        proposal.Discussion.Add(new Comment(act.Index, act.At, act.Position, body.Text, body.Answers));
        return Entered(act, proposal);
    }

    public Refusal? OnReaction(Act act)
    {
        if (!act.TryRead<ReactionBody>(RefusalCode.MalformedText, out var body, out var refusal))
        {
            return refusal;
        }

        var home = proposals.Find(body.Target) ?? homes.GetValueOrDefault(body.Target);
        if (home is null || (home.Index != body.Target && home.Discussion.FindComment(body.Target) is null))
        {
            return new Refusal(RefusalCode.NoSuchTarget, $"entry {body.Target} is no proposal and no comment");
        }

        if (!TryFind(home.Index, Spoken, out _, out refusal))
        {
            return refusal;
        }

        if (home.Discussion.ReactionOf(body.Target, act.Position) == body.Reaction)
        {
            return new Refusal(RefusalCode.AlreadySaid, "this is your reaction already");
        }

        home.Discussion.React(body.Target, act.Position, body.Reaction);
        return null;
    }

    public Refusal? OnRisk(Act act)
    {
        if (
            !act.TryRead<RiskBody>(RefusalCode.MalformedText, out var body, out var refusal)
            || !TryFind(body.Proposal, BeforeVote, out var proposal, out refusal)
            || (refusal = Texts.Check(body.Text) ?? CheckRoom(proposal, act)) is not null
        )
        {
            return refusal;
        }

        var own = proposal.Discussion.Risks.Where(risk => risk.Member == act.Position).ToArray();
        if (own.Length == MaximumRisks || own.Count(risk => risk.Answer is null) == MaximumOpenRisks)
        {
            return new Refusal(
                RefusalCode.DeliberationFull,
                $"a member reports at most {MaximumRisks} risks, of which {MaximumOpenRisks} wait for an answer: more would hold the proposal up and not inform it"
            );
        }

        proposal.Discussion.Add(new Risk(act.Index, act.At, act.Position, body.Severity, body.Text));
        return Entered(act, proposal);
    }

    public Refusal? OnRiskAnswer(Act act)
    {
        if (!act.TryRead<RiskAnswerBody>(RefusalCode.MalformedText, out var body, out var refusal))
        {
            return refusal;
        }

        if (!homes.TryGetValue(body.Risk, out var home) || home.Discussion.FindRisk(body.Risk) is not { } risk)
        {
            return new Refusal(RefusalCode.NoSuchTarget, $"entry {body.Risk} is no risk");
        }

        if (!TryFind(home.Index, BeforeVote, out var proposal, out refusal))
        {
            return refusal;
        }

        if (proposal.Author != act.Position)
        {
            return new Refusal(RefusalCode.NotTheAuthor, "a risk is answered by the proposal's author");
        }

        if (risk.Answer is not null)
        {
            return new Refusal(RefusalCode.AlreadyAnswered, "the risk has its answer; say more in a comment");
        }

        refusal = Texts.Check(body.Text);
        if (refusal is null)
        {
            proposal.Discussion.Answer(risk, new RiskAnswer(act.Index, act.At, body.Text));
        }

        return refusal;
    }

    public Refusal? OnStatement(Act act)
    {
        if (
            !act.TryRead<StatementBody>(RefusalCode.MalformedText, out var body, out var refusal)
            || !TryFind(body.Proposal, BeforeVote, out var proposal, out refusal)
            || (refusal = Texts.CheckLine(body.Text)) is not null
        )
        {
            return refusal;
        }

        var statements = proposal.Discussion.Statements;
        if (statements.Count == Deliberation.Opinions.MaximumStatements)
        {
            return new Refusal(
                RefusalCode.DeliberationFull,
                $"a discussion has at most {Deliberation.Opinions.MaximumStatements} statements"
            );
        }

        if (statements.Count(statement => statement.Member == act.Position) == MaximumStatements)
        {
            return new Refusal(
                RefusalCode.DeliberationFull,
                $"a member makes at most {MaximumStatements} statements on a proposal: the others are for others"
            );
        }

        if (statements.Any(statement => statement.Text == body.Text))
        {
            return new Refusal(
                RefusalCode.AlreadySaid,
                "the same statement is there already: agree or disagree with it"
            );
        }

        proposal.Discussion.Add(new OpinionStatement(act.Index, act.At, act.Position, body.Text, statements.Count));
        return Entered(act, proposal);
    }

    public Refusal? OnOpinion(Act act)
    {
        if (!act.TryRead<OpinionBody>(RefusalCode.MalformedText, out var body, out var refusal))
        {
            return refusal;
        }

        if (
            !homes.TryGetValue(body.Statement, out var home)
            || home.Discussion.FindStatement(body.Statement) is not { } statement
        )
        {
            return new Refusal(RefusalCode.NoSuchTarget, $"entry {body.Statement} is no statement");
        }

        if (!TryFind(home.Index, BeforeVote, out var proposal, out refusal))
        {
            return refusal;
        }

        var before = proposal.Discussion.OpinionOf(act.Position, statement.Number);
        if (before == body.Opinion)
        {
            return new Refusal(RefusalCode.AlreadySaid, "this is your opinion already");
        }

        proposal.Discussion.Say(act.Position, statement.Number, body.Opinion);
        if (before is null)
        {
            Count(act.Position);
        }

        return null;
    }

    public Refusal? OnPosition(Act act)
    {
        if (
            !act.TryRead<PositionBody>(RefusalCode.MalformedText, out var body, out var refusal)
            || !TryFind(body.Proposal, Spoken, out var proposal, out refusal)
            || (refusal = Texts.Check(body.Text) ?? CheckRoom(proposal, act)) is not null
        )
        {
            return refusal;
        }

        proposal.Discussion.Add(new Position(act.Index, act.At, act.Position, body.Text));
        return null;
    }

    private bool TryFind(
        long index,
        ReadOnlySpan<ProposalStage> stages,
        [NotNullWhen(true)] out Proposal? proposal,
        [NotNullWhen(false)] out Refusal? refusal
    ) => proposals.TryFind(index, stages, out proposal, out refusal);

    private Refusal? Entered(Act act, Proposal proposal)
    {
        homes.Add(act.Index, proposal);
        Count(act.Position);
        return null;
    }

    private static Refusal? CheckRoom(Proposal proposal, Act act) =>
        proposal.Discussion.Texts >= Discussion.MaximumTexts
            ? new Refusal(RefusalCode.DeliberationFull, $"a proposal takes at most {Discussion.MaximumTexts} texts")
        : proposal.Discussion.TextsOf(act.Position) >= MaximumTexts
            ? new Refusal(
                RefusalCode.DeliberationFull,
                $"a member writes at most {MaximumTexts} comments, risks and positions on a proposal"
            )
        : null;
}
