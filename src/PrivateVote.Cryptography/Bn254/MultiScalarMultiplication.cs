using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// Σ scalar_i·point_i in G1 or G2, by Pippenger's buckets: the sum over each window of the scalars is independent of the
/// others, so that several threads can share the windows.
/// </summary>
/// <remarks>
/// Scalars from 2^253 on are taken as negative numbers; digits are signed, so that a window of c bits has 2^(c-1) buckets.
/// Scalars 0, 1 and -1, which are a good part of a witness, never reach the buckets.
/// <para>
/// The points of a bucket are added pairwise, in rounds, in affine coordinates; all the divisions of a round are done
/// with few inversions (Montgomery's trick), so an addition costs 6 multiplications instead of the 10 of a mixed one.
/// </para>
/// Memory: a copy of the points that take part for each thread at work, rented and given back cleared. Variable time in
/// the scalars.
/// </remarks>
internal sealed class MultiScalarMultiplication<F> : IDisposable
    where F : unmanaged, IField<F>
{
    private const int LimbCount = 4;

    private readonly AffinePoint<F>[] points;

    /// <summary>For each scalar that takes part the index of its point, or the complement of it if it is negated.</summary>
    private readonly int[] selected;
    private readonly ulong[] scalars;
    private readonly int count;
    private readonly int window;
    private readonly XyzzPoint<F>[] sums;
    private readonly XyzzPoint<F> sumOfUnits;

    /// <param name="points">The points, none of them outside the group of order r.</param>
    /// <param name="indexes">For each point the index of its scalar, or null if that is the index of the point.</param>
    /// <param name="values">The scalars.</param>
    public MultiScalarMultiplication(AffinePoint<F>[] points, int[]? indexes, ReadOnlySpan<Fr> values)
    {
        if (indexes is not null ? indexes.Length != points.Length : values.Length != points.Length)
        {
            throw new ArgumentException("As many scalars as points.", nameof(values));
        }

        this.points = points;
        selected = ArrayPool<int>.Shared.Rent(points.Length);
        scalars = ArrayPool<ulong>.Shared.Rent(LimbCount * points.Length);
        var bitLength = 0;
        for (var i = 0; i < points.Length; i++)
        {
            var limbs = scalars.AsSpan(LimbCount * count, LimbCount);
            var isNegative = TakeSize(in values[indexes is null ? i : indexes[i]], limbs);
            var bits = BitLength(limbs);
            if (bits == 0)
            {
                continue;
            }

            if (bits > 1)
            {
                selected[count++] = isNegative ? ~i : i;
                bitLength = Math.Max(bitLength, bits);
            }
            else if (isNegative)
            {
                XyzzPoint<F>.Subtract(out sumOfUnits, in sumOfUnits, in points[i]);
            }
            else
            {
                XyzzPoint<F>.Add(out sumOfUnits, in sumOfUnits, in points[i]);
            }
        }

        (window, var windowCount) = count == 0 ? (1, 0) : ChooseWindow(count, bitLength);
        sums = new XyzzPoint<F>[windowCount];
        OffsetScalars();
    }

    /// <summary>How many windows there are to sum, in any order and by any thread, before <see cref="Combine"/>.</summary>
    public int WindowCount => sums.Length;

    /// <summary>Sums one window: Σ digit_i·point_i.</summary>
    public void SumWindow(int index)
    {
        // Bucket k is for the digits k + 1 and -(k + 1).
        var bucketCount = 1 << (window - 1);
        var digits = ArrayPool<int>.Shared.Rent(count);
        var starts = ArrayPool<int>.Shared.Rent(bucketCount);
        var lengths = ArrayPool<int>.Shared.Rent(bucketCount);
        var sorted = ArrayPool<AffinePoint<F>>.Shared.Rent(count);
        try
        {
            lengths.AsSpan(0, bucketCount).Clear();
            Sort(index, digits, starts.AsSpan(0, bucketCount), lengths.AsSpan(0, bucketCount), sorted);
            BucketSums<F>.Reduce(sorted, starts.AsSpan(0, bucketCount), lengths.AsSpan(0, bucketCount));
            var running = XyzzPoint<F>.Infinity;
            var sum = XyzzPoint<F>.Infinity;
            for (var k = bucketCount - 1; k >= 0; k--)
            {
                if (lengths[k] > 0)
                {
                    XyzzPoint<F>.Add(out running, in running, in sorted[starts[k]]);
                }

                XyzzPoint<F>.Add(out sum, in sum, in running);
            }

            sums[index] = sum;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(digits, clearArray: true);
            ArrayPool<int>.Shared.Return(starts, clearArray: true);
            ArrayPool<int>.Shared.Return(lengths, clearArray: true);
            ArrayPool<AffinePoint<F>>.Shared.Return(sorted, clearArray: true);
        }
    }

    /// <summary>The whole sum, once every window is summed.</summary>
    public void Combine(out XyzzPoint<F> result)
    {
        result = XyzzPoint<F>.Infinity;
        for (var i = sums.Length - 1; i >= 0; i--)
        {
            for (var k = 0; k < window; k++)
            {
                XyzzPoint<F>.Double(out result, in result);
            }

            XyzzPoint<F>.Add(out result, in result, in sums[i]);
        }

        XyzzPoint<F>.Add(out result, in result, in sumOfUnits);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(selected, clearArray: true);
        ArrayPool<ulong>.Shared.Return(scalars, clearArray: true);
    }

    /// <summary>Groups the points by the size of their digits, negated where digit or scalar (not both) is negative.</summary>
    private void Sort(int index, int[] digits, Span<int> starts, Span<int> lengths, AffinePoint<F>[] sorted)
    {
        for (var i = 0; i < count; i++)
        {
            var digit = Digit(i, index);
            digits[i] = selected[i] < 0 ? -digit : digit;
            if (digit != 0)
            {
                lengths[Math.Abs(digit) - 1]++;
            }
        }

        var start = 0;
        for (var k = 0; k < starts.Length; k++)
        {
            starts[k] = start;
            start += lengths[k];
        }

        lengths.Clear();
        for (var i = 0; i < count; i++)
        {
            var digit = digits[i];
            if (digit == 0)
            {
                continue;
            }

            ref readonly var point = ref points[selected[i] < 0 ? ~selected[i] : selected[i]];
            var k = Math.Abs(digit) - 1;
            ref var slot = ref sorted[starts[k] + lengths[k]++];
            if (digit > 0)
            {
                slot = point;
            }
            else
            {
                AffinePoint<F>.Negate(out slot, in point);
            }
        }
    }

    /// <summary>
    /// The digit of a window. All windows but the last had 2^(c-1) added when the scalars were prepared, with carries going
    /// up; taking it away again gives digits from -2^(c-1) to 2^(c-1) - 1 without a carry.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Digit(int i, int index)
    {
        var bits = SignedDigits.Bits(scalars.AsSpan(LimbCount * i, LimbCount), window * index, window);
        return index < sums.Length - 1 ? bits - (1 << (window - 1)) : bits;
    }

    private void OffsetScalars()
    {
        Span<ulong> offset = stackalloc ulong[LimbCount];
        offset.Clear();
        for (var i = 0; i < sums.Length - 1; i++)
        {
            var bit = (window * i) + window - 1;
            offset[bit >> 6] |= 1UL << (bit & 63);
        }

        for (var i = 0; i < count; i++)
        {
            var limbs = scalars.AsSpan(LimbCount * i, LimbCount);
            var carry = UInt128.Zero;
            for (var k = 0; k < LimbCount; k++)
            {
                carry += (UInt128)limbs[k] + offset[k];
                limbs[k] = (ulong)carry;
                carry >>= 64;
            }
        }
    }

    /// <summary>
    /// The window with the least work, in multiplications: 6 an addition and a little to move the point, and for each
    /// bucket a mixed and a full addition. The last window holds what is left of the scalar and one carry, and must fit
    /// into the buckets.
    /// </summary>
    private static (int Window, int Count) ChooseWindow(int count, int bitLength)
    {
        var best = (Window: 0, Count: 0);
        var least = long.MaxValue;
        for (var c = 2; c <= 16; c++)
        {
            // The last digit is at most 2^(bitLength - c·(windows - 1)), which is at most 2^(c-1).
            var windows = 1 + (bitLength / c);
            var work = windows * ((7L * count) + (24L << (c - 1)));
            if (work < least)
            {
                least = work;
                best = (c, windows);
            }
        }

        return best;
    }

    /// <summary>
    /// Writes the scalar, or r minus it if that has fewer bits, below 2^253 in any case; answers whether it is the latter.
    /// </summary>
    private static bool TakeSize(in Fr scalar, Span<ulong> limbs)
    {
        scalar.GetCanonicalLimbs(limbs);
        if ((limbs[3] >> 60) < 2)
        {
            return false;
        }

        // From 2^253 on r - scalar is below 2^253, r being about 1.5·2^253.
        Fr.Negate(out var negated, in scalar);
        negated.GetCanonicalLimbs(limbs);
        return true;
    }

    private static int BitLength(ReadOnlySpan<ulong> limbs)
    {
        for (var i = limbs.Length - 1; i >= 0; i--)
        {
            if (limbs[i] != 0)
            {
                return (64 * i) + 64 - BitOperations.LeadingZeroCount(limbs[i]);
            }
        }

        return 0;
    }
}
