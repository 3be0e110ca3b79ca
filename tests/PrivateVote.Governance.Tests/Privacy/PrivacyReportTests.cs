using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Tests.Weights;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Tests.Privacy;

/// <summary>What totals can reveal, before there are any.</summary>
public sealed class PrivacyReportTests
{
    private static readonly BallotRule Single = new(VotingMethod.Single, WeightMode.Multiply);

    [Fact]
    public void Voters_are_counted_by_weight()
    {
        var report = Of(3, 1, 3, 7, 1, 1);
        Assert.Equal([(7u, 1), (3u, 2), (1u, 3)], report.Classes.Select(row => (row.Weight, row.Voters)));
        Assert.Equal((1, 6, (UInt128)16), (report.SmallestClass, report.Voters, report.TotalWeight));
        Assert.Equal([7u], report.UniqueWeights);
    }

    [Fact]
    public void Where_weights_do_nothing_all_are_one_class()
    {
        var report = PrivacyReport.Of([3, 1, 7], new BallotRule(VotingMethod.Single, WeightMode.One), 2, 3);
        Assert.Equal([new WeightClass(1, 3, true, false)], report.Classes);
        Assert.Empty(report.Problems(3));
    }

    [Theory]
    // 10 > 4 + 3 + 2: read off; 4 is not more than 3 + 2; 3 is the only odd one.
    [InlineData(new uint[] { 10, 4, 3, 2 }, 1u, new uint[] { 10, 3 })]
    [InlineData(new uint[] { 10, 4, 3, 3, 2 }, 1u, new uint[0])]
    [InlineData(new uint[] { 13, 4, 3, 3, 2 }, 1u, new uint[] { 13 })]
    // 8 > 4 + 2 + 1, 4 > 2 + 1, 2 > 1, 1: all are digits.
    [InlineData(new uint[] { 8, 4, 2, 1 }, 1u, new uint[] { 8, 4, 2, 1 })]
    // A score of up to 3: 8 is not more than 3 * 7; as the first is none, no later one is.
    [InlineData(new uint[] { 8, 4, 2, 1 }, 3u, new uint[] { 1 })]
    [InlineData(new uint[] { 40, 4, 4, 4 }, 3u, new uint[] { 40 })]
    // 9 is not more than 5 + 4.
    [InlineData(new uint[] { 9, 5, 4 }, 1u, new uint[0])]
    // Two of 10 against 4 and 2: their count shows, but not who; below, 4 and 2 are digits.
    [InlineData(new uint[] { 10, 10, 4, 2 }, 1u, new uint[] { 4, 2 })]
    // All but one are even: a total that is odd has that one's weight in it.
    [InlineData(new uint[] { 6, 6, 4, 4, 3 }, 1u, new uint[] { 3 })]
    // All but one are multiples of 5.
    [InlineData(new uint[] { 20, 20, 15, 15, 12 }, 1u, new uint[] { 12 })]
    [InlineData(new uint[] { 5 }, 1u, new uint[] { 5 })]
    [InlineData(new uint[] { 5, 5 }, 1u, new uint[0])]
    public void Weights_that_totals_show_are_named(uint[] weights, uint maximum, uint[] readable)
    {
        var rule = maximum == 1 ? Single : new BallotRule(VotingMethod.Score, WeightMode.Multiply, maximum);
        Assert.Equal(readable, PrivacyReport.Of(weights, rule, 2, 9).ReadableWeights);
    }

    /// <summary>The claim itself, by trying all votes: equal totals mean an equal choice of the voter who is named.</summary>
    [Fact]
    public void Whoever_is_named_is_shown_by_every_total()
    {
        var dice = new Dice("totals");
        var named = 0;
        for (var i = 0; i < 400; i++)
        {
            uint[] weights = [.. Enumerable.Range(0, 2 + dice.Next(4)).Select(_ => 1 + (uint)dice.NextOfBits(5))];
            var maximum = 1 + (uint)dice.Next(2);
            var report = PrivacyReport.Of(
                weights,
                new BallotRule(VotingMethod.Score, WeightMode.Multiply, maximum),
                2,
                1
            );
            foreach (var weight in report.ReadableWeights)
            {
                named++;
                var at = Array.IndexOf(weights, weight);
                var choicesByTotal = new Dictionary<ulong, uint>();
                foreach (var votes in AllVotes(weights.Length, maximum))
                {
                    var total = votes.Select((vote, k) => (ulong)vote * weights[k]).Aggregate((a, b) => a + b);
                    // By the remainder alone a choice shows up to a multiple; for choices of 0 and 1 that is the choice.
                    if (report.Classes.Single(row => row.Weight == weight).CountIsReadable || maximum == 1)
                    {
                        Assert.Equal(
                            votes[at],
                            choicesByTotal.TryAdd(total, votes[at]) ? votes[at] : choicesByTotal[total]
                        );
                    }
                }
            }
        }

        Assert.True(named > 100);
    }

