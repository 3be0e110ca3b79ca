using System.Numerics;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Privacy;

/// <summary>
/// A census beside the one that capital would give. It says how power is spread under both, and whether a second private
/// election with capital weights could be held on the same question without showing anybody's vote. What capital would
/// have decided nobody can compute from the first one: docs/decisions/0016-comparing-with-capital.md.
/// </summary>
/// <param name="ByContribution">The census itself.</param>
/// <param name="ByCapital">The same members by the ERC-20 votes of the accounts that they registered.</param>
/// <param name="WithoutCapital">How many members of the census have no votes of that token.</param>
/// <param name="Represented">The votes that members have, of <paramref name="Supply"/>.</param>
/// <param name="Supply">All votes of the token at the block.</param>
/// <param name="Unit">Votes that make a capital weight of 1: the smallest power of ten that keeps all below 2^32.</param>
/// <param name="CapitalWeights">In the order of the census: votes divided by the unit, rounded down, and then by tiers.</param>
/// <param name="SmallestJointClass">The fewest members who agree in both weights.</param>
public sealed record CapitalComparison(
    Concentration ByContribution,
    Concentration ByCapital,
    int WithoutCapital,
    BigInteger Represented,
    BigInteger Supply,
    BigInteger Unit,
    IReadOnlyList<(Fr Member, uint Weight)> CapitalWeights,
    int SmallestJointClass
)
{
    /// <summary>Compares a census with balances.</summary>
    /// <param name="census">Members with their weights, 1 or more.</param>
    /// <param name="votes">Votes by member, 0 to 2^256 - 1; members without votes may be missing.</param>
    /// <param name="supply">All votes of the token at the block.</param>
    /// <param name="tiers">For the capital weights, so that they do not identify people; null for none.</param>
    public static CapitalComparison Of(
        IReadOnlyList<(Fr Member, uint Weight)> census,
        IReadOnlyDictionary<Fr, BigInteger> votes,
        BigInteger supply,
        IReadOnlyList<WeightTier>? tiers
    )
    {
        BigInteger[] held = [.. census.Select(member => votes.GetValueOrDefault(member.Member))];
        if (held.Any(amount => amount.Sign < 0 || amount.GetBitLength() > 256))
        {
            throw new ArgumentException("votes are 0 to 2^256 - 1", nameof(votes));
        }

        var unit = BigInteger.One;
        var largest = held.DefaultIfEmpty().Max();
        while (largest / unit > uint.MaxValue)
        {
            unit *= 10;
        }

        (Fr Member, uint Weight)[] capital =
        [
            .. census.Zip(
                held,
                (member, amount) =>
                {
                    var weight = (uint)(amount / unit);
                    return (member.Member, tiers is null ? weight : WeightTable.TierOf(tiers, weight));
                }
            ),
        ];
        return new CapitalComparison(
            Concentration.Of(census.Select(member => new BigInteger(member.Weight))),
            Concentration.Of(held),
            held.Count(amount => amount.IsZero),
            held.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount),
            supply,
            unit,
            capital,
            census
                .Zip(capital, (own, other) => (own.Weight, other.Weight))
                .CountBy(pair => pair)
                .Select(row => row.Value)
                .DefaultIfEmpty()
                .Min()
        );
    }

    /// <summary>
    /// Why no second election with these capital weights is held beside the first, or null. Whoever votes alike in both
    /// gives two totals of the same choices: a class is then who agrees in both weights.
    /// </summary>
    public string? ParallelProblem(int minimumClass) =>
        SmallestJointClass >= minimumClass
            ? null
            : $"only {SmallestJointClass} {(SmallestJointClass == 1 ? "member has" : "members have")} the same weight by contribution and by capital, and the smallest class is {minimumClass}: "
                + "two results together would show how they voted; coarsen the tiers of both, or publish the comparison of the censuses alone";
}
