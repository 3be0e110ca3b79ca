using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;

namespace PrivateVote.Governance;

/// <summary>
/// The way of a proposal: draft, discussion, temperature check, (objection), vote, review, timelock, execution; stages that
/// its track does not have are passed over. A condition that is met counts before a time that has run out, but for discussion,
/// where nothing is decided yet.
/// </summary>
internal static class StageMachine
{
    /// <summary>Goes on, ends, or says what is missing.</summary>
    /// <param name="index">The entry that asks for it; null to say what would be answered, and change nothing.</param>
    public static Refusal? Advance(Proposal proposal, long? index, DateTimeOffset at) =>
        proposal.Stage switch
        {
            ProposalStage.Discussion => FromDiscussion(proposal, index, at),
            ProposalStage.Temperature => FromTemperature(proposal, index, at),
            ProposalStage.Objection => FromObjection(proposal, index, at),
            ProposalStage.Vote => FromVote(proposal, index, at),
            ProposalStage.Review => FromReview(proposal, index, at),
            ProposalStage.Timelock => FromTimelock(proposal, index, at),
            ProposalStage.Execution => FromExecution(proposal, index, at),
            _ => new Refusal(
                RefusalCode.WrongStage,
                $"nothing is to be advanced in the stage {ProposalBook.NameOf(proposal.Stage)}: a draft is submitted by its author"
            ),
        };

    /// <summary>Enters the next stage that the track has.</summary>
    public static void Leave(Proposal proposal, long index, DateTimeOffset at, string reason)
    {
        var rules = proposal.Rules!;
        var stages = rules.Track.Stages;
        var next = proposal.Stage + 1;
        while (!Has(next))
        {
            next++;
        }

        proposal.Enter(next, index, at, reason);
        if (next == ProposalStage.Execution && !NeedsExecution(proposal))
        {
            var effect = proposal.Content.Mandate is not null
                ? "the mandate is in force"
                : "there is nothing to execute";
            proposal.End(EndingKind.Executed, $"{reason}; {effect}", index, at);
        }

        bool Has(ProposalStage stage) =>
            stage switch
            {
                ProposalStage.Discussion => stages.Discussion is not null,
                ProposalStage.Temperature => stages.Temperature is not null,
                // Members who called brought it to a vote: the stage before it is left only then, or for good.
                ProposalStage.Objection => rules.Track.Optimistic is not null,
                ProposalStage.Review => stages.Review is not null,
                ProposalStage.Timelock => stages.Timelock is not null,
                _ => true,
            };
    }

    /// <summary>When the election that is open, or should have been, is given up.</summary>
    public static DateTimeOffset Deadline(
        IReadOnlyList<VoteRecord> votes,
        VotePurpose purpose,
        DateTimeOffset since,
        Window window
    ) =>
        Later(
            votes.LastOrDefault(vote => vote.Purpose == purpose && vote.Outcome is null)?.Manifest.Closes ?? since,
            window.Maximum
        );

    public static DateTimeOffset Later(DateTimeOffset from, long seconds) =>
        DateTimeOffset.MaxValue - from < TimeSpan.FromSeconds(seconds)
            ? DateTimeOffset.MaxValue
            : from.AddSeconds(seconds);

    private static bool NeedsExecution(Proposal proposal) =>
        proposal.Payload is not null || proposal.Content is { Amendment: not null } or { Import: not null };

    private static Refusal? FromDiscussion(Proposal proposal, long? index, DateTimeOffset at)
    {
        var window = proposal.Rules!.Track.Stages.Discussion!;
        if (at >= Later(proposal.Since, window.Maximum))
        {
            return End(proposal, EndingKind.Expired, "it was not brought on before its discussion ran out", index, at);
        }

        // A text that changed is discussed anew: nobody votes on what could not be read.
        var written = proposal.Revisions[^1].At;
        var from = written > proposal.Since ? written : proposal.Since;
        return CheckTime(from, window.Minimum, at) ?? CheckRisks(proposal) ?? Go(proposal, index, at, "discussed");
    }

    private static Refusal? FromTemperature(Proposal proposal, long? index, DateTimeOffset at)
    {
        var track = proposal.Rules!.Track;
        if (proposal.OutcomeOf(VotePurpose.Temperature) is { } outcome)
        {
            return track.Temperature!.Gate && !outcome.Passed
                    ? End(proposal, EndingKind.Rejected, $"the temperature check missed: {outcome.Reason}", index, at)
                : CheckRisks(proposal) is not { } unanswered
                    ? Go(proposal, index, at, $"temperature check: {outcome.Reason}")
                : at >= Later(outcome.At, track.Stages.Temperature!.Maximum)
                    ? End(
                        proposal,
                        EndingKind.Expired,
                        "a risk was not answered after the temperature check",
                        index,
                        at
                    )
                : unanswered;
        }

        return AwaitOutcome(proposal, VotePurpose.Temperature, track.Stages.Temperature!, index, at);
    }

    private static Refusal? FromObjection(Proposal proposal, long? index, DateTimeOffset at)
    {
        var path = proposal.Rules!.Track.Optimistic!;
        var calls = proposal.VetoCalls.Count;
        if (calls >= path.Callers)
        {
            return Go(proposal, index, at, $"{calls} members called for a vote, {path.Callers} were needed");
        }

        return CheckTime(proposal.Since, path.Window, at)
            ?? Pass(
                proposal,
                index,
                at,
                $"{calls} members called for a vote, {path.Callers} would have been needed",
                proposal.Content.Payload
            );
    }

