using System.Runtime.InteropServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>Points and values of Fp12 into lanes and out of them.</summary>
internal static class LanePoints<L>
    where L : unmanaged, ILanes<L, Fp>
{
    /// <summary>Puts points side by side, one to L.Width of them; lanes beyond the last repeat it.</summary>
    public static void Load(out AffinePoint<L> result, ReadOnlySpan<G1Affine> points)
    {
        Span<Fp> column = stackalloc Fp[L.Width];
        Fill(column, points, static point => point.X);
        L.Load(out result.X, column);
        Fill(column, points, static point => point.Y);
        L.Load(out result.Y, column);
    }

    /// <inheritdoc cref="Load(out AffinePoint{L}, ReadOnlySpan{G1Affine})"/>
    public static void Load(out AffinePoint<Fp2<L>> result, ReadOnlySpan<G2Affine> points)
    {
        Span<Fp> column = stackalloc Fp[L.Width];
        Fill(column, points, static point => point.X.C0);
        L.Load(out result.X.C0, column);
        Fill(column, points, static point => point.X.C1);
        L.Load(out result.X.C1, column);
        Fill(column, points, static point => point.Y.C0);
        L.Load(out result.Y.C0, column);
        Fill(column, points, static point => point.Y.C1);
        L.Load(out result.Y.C1, column);
    }

    /// <summary>
    /// Bit j is set when q, on the twist and finite, is in the subgroup in lane j, for the point where the Miller loop of q
    /// ended (<see cref="RunningPoint{F}.CompareInSubgroup"/>).
    /// </summary>
    public static byte SubgroupMask(in RunningPoint<L> end, in AffinePoint<Fp2<L>> q)
    {
        end.CompareInSubgroup(out var x, out var y, in q);
        return (byte)(ZeroMask(in x) & ZeroMask(in y) & ~ZeroMask(in end.Z));
    }

    private static byte ZeroMask(in Fp2<L> a) => (byte)(L.ZeroMask(in a.C0) & L.ZeroMask(in a.C1));

    /// <summary>The product of the values in the first so many lanes.</summary>
    public static void MultiplyLanes(out Fp12 product, in Fp12<L> values, int count)
    {
        Span<Fp12> lanes = stackalloc Fp12[L.Width];
        var from = MemoryMarshal.Cast<Fp12<L>, L>(MemoryMarshal.CreateReadOnlySpan(in values, 1));
        var to = MemoryMarshal.Cast<Fp12, Fp>(lanes);
        Span<Fp> column = stackalloc Fp[L.Width];
        for (var coefficient = 0; coefficient < from.Length; coefficient++)
        {
            from[coefficient].Store(column);
            for (var lane = 0; lane < column.Length; lane++)
            {
                to[(lane * from.Length) + coefficient] = column[lane];
            }
        }

        product = lanes[0];
        for (var lane = 1; lane < count; lane++)
        {
            Fp12.Multiply(out product, in product, in lanes[lane]);
        }
    }

    private static void Fill<TPoint>(Span<Fp> column, ReadOnlySpan<TPoint> points, Func<TPoint, Fp> coordinate)
    {
        for (var lane = 0; lane < column.Length; lane++)
        {
            column[lane] = coordinate(points[Math.Min(lane, points.Length - 1)]);
        }
    }
}
