using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// A line through points of the twist; at a point (x, y) of G1 its value is R0·y + (R1·x + R2·v)·w, up to a factor that the
/// final exponentiation removes.
/// </summary>
public struct Line<F>
    where F : unmanaged, IField<F>
{
    public Fp2<F> R0;
    public Fp2<F> R1;
    public Fp2<F> R2;

    /// <summary>f·(the line's value at the point).</summary>
    internal static void MultiplyInto(ref Fp12<F> f, in Line<F> line, in AffinePoint<F> point)
    {
        Fp2<F>.Scale(out var c0, in line.R0, in point.Y);
        Fp2<F>.Scale(out var c3, in line.R1, in point.X);
        Fp12<F>.MultiplyBy034(out f, in f, in c0, in c3, in line.R2);
    }
}

/// <summary>The running point of the Miller loop in homogeneous coordinates (X/Z, Y/Z) on the twist.</summary>
internal struct RunningPoint<F>
    where F : unmanaged, IField<F>
{
    public Fp2<F> X;
    public Fp2<F> Y;
    public Fp2<F> Z;

    public RunningPoint(in AffinePoint<Fp2<F>> point)
    {
        X = point.X;
        Y = point.Y;
        Z = Fp2<F>.One;
    }

    /// <summary>
    /// Doubles the point and gives the tangent (Costello, Lange, Naehrig, eprint 2009/615, section 5, in the form of
    /// eprint 2010/526, section 4.2, with all coordinates multiplied by four instead of two halvings).
    /// </summary>
    public void Double(out Line<F> tangent)
    {
        Fp2<F>.Multiply(out var a, in X, in Y);
        Fp2<F>.Square(out var b, in Y);
        Fp2<F>.Square(out var e, in Z);
        Fp2<F>.Multiply(out var w, in Y, in Z);
        Fp2<F>.Square(out var j, in X);
        // E = 3b'Z^2
        Fp2<F>.Multiply(out e, in e, in Bn254Constants<F>.ThreeTwistB);

        // H = 2YZ: the tangent is -H·y + 3J·x + (E - B)
        Fp2<F>.Combine(out tangent.R0, -2, in w, 0, in w);
        Fp2<F>.Combine(out tangent.R1, 3, in j, 0, in j);
        Fp2<F>.Subtract(out tangent.R2, in e, in b);

        // X = 2XY(B - 3E)
        Fp2<F>.Combine(out j, 2, in b, -6, in e);
        Fp2<F>.Multiply(out X, in j, in a);
        // Y = (B + 3E)^2 - 12E^2
        Fp2<F>.Combine(out j, 1, in b, 3, in e);
        Fp2<F>.Square(out Y, in j);
        Fp2<F>.Square(out e, in e);
        Fp2<F>.Combine(out Y, 1, in Y, -12, in e);
        // Z = 4BH
        Fp2<F>.Combine(out b, 8, in b, 0, in b);
        Fp2<F>.Multiply(out Z, in b, in w);
    }

    /// <summary>Adds an affine point and gives the chord (eprint 2010/526, section 4.2).</summary>
    public void Add(in AffinePoint<Fp2<F>> q, out Line<F> chord)
    {
        Fp2<F>.Multiply(out var theta, in q.Y, in Z);
        Fp2<F>.Subtract(out theta, in Y, in theta);
        Fp2<F>.Multiply(out var lambda, in q.X, in Z);
        Fp2<F>.Subtract(out lambda, in X, in lambda);
        Fp2<F>.Square(out var c, in theta);
        Fp2<F>.Square(out var d, in lambda);
        Fp2<F>.Multiply(out var e, in lambda, in d);
        Fp2<F>.Multiply(out var f, in Z, in c);
        Fp2<F>.Multiply(out var g, in X, in d);
        // H = E + F - 2G
        Fp2<F>.Add(out var h, in e, in f);
        Fp2<F>.Combine(out h, 1, in h, -2, in g);

        Fp2<F>.Multiply(out X, in lambda, in h);
        Fp2<F>.Subtract(out g, in g, in h);
        Fp2<F>.Multiply(out g, in g, in theta);
        Fp2<F>.Multiply(out Y, in Y, in e);
        Fp2<F>.Subtract(out Y, in g, in Y);
        Fp2<F>.Multiply(out Z, in Z, in e);

        chord.R0 = lambda;
        Fp2<F>.Negate(out chord.R1, in theta);
        Fp2<F>.Multiply(out lambda, in lambda, in q.Y);
        Fp2<F>.Multiply(out theta, in theta, in q.X);
        Fp2<F>.Subtract(out chord.R2, in theta, in lambda);
    }

    /// <summary>
    /// Whether q, on the twist and finite, is in the subgroup of order r, for this point as the Miller loop of q leaves it:
    /// it is, where both differences are zero and Z is not.
    /// </summary>
    /// <remarks>
    /// The loop ends at [6x+2]Q + ψ(Q) - ψ²(Q), which is -ψ³(Q) for the points of the subgroup (Vercauteren, eprint
    /// 2008/096, section IV), and for no others: the resultant of that equation and of ψ² - tψ + p has only the factor r in
    /// common with the order of the twist, as in <see cref="G2.IsInSubgroup"/>; a test computes both. The loop's formulas
    /// leave out infinity, doubled points of order two, and sums of equal or opposite points: each of these makes Z zero,
    /// and zero it stays. None of them occurs in the subgroup.
    /// </remarks>
    public readonly void CompareInSubgroup(out Fp2<F> differenceX, out Fp2<F> differenceY, in AffinePoint<Fp2<F>> q)
    {
        // -ψ³(x, y) = (γ1,2·γ2,2·x^p, γ1,3·y^p)
        MillerLoop<F>.FrobeniusPoints(out var q1, out _, in q);
        Fp2<F>.Scale(out differenceX, in q1.X, in Bn254Constants<F>.Frobenius2[2]);
        Fp2<F>.Multiply(out differenceX, in differenceX, in Z);
        Fp2<F>.Subtract(out differenceX, in differenceX, in X);
        Fp2<F>.Multiply(out differenceY, in q1.Y, in Z);
        Fp2<F>.Subtract(out differenceY, in differenceY, in Y);
    }
}
