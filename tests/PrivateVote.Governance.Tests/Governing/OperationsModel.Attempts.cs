using FsCheck;
using FsCheck.Fluent;
using static PrivateVote.Governance.Tests.Support.TestGovernance;
using Step = PrivateVote.Governance.Tests.Governing.OperationsStep;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>What a committee, its members and strangers try.</summary>
internal enum OperationsStep
{
    Speak,
    Stand,
    OpenSeats,
    FillSeats,
    CallOffSeats,
    Mandate,
    Decide,
    Endorse,
    Call,
    Advance,
    AdvanceOther,
    OpenVeto,
    ConcludeVeto,
    CallOffVeto,
    Report,
    Repeat,

    /// <summary>Whatever brings the committee on from where it is.</summary>
    Onward,
}

/// <param name="Person">Who tries; <see cref="OperationsModel.People"/> for somebody who is no member.</param>
/// <param name="Which">Which of several: mandates, decisions, stages, totals.</param>
internal sealed record OperationsAttempt(Step Step, int Person, int Which, int Amount = 0, int Wait = 0)
{
    private static Gen<OperationsAttempt> Attempts =>
        Gen.Choose(0, 39)
            .SelectMany(step =>
                Gen.Choose(0, (1 << 24) - 1)
                    .Select(seed => new OperationsAttempt(
                        // Most attempts move on, so that the far stages are reached.
                        step < 16
                            ? (Step)step
                            : Step.Onward,
                        seed % (OperationsModel.People + 1),
                        seed / 8 % 64,
                        seed / 512 % 70,
                        seed / 65536 % 16
                    ))
            );

    public static Gen<OperationsGame> Games =>
        Gen.Choose(1, 3)
            .SelectMany(seats =>
                Gen.Choose(1, seats)
                    .SelectMany(threshold =>
                        Gen.Choose(1, 3)
                            .SelectMany(callers =>
                                Attempts
                                    .ArrayOf(90)
                                    .Select(attempts => new OperationsGame(seats, threshold, callers, attempts))
                            )
                    )
            );
}

internal sealed record OperationsGame(int Seats, int Threshold, int Callers, OperationsAttempt[] Attempts);

internal sealed partial class OperationsModel
{
    private OperationsAttempt Onward(OperationsAttempt attempt)
    {
        var decision = decisions.FindIndex(one => one.Stage < DecisionStage.Reported);
        return decision >= 0 ? Onward(attempt, decisions[decision], decision)
            : Enumerable.Range(0, People).Count(IsSeated) >= game.Threshold ? OnwardWithin(attempt)
            : OnwardToSeats(attempt);
    }

    private OperationsAttempt OnwardToSeats(OperationsAttempt attempt)
    {
        if (AreSeatsVotedOn)
        {
            return attempt.Amount % 4 == 0
                ? new(Step.CallOffSeats, 0, 0)
                : new(Step.FillSeats, 0, attempt.Which, attempt.Amount % 2 == 0 ? 68 : 69, Wait: 8);
        }

        var person = Enumerable.Range(0, People).FirstOrDefault(one => !candidates.Contains(one), -1);
        return candidates.Count > game.Seats || person < 0 ? new(Step.OpenSeats, 0, 0)
            : acts[person] == 0 ? new(Step.Speak, person, 0)
            : new(Step.Stand, person, 0);
    }

    private OperationsAttempt OnwardWithin(OperationsAttempt attempt)
    {
        var mandate = mandates.FindLastIndex(one => one.Passed && IsWithin(one, 1));
        var seated = Enumerable.Range(0, People).Where(IsSeated).ToArray();
        return mandate < 0
            ? new(Step.Mandate, 0, attempt.Which)
            : new(Step.Decide, seated[attempt.Which % seated.Length], mandate, attempt.Amount);
    }

    private OperationsAttempt Onward(OperationsAttempt attempt, Decided one, int decision)
    {
        var endorser = Enumerable.Range(0, People).FirstOrDefault(p => IsSeated(p) && !one.Endorsed.Contains(p), -1);
        var caller = Enumerable.Range(0, People).First(person => !one.Called.Contains(person));
        return one.Stage switch
        {
            DecisionStage.Proposed when endorser >= 0 && IsWithin(one.Mandate, one.Amount) => new(
                Step.Endorse,
                endorser,
                decision
            ),
            DecisionStage.Proposed when Now < one.Mandate.Expires => new(
                Step.Speak,
                attempt.Which % People,
                0,
                Wait: 14
            ),
            DecisionStage.VetoWindow when one.Called.Count < game.Callers => attempt.Amount % 2 == 0
                ? new(Step.Advance, 0, decision, Wait: 12)
                : new(Step.Call, caller, decision),
            DecisionStage.VetoVote when one.Vote is null && !MayAdvance(one) => new(Step.OpenVeto, 0, decision),
            DecisionStage.VetoVote when one.Vote is { IsOver: false } => attempt.Amount % 4 == 0
                ? new(Step.CallOffVeto, 0, decision)
                : new(Step.ConcludeVeto, 0, decision, attempt.Amount, Wait: 8),
            DecisionStage.Effective => new(Step.Report, one.Endorsed.First(), decision, (int)one.Amount / 2),
            _ => new(Step.Advance, 0, decision),
        };
    }
}
