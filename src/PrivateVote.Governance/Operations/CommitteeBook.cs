using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>The committees of operations tracks: seats, decisions within mandates, the members' veto, reports.</summary>
internal sealed class CommitteeBook(ProposalBook proposals, DiscussionRules discussions, ContributionBook contributions)
{
    private readonly SortedDictionary<string, Committee> committees = new(StringComparer.Ordinal);
    private readonly List<CommitteeDecision> decisions = [];
    private readonly Dictionary<long, CommitteeDecision> byIndex = [];

    public IReadOnlyList<Committee> Committees => [.. committees.Values];

    public IReadOnlyList<CommitteeDecision> Decisions => decisions;

    public CommitteeDecision? FindDecision(long index) => byIndex.GetValueOrDefault(index);

    public bool TryFindDecision(
        long index,
        DecisionStage stage,
        [NotNullWhen(true)] out CommitteeDecision? decision,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        decision = FindDecision(index);
        refusal =
            decision is null ? new Refusal(RefusalCode.NoSuchDecision, $"entry {index} is no decision")
            : decision.Stage != stage
                ? new Refusal(
                    RefusalCode.WrongStage,
                    $"the decision is in the stage {ProposalBook.NameOf(decision.Stage)}"
                        + (decision.Ending is { } ending ? ": " + ending.Reason : "")
                )
            : null;
        decision = refusal is null ? decision : null;
        return refusal is null;
    }

    /// <summary>The committee whose seats are to be voted on, with the rules of now.</summary>
    public bool TryFindSeats(
        Space space,
        string track,
        [NotNullWhen(true)] out Committee? committee,
        [NotNullWhen(true)] out FrozenRules? rules,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        (committee, rules) = (null, null);
        if (!TryFindTrack(space, track, out var found, out refusal))
        {
            return false;
        }

        committee = committees.GetValueOrDefault(track);
        rules = ProposalBook.Freeze(space, found);
        refusal = committee is { Candidates.Count: > 0 }
            ? null
            : new Refusal(RefusalCode.ElectionDiffers, "nobody stands for a seat");
        return refusal is null;
    }

    public Refusal? OnCandidacy(Act act)
    {
        if (
            !act.TryRead<CandidacyBody>(RefusalCode.MalformedDecision, out var body, out var refusal)
            || !TryFindTrack(act.Space, body.Track, out var track, out refusal)
        )
        {
            return refusal;
        }

        if (!SpaceRules.IsText(body.Name, ConstitutionRules.MaximumName) || !Texts.IsWritten(body.Text))
        {
            return new Refusal(
                RefusalCode.MalformedDecision,
                $"a candidate has a name of 1 to {ConstitutionRules.MaximumName} characters and says something"
            );
        }

        var known = committees.GetValueOrDefault(track.Id);
        if (known?.OpenVote is { } open && !open.IsGivenUp(act.At))
        {
            return new Refusal(RefusalCode.ElectionUnderWay, "its seats are being voted on");
        }

        var standing = known?.Candidates ?? [];
        if (standing.Any(candidate => candidate.Member == act.Position || candidate.Name == body.Name))
        {
            return new Refusal(RefusalCode.NotEligible, "a candidate stands once, under a name of their own");
        }

        if (standing.Count == TrackRules.MaximumOptions)
        {
            return new Refusal(
                RefusalCode.NotEligible,
                $"{TrackRules.MaximumOptions} candidates stand already, as many as a ballot has room for"
            );
        }

        var rule = track.Operations!;
        var acts = discussions.ActsOf(act.Position);
        var points = contributions.PointsOf(act.Member!);
        if (acts < rule.Acts || points < rule.Points)
        {
            return new Refusal(
                RefusalCode.NotEligible,
                $"a seat needs {rule.Acts} public acts and {rule.Points} points of contributions; there are {acts} and {points}"
            );
        }

        if (!committees.TryGetValue(track.Id, out var committee))
        {
            committees.Add(track.Id, committee = new Committee(track.Id));
        }

        committee.Add(new Candidate(act.Index, act.At, act.Position, body.Name, body.Text));
        return null;
    }

