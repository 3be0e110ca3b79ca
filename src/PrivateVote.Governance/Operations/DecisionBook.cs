using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>What committees decide: within the mandates that proposals gave them, against the members' veto, and reported on.</summary>
internal sealed class DecisionBook(ProposalBook proposals, CommitteeBook committees)
{
    private readonly List<CommitteeDecision> list = [];
    private readonly Dictionary<long, CommitteeDecision> byIndex = [];

    public IReadOnlyList<CommitteeDecision> List => list;

    public CommitteeDecision? Find(long index) => byIndex.GetValueOrDefault(index);

    public bool TryFind(
        long index,
        DecisionStage stage,
        [NotNullWhen(true)] out CommitteeDecision? decision,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        decision = Find(index);
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

        if (!CommitteeBook.TryFindTrack(act.Space, mandate.Track, out var track, out refusal))
        {
            return refusal;
        }

        refusal =
            committees.CheckSeat(mandate.Track, act)
            ?? CheckMandate(body.Mandate, mandate, body.Amount, track.Operations!, act.At);
        if (refusal is not null)
        {
            return refusal;
        }

        var decision = new CommitteeDecision(act, body, mandate, ProposalBook.Freeze(act.Space, track));
        list.Add(decision);
        byIndex.Add(act.Index, decision);
        GoOnWhenEndorsed(decision, act);
        return null;
    }

    public Refusal? OnEndorse(Act act)
    {
        if (
            !act.TryRead<EndorseBody>(RefusalCode.MalformedDecision, out var body, out var refusal)
            || !TryFind(body.Decision, DecisionStage.Proposed, out var decision, out refusal)
        )
        {
            return refusal;
        }

        var mandate = decision.Given;
        if (decision.Endorsements.Contains(act.Position))
        {
            return new Refusal(RefusalCode.AlreadyEndorsed, "you have agreed to this decision already");
        }

        refusal =
            committees.CheckSeat(mandate.Track, act)
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
        if (Find(body.Subject) is null)
        {
            return proposals.TryFind(body.Subject, [ProposalStage.Objection], out var proposal, out refusal)
                ? Enter(
                    call,
                    proposal.Since,
                    proposal.Rules!.Track.Optimistic!.Window,
                    proposal.VetoCalls,
                    proposal.Call
                )
                : refusal;
        }

        return TryFind(body.Subject, DecisionStage.VetoWindow, out var decision, out refusal)
            ? Enter(
                call,
                decision.Since,
                decision.Rules.Track.Operations!.VetoWindow,
                decision.VetoCalls,
                decision.Call
            )
            : refusal;
    }

    public Refusal? OnReport(Act act)
    {
        if (
            !act.TryRead<ReportBody>(RefusalCode.MalformedDecision, out var body, out var refusal)
            || !TryFind(body.Decision, DecisionStage.Effective, out var decision, out refusal)
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

        return DecisionMachine.Advance(decision, act.Index, act.At);
    }

    /// <summary>What a mandate has left at this point of the log.</summary>
    public ulong BudgetLeft(long mandate) =>
        proposals.Find(mandate)!.Content.Mandate!.Budget
        - list.Where(decision => decision.Mandate == mandate)
            .Aggregate(0UL, (sum, decision) => sum + decision.Committed);

    /// <summary>Who has lost their seat since they endorsed it decides nothing any more.</summary>
    private void GoOnWhenEndorsed(CommitteeDecision decision, Act act)
    {
        var seated = decision.Endorsements.Count(member => committees.HasSeat(decision.Given.Track, member, act.At));
        if (seated >= decision.Rules.Track.Operations!.Threshold)
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

        var overdue = list.FirstOrDefault(decision =>
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

    /// <summary>Who endorsed it answers for it also after their term.</summary>
    private Refusal? CheckReporter(CommitteeDecision decision, Act act) =>
        decision.Endorsements.Contains(act.Position) ? null : committees.CheckSeat(decision.Rules.Track.Id, act);

    /// <summary>A call for a vote, which each member makes once and in time.</summary>
    private static Refusal? Enter(
        VetoCall call,
        DateTimeOffset since,
        long window,
        IReadOnlyList<VetoCall> earlier,
        Action<VetoCall> enter
    )
    {
        if (call.At >= StageMachine.Later(since, window))
        {
            return new Refusal(RefusalCode.WrongStage, "the time to call for a vote is over");
        }

        if (earlier.Any(one => one.Member == call.Member))
        {
            return new Refusal(RefusalCode.AlreadyCalled, "you have called for a vote on this already");
        }

        enter(call);
        return null;
    }
}
