using PrivateVote.Elections.Rules;

namespace PrivateVote.Governance.Weights;

/// <summary>
/// The most that one voter may have, such that it is no more than a share of what all have after everybody was cut to it.
/// </summary>
/// <param name="Largest">Weights above it are cut to it.</param>
/// <param name="Reached">
/// False where there are too few voters for anybody to have so little: then all have the same, the smallest weight there is.
/// </param>
public sealed record WeightCap(ulong Largest, bool Reached)
{
    /// <summary>
    /// The largest integer W with W * b at most a * (the sum over all weights of min(weight, W)), for the share a/b.
    /// </summary>
    /// <param name="weights">Up to 2^20 weights below 2^53; weights of 0 have no say.</param>
    /// <param name="share">Above 0, at most 1.</param>
    /// <remarks>
    /// a * f(W) - b * W is concave in W and 0 at 0, so the integers that satisfy it are 0 to some W*. Sorted descending
    /// u_1, u_2, ... with R_k the sum of all after the k-th: between u_(k+1) and u_k the condition is
    /// W * (b - a k) at most a * R_k. The first k whose bound floor(a R_k / (b - a k)) is u_(k+1) or more has W*. With k = 0
    /// nobody is cut. With fewer than b/a voters only W = 0 satisfies it.
    /// </remarks>
    public static WeightCap Find(IEnumerable<ulong> weights, Share share)
    {
        if (!share.IsValid() || share.Numerator == 0)
        {
            throw new ArgumentException("a cap is a share above 0, at most 1", nameof(share));
        }

        ulong[] sorted = [.. weights.Where(weight => weight > 0)];
        Array.Sort(sorted);
        Array.Reverse(sorted);
        if (sorted.Length == 0)
        {
            return new WeightCap(0, true);
        }

        UInt128 a = share.Numerator;
        UInt128 b = share.Denominator;
        if (a * (uint)sorted.Length < b)
        {
            return new WeightCap(sorted[^1], false);
        }

        UInt128 rest = 0;
        foreach (var weight in sorted)
        {
            rest += weight;
        }

        for (var k = 0; k < sorted.Length; k++)
        {
            // With a k = b or more, k voters at the cap together have as much as the share asks for: no bound.
            var bound = b > a * (uint)k ? UInt128.Min(a * rest / (b - (a * (uint)k)), ulong.MaxValue) : ulong.MaxValue;
            if (bound >= sorted[k])
            {
                return new WeightCap(k == 0 ? sorted[0] : ulong.Min((ulong)bound, sorted[k - 1]), true);
            }

            rest -= sorted[k];
        }

        // All are cut alike; there are b/a voters or more, so the smallest weight satisfies the condition.
        return new WeightCap(sorted[^1], true);
    }
}