    /// <summary>The candidates with the most approvals are seated. Those who tie for the last seats are not: ties fail.</summary>
    public void Fill(VoteRecord vote, VoteOutcome outcome)
    {
        var committee = committees[vote.Track!];
        if (committee.Votes[^1] != vote)
        {
            // It was given up, and another was opened since.
            return;
        }

        var rule = vote.Rules.Track.Operations!;
        var voted = vote.Manifest.Options.Count;
        if (outcome.Totals is not { } totals)
        {
            committee.Fill(committee.Seats, voted);
            return;
        }

        var ranked = committee
            .Candidates.Zip(totals, (candidate, total) => (candidate, total))
            .Where(pair => pair.total > 0)
            .OrderByDescending(pair => pair.total)
            .ToArray();
        var seated =
            ranked.Length <= rule.Seats
                ? ranked
                : ranked.Take(rule.Seats).Where(pair => pair.total > ranked[rule.Seats].total);
        var until = StageMachine.Later(outcome.At, rule.Term);
        committee.Fill(
            [.. seated.Select(pair => new Seat(pair.candidate.Member, pair.candidate.Name, until, pair.total))],
            voted
        );
    }

    public Refusal? OnDecision(Act act)
    {
        if (!act.TryRead<DecisionBody>(RefusalCode.MalformedDecision, out var body, out var refusal))
        {
            return refusal;
        }

        if (!SpaceRules.IsText(body.Title, 200) || !Texts.IsWritten(body.Text))
        {
            return new Refusal(
                RefusalCode.MalformedDecision,
                "a decision has a title of 1 to 200 characters, and a text"
            );
        }

        if (proposals.Find(body.Mandate) is not { Ending.Kind: EndingKind.Executed, Content.Mandate: { } mandate })
        {
            return new Refusal(RefusalCode.NoSuchMandate, $"entry {body.Mandate} is no proposal that gave a mandate");
        }

        if (!TryFindTrack(act.Space, mandate.Track, out var track, out refusal))
        {
            return refusal;
        }

        refusal =
            CheckSeat(mandate.Track, act)
            ?? CheckMandate(body.Mandate, mandate, body.Amount, track.Operations!, act.At);
        if (refusal is not null)
        {
            return refusal;
        }

        var decision = new CommitteeDecision(act, body, ProposalBook.Freeze(act.Space, track));
        decisions.Add(decision);
        byIndex.Add(act.Index, decision);
        GoOnWhenEndorsed(decision, act);
        return null;
    }

    public Refusal? OnEndorse(Act act)
    {
        if (
            !act.TryRead<EndorseBody>(RefusalCode.MalformedDecision, out var body, out var refusal)
            || !TryFindDecision(body.Decision, DecisionStage.Proposed, out var decision, out refusal)
        )
        {
            return refusal;
        }

        var mandate = proposals.Find(decision.Mandate)!.Content.Mandate!;
        if (decision.Endorsements.Contains(act.Position))
        {
            return new Refusal(RefusalCode.AlreadyEndorsed, "you have agreed to this decision already");
        }

        refusal =
            CheckSeat(mandate.Track, act)
            ?? CheckMandate(decision.Mandate, mandate, decision.Amount, decision.Rules.Track.Operations!, act.At);
        if (refusal is not null)
        {
            return refusal;
        }

        decision.Endorse(act.Position);
        GoOnWhenEndorsed(decision, act);
        return null;
    }

    public Refusal? OnVetoCall(Act act)
    {
        if (
            !act.TryRead<VetoCallBody>(RefusalCode.MalformedDecision, out var body, out var refusal)
            || (refusal = Texts.CheckLine(body.Reason)) is not null
        )
        {
            return refusal;
        }

        var call = new VetoCall(act.Index, act.At, act.Position, body.Reason);
        if (FindDecision(body.Subject) is not null)
        {
            if (!TryFindDecision(body.Subject, DecisionStage.VetoWindow, out var decision, out refusal))
            {
                return refusal;
            }

            if (act.At >= StageMachine.Later(decision.Since, decision.Rules.Track.Operations!.VetoWindow))
            {
                return new Refusal(RefusalCode.WrongStage, "the veto window is over");
            }

            refusal = CheckFirst(decision.VetoCalls, act);
            if (refusal is null)
            {
                decision.Call(call);
            }

            return refusal;
        }

        if (!proposals.TryFind(body.Subject, [ProposalStage.Objection], out var proposal, out refusal))
        {
            return refusal;
        }

        refusal =
            act.At >= StageMachine.Later(proposal.Since, proposal.Rules!.Track.Optimistic!.Window)
                ? new Refusal(RefusalCode.WrongStage, "the time to call for a vote is over")
                : CheckFirst(proposal.VetoCalls, act);
        if (refusal is null)
        {
            proposal.Call(call);
        }

        return refusal;
    }

