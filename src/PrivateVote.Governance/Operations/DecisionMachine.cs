using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;

namespace PrivateVote.Governance;

/// <summary>The way of a committee's decision: proposed, veto window, (veto vote), effective; a report ends it.</summary>
internal static class DecisionMachine
{
    /// <summary>Goes on, ends, or says what is missing.</summary>
    /// <param name="index">The entry that asks for it; null to say what would be answered, and change nothing.</param>
    public static Refusal? Advance(CommitteeDecision decision, long? index, DateTimeOffset at)
    {
        var rule = decision.Rules.Track.Operations!;
        switch (decision.Stage)
        {
            case DecisionStage.Proposed:
                return at < decision.Given.Expires
                    ? new Refusal(
                        RefusalCode.NothingToAdvance,
                        $"{decision.Endorsements.Count} agreed, {rule.Threshold} are needed"
                    )
                    : End(decision, EndingKind.Expired, "its mandate ended before enough had agreed", index, at);
            case DecisionStage.VetoWindow:
                return FromVetoWindow(decision, rule, index, at);
            case DecisionStage.VetoVote:
                return FromVetoVote(decision, index, at);
            default:
                return new Refusal(
                    RefusalCode.WrongStage,
                    "nothing is to be advanced: a decision that took effect is reported on"
                );
        }
    }

    private static Refusal? FromVetoWindow(
        CommitteeDecision decision,
        CommitteeRule rule,
        long? index,
        DateTimeOffset at
    )
    {
        if (decision.VetoCalls.Count >= rule.VetoCallers)
        {
            return Go(decision, DecisionStage.VetoVote, index, at);
        }

        var end = StageMachine.Later(decision.Since, rule.VetoWindow);
        if (at < end)
        {
            return new Refusal(
                RefusalCode.TooEarly,
                $"not before {MomentForm.ToText(end)}; {decision.VetoCalls.Count} of {rule.VetoCallers} members called for a vote"
            );
        }

        return Go(decision, DecisionStage.Effective, index, at);
    }

    private static Refusal? FromVetoVote(CommitteeDecision decision, long? index, DateTimeOffset at)
    {
        var outcome = decision.Votes.LastOrDefault(vote => vote.Outcome is { Cancelled: false })?.Outcome;
        if (outcome is { Passed: true })
        {
            return Go(decision, DecisionStage.Effective, index, at);
        }

        if (outcome is not null)
        {
            return End(decision, EndingKind.Vetoed, outcome.Reason, index, at);
        }

        var deadline = StageMachine.Deadline(
            decision.Votes,
            VotePurpose.Veto,
            decision.Since,
            decision.Rules.Track.Stages.Vote
        );
        if (at < deadline)
        {
            return new Refusal(RefusalCode.NothingToAdvance, "it waits for the outcome of its veto vote");
        }

        // Whoever runs the elections must not be able to wave a decision through by not holding one.
        return End(decision, EndingKind.Vetoed, "members called for a vote, and none was held in time", index, at);
    }

    private static Refusal? Go(CommitteeDecision decision, DecisionStage stage, long? index, DateTimeOffset at)
    {
        if (index is { } entered)
        {
            decision.Enter(stage, entered, at);
        }

        return null;
    }

    private static Refusal? End(
        CommitteeDecision decision,
        EndingKind kind,
        string reason,
        long? index,
        DateTimeOffset at
    )
    {
        if (index is { } entered)
        {
            decision.End(kind, reason, entered, at);
        }

        return null;
    }
}
