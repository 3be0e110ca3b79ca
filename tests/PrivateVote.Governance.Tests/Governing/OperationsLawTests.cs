using FsCheck;
using FsCheck.Fluent;
using Step = PrivateVote.Governance.Tests.Governing.OperationsStep;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>
/// What holds of committees whatever is handed in: a model of their rules, written apart from them, says of each entry whether it
/// follows, and afterwards who sits, what each mandate has left and where each decision stands; what is refused changes nothing; and
/// a log that replays the lines as they come has the same state byte for byte after each.
/// </summary>
public sealed class OperationsLawTests
{
    [Fact]
    public void A_committee_does_only_what_the_model_lets_it_do()
    {
        var seen = new HashSet<(DecisionStage, EndingKind?)>();
        var refused = new HashSet<Step>();
        var entered = new HashSet<Step>();
        Prop.ForAll(
                OperationsAttempt.Games.ToArbitrary(),
                game =>
                {
                    var play = new OperationsModel(game);
                    foreach (var attempt in game.Attempts)
                    {
                        if (play.Try(attempt) is var (step, taken))
                        {
                            (taken ? entered : refused).Add(step);
                        }

                        seen.UnionWith(play.Log.Decisions.Select(one => (one.Stage, one.Ending?.Kind)));
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30));
        // A model that is never left would show nothing: each stage and ending was reached, each step was taken and was refused.
        Assert.Equal(
            [
                (DecisionStage.Proposed, null),
                (DecisionStage.VetoWindow, null),
                (DecisionStage.VetoVote, null),
                (DecisionStage.Effective, null),
                (DecisionStage.Reported, null),
                (DecisionStage.Ended, EndingKind.Vetoed),
                (DecisionStage.Ended, EndingKind.Expired),
            ],
            seen.OrderBy(one => one)
        );
        var all = Enum.GetValues<Step>().Except([Step.Onward]).ToArray();
        Assert.Equal(all.Except([Step.AdvanceOther, Step.Repeat]), entered.Order());
        // These are refused now and then.
        Step[] seldom = [Step.Speak, Step.Mandate, Step.ConcludeVeto, Step.CallOffVeto];
        Assert.Equal(all.Except(seldom), refused.Except(seldom).Order());
    }
}
