using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PrivateVote.Cryptography.Fields;
using Row = System.Runtime.Intrinsics.Vector512<ulong>;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// The buckets of one window summed in lanes, for a group over F.
/// </summary>
internal abstract class LaneBucketSums<F>
    where F : unmanaged, IField<F>
{
    /// <summary>On the best path of the processor, or null if that has no lanes.</summary>
    public static readonly LaneBucketSums<F>? Fastest = Choose();

    /// <summary>How many rows <see cref="Pack"/> writes for a point.</summary>
    public abstract int RowCount { get; }

    /// <summary>Puts the points of some indexes, and one at infinity after them, into the form that the lanes work on.</summary>
    /// <param name="points">All points.</param>
    /// <param name="indexes">Which of them, or the complements of that.</param>
    /// <param name="packed">Room for them and one more.</param>
    public abstract void Pack(ReadOnlySpan<AffinePoint<F>> points, ReadOnlySpan<int> indexes, Span<Row> packed);

    /// <summary>Σ (k + 1)·(the sum of bucket k).</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="packed">Points.</param>
    /// <param name="infinity">The index of a point at infinity.</param>
    /// <param name="entries">Bucket after bucket, indexes of points, or the complement where the point is negated.</param>
    /// <param name="lengths">How many entries each bucket has, overwritten. A multiple of eight buckets, a power of two.</param>
    public abstract void Sum(
        out XyzzPoint<F> sum,
        Row[] packed,
        int infinity,
        ReadOnlySpan<int> entries,
        Span<int> lengths
    );

    private static LaneBucketSums<F>? Choose() =>
        Lanes.Path switch
        {
            LanePath.Avx512 => On<Avx512Lanes<Bn254Base>>(),
            LanePath.Avx2 => On<Avx2Lanes<Bn254Base>>(),
            _ => null,
        };

    /// <summary>On a path of choice; F is the field of G1 or of G2.</summary>
    internal static LaneBucketSums<F> On<TPath>()
        where TPath : struct, ILanePath<Bn254Base>
    {
        object sums =
            typeof(F) == typeof(Fp)
                ? new LaneBucketSums<Fp, PrimeFieldLanes<Bn254Base, TPath>, TPath>()
                : new LaneBucketSums<Fp2, Fp2<PrimeFieldLanes<Bn254Base, TPath>>, TPath>();
        return (LaneBucketSums<F>)sums;
    }
}