    private static Refusal? FromVote(Proposal proposal, long? index, DateTimeOffset at)
    {
        if (proposal.OutcomeOf(VotePurpose.Vote) is not { } outcome)
        {
            return AwaitOutcome(proposal, VotePurpose.Vote, proposal.Rules!.Track.Stages.Vote, index, at);
        }

        if (!outcome.Passed)
        {
            return End(proposal, EndingKind.Rejected, outcome.Reason, index, at);
        }

        var payload = proposal.Content.Options is { } options
            ? options[outcome.Winner!.Value].Payload
            : proposal.Content.Payload;
        return Pass(proposal, index, at, outcome.Reason, payload);
    }

    private static Refusal? FromReview(Proposal proposal, long? index, DateTimeOffset at)
    {
        var council = proposal.Rules!.Council!;
        var window = proposal.Rules.Track.Stages.Review!;
        if (Refusals(proposal) is { } veto)
        {
            return End(proposal, EndingKind.Vetoed, veto, index, at);
        }

        var approvals = proposal.Council.Present.Count(review => review.Verdict == Verdict.Approve);
        var signed = proposal.Payload is null || council.Safe is null ? approvals : proposal.Council.MostSignatures;
        if (approvals >= council.Threshold && signed >= council.Threshold)
        {
            return CheckTime(proposal.Since, window.Minimum, at)
                ?? Go(
                    proposal,
                    index,
                    at,
                    $"{approvals} of {council.Members.Count} council members approved, {council.Threshold} were needed"
                );
        }

        return at >= Later(proposal.Since, window.Maximum)
            ? End(
                proposal,
                EndingKind.Expired,
                $"in the council's time {approvals} approved and {signed} signed, {council.Threshold} were needed",
                index,
                at
            )
            : new Refusal(
                RefusalCode.NothingToAdvance,
                $"{approvals} council members approved and {signed} signed; {council.Threshold} are needed"
            );
    }

    private static Refusal? FromTimelock(Proposal proposal, long? index, DateTimeOffset at) =>
        Refusals(proposal) is { } veto
            ? End(proposal, EndingKind.Vetoed, veto, index, at)
            : CheckTime(proposal.Since, proposal.Rules!.Track.Stages.Timelock!.Minimum, at)
                ?? Go(proposal, index, at, "the timelock has passed");

    private static Refusal? FromExecution(Proposal proposal, long? index, DateTimeOffset at) =>
        at >= Later(proposal.Since, proposal.Rules!.Track.Stages.Execution!.Maximum)
            ? End(proposal, EndingKind.Expired, "it was not executed in time", index, at)
            : new Refusal(RefusalCode.NothingToAdvance, "it waits to be executed");

    /// <summary>Too many of the council refuse for the others to be enough.</summary>
    private static string? Refusals(Proposal proposal)
    {
        if (proposal.Rules!.Council is not { } council)
        {
            return null;
        }

        var refusals = proposal.Council.Present.Where(review => review.Verdict == Verdict.Refuse).ToArray();
        return council.Members.Count - refusals.Length < council.Threshold
            ? $"{refusals.Length} of {council.Members.Count} council members refused, so that {council.Threshold} cannot approve: {refusals[^1].Reason}"
            : null;
    }

    private static Refusal? AwaitOutcome(
        Proposal proposal,
        VotePurpose purpose,
        Window window,
        long? index,
        DateTimeOffset at
    ) =>
        at >= Deadline(proposal.Votes, purpose, proposal.Since, window)
            ? End(
                proposal,
                EndingKind.Expired,
                proposal.Votes.Any(vote => vote.Purpose == purpose && vote.Outcome is null)
                    ? "the election has no outcome long after it closed"
                    : "no election was opened in time",
                index,
                at
            )
            : new Refusal(RefusalCode.NothingToAdvance, "it waits for the outcome of its election");

    /// <summary>The community has decided: what is executed is fixed here.</summary>
    private static Refusal? Pass(
        Proposal proposal,
        long? index,
        DateTimeOffset at,
        string reason,
        Elections.Entries.Payload? payload
    )
    {
        if (index is not { } entered)
        {
            return null;
        }

        proposal.Payload = payload;
        if (proposal.Stage == ProposalStage.Objection)
        {
            proposal.Enter(ProposalStage.Vote, entered, at, reason);
        }

        Leave(proposal, entered, at, "passed: " + reason);
        return null;
    }

    private static Refusal? CheckRisks(Proposal proposal) =>
        proposal.Discussion.Risks.FirstOrDefault(risk => risk.Answer is null) is { } open
            ? new Refusal(
                RefusalCode.RiskUnanswered,
                $"the risk of entry {open.Index} ({ProposalBook.NameOf(open.Severity)}) waits for the author's answer"
            )
            : null;

    private static Refusal? CheckTime(DateTimeOffset from, long seconds, DateTimeOffset at) =>
        at >= Later(from, seconds)
            ? null
            : new Refusal(
                RefusalCode.TooEarly,
                $"not before {MomentForm.ToText(Later(from, seconds))}, {seconds} seconds after {MomentForm.ToText(from)}"
            );

    private static Refusal? Go(Proposal proposal, long? index, DateTimeOffset at, string reason)
    {
        if (index is { } entered)
        {
            Leave(proposal, entered, at, reason);
        }

        return null;
    }

    private static Refusal? End(Proposal proposal, EndingKind kind, string reason, long? index, DateTimeOffset at)
    {
        if (index is { } entered)
        {
            proposal.End(kind, reason, entered, at);
        }

        return null;
    }
}
