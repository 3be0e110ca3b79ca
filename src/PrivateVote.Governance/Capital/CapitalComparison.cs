using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;

namespace PrivateVote.Governance;

/// <summary>
/// The census of a vote beside the one that capital would have given: how power is spread in each, and whether a parallel
/// election with capital weights could be held on the same question without showing anybody's vote. What capital would have
/// decided nobody can compute from the first one: docs/decisions/0016-comparing-with-capital.md.
/// </summary>
/// <param name="ByContribution">The census itself.</param>
/// <param name="ByCapital">The same members by what their accounts had.</param>
/// <param name="WithoutCapital">How many members of the census had nothing, those without an account included.</param>
/// <param name="Represented">What all of them had together, of <paramref name="Supply"/>.</param>
/// <param name="Supply">All there was of the token at the block.</param>
/// <param name="CapitalWeights">By the tiers, in the order of the census; 0 for who is below the first. Null without tiers.</param>
/// <param name="SmallestJointClass">The fewest members who agree in both weights; 0 without tiers.</param>
public sealed record CapitalComparison(
    Concentration ByContribution,
    Concentration ByCapital,
    int WithoutCapital,
    BigInteger Represented,
    BigInteger Supply,
    IReadOnlyList<(Fr Member, uint Weight)>? CapitalWeights,
    int SmallestJointClass
)
{
    /// <summary>Compares a census with amounts.</summary>
    /// <param name="held">By member, 0 to 2^256 - 1; members who have nothing may be missing.</param>
    /// <param name="supply">All there is of the token at the block.</param>
    /// <param name="tiers">For the capital weights, so that they do not identify people; null for no weights.</param>
    public static CapitalComparison Of(
        IReadOnlyList<CensusMember> census,
        IReadOnlyDictionary<Fr, BigInteger> held,
        BigInteger supply,
        IReadOnlyList<CapitalTier>? tiers
    )
    {
        BigInteger[] amounts = [.. census.Select(member => held.GetValueOrDefault(member.Commitment))];
        if (!amounts.All(AmountForm.IsAmount))
        {
            throw new ArgumentException("amounts are 0 to 2^256 - 1", nameof(held));
        }

        (Fr Member, uint Weight)[]? weights = tiers is null
            ? null
            : [.. census.Zip(amounts, (member, amount) => (member.Commitment, WeightOf(tiers, amount)))];
        return new CapitalComparison(
            Concentration.Of(census.Select(member => new BigInteger(member.Weight))),
            Concentration.Of(amounts),
            amounts.Count(amount => amount.IsZero),
            amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount),
            supply,
            weights,
            census
                .Zip(weights ?? [], (own, other) => (own.Weight, other.Weight))
                .CountBy(pair => pair)
                .Select(row => row.Value)
                .DefaultIfEmpty()
                .Min()
        );
    }

    /// <summary>
    /// Why no parallel election with these capital weights is held beside the vote, or null. Whoever votes alike in both
    /// gives two totals of the same choices: a class is then who agrees in both weights, also in having none by capital.
    /// </summary>
    public string? ParallelProblem(int minimumClass) =>
        CapitalWeights is null
            ? "the constitution names no tiers for capital, and what people have identifies them: the comparison of the censuses is published alone"
        : CapitalWeights.All(member => member.Weight == 0) ? "by the tiers nobody on the roll has capital"
        : SmallestJointClass >= minimumClass ? null
        : $"only {SmallestJointClass} {(SmallestJointClass == 1 ? "member has" : "members have")} the same weight by contribution and by capital, and the smallest class is {minimumClass}: "
            + "two results together would show how they voted; coarsen the tiers of both, or publish the comparison of the censuses alone";

    private static uint WeightOf(IReadOnlyList<CapitalTier> tiers, BigInteger amount) =>
        tiers.TakeWhile(tier => tier.From <= amount).LastOrDefault()?.Weight ?? 0;
}
