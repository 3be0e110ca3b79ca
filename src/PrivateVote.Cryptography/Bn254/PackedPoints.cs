using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PrivateVote.Cryptography.Fields;
using Row = System.Runtime.Intrinsics.Vector512<ulong>;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// Affine points in memory as lanes like them: one after another, each in rows of eight words (one row in G1, two in G2), their
/// elements as <see cref="ILanePath{TModulus}.Pack"/> makes them. Eight points from anywhere are gathered into lanes.
/// </summary>
internal static class PackedPoints<F, TPath>
    where F : unmanaged, IField<F>
    where TPath : struct, ILanePath<Bn254Base>
{
    private const int WordsOfPart = 4;

    /// <summary>Rows of a point.</summary>
    public static int RowCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.SizeOf<F>() / Unsafe.SizeOf<LaneLimbs>();
    }

    /// <summary>Eight points into lanes.</summary>
    /// <param name="result">Lane j is the point of index j.</param>
    /// <param name="rows">Where the points are.</param>
    /// <param name="indexes">Eight indexes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(out AffinePoint<F> result, ReadOnlySpan<Row> rows, ReadOnlySpan<int> indexes)
    {
        Unsafe.SkipInit(out result);
        Unsafe.SkipInit(out LaneLimbs low);
        Unsafe.SkipInit(out LaneLimbs high);
        for (var k = 0; k < RowCount; k++)
        {
            GatherWords(ref low, ref high, rows[k..], indexes);
            TPath.Unpack(out LaneField<TPath>.Part(in result, 2 * k).Limbs, in low);
            TPath.Unpack(out LaneField<TPath>.Part(in result, (2 * k) + 1).Limbs, in high);
        }
    }

    /// <summary>The inverse of <see cref="Gather"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(in AffinePoint<F> points, Span<Row> rows, ReadOnlySpan<int> indexes)
    {
        Unsafe.SkipInit(out EightRows transposed);
        for (var k = 0; k < RowCount; k++)
        {
            TPath.Pack(out var low, in LaneField<TPath>.Part(in points, 2 * k).Limbs);
            TPath.Pack(out var high, in LaneField<TPath>.Part(in points, (2 * k) + 1).Limbs);
            LaneRows.Transpose(
                low.Limb0,
                low.Limb1,
                low.Limb2,
                low.Limb3,
                high.Limb0,
                high.Limb1,
                high.Limb2,
                high.Limb3,
                ref transposed[0],
                ref transposed[WordsOfPart]
            );
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                rows[(indexes[lane] * RowCount) + k] = transposed[lane];
            }
        }
    }

    /// <summary>Packs eight points: rows[places[j]] = points[indexes[j]].</summary>
    public static void Pack<TSingle>(
        ReadOnlySpan<AffinePoint<TSingle>> points,
        ReadOnlySpan<int> indexes,
        Span<Row> rows,
        ReadOnlySpan<int> places
    )
        where TSingle : unmanaged, IField<TSingle>
    {
        // A point in memory is rows of Montgomery forms in 64-bit limbs: two elements of Fp a row.
        Unsafe.SkipInit(out AffinePoint<F> result);
        Unsafe.SkipInit(out LaneLimbs low);
        Unsafe.SkipInit(out LaneLimbs high);
        var words = MemoryMarshal.Cast<AffinePoint<TSingle>, Row>(points);
        for (var k = 0; k < RowCount; k++)
        {
            GatherWords(ref low, ref high, words[k..], indexes);
            TPath.FromWords(out LaneField<TPath>.Part(in result, 2 * k).Limbs, in low);
            TPath.FromWords(out LaneField<TPath>.Part(in result, (2 * k) + 1).Limbs, in high);
        }

        Scatter(in result, rows, places);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherWords(
        ref LaneLimbs low,
        ref LaneLimbs high,
        ReadOnlySpan<Row> rows,
        ReadOnlySpan<int> indexes
    )
    {
        LaneRows.Transpose(
            rows[indexes[0] * RowCount],
            rows[indexes[1] * RowCount],
            rows[indexes[2] * RowCount],
            rows[indexes[3] * RowCount],
            rows[indexes[4] * RowCount],
            rows[indexes[5] * RowCount],
            rows[indexes[6] * RowCount],
            rows[indexes[7] * RowCount],
            ref low.Limb0,
            ref high.Limb0
        );
    }

    [InlineArray(Lanes.Count)]
    private struct EightRows
    {
        private Row first;
    }
}
