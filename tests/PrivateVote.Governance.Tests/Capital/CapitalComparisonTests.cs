using System.Numerics;
using PrivateVote.Elections;

namespace PrivateVote.Governance.Tests.Capital;

/// <summary>How power is spread by contribution and by capital.</summary>
public sealed class CapitalComparisonTests
{
    private static readonly BigInteger Ether = BigInteger.Pow(10, 18);

    [Theory]
    // All alike: Gini 0; two of three are more than half.
    [InlineData(new[] { 5, 5, 5 }, 2, 0, 45)]
    // (2*1-3-1)*1 + (2*2-3-1)*2 + (2*3-3-1)*7 = -2 + 0 + 14; 3 * 10
    [InlineData(new[] { 7, 1, 2 }, 1, 12, 30)]
    // Half is not more than half.
    [InlineData(new[] { 5, 3, 2 }, 2, 6, 30)]
    [InlineData(new[] { 9 }, 1, 0, 9)]
    [InlineData(new[] { 9, 0, 0 }, 1, 0, 9)]
    [InlineData(new int[0], 0, 0, 0)]
    public void Concentration_is_as_its_arithmetic_says(int[] weights, int needed, int gini, int of)
    {
        var concentration = Concentration.Of(weights.Select(weight => new BigInteger(weight)));
        Assert.Equal(
            (needed, (BigInteger)gini, (BigInteger)of),
            (concentration.NeededForMajority, concentration.GiniNumerator, concentration.GiniDenominator)
        );
        Assert.Equal((BigInteger)weights.Sum(), concentration.Total);
    }

    [Fact]
    public void The_largest_tenth_is_rounded_up()
    {
        var concentration = Concentration.Of(Enumerable.Range(1, 11).Select(i => new BigInteger(i)));
        Assert.Equal((11, (BigInteger)21), (concentration.Largest, concentration.LargestTenth));
        Assert.Equal(1, Concentration.Of([1, 1]).LargestTenth);
        Assert.Throws<ArgumentException>(() => Concentration.Of([-1, 1]));
    }

    [Fact]
    public void A_census_stands_beside_the_one_that_capital_would_give()
    {
        CensusMember[] census = [new(Fr.From(1), 10), new(Fr.From(2), 10), new(Fr.From(3), 5), new(Fr.From(4), 5)];
        var held = new Dictionary<Fr, BigInteger>
        {
            [Fr.From(1)] = 1_000_000 * Ether,
            [Fr.From(2)] = 3 * Ether / 2,
            [Fr.From(3)] = 1,
            [Fr.From(9)] = 5 * Ether,
        };
        var comparison = CapitalComparison.Of(
            census,
            held,
            2_000_000 * Ether,
            [new CapitalTier(2, 1), new CapitalTier(Ether, 7)]
        );
        Assert.Equal((2, 1), (comparison.ByContribution.NeededForMajority, comparison.ByCapital.NeededForMajority));
        Assert.Equal((1, 3), (comparison.WithoutCapital, comparison.ByCapital.Voters));
        Assert.Equal((1_000_000 * Ether) + (3 * Ether / 2) + 1, comparison.Represented);
        Assert.Equal([7u, 7u, 0u, 0u], comparison.CapitalWeights!.Select(item => item.Weight));
        Assert.Equal(2, comparison.SmallestJointClass);
        Assert.Contains("only 2 members have", comparison.ParallelProblem(3), StringComparison.Ordinal);
        Assert.Null(comparison.ParallelProblem(2));
    }

    [Fact]
    public void Without_tiers_or_without_anybody_with_capital_there_is_no_parallel_election()
    {
        CensusMember[] census = [new(Fr.From(1), 10), new(Fr.From(2), 10)];
        var held = new Dictionary<Fr, BigInteger> { [Fr.One] = 5 };
        var untiered = CapitalComparison.Of(census, held, 9, null);
        Assert.Null(untiered.CapitalWeights);
        Assert.Contains("names no tiers", untiered.ParallelProblem(1), StringComparison.Ordinal);
        var unreached = CapitalComparison.Of(census, held, 9, [new CapitalTier(6, 1)]);
        Assert.Contains("nobody on the roll has capital", unreached.ParallelProblem(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_has_nothing_is_a_class_too()
    {
        CensusMember[] census = [new(Fr.From(1), 1), new(Fr.From(2), 1), new(Fr.From(3), 1)];
        var held = new Dictionary<Fr, BigInteger> { [Fr.From(1)] = 5, [Fr.From(2)] = 6 };
        var comparison = CapitalComparison.Of(census, held, 11, [new CapitalTier(1, 1)]);
        Assert.Equal((1, 1), (comparison.SmallestJointClass, comparison.WithoutCapital));
        Assert.NotNull(comparison.ParallelProblem(2));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(6, 1)]
    [InlineData(7, 9)]
    [InlineData(100, 9)]
    public void A_tier_begins_where_it_says(int amount, uint weight)
    {
        CapitalTier[] tiers = [new(3, 1), new(7, 9)];
        var comparison = CapitalComparison.Of(
            [new CensusMember(Fr.One, 1)],
            new Dictionary<Fr, BigInteger> { [Fr.One] = amount },
            amount,
            tiers
        );
        Assert.Equal(weight, Assert.Single(comparison.CapitalWeights!).Weight);
    }

    [Fact]
    public void The_largest_balance_there_can_be_is_no_overflow_and_a_larger_one_is_misuse()
    {
        CensusMember[] census = [new(Fr.One, 1)];
        var most = BigInteger.Pow(2, 256) - 1;
        var comparison = Of(most);
        Assert.Equal(most, comparison.ByCapital.Total);
        Assert.Equal(uint.MaxValue, comparison.CapitalWeights![0].Weight);
        Assert.Equal(0u, Of(most - 1).CapitalWeights![0].Weight);
        Assert.Throws<ArgumentException>(() => Of(most + 1));
        Assert.Throws<ArgumentException>(() => Of(-1));
        Assert.Equal(
            0,
            CapitalComparison.Of([], new Dictionary<Fr, BigInteger>(), 0, null).ByContribution.NeededForMajority
        );

        CapitalComparison Of(BigInteger amount) =>
            CapitalComparison.Of(
                census,
                new Dictionary<Fr, BigInteger> { [Fr.One] = amount },
                most,
                [new CapitalTier(most, uint.MaxValue)]
            );
    }
}
