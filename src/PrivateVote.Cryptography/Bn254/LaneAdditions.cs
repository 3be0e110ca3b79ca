using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// Additions of eight pairs of points at once, complete in every lane: lanes in which points are equal, opposite or infinite are
/// found by masks and mended.
/// </summary>
internal static class LaneAdditions<F, TPath>
    where F : unmanaged, IField<F>
    where TPath : struct, ILanePath<Bn254Base>
{
    /// <summary>
    /// What the slopes of the lines through a and b are divided by, 1 where there is no slope; answers the lanes that are
    /// not two distinct points that are not opposite.
    /// </summary>
    public static byte Divisor(out F divisor, in AffinePoint<F> a, in AffinePoint<F> b)
    {
        F.Subtract(out divisor, in b.X, in a.X);
        // y is not 0 in a group of odd order, but at infinity.
        var special = (byte)(
            LaneField<TPath>.ZeroMask(in divisor)
            | LaneField<TPath>.ZeroMask(in a.Y)
            | LaneField<TPath>.ZeroMask(in b.Y)
        );
        if (special != 0)
        {
            // Equal points: the tangent's slope is 3x^2/2y.
            F.Add(out var twice, in a.Y, in b.Y);
            var equal = EqualMask(in a, in b, in divisor, in twice);
            var one = F.One;
            LaneField<TPath>.Select(out var mended, equal, in twice, in one);
            LaneField<TPath>.Select(out divisor, special, in mended, in divisor);
        }

        return special;
    }

    /// <summary>a + b, given the inverses of their <see cref="Divisor"/>.</summary>
    /// <param name="sum">The sums.</param>
    /// <param name="a">Eight points.</param>
    /// <param name="b">Eight points.</param>
    /// <param name="inverse">The inverses.</param>
    /// <param name="isSpecial">Whether Divisor answered any lanes.</param>
    public static void Add(
        out AffinePoint<F> sum,
        in AffinePoint<F> a,
        in AffinePoint<F> b,
        in F inverse,
        bool isSpecial
    )
    {
        F.Subtract(out var slope, in b.Y, in a.Y);
        if (isSpecial)
        {
            F.Subtract(out var run, in b.X, in a.X);
            F.Add(out var twice, in a.Y, in b.Y);
            F.Square(out var square, in a.X);
            F.Double(out var tangent, in square);
            F.Add(out tangent, in tangent, in square);
            LaneField<TPath>.Select(out slope, EqualMask(in a, in b, in run, in twice), in tangent, in slope);
        }

        // x = slope^2 - ax - bx, y = slope·(ax - x) - ay.
        F.Multiply(out slope, in slope, in inverse);
        F.Square(out var x, in slope);
        F.Subtract(out x, in x, in a.X);
        F.Subtract(out sum.X, in x, in b.X);
        F.Subtract(out var y, in a.X, in sum.X);
        F.Multiply(out y, in y, in slope);
        F.Subtract(out sum.Y, in y, in a.Y);
        if (isSpecial)
        {
            MendInfinity(ref sum, in a, in b);
        }
    }

    /// <summary>sum += b.</summary>
    public static void Add(ref XyzzPoint<F> sum, in AffinePoint<F> b)
    {
        // ZZ comes to zero where sum is infinite, opposite to b, or equal to it.
        XyzzPoint<F>.AddDistinct(out var added, in sum, in b);
        var infiniteB = LaneField<TPath>.ZeroMask(in b.Y);
        if ((infiniteB | LaneField<TPath>.ZeroMask(in added.ZZ)) != 0)
        {
            F.Multiply(out var x, in b.X, in sum.ZZ);
            F.Multiply(out var y, in b.Y, in sum.ZZZ);
            var equal = (byte)(EqualMask(in x, in sum.X) & EqualMask(in y, in sum.Y));
            XyzzPoint<F> lifted;
            (lifted.X, lifted.Y, lifted.ZZ, lifted.ZZZ) = (b.X, b.Y, F.One, F.One);
            Mend(ref added, in sum, in lifted, equal, infiniteB);
        }

        sum = added;
    }

    /// <summary>sum += b.</summary>
    public static void Add(ref XyzzPoint<F> sum, in XyzzPoint<F> b)
    {
        // ZZ comes to zero where either is infinite, and where they are opposite or equal.
        XyzzPoint<F>.AddDistinct(out var added, in sum, in b);
        if (LaneField<TPath>.ZeroMask(in added.ZZ) != 0)
        {
            F.Multiply(out var x, in b.X, in sum.ZZ);
            F.Multiply(out var ownX, in sum.X, in b.ZZ);
            F.Multiply(out var y, in b.Y, in sum.ZZZ);
            F.Multiply(out var ownY, in sum.Y, in b.ZZZ);
            var equal = (byte)(EqualMask(in x, in ownX) & EqualMask(in y, in ownY));
            Mend(ref added, in sum, in b, equal, LaneField<TPath>.ZeroMask(in b.ZZ));
        }

        sum = added;
    }

    /// <summary>Doubles where a and b are equal, and copies where one is infinite; opposite points are at infinity already.</summary>
    private static void Mend(ref XyzzPoint<F> sum, in XyzzPoint<F> a, in XyzzPoint<F> b, byte equal, byte infiniteB)
    {
        XyzzPoint<F>.Double(out var doubled, in b);
        LaneField<TPath>.Select(out sum, equal, in doubled, in sum);
        LaneField<TPath>.Select(out sum, LaneField<TPath>.ZeroMask(in a.ZZ), in b, in sum);
        LaneField<TPath>.Select(out sum, infiniteB, in a, in sum);
    }

    /// <summary>The lanes in which a and b are equal.</summary>
    private static byte EqualMask(in F a, in F b)
    {
        F.Subtract(out var difference, in a, in b);
        return LaneField<TPath>.ZeroMask(in difference);
    }

    /// <summary>The lanes in which a and b are equal and not infinite, given b.x - a.x and a.y + b.y.</summary>
    private static byte EqualMask(in AffinePoint<F> a, in AffinePoint<F> b, in F run, in F twice) =>
        (byte)(
            LaneField<TPath>.ZeroMask(in run)
            & ~LaneField<TPath>.ZeroMask(in twice)
            & ~LaneField<TPath>.ZeroMask(in a.Y)
            & ~LaneField<TPath>.ZeroMask(in b.Y)
        );

    /// <summary>Sums with an infinite point, and of opposite points.</summary>
    private static void MendInfinity(ref AffinePoint<F> sum, in AffinePoint<F> a, in AffinePoint<F> b)
    {
        F.Subtract(out var run, in b.X, in a.X);
        F.Add(out var twice, in a.Y, in b.Y);
        var opposite = (byte)(LaneField<TPath>.ZeroMask(in run) & LaneField<TPath>.ZeroMask(in twice));
        LaneField<TPath>.Select(out sum, opposite, default, in sum);
        LaneField<TPath>.Select(out sum, LaneField<TPath>.ZeroMask(in a.Y), in b, in sum);
        LaneField<TPath>.Select(out sum, LaneField<TPath>.ZeroMask(in b.Y), in a, in sum);
    }
}
