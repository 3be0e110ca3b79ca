using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// Σ scalar_i·point_i in G1 or G2, by Pippenger's buckets: the sum over each window of the scalars is independent of the
/// others, so that several threads can share the windows.
/// </summary>
/// <remarks>
/// Scalars from 2^253 on are taken as negative numbers; digits are signed, so that a window of c bits has 2^(c-1) buckets.
/// Scalars 0, 1 and -1, which are a good part of a witness, never reach these buckets.
/// <para>
/// The points of a bucket are added pairwise, in rounds, in affine coordinates; all the divisions of a round are done
/// with few inversions (Montgomery's trick), so an addition costs 6 multiplications instead of the 10 of a mixed one.
/// </para>
/// From some hundred points on <see cref="LaneBucketSums{F}"/> does the same for eight pairs at once.
/// Memory: a copy of the points that take part, and half of one for each thread at work (without lanes a whole one),
/// rented and given back cleared. Variable time in the scalars.
/// </remarks>
internal sealed class MultiScalarMultiplication<F> : IDisposable
    where F : unmanaged, IField<F>
{
    private const int LimbCount = 4;

    /// <summary>Points from which on a sum is made in lanes.</summary>
    private const int LeastInLanes = 256;

    private readonly AffinePoint<F>[] points;

    /// <summary>How the lanes sum, and the points that take part as they need them; null without lanes.</summary>
    private readonly LaneBucketSums<F>? lanes;
    private readonly Vector512<ulong>[] packed = [];

    /// <summary>
    /// For each scalar that takes part the index of its point, or the complement of it if it is negated: first those that have
    /// digits, then the units 1 and -1.
    /// </summary>
    private readonly int[] selected;
    private readonly ulong[] scalars;
    private readonly int count;
    private readonly int unitCount;
    private readonly int window;
    private readonly XyzzPoint<F>[] sums;
    private XyzzPoint<F> sumOfUnits;

    /// <param name="points">The points, none of them outside the group of order r.</param>
    /// <param name="indexes">For each point the index of its scalar, or null if that is the index of the point.</param>
    /// <param name="values">The scalars.</param>
    public MultiScalarMultiplication(AffinePoint<F>[] points, int[]? indexes, ReadOnlySpan<Fr> values)
        : this(points, indexes, values, points.Length < LeastInLanes ? null : LaneBucketSums<F>.Fastest) { }

    /// <summary>The same with a choice of lanes, or null for one element at a time.</summary>
    internal MultiScalarMultiplication(
        AffinePoint<F>[] points,
        int[]? indexes,
        ReadOnlySpan<Fr> values,
        LaneBucketSums<F>? lanes
    )
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
            var entry = isNegative ? ~i : i;
            if (bits > 1)
            {
                selected[count++] = entry;
                bitLength = Math.Max(bitLength, bits);
            }
            else if (bits == 1)
            {
                selected[points.Length - ++unitCount] = entry;
            }
        }

        selected.AsSpan(points.Length - unitCount, unitCount).CopyTo(selected.AsSpan(count));
        (window, var windowCount) = count == 0 ? (1, 0) : ChooseWindow(count, bitLength, lanes is null ? 2 : 4);
        sums = new XyzzPoint<F>[windowCount];
        OffsetScalars();
        if (lanes is not null && count + unitCount > 0)
        {
            this.lanes = lanes;
            packed = ArrayPool<Vector512<ulong>>.Shared.Rent((count + unitCount + 1) * lanes.RowCount);
            lanes.Pack(points, selected.AsSpan(0, count + unitCount), packed);
        }
    }

    /// <summary>
    /// How many windows there are to sum, in any order and by any thread, before <see cref="Combine"/>; the last of them is
    /// for the units.
    /// </summary>
    public int WindowCount => sums.Length + 1;

    /// <summary>Sums one window: Σ digit_i·point_i.</summary>
    public void SumWindow(int index)
    {
        if (index == sums.Length)
        {
            SumUnits();
            return;
        }

        // Bucket k is for the digits k and -k; the zeros of bucket 0 are left out.
        var bucketCount = (1 << (window - 1)) + 1;
        var digits = ArrayPool<int>.Shared.Rent(count);
        var starts = ArrayPool<int>.Shared.Rent(bucketCount);
        var lengths = ArrayPool<int>.Shared.Rent(bucketCount);
        var entries = ArrayPool<int>.Shared.Rent(count);
        try
        {
            FindDigits(index, digits.AsSpan(0, count));
            Sort(digits.AsSpan(0, count), starts.AsSpan(0, bucketCount), lengths.AsSpan(0, bucketCount), entries);
            var zeros = lengths[0];
            var others = entries.AsSpan(0, count - zeros);
            SumBuckets(out sums[index], others, starts.AsSpan(1, bucketCount - 1), lengths.AsSpan(1, bucketCount - 1));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(digits, clearArray: true);
            ArrayPool<int>.Shared.Return(starts, clearArray: true);
            ArrayPool<int>.Shared.Return(lengths, clearArray: true);
            ArrayPool<int>.Shared.Return(entries, clearArray: true);
        }
    }

    /// <summary>Sums the points with the scalars 1 and -1, as one bucket.</summary>
    private void SumUnits()
    {
        if (unitCount == 0)
        {
            return;
        }

        var entries = ArrayPool<int>.Shared.Rent(unitCount);
        try
        {
            for (var i = 0; i < unitCount; i++)
            {
                entries[i] = (count + i) ^ (selected[count + i] >> 31);
            }

            Span<int> starts = stackalloc int[Lanes.Count];
            Span<int> lengths = stackalloc int[Lanes.Count];
            starts.Fill(unitCount);
            lengths.Clear();
            (starts[0], lengths[0]) = (0, unitCount);
            SumBuckets(out sumOfUnits, entries.AsSpan(0, unitCount), starts, lengths);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(entries, clearArray: true);
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
        if (packed.Length > 0)
        {
            ArrayPool<Vector512<ulong>>.Shared.Return(packed, clearArray: true);
        }
    }

    /// <summary>
    /// The digits of a window, with the signs of the scalars. All windows but the last had 2^(c-1) added when the scalars
    /// were prepared, with carries going up; taking it away again gives digits from -2^(c-1) to 2^(c-1) - 1 without a carry.
    /// </summary>
    private void FindDigits(int index, Span<int> digits)
    {
        var (limb, shift) = Math.DivRem(window * index, 64);
        var reachesNext = shift + window > 64 && limb < LimbCount - 1;
        var offset = index < sums.Length - 1 ? 1 << (window - 1) : 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var word = scalars[(LimbCount * i) + limb] >> shift;
            if (reachesNext)
            {
                word |= scalars[(LimbCount * i) + limb + 1] << (64 - shift);
            }

            var sign = selected[i] >> 31;
            digits[i] = ((((int)word & ((1 << window) - 1)) - offset) ^ sign) - sign;
        }
    }

    /// <summary>
    /// Groups numbers by the size of their digits: writes each number, or its complement where the digit is negative; the zeros
    /// last. Without branches, as nothing can be foretold of digits.
    /// </summary>
    /// <param name="digits">The digit of each number.</param>
    /// <param name="starts">Gets for each size where its numbers start.</param>
    /// <param name="lengths">Gets for each size how many numbers it has.</param>
    /// <param name="entries">Gets the numbers.</param>
    private static void Sort(ReadOnlySpan<int> digits, Span<int> starts, Span<int> lengths, Span<int> entries)
    {
        lengths.Clear();
        foreach (var digit in digits)
        {
            lengths[SizeOf(digit)]++;
        }

        // The end of each size, from which its numbers are written downwards.
        var end = 0;
        for (var k = 1; k < starts.Length; k++)
        {
            end += lengths[k];
            starts[k] = end;
        }

        starts[0] = digits.Length;
        for (var i = 0; i < digits.Length; i++)
        {
            entries[--starts[SizeOf(digits[i])]] = i ^ (digits[i] >> 31);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SizeOf(int digit) => (digit ^ (digit >> 31)) - (digit >> 31);

    /// <summary>Σ (k + 1)·(the sum of bucket k).</summary>
    private void SumBuckets(
        out XyzzPoint<F> sum,
        ReadOnlySpan<int> entries,
        ReadOnlySpan<int> starts,
        Span<int> lengths
    )
    {
        if (lanes is not null)
        {
            lanes.Sum(out sum, packed, infinity: count + unitCount, entries, lengths);
            return;
        }

        var sorted = ArrayPool<AffinePoint<F>>.Shared.Rent(entries.Length);
        try
        {
            for (var i = 0; i < entries.Length; i++)
            {
                var number = entries[i] < 0 ? ~entries[i] : entries[i];
                sorted[i] = points[selected[number] < 0 ? ~selected[number] : selected[number]];
                if (entries[i] < 0)
                {
                    AffinePoint<F>.Negate(out sorted[i], in sorted[i]);
                }
            }

            BucketSums<F>.Reduce(sorted, starts, lengths);
            var running = XyzzPoint<F>.Infinity;
            sum = XyzzPoint<F>.Infinity;
            for (var k = lengths.Length - 1; k >= 0; k--)
            {
                if (lengths[k] > 0)
                {
                    XyzzPoint<F>.Add(out running, in running, in sorted[starts[k]]);
                }

                XyzzPoint<F>.Add(out sum, in sum, in running);
            }
        }
        finally
        {
            ArrayPool<AffinePoint<F>>.Shared.Return(sorted, clearArray: true);
        }
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
    private static (int Window, int Count) ChooseWindow(int count, int bitLength, int smallest)
    {
        var best = (Window: 0, Count: 0);
        var least = long.MaxValue;
        for (var c = smallest; c <= 16; c++)
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
