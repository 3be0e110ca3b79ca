using System.Security.Cryptography;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>Where a committee's decision stands.</summary>
[JsonConverter(typeof(NameForm<DecisionStage>))]
public enum DecisionStage
{
    /// <summary>It gathers the committee's endorsements.</summary>
    Proposed,

    /// <summary>Members may call for a vote.</summary>
    VetoWindow,

    /// <summary>Members called: it stands if the vote says so.</summary>
    VetoVote,

    /// <summary>It took effect, and is to be reported on.</summary>
    Effective,

    Reported,
    Ended,
}

/// <param name="Index">Its entry.</param>
public sealed record ExecutionReport(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    int Member,
    string Text,
    ulong Spent
);

/// <summary>A decision that a committee took, or takes, by itself.</summary>
public sealed class CommitteeDecision
{
    private readonly List<int> endorsements = [];
    private readonly List<VoteRecord> votes = [];
    private readonly List<VetoCall> vetoCalls = [];

    internal CommitteeDecision(Act act, DecisionBody body, Mandate given, FrozenRules rules)
    {
        (Index, At, Since, SinceIndex) = (act.Index, act.At, act.At, act.Index);
        Digest = SHA256.HashData(act.Payload);
        (Mandate, Title, Text, Amount, Rules) = (body.Mandate, body.Title, body.Text, body.Amount, rules);
        Given = given;
        endorsements.Add(act.Position);
    }

    /// <summary>Its entry, which it is named by.</summary>
    public long Index { get; }

    [JsonConverter(typeof(MomentForm))]
    public DateTimeOffset At { get; }

    /// <summary>The entry of the proposal that gave the mandate.</summary>
    public long Mandate { get; }

    /// <summary>What that proposal gave.</summary>
    internal Mandate Given { get; }

    public string Title { get; }

    public string Text { get; }

    /// <summary>In the track's unit.</summary>
    public ulong Amount { get; }

    public FrozenRules Rules { get; }

    /// <summary>SHA-256 of its entry's payload: what the manifest of a veto vote names.</summary>
    [JsonConverter(typeof(DigestForm))]
    public byte[] Digest { get; }

    public DecisionStage Stage { get; private set; }

    [JsonConverter(typeof(MomentForm))]
    public DateTimeOffset Since { get; private set; }

    /// <summary>The entry that began the stage.</summary>
    public long SinceIndex { get; private set; }

    /// <summary>The committee members who agreed, the first of whom proposed it.</summary>
    public IReadOnlyList<int> Endorsements => endorsements;

    public IReadOnlyList<VetoCall> VetoCalls => vetoCalls;

    public IReadOnlyList<VoteRecord> Votes => votes;

    public ExecutionReport? Report { get; private set; }

    public Ending? Ending { get; private set; }

    /// <summary>What it takes from its mandate's budget: its amount from the veto window on, and what was spent once that is reported.</summary>
    [JsonIgnore]
    public ulong Committed =>
        Stage switch
        {
            DecisionStage.VetoWindow or DecisionStage.VetoVote or DecisionStage.Effective => Amount,
            DecisionStage.Reported => Report!.Spent,
            _ => 0,
        };

    internal void Endorse(int member) => endorsements.Add(member);

    internal void Call(VetoCall call) => vetoCalls.Add(call);

    internal void Open(VoteRecord vote) => votes.Add(vote);

    internal void Enter(DecisionStage stage, long index, DateTimeOffset at) =>
        (Stage, SinceIndex, Since) = (stage, index, at);

    internal void Close(ExecutionReport report)
    {
        Report = report;
        Enter(DecisionStage.Reported, report.Index, report.At);
    }

    internal void End(EndingKind kind, string reason, long index, DateTimeOffset at)
    {
        Ending = new Ending(kind, reason, index, at);
        Enter(DecisionStage.Ended, index, at);
    }
}