    [Fact]
    public void Where_the_weight_is_a_budget_it_is_no_digit_of_a_total()
    {
        var rule = new BallotRule(VotingMethod.Quadratic, WeightMode.Budget);
        Assert.Empty(PrivacyReport.Of([100, 10, 1], rule, 2, 3).ReadableWeights);
        Assert.Equal([100u, 10u, 1u], PrivacyReport.Of([100, 10, 1], rule, 2, 3).UniqueWeights);
        Assert.Equal([7u], PrivacyReport.Of([7], rule, 2, 3).ReadableWeights);
    }

    [Theory]
    [InlineData(new uint[] { 5, 3, 3 }, false)]
    [InlineData(new uint[] { 6, 3, 3 }, false)]
    [InlineData(new uint[] { 7, 3, 3 }, true)]
    [InlineData(new uint[] { 7, 7 }, false)]
    [InlineData(new uint[] { uint.MaxValue }, true)]
    public void More_than_half_of_the_weight_is_dominance(uint[] weights, bool dominant) =>
        Assert.Equal(dominant, Of(weights).HasDominantVoter);

    [Fact]
    public void Small_classes_are_refused_with_tiers_that_help()
    {
        var report = Of(1, 1, 2, 3, 3, 3, 8, 9);
        Assert.Equal(
            [
                "4 of 5 weights (9, 8, 2, 1) are shared by fewer than 3 voters: coarsen the tiers; weights rounded down to 1, 3 are shared by 3 or more",
            ],
            report.Problems(3)
        );
        Assert.Empty(report.Problems(1));
        Assert.Equal([new WeightTier(1, 1), new WeightTier(3, 3)], report.SuggestTiers(3));
    }

    [Fact]
    public void Too_small_an_electorate_and_too_small_a_turnout_are_refused_each()
    {
        var report = PrivacyReport.Of([1, 1], Single, 2, 1);
        Assert.Collection(
            report.Problems(3),
            problem => Assert.Contains("no tiers help", problem, StringComparison.Ordinal),
            problem => Assert.Contains("the minimum turnout is 1", problem, StringComparison.Ordinal)
        );
        Assert.Empty(report.SuggestTiers(3));
        Assert.Empty(PrivacyReport.Of([1, 1], Single, 2, 2).Problems(2));
        var empty = PrivacyReport.Of([], Single, 2, 2);
        Assert.Equal((0, 0), (empty.SmallestClass, empty.Voters));
        Assert.Single(empty.Problems(1));
    }

    [Fact]
    public void Suggested_tiers_make_every_class_large_enough_where_there_are_enough_voters()
    {
        var dice = new Dice("tiers");
        for (var i = 0; i < 300; i++)
        {
            uint[] weights = [.. Enumerable.Range(0, 1 + dice.Next(40)).Select(_ => 1 + (uint)dice.NextOfBits(8))];
            var minimum = 1 + dice.Next(8);
            var tiers = Of(weights).SuggestTiers(minimum);
            if (weights.Length < minimum)
            {
                Assert.Empty(tiers);
                continue;
            }

            var coarse = weights.Select(weight => WeightTable.TierOf(tiers, weight)).ToArray();
            Assert.True(Of(coarse).SmallestClass >= minimum);
            Assert.All(weights.Zip(coarse), pair => Assert.InRange(pair.Second, 1u, pair.First));
        }
    }

    private static PrivacyReport Of(params uint[] weights) => PrivacyReport.Of(weights, Single, 2, 100);

    private static IEnumerable<uint[]> AllVotes(int voters, uint maximum)
    {
        var votes = new uint[voters];
        while (true)
        {
            yield return [.. votes];
            var at = 0;
            while (at < voters && votes[at] == maximum)
            {
                votes[at++] = 0;
            }

            if (at == voters)
            {
                yield break;
            }

            votes[at]++;
        }
    }
}