/// <summary>
/// Adds pairs of points, eight pairs at once and all divisions of a batch with one inversion, until no bucket has more than
/// one point; then the buckets in eight segments at once.
/// </summary>
/// <remarks>
/// In a round each point is in one pair at most, so that whatever eight pairs stand side by side are independent. Lanes that
/// double, cancel or meet infinity are found by masks and mended; they cost time only when there are any.
/// </remarks>
/// <typeparam name="F">The group's field.</typeparam>
/// <typeparam name="V">Eight elements of it.</typeparam>
/// <typeparam name="TPath">How the lanes compute.</typeparam>
internal sealed class LaneBucketSums<F, V, TPath> : LaneBucketSums<F>
    where F : unmanaged, IField<F>
    where V : unmanaged, IField<V>
    where TPath : struct, ILanePath<Bn254Base>
{
    /// <summary>Groups of eight additions to one inversion, which costs as much as six groups.</summary>
    private const int BatchSize = 256;

    public override int RowCount => PackedPoints<V, TPath>.RowCount;

    public override void Pack(ReadOnlySpan<AffinePoint<F>> points, ReadOnlySpan<int> indexes, Span<Row> packed)
    {
        Span<int> group = stackalloc int[Lanes.Count];
        Span<int> places = stackalloc int[Lanes.Count];
        for (var i = 0; i < indexes.Length; i += Lanes.Count)
        {
            // A last group that is not full has its last point several times.
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                places[lane] = Math.Min(i + lane, indexes.Length - 1);
                var index = indexes[places[lane]];
                group[lane] = index < 0 ? ~index : index;
            }

            PackedPoints<V, TPath>.Pack(points, group, packed, places);
        }

        packed.Slice(indexes.Length * RowCount, RowCount).Clear();
    }

    public override void Sum(
        out XyzzPoint<F> sum,
        Row[] packed,
        int infinity,
        ReadOnlySpan<int> entries,
        Span<int> lengths
    )
    {
        var starts = ArrayPool<int>.Shared.Rent(lengths.Length);
        var count = 0;
        for (var k = 0; k < lengths.Length; k++)
        {
            starts[k] = count;
            count += (lengths[k] + 1) >> 1;
        }

        var points = ArrayPool<Row>.Shared.Rent((count + 1) * RowCount);
        points.AsSpan(count * RowCount, RowCount).Clear();
        try
        {
            var pairs = new Pairs();
            try
            {
                AddEntries(pairs, points, packed, infinity, entries, starts, lengths);
                AddRounds(pairs, points, starts, lengths);
            }
            finally
            {
                pairs.Return();
            }

            // Empty buckets are at infinity, which stands last.
            for (var k = 0; k < lengths.Length; k++)
            {
                starts[k] = lengths[k] == 0 ? count : starts[k];
            }

            SumSegments(out sum, points, starts.AsSpan(0, lengths.Length));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(starts, clearArray: true);
            ArrayPool<Row>.Shared.Return(points, clearArray: true);
        }
    }

    /// <summary>The first round: entries in pairs, an odd one and infinity, into points.</summary>
    private static void AddEntries(
        Pairs pairs,
        Row[] points,
        Row[] packed,
        int infinity,
        ReadOnlySpan<int> entries,
        ReadOnlySpan<int> starts,
        Span<int> lengths
    )
    {
        var first = 0;
        for (var k = 0; k < lengths.Length; k++)
        {
            var half = lengths[k] >> 1;
            for (var i = 0; i < half; i++)
            {
                pairs.Add(packed, points, entries[first + (2 * i)], entries[first + (2 * i) + 1], starts[k] + i);
            }

            first += lengths[k];
        }

        first = 0;
        for (var k = 0; k < lengths.Length; k++)
        {
            first += lengths[k];
            if ((lengths[k] & 1) != 0)
            {
                pairs.Add(packed, points, entries[first - 1], infinity, starts[k] + (lengths[k] >> 1));
            }

            lengths[k] = (lengths[k] + 1) >> 1;
        }

        pairs.Flush(packed, points);
    }

    /// <summary>The other rounds, in place.</summary>
    private static void AddRounds(Pairs pairs, Row[] points, ReadOnlySpan<int> starts, Span<int> lengths)
    {
        bool isDone;
        do
        {
            isDone = true;
            for (var k = 0; k < lengths.Length; k++)
            {
                // An odd point stays at the start of the bucket; the pairs after it are added, and their sums moved up
                // behind it. No sum is written over a point that a later pair still needs.
                var odd = lengths[k] & 1;
                var half = lengths[k] >> 1;
                var first = starts[k] + odd;
                for (var i = 0; i < half; i++)
                {
                    pairs.Add(points, points, first + (2 * i), first + (2 * i) + 1, first + i);
                }

                lengths[k] = odd + half;
                isDone &= lengths[k] <= 1;
            }

            pairs.Flush(points, points);
        } while (!isDone);
    }

    /// <summary>
    /// Σ (k + 1)·bucket_k: with m buckets in a segment, bucket sm + t counts t + 1 times in the sum of its segment s, and sm
    /// times more.
    /// </summary>
    private static void SumSegments(out XyzzPoint<F> sum, ReadOnlySpan<Row> points, ReadOnlySpan<int> places)
    {
        var length = places.Length / Lanes.Count;
        XyzzPoint<V> running = default;
        XyzzPoint<V> weighted = default;
        Span<int> group = stackalloc int[Lanes.Count];
        for (var t = length - 1; t >= 0; t--)
        {
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                group[lane] = places[(lane * length) + t];
            }

            PackedPoints<V, TPath>.Gather(out var point, points, group);
            LaneAdditions<V, TPath>.Add(ref running, in point);
            LaneAdditions<V, TPath>.Add(ref weighted, in running);
        }

        Span<XyzzPoint<F>> totals = stackalloc XyzzPoint<F>[Lanes.Count];
        Span<XyzzPoint<F>> sums = stackalloc XyzzPoint<F>[Lanes.Count];
        LaneField<TPath>.Store(in running, totals);
        LaneField<TPath>.Store(in weighted, sums);
        XyzzPoint<F> above = default;
        sum = default;
        for (var s = Lanes.Count - 1; s > 0; s--)
        {
            XyzzPoint<F>.Add(out above, in above, in totals[s]);
            XyzzPoint<F>.Add(out sum, in sum, in above);
        }

        for (var i = BitOperations.Log2((uint)length); i > 0; i--)
        {
            XyzzPoint<F>.Double(out sum, in sum);
        }

        foreach (ref readonly var segment in sums)
        {
            XyzzPoint<F>.Add(out sum, in sum, in segment);
        }
    }

    /// <summary>Pairs of points that wait to be added.</summary>
    private sealed class Pairs
    {
        private readonly int[] left = ArrayPool<int>.Shared.Rent(Lanes.Count * BatchSize);
        private readonly int[] right = ArrayPool<int>.Shared.Rent(Lanes.Count * BatchSize);
        private readonly int[] targets = ArrayPool<int>.Shared.Rent(Lanes.Count * BatchSize);
        private readonly byte[] specials = ArrayPool<byte>.Shared.Rent(BatchSize);
        private readonly V[] divisors = ArrayPool<V>.Shared.Rent(BatchSize);
        private readonly V[] products = ArrayPool<V>.Shared.Rent(BatchSize);
        private int count;

        public void Return()
        {
            ArrayPool<int>.Shared.Return(left, clearArray: true);
            ArrayPool<int>.Shared.Return(right, clearArray: true);
            ArrayPool<int>.Shared.Return(targets, clearArray: true);
            ArrayPool<byte>.Shared.Return(specials, clearArray: true);
            ArrayPool<V>.Shared.Return(divisors, clearArray: true);
            ArrayPool<V>.Shared.Return(products, clearArray: true);
        }

        /// <summary>to[target] = from[a] + from[b], at the latest with <see cref="Flush"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Row[] from, Row[] to, int a, int b, int target)
        {
            left[count] = a;
            right[count] = b;
            targets[count] = target;
            if (++count == Lanes.Count * BatchSize)
            {
                Flush(from, to);
            }
        }

        public void Flush(Row[] from, Row[] to)
        {
            if (count == 0)
            {
                return;
            }

            // A last group that is not full does its last pair several times.
            for (; count % Lanes.Count != 0; count++)
            {
                left[count] = left[count - 1];
                right[count] = right[count - 1];
                targets[count] = targets[count - 1];
            }

            // Backwards, so that the inverses come out forwards, in the order in which sums may be written.
            var product = V.One;
            for (var group = (count / Lanes.Count) - 1; group >= 0; group--)
            {
                Load(out var a, from, left, group);
                Load(out var b, from, right, group);
                specials[group] = LaneAdditions<V, TPath>.Divisor(out divisors[group], in a, in b);
                products[group] = product;
                V.Multiply(out product, in product, in divisors[group]);
            }

            Invert(out var inverse, in product);
            for (var group = 0; group < count / Lanes.Count; group++)
            {
                Load(out var a, from, left, group);
                Load(out var b, from, right, group);
                V.Multiply(out var own, in inverse, in products[group]);
                V.Multiply(out inverse, in inverse, in divisors[group]);
                LaneAdditions<V, TPath>.Add(out var sum, in a, in b, in own, specials[group] != 0);
                PackedPoints<V, TPath>.Scatter(in sum, to, targets.AsSpan(Lanes.Count * group, Lanes.Count));
            }

            count = 0;
        }

        private static void Load(out AffinePoint<V> points, Row[] rows, int[] entries, int group)
        {
            var eight = Vector256.Create<int>(entries.AsSpan(Lanes.Count * group, Lanes.Count));
            var signs = eight >> 31;
            var negatives = (byte)signs.ExtractMostSignificantBits();
            Span<int> indexes = stackalloc int[Lanes.Count];
            (eight ^ signs).CopyTo(indexes);
            PackedPoints<V, TPath>.Gather(out points, rows, indexes);
            if (negatives != 0)
            {
                V.Negate(out var negated, in points.Y);
                LaneField<TPath>.Select(out points.Y, negatives, in negated, in points.Y);
            }
        }

        /// <summary>Eight inverses with one inversion of a single element.</summary>
        private static void Invert(out V result, in V value)
        {
            Span<F> elements = stackalloc F[Lanes.Count];
            Span<F> before = stackalloc F[Lanes.Count];
            LaneField<TPath>.Store(in value, elements);
            var product = F.One;
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                before[lane] = product;
                F.Multiply(out product, in product, in elements[lane]);
            }

            F.Invert(out var inverse, in product);
            for (var lane = Lanes.Count - 1; lane >= 0; lane--)
            {
                F.Multiply(out before[lane], in before[lane], in inverse);
                F.Multiply(out inverse, in inverse, in elements[lane]);
            }

            LaneField<TPath>.Load(out result, before);
        }
    }
}
