using PrivateVote.Elections.Rules;

namespace PrivateVote.Elections.Tests.Rules;

public sealed class BallotRuleTests
{
    [Theory]
    // method, weights, maximum, options: maxValue, minTotal, maxTotal, square, multiply, budgetIsWeight
    [InlineData(VotingMethod.Single, WeightMode.Multiply, null, 3, 1, 1, 1, false, true, false)]
    [InlineData(VotingMethod.Single, WeightMode.One, null, 2, 1, 1, 1, false, false, false)]
    [InlineData(VotingMethod.Approval, WeightMode.One, null, 5, 1, 0, 5, false, false, false)]
    [InlineData(VotingMethod.Score, WeightMode.Multiply, 10u, 4, 10, 0, 40, false, true, false)]
    [InlineData(VotingMethod.Cumulative, WeightMode.One, 7u, 3, 7, 0, 7, false, false, false)]
    [InlineData(VotingMethod.Cumulative, WeightMode.Multiply, 7u, 3, 7, 0, 7, false, true, false)]
    [InlineData(VotingMethod.Cumulative, WeightMode.Budget, null, 3, 65535, 0, 0, false, false, true)]
    [InlineData(VotingMethod.Quadratic, WeightMode.One, 99u, 3, 9, 0, 99, true, false, false)]
    [InlineData(VotingMethod.Quadratic, WeightMode.One, 100u, 3, 10, 0, 100, true, false, false)]
    [InlineData(VotingMethod.Quadratic, WeightMode.Budget, null, 3, 65535, 0, 0, true, false, true)]
    public void Every_method_of_the_table_has_its_numbers(
        VotingMethod method,
        WeightMode weights,
        uint? maximum,
        int options,
        uint maxValue,
        ulong minTotal,
        ulong maxTotal,
        bool square,
        bool multiply,
        bool budgetIsWeight
    )
    {
        var rule = new BallotRule(method, weights, maximum);
        Assert.Null(rule.Problem());
        Assert.Equal(
            new CircuitRule(maxValue, minTotal, maxTotal, square, multiply, budgetIsWeight),
            rule.ForCircuit(options)
        );
    }

    [Theory]
    [InlineData(VotingMethod.Single, WeightMode.Budget, null)]
    [InlineData(VotingMethod.Approval, WeightMode.Budget, null)]
    [InlineData(VotingMethod.Single, WeightMode.One, 1u)]
    [InlineData(VotingMethod.Score, WeightMode.One, null)]
    [InlineData(VotingMethod.Score, WeightMode.One, 0u)]
    [InlineData(VotingMethod.Score, WeightMode.One, 65536u)]
    [InlineData(VotingMethod.Cumulative, WeightMode.One, null)]
    [InlineData(VotingMethod.Cumulative, WeightMode.Budget, 5u)]
    [InlineData(VotingMethod.Quadratic, WeightMode.Multiply, 5u)]
    public void Rules_that_are_none_are_refused(VotingMethod method, WeightMode weights, uint? maximum) =>
        Assert.NotNull(new BallotRule(method, weights, maximum).Problem());

    [Theory]
    [InlineData(VotingMethod.Single, WeightMode.One, null, 5u, new uint[] { 0, 1, 0 }, true)]
    [InlineData(VotingMethod.Single, WeightMode.One, null, 5u, new uint[] { 0, 0, 0 }, false)]
    [InlineData(VotingMethod.Single, WeightMode.One, null, 5u, new uint[] { 1, 1, 0 }, false)]
    [InlineData(VotingMethod.Single, WeightMode.One, null, 5u, new uint[] { 2, 0, 0 }, false)]
    [InlineData(VotingMethod.Single, WeightMode.One, null, 5u, new uint[] { 0, 1 }, false)]
    [InlineData(VotingMethod.Approval, WeightMode.One, null, 5u, new uint[] { 0, 0, 0 }, true)]
    [InlineData(VotingMethod.Approval, WeightMode.One, null, 5u, new uint[] { 1, 1, 1 }, true)]
    [InlineData(VotingMethod.Cumulative, WeightMode.Budget, null, 5u, new uint[] { 2, 3, 0 }, true)]
    [InlineData(VotingMethod.Cumulative, WeightMode.Budget, null, 5u, new uint[] { 3, 3, 0 }, false)]
    [InlineData(VotingMethod.Quadratic, WeightMode.Budget, null, 25u, new uint[] { 3, 4, 0 }, true)]
    [InlineData(VotingMethod.Quadratic, WeightMode.Budget, null, 24u, new uint[] { 3, 4, 0 }, false)]
    [InlineData(VotingMethod.Quadratic, WeightMode.One, 25u, 1u, new uint[] { 5, 0, 0 }, true)]
    [InlineData(VotingMethod.Quadratic, WeightMode.One, 25u, 1u, new uint[] { 5, 1, 0 }, false)]
    public void Choices_keep_the_rule_or_break_it(
        VotingMethod method,
        WeightMode weights,
        uint? maximum,
        uint weight,
        uint[] choices,
        bool allowed
    ) => Assert.Equal(allowed, new BallotRule(method, weights, maximum).Problem(choices, 3, weight) is null);

    [Fact]
    public void The_largest_total_bounds_what_one_option_can_reach()
    {
        Assert.Equal(70u, new BallotRule(VotingMethod.Single, WeightMode.Multiply).LargestTotal(3, 10, 70));
        Assert.Equal(10u, new BallotRule(VotingMethod.Single, WeightMode.One).LargestTotal(3, 10, 70));
        Assert.Equal(700u, new BallotRule(VotingMethod.Score, WeightMode.Multiply, 10).LargestTotal(3, 10, 70));
        Assert.Equal(70u, new BallotRule(VotingMethod.Cumulative, WeightMode.Budget).LargestTotal(3, 10, 70));
        Assert.Equal(90u, new BallotRule(VotingMethod.Quadratic, WeightMode.One, 99).LargestTotal(3, 10, 70));
    }
}
