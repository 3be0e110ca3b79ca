using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance;

/// <summary>Where a proposal stands.</summary>
[JsonConverter(typeof(NameForm<ProposalStage>))]
public enum ProposalStage
{
    Draft,
    Discussion,
    Temperature,

    /// <summary>It passes unless members call for a vote.</summary>
    Objection,
    Vote,

    /// <summary>The council verifies, and signs or refuses.</summary>
    Review,
    Timelock,
    Execution,
    Ended,
}

/// <summary>How a proposal ended.</summary>
[JsonConverter(typeof(NameForm<EndingKind>))]
public enum EndingKind
{
    Executed,
    Rejected,
    Vetoed,
    Withdrawn,
    Expired,
    FailedExecution,
}

/// <summary>The end of a proposal or a decision.</summary>
/// <param name="Reason">A sentence, with the arithmetic where there was some.</param>
/// <param name="Index">The entry that ended it.</param>
public sealed record Ending(
    EndingKind Kind,
    string Reason,
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At
);

/// <summary>A stage began.</summary>
/// <param name="Index">The entry that began it.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record StageChange(
    ProposalStage Stage,
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    string Reason
);

/// <summary>The text of a proposal at one time.</summary>
/// <param name="Index">The proposal's or revision's entry.</param>
/// <param name="Digest">SHA-256 of that entry's payload: what a manifest names as the proposal's digest.</param>
public sealed record Revision(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    [property: JsonConverter(typeof(DigestForm))] byte[] Digest,
    ProposalContent Content
);

/// <summary>Everything that rules a proposal, as it was when it left draft: no later change of the constitution touches it.</summary>
/// <param name="Constitution">SHA-256 of the space body that these are from.</param>
/// <param name="Capital">What its vote is compared with; null where the track does not ask for it.</param>
public sealed record FrozenRules(
    [property: JsonConverter(typeof(DigestForm))] byte[] Constitution,
    Track Track,
    IReadOnlyList<string> Organizers,
    int MinimumClass,
    SpaceCouncil? Council,
    WeightPolicy? Weight,
    CapitalRule? Capital
);

/// <summary>A proposal with everything that was said about it and done with it. Members are named by their position in the roll's order.</summary>
public sealed class Proposal
{
    private readonly List<Revision> revisions = [];
    private readonly List<StageChange> history = [];
    private readonly List<VoteRecord> votes = [];
    private readonly List<VetoCall> vetoCalls = [];

    internal Proposal(long index, DateTimeOffset at, int author, string track, string template)
    {
        (Index, Author, Track, Template) = (index, author, track, template);
        history.Add(new StageChange(ProposalStage.Draft, index, at, "drafted"));
    }

    /// <summary>Its entry's index, which it is named by.</summary>
    public long Index { get; }

    /// <summary>The author's position.</summary>
    public int Author { get; }

    public string Track { get; }

    public string Template { get; }

    public ProposalStage Stage => history[^1].Stage;

    /// <summary>When the present stage began.</summary>
    [JsonConverter(typeof(MomentForm))]
    public DateTimeOffset Since => history[^1].At;

    /// <summary>The stages so far, in order.</summary>
    public IReadOnlyList<StageChange> History => history;

    /// <summary>The texts so far, in order.</summary>
    public IReadOnlyList<Revision> Revisions => revisions;

    /// <summary>What it says now.</summary>
    [JsonIgnore]
    public ProposalContent Content => revisions[^1].Content;

    /// <summary>From its submission on.</summary>
    public FrozenRules? Rules { get; internal set; }

    /// <summary>The space as it was at its submission: what a revision is held to. Null for a draft.</summary>
    [JsonIgnore]
    internal Space? SubmittedUnder { get; set; }

    /// <summary>What was said about it.</summary>
    public Discussion Discussion { get; } = new();

    /// <summary>The elections that were opened about it, in order.</summary>
    public IReadOnlyList<VoteRecord> Votes => votes;

    /// <summary>Members who called for a vote on the optimistic path.</summary>
    public IReadOnlyList<VetoCall> VetoCalls => vetoCalls;

    /// <summary>What is executed: the payload of the proposal, or of the option that won.</summary>
    public Payload? Payload { get; internal set; }

    /// <summary>What the council did.</summary>
    public CouncilFile Council { get; } = new();

    /// <summary>The pieces of its file of contributions that are in the log.</summary>
    public int ImportedPages { get; internal set; }

    public Ending? Ending { get; private set; }

    /// <summary>The outcome of the last vote of this purpose that has one.</summary>
    public VoteOutcome? OutcomeOf(VotePurpose purpose) =>
        votes.LastOrDefault(vote => vote.Purpose == purpose && vote.Outcome is { Cancelled: false })?.Outcome;

    internal void Revise(Revision revision) => revisions.Add(revision);

    internal void Open(VoteRecord vote) => votes.Add(vote);

    internal void Call(VetoCall call) => vetoCalls.Add(call);

    internal void Enter(ProposalStage stage, long index, DateTimeOffset at, string reason) =>
        history.Add(new StageChange(stage, index, at, reason));

    internal void End(EndingKind kind, string reason, long index, DateTimeOffset at)
    {
        Ending = new Ending(kind, reason, index, at);
        Enter(ProposalStage.Ended, index, at, reason);
    }
}
