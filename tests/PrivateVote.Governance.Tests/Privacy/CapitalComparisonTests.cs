using System.Numerics;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Tests.Privacy;

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
        (Fr Member, uint Weight)[] census = [(Fr.From(1), 10), (Fr.From(2), 10), (Fr.From(3), 5), (Fr.From(4), 5)];
        var votes = new Dictionary<Fr, BigInteger>
        {
            [Fr.From(1)] = 1_000_000 * Ether,
            [Fr.From(2)] = 3 * Ether / 2,
            [Fr.From(3)] = 1,
            [Fr.From(9)] = 5 * Ether,
        };
        var comparison = CapitalComparison.Of(census, votes, 2_000_000 * Ether, null);
        Assert.Equal((2, 1), (comparison.ByContribution.NeededForMajority, comparison.ByCapital.NeededForMajority));
        Assert.Equal((1, 3), (comparison.WithoutCapital, comparison.ByCapital.Voters));
        // 10^24 / 10^15 = 10^9 is below 2^32 and 10^24 / 10^14 is not; 1.5 * 10^18 / 10^15 = 1,500; one wei is nothing.
        Assert.Equal(BigInteger.Pow(10, 15), comparison.Unit);
        Assert.Equal([1_000_000_000u, 1_500u, 0u, 0u], comparison.CapitalWeights.Select(item => item.Weight));
        Assert.Equal((1_000_000 * Ether) + (3 * Ether / 2) + 1, comparison.Represented);
        Assert.Equal(1, comparison.SmallestJointClass);
        Assert.Contains("only 1 member has", comparison.ParallelProblem(2), StringComparison.Ordinal);
        Assert.Null(comparison.ParallelProblem(1));
    }

    [Fact]
    public void Tiers_on_both_sides_make_a_second_election_possible()
    {
        (Fr Member, uint Weight)[] census =
        [
            .. Enumerable.Range(1, 8).Select(i => (Fr.From((ulong)i), i <= 4 ? 1u : 2u)),
        ];
        var votes = census
            .Select((item, i) => (item.Member, i))
            .ToDictionary(item => item.Member, item => (BigInteger)item.i + 1);
        Assert.NotNull(CapitalComparison.Of(census, votes, 36, null).ParallelProblem(2));
        var tiers = new[] { new WeightTier(1, 1), new WeightTier(3, 3), new WeightTier(7, 7) };
        var comparison = CapitalComparison.Of(census, votes, 36, tiers);
        Assert.Equal(2, comparison.SmallestJointClass);
        Assert.Null(comparison.ParallelProblem(2));
        Assert.Contains("only 2 members have", comparison.ParallelProblem(3), StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_balance_there_can_be_is_no_overflow_and_a_larger_one_is_misuse()
    {
        (Fr Member, uint Weight)[] census = [(Fr.One, 1)];
        var most = BigInteger.Pow(2, 256) - 1;
        var comparison = CapitalComparison.Of(census, new Dictionary<Fr, BigInteger> { [Fr.One] = most }, most, null);
        Assert.Equal((uint)(most / comparison.Unit), comparison.CapitalWeights[0].Weight);
        Assert.True(most / (comparison.Unit / 10) > uint.MaxValue);
        Assert.Throws<ArgumentException>(() =>
            CapitalComparison.Of(census, new Dictionary<Fr, BigInteger> { [Fr.One] = most + 1 }, most, null)
        );
        Assert.Throws<ArgumentException>(() =>
            CapitalComparison.Of(census, new Dictionary<Fr, BigInteger> { [Fr.One] = -1 }, most, null)
        );
        Assert.Equal(0, CapitalComparison.Of([], new Dictionary<Fr, BigInteger>(), 0, null).SmallestJointClass);
    }
}
