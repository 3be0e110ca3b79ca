using System.Buffers;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>A number a + bλ for odd a and b from -2^64 to 2^64, by which a point of G1 is multiplied with 60 doublings.</summary>
/// <remarks>
/// Each of <see cref="A"/> and <see cref="B"/> is written as 64 bits: the size with its lowest bit set, and in the place of
/// that bit whether the number is positive. Different bits give different numbers modulo r, because the lattice of (a, b)
/// with a + bλ = 0 mod r has no vector shorter than 2^125 (tested): 64 random bits in each are 128 bits in all.
/// </remarks>
internal readonly record struct EndomorphismScalar(ulong A, ulong B)
{
    public static ulong SizeOf(ulong half) => half | 1;

    public static bool IsNegative(ulong half) => (half & 1) == 0;

    public Fr ToFr() => ToFr(A) + (ToFr(B) * G1.Lambda);

    private static Fr ToFr(ulong half) => IsNegative(half) ? -Fr.From(SizeOf(half)) : Fr.From(SizeOf(half));
}

/// <summary>Points of G1 times <see cref="EndomorphismScalar"/>s, one in each lane; variable time, as the scalars are public.</summary>
/// <remarks>
/// An odd n below 2^64 is the sum of 16 digits d_i·16^i, all odd, from -15 to 15: d_i = 2u_i - 15 for the bits u_i = (n >> (4i + 1)) &amp; 15,
/// and 2(n >> 61) + 1 at the top (Joye and Tunstall, "Exponent recoding and regular exponentiation algorithms",
/// AFRICACRYPT 2009, section 3.2). So every lane does the same: 16 windows of four doublings and two additions. All partial sums are
/// a' + b'λ with a' or b' odd and both below 2^65, and what is added next differs from them and their negatives modulo r for the
/// reason above, so that no addition needs a branch; the points are finite and of order r.
/// </remarks>
internal static class LaneMultiples<L>
    where L : unmanaged, ILanes<L, Fp>
{
    private const int WindowBits = 4;
    private const int Windows = 64 / WindowBits;
    private const int TableSize = 1 << (WindowBits - 1);

    /// <summary>Multiplies each of the points, L.Width numbers to a point; with two inversions in all.</summary>
    /// <param name="points">Finite; replaced by their multiples.</param>
    /// <param name="scalars">Those of the first point's lanes, then of the second's, and so on.</param>
    public static void MultiplyAll(Span<AffinePoint<L>> points, ReadOnlySpan<EndomorphismScalar> scalars)
    {
        if (scalars.Length != points.Length * L.Width)
        {
            throw new ArgumentException("One number for each lane of each point.", nameof(scalars));
        }

        // Rented: for a chunk of proofs they are large objects, which are collected only with everything else.
        var count = TableSize * points.Length;
        var rentedMultiples = ArrayPool<XyzzPoint<L>>.Shared.Rent(count);
        var rentedTables = ArrayPool<AffinePoint<L>>.Shared.Rent(count);
        var multiples = rentedMultiples.AsSpan(0, count);
        var tables = rentedTables.AsSpan(0, count);
        for (var i = 0; i < points.Length; i++)
        {
            FillOddMultiples(multiples.Slice(TableSize * i, TableSize), in points[i]);
        }

        XyzzPoint<L>.ToAffine(multiples, tables);
        var results = multiples[..points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            Multiply(out results[i], tables.Slice(TableSize * i, TableSize), scalars.Slice(L.Width * i, L.Width));
        }

        XyzzPoint<L>.ToAffine(results, points);
        ArrayPool<XyzzPoint<L>>.Shared.Return(rentedMultiples);
        ArrayPool<AffinePoint<L>>.Shared.Return(rentedTables);
    }

    /// <summary>multiples[i] = (2i + 1)·point.</summary>
    private static void FillOddMultiples(Span<XyzzPoint<L>> multiples, in AffinePoint<L> point)
    {
        XyzzPoint<L>.FromAffine(out multiples[0], in point);
        XyzzPoint<L>.Double(out var twice, in point);
        XyzzPoint<L>.AddDistinct(out multiples[1], in twice, in point);
        for (var i = 2; i < multiples.Length; i++)
        {
            XyzzPoint<L>.AddDistinct(out multiples[i], in multiples[i - 1], in twice);
        }
    }

    private static void Multiply(
        out XyzzPoint<L> result,
        ReadOnlySpan<AffinePoint<L>> odd,
        ReadOnlySpan<EndomorphismScalar> scalars
    )
    {
        Span<ulong> a = stackalloc ulong[L.Width];
        Span<ulong> b = stackalloc ulong[L.Width];
        for (var lane = 0; lane < a.Length; lane++)
        {
            (a[lane], b[lane]) = scalars[lane];
        }

        result = default;
        for (var window = Windows - 1; window >= 0; window--)
        {
            Pick(out var term, odd, a, window);
            if (window == Windows - 1)
            {
                XyzzPoint<L>.FromAffine(out result, in term);
            }
            else
            {
                for (var bit = 0; bit < WindowBits; bit++)
                {
                    XyzzPoint<L>.Double(out result, in result);
                }

                XyzzPoint<L>.AddDistinct(out result, in result, in term);
            }

            Pick(out term, odd, b, window);
            // φ acts on x alone.
            L.Multiply(out term.X, in term.X, in Bn254Constants<L>.Beta);
            XyzzPoint<L>.AddDistinct(out result, in result, in term);
        }
    }

    /// <summary>In each lane the multiple that its number's digit names.</summary>
    private static void Pick(
        out AffinePoint<L> picked,
        ReadOnlySpan<AffinePoint<L>> odd,
        ReadOnlySpan<ulong> halves,
        int window
    )
    {
        Span<byte> masks = stackalloc byte[TableSize];
        masks.Clear();
        byte negative = 0;
        for (var lane = 0; lane < halves.Length; lane++)
        {
            var bits = (int)(halves[lane] >> ((WindowBits * window) + 1)) & ((1 << WindowBits) - 1);
            var digit = window == Windows - 1 ? (2 * bits) + 1 : (2 * bits) - ((1 << WindowBits) - 1);
            masks[Math.Abs(digit) >> 1] |= (byte)(1 << lane);
            negative |= (byte)((digit < 0 ^ EndomorphismScalar.IsNegative(halves[lane]) ? 1 : 0) << lane);
        }

        picked = odd[0];
        for (var i = 1; i < TableSize; i++)
        {
            L.Select(out picked.X, masks[i], in odd[i].X, in picked.X);
            L.Select(out picked.Y, masks[i], in odd[i].Y, in picked.Y);
        }

        L.Negate(out var opposite, in picked.Y);
        L.Select(out picked.Y, negative, in opposite, in picked.Y);
    }
}
