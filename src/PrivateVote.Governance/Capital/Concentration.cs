using System.Numerics;

namespace PrivateVote.Governance;

/// <summary>How unevenly weight is spread, exactly. No vote is in it: a census is public.</summary>
/// <param name="Voters">Those with any weight.</param>
/// <param name="Largest">The largest weight.</param>
/// <param name="LargestTenth">What the tenth of the voters with the most has, their number rounded up.</param>
/// <param name="NeededForMajority">The fewest voters who have more than half together (the Nakamoto coefficient).</param>
/// <param name="GiniNumerator">Gini coefficient: the sum over the ascending weights x_1..x_n of (2i - n - 1) x_i ...</param>
/// <param name="GiniDenominator">... divided by n times their sum; 0 without voters.</param>
public sealed record Concentration(
    int Voters,
    BigInteger Total,
    BigInteger Largest,
    BigInteger LargestTenth,
    int NeededForMajority,
    BigInteger GiniNumerator,
    BigInteger GiniDenominator
)
{
    /// <param name="weights">In any order; 0 is nobody's weight and is left out.</param>
    public static Concentration Of(IEnumerable<BigInteger> weights)
    {
        BigInteger[] ascending = [.. weights.Where(weight => !weight.IsZero).Order()];
        if (ascending is [{ Sign: < 0 }, ..])
        {
            throw new ArgumentException("a weight is not negative", nameof(weights));
        }

        const int Parts = 10;
        var count = ascending.Length;
        var tenth = (count + Parts - 1) / Parts;
        BigInteger total = 0;
        BigInteger gini = 0;
        for (var i = 0; i < count; i++)
        {
            total += ascending[i];
            gini += ((2 * (i + 1)) - count - 1) * ascending[i];
        }

        BigInteger fromTop = 0;
        BigInteger largestTenth = 0;
        var needed = 0;
        for (var i = count - 1; i >= 0; i--)
        {
            needed += 2 * fromTop <= total ? 1 : 0;
            fromTop += ascending[i];
            largestTenth += count - i <= tenth ? ascending[i] : 0;
        }

        return new Concentration(
            count,
            total,
            count == 0 ? 0 : ascending[^1],
            largestTenth,
            needed,
            gini,
            count * total
        );
    }
}
