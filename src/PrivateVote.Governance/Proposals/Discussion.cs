using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance.Deliberation;

namespace PrivateVote.Governance;

/// <param name="Index">Its entry, which it is named by.</param>
/// <param name="Member">Who wrote it: their position.</param>
/// <param name="Answers">The comment that it answers; null for the proposal itself.</param>
public sealed record Comment(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    int Member,
    string Text,
    long? Answers
);

/// <param name="Target">The proposal's or comment's entry.</param>
public sealed record Reaction(long Target, int Member, ReactionKind Kind);

/// <param name="Answer">The author's answer; null while there is none.</param>
public sealed record Risk(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    int Member,
    Severity Severity,
    string Text,
    RiskAnswer? Answer = null
);

/// <param name="Index">Its entry.</param>
public sealed record RiskAnswer(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    string Text
);

/// <param name="Number">Its number among the proposal's statements, from 0.</param>
public sealed record OpinionStatement(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    int Member,
    string Text,
    int Number
);

/// <param name="Statement">The statement's number.</param>
public sealed record OpinionMark(int Member, int Statement, Opinion Opinion);

/// <param name="Index">Its entry.</param>
public sealed record Position(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    int Member,
    string Text
);

/// <summary>A member asks for a vote.</summary>
/// <param name="Index">Its entry.</param>
public sealed record VetoCall(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    int Member,
    string Reason
);

/// <summary>What members said about a proposal.</summary>
public sealed class Discussion
{
    /// <summary>Comments, risks and positions together at most: what a reader's memory has to bear.</summary>
    public const int MaximumTexts = 20_000;

    private readonly List<Comment> comments = [];
    private readonly SortedDictionary<(long Target, int Member), ReactionKind> reactions = [];
    private readonly List<Risk> risks = [];
    private readonly List<OpinionStatement> statements = [];
    private readonly SortedDictionary<(int Member, int Statement), Opinion> opinions = [];
    private readonly SortedDictionary<int, Position> positions = [];
    private readonly Dictionary<int, int> written = [];

    internal Discussion() { }

    /// <summary>In order; threads follow from what each answers.</summary>
    public IReadOnlyList<Comment> Comments => comments;

    /// <summary>The present ones, by target and member.</summary>
    public IReadOnlyList<Reaction> Reactions =>
        [.. reactions.Select(pair => new Reaction(pair.Key.Target, pair.Key.Member, pair.Value))];

    /// <summary>How many members react how to each of these, by the names of reactions; nothing for what nobody reacts to.</summary>
    public IReadOnlyDictionary<long, IReadOnlyDictionary<string, int>> ReactionsTo(IReadOnlySet<long> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return reactions
            .Where(pair => targets.Contains(pair.Key.Target))
            .GroupBy(pair => pair.Key.Target, pair => ProposalBook.NameOf(pair.Value))
            .ToDictionary(
                group => group.Key,
                IReadOnlyDictionary<string, int> (group) =>
                    group.CountBy(name => name).ToDictionary(StringComparer.Ordinal)
            );
    }

    public IReadOnlyList<Risk> Risks => risks;

    public IReadOnlyList<OpinionStatement> Statements => statements;

    /// <summary>The present ones, by member and statement.</summary>
    public IReadOnlyList<OpinionMark> Opinions =>
        [.. opinions.Select(pair => new OpinionMark(pair.Key.Member, pair.Key.Statement, pair.Value))];

    /// <summary>Where members stand: the last of each.</summary>
    public IReadOnlyList<Position> Positions => [.. positions.Values];

    [JsonIgnore]
    internal int Texts => comments.Count + risks.Count + positions.Count;

    /// <summary>Comments, risks and positions that a member has written, also those positions that a later one replaced.</summary>
    internal int TextsOf(int member) => written.GetValueOrDefault(member);

    internal Comment? FindComment(long index) => Find(comments, index, comment => comment.Index);

    internal Risk? FindRisk(long index) => Find(risks, index, risk => risk.Index);

    internal OpinionStatement? FindStatement(long index) => Find(statements, index, statement => statement.Index);

    internal void Add(Comment comment)
    {
        comments.Add(comment);
        Wrote(comment.Member);
    }

    internal void Add(Risk risk)
    {
        risks.Add(risk);
        Wrote(risk.Member);
    }

    internal void Add(OpinionStatement statement) => statements.Add(statement);

    internal void Add(Position position)
    {
        positions[position.Member] = position;
        Wrote(position.Member);
    }

    internal void Answer(Risk risk, RiskAnswer answer) => risks[risks.IndexOf(risk)] = risk with { Answer = answer };

    internal ReactionKind ReactionOf(long target, int member) => reactions.GetValueOrDefault((target, member));

    internal void React(long target, int member, ReactionKind kind)
    {
        if (kind == ReactionKind.None)
        {
            reactions.Remove((target, member));
        }
        else
        {
            reactions[(target, member)] = kind;
        }
    }

    internal Opinion? OpinionOf(int member, int statement) =>
        opinions.TryGetValue((member, statement), out var opinion) ? opinion : null;

    internal void Say(int member, int statement, Opinion opinion) => opinions[(member, statement)] = opinion;

    private void Wrote(int member) => written[member] = TextsOf(member) + 1;

    /// <summary>Entries come in order, so that the lists are sorted by them.</summary>
    private static T? Find<T>(List<T> list, long index, Func<T, long> indexOf)
        where T : class
    {
        var (low, high) = (0, list.Count - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var found = indexOf(list[middle]);
            if (found == index)
            {
                return list[middle];
            }

            (low, high) = found < index ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}