    public Refusal? OnReport(Act act)
    {
        if (
            !act.TryRead<ReportBody>(RefusalCode.MalformedDecision, out var body, out var refusal)
            || !TryFindDecision(body.Decision, DecisionStage.Effective, out var decision, out refusal)
            || (refusal = Texts.Check(body.Text) ?? CheckReporter(decision, act)) is not null
        )
        {
            return refusal;
        }

        if (body.Spent > decision.Amount)
        {
            return new Refusal(
                RefusalCode.OutsideMandate,
                $"{body.Spent} is more than the {decision.Amount} that were decided"
            );
        }

        decision.Close(new ExecutionReport(act.Index, act.At, act.Position, body.Text, body.Spent));
        return null;
    }

    public Refusal? OnAdvance(AdvanceBody body, Act act)
    {
        var decision = byIndex[body.Subject];
        if (ProposalBook.NameOf(decision.Stage) != body.Stage)
        {
            return new Refusal(
                RefusalCode.WrongStage,
                $"the decision is in the stage {ProposalBook.NameOf(decision.Stage)}, not in {Shown.Text(body.Stage)}"
            );
        }

        return Advance(decision, act.Index, act.At);
    }

    /// <summary>Goes on, ends, or says what is missing.</summary>
    /// <param name="index">The entry that asks for it; null to say what would be answered, and change nothing.</param>
    public Refusal? Advance(CommitteeDecision decision, long? index, DateTimeOffset at)
    {
        var rule = decision.Rules.Track.Operations!;
        switch (decision.Stage)
        {
            case DecisionStage.Proposed:
                var mandate = proposals.Find(decision.Mandate)!.Content.Mandate!;
                return at < mandate.Expires
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

    /// <summary>What a mandate has left at this point of the log.</summary>
    public ulong BudgetLeft(long mandate) =>
        proposals.Find(mandate)!.Content.Mandate!.Budget
        - decisions
            .Where(decision => decision.Mandate == mandate)
            .Aggregate(0UL, (sum, decision) => sum + decision.Committed);

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

    private static void GoOnWhenEndorsed(CommitteeDecision decision, Act act)
    {
        if (decision.Endorsements.Count >= decision.Rules.Track.Operations!.Threshold)
        {
            decision.Enter(DecisionStage.VetoWindow, act.Index, act.At);
        }
    }

    private Refusal? CheckMandate(long index, Mandate mandate, ulong amount, CommitteeRule rule, DateTimeOffset at)
    {
        if (at >= mandate.Expires)
        {
            return new Refusal(RefusalCode.OutsideMandate, $"the mandate ended {MomentForm.ToText(mandate.Expires)}");
        }

        var left = BudgetLeft(index);
        if (amount > left)
        {
            return new Refusal(
                RefusalCode.OutsideMandate,
                $"{amount} {rule.Unit} of a budget that has {left} of {mandate.Budget} left"
            );
        }

        var overdue = decisions.FirstOrDefault(decision =>
            decision.Mandate == index
            && decision.Stage == DecisionStage.Effective
            && at >= StageMachine.Later(decision.Since, decision.Rules.Track.Operations!.ReportWithin)
        );
        return overdue is null
            ? null
            : new Refusal(
                RefusalCode.OutsideMandate,
                $"the report on the decision of entry {overdue.Index} is overdue: nothing more is decided before it"
            );
    }

    private Refusal? CheckSeat(string track, Act act) =>
        committees.GetValueOrDefault(track)?.Has(act.Position, act.At) == true
            ? null
            : new Refusal(
                RefusalCode.NotInCommittee,
                $"only who has a seat in the committee of {track} at this time decides"
            );

    /// <summary>Who endorsed it answers for it also after their term.</summary>
    private Refusal? CheckReporter(CommitteeDecision decision, Act act) =>
        decision.Endorsements.Contains(act.Position) ? null : CheckSeat(decision.Rules.Track.Id, act);

    private static Refusal? CheckFirst(IReadOnlyList<VetoCall> calls, Act act) =>
        calls.Any(call => call.Member == act.Position)
            ? new Refusal(RefusalCode.AlreadyCalled, "you have called for a vote on this already")
            : null;

    private static bool TryFindTrack(
        Space space,
        string id,
        [NotNullWhen(true)] out Track? track,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        track = space.Body.Constitution!.FindTrack(id);
        track = track is { Kind: TrackKind.Operations } ? track : null;
        refusal = track is null
            ? new Refusal(RefusalCode.NoSuchTrack, $"the constitution has no operations track {Shown.Text(id)}")
            : null;
        return refusal is null;
    }
}
