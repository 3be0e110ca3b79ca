using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance.Service;

/// <summary>A committee's decision.</summary>
/// <param name="Index">Its entry, which it is named by.</param>
/// <param name="Mandate">The entry of the proposal that gave the mandate.</param>
/// <param name="VetoUntil">The end of its veto window; null before and where members called for a vote.</param>
public sealed record DecisionView(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    string Track,
    long Mandate,
    string Title,
    string Text,
    ulong Amount,
    DecisionStage Stage,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Since,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset? VetoUntil,
    IReadOnlyList<MemberName> Endorsements,
    IReadOnlyList<VetoCall> VetoCalls,
    IReadOnlyList<VoteView> Elections,
    ExecutionReport? Report,
    Ending? Ending
)
{
    public static DecisionView Of(SpaceLog log, CommitteeDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return new DecisionView(
            decision.Index,
            decision.At,
            decision.Rules.Track.Id,
            decision.Mandate,
            decision.Title,
            decision.Text,
            decision.Amount,
            decision.Stage,
            decision.Since,
            decision.Stage == DecisionStage.VetoWindow
                ? StageMachine.Later(decision.Since, decision.Rules.Track.Operations!.VetoWindow)
                : null,
            [.. decision.Endorsements.Select(position => MemberName.Of(log, position))],
            [.. decision.VetoCalls],
            [.. decision.Votes.Select(VoteView.Of)],
            decision.Report,
            decision.Ending
        );
    }
}

/// <summary>What a committee may decide by itself.</summary>
/// <param name="Proposal">The entry of the proposal that gave it.</param>
/// <param name="Left">What of the budget is not decided on or spent.</param>
public sealed record MandateView(
    long Proposal,
    string Title,
    string Track,
    string Scope,
    ulong Budget,
    ulong Left,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Expires
);

/// <summary>An operations track: its committee, and the elections of its seats.</summary>
public sealed record CommitteeView(
    string Track,
    CommitteeRule Rule,
    IReadOnlyList<Candidate> Candidates,
    IReadOnlyList<Seat> Seats,
    IReadOnlyList<VoteView> Elections
);

/// <summary>What committees do.</summary>
/// <param name="Decisions">The newest first, 200 at most; the log has all.</param>
public sealed record OperationsView(
    IReadOnlyList<CommitteeView> Committees,
    IReadOnlyList<MandateView> Mandates,
    IReadOnlyList<DecisionView> Decisions
)
{
    private const int MostShown = 200;

    public static OperationsView Of(SpaceLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var tracks = (log.Space?.Body.Constitution?.Tracks ?? []).Where(track => track.Operations is not null);
        return new OperationsView(
            [
                .. tracks.Select(track =>
                {
                    var committee = log.Committees.FirstOrDefault(one => one.Track == track.Id);
                    return new CommitteeView(
                        track.Id,
                        track.Operations!,
                        [.. committee?.Candidates ?? []],
                        [.. committee?.Seats ?? []],
                        [.. (committee?.Votes ?? []).Select(VoteView.Of)]
                    );
                }),
            ],
            [
                .. log
                    .Proposals.Where(proposal =>
                        proposal is { Ending.Kind: EndingKind.Executed, Content.Mandate: not null }
                    )
                    .Select(proposal =>
                    {
                        var mandate = proposal.Content.Mandate!;
                        return new MandateView(
                            proposal.Index,
                            proposal.Content.Title,
                            mandate.Track,
                            mandate.Scope,
                            mandate.Budget,
                            log.BudgetLeft(proposal.Index),
                            mandate.Expires
                        );
                    }),
            ],
            [.. log.Decisions.Reverse().Take(MostShown).Select(decision => DecisionView.Of(log, decision))]
        );
    }
}
