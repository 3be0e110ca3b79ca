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
        Fp2<F>.Square(out var c, in Z);
        Fp2<F>.Double(out var e, in c);
        Fp2<F>.Add(out e, in e, in c);
        // E = 3b'Z^2, F = 3E
        Fp2<F>.Multiply(out e, in e, in Bn254Constants<F>.TwistB);
        Fp2<F>.Double(out var f, in e);
        Fp2<F>.Add(out f, in f, in e);
        // H = (Y + Z)^2 - (B + C) = 2YZ
        Fp2<F>.Add(out var h, in Y, in Z);
        Fp2<F>.Square(out h, in h);
        Fp2<F>.Subtract(out h, in h, in b);
        Fp2<F>.Subtract(out h, in h, in c);
        Fp2<F>.Square(out var j, in X);

        Fp2<F>.Negate(out tangent.R0, in h);
        Fp2<F>.Double(out tangent.R1, in j);
        Fp2<F>.Add(out tangent.R1, in tangent.R1, in j);
        Fp2<F>.Subtract(out tangent.R2, in e, in b);

        // X = 2XY(B - F)
        Fp2<F>.Subtract(out X, in b, in f);
        Fp2<F>.Multiply(out X, in X, in a);
        Fp2<F>.Double(out X, in X);
        // Y = (B + F)^2 - 12E^2
        Fp2<F>.Add(out Y, in b, in f);
        Fp2<F>.Square(out Y, in Y);
        Fp2<F>.Square(out e, in e);
        Fp2<F>.Double(out e, in e);
        Fp2<F>.Double(out e, in e);
        Fp2<F>.Subtract(out Y, in Y, in e);
        Fp2<F>.Subtract(out Y, in Y, in e);
        Fp2<F>.Subtract(out Y, in Y, in e);
        // Z = 4BH
        Fp2<F>.Multiply(out Z, in b, in h);
        Fp2<F>.Double(out Z, in Z);
        Fp2<F>.Double(out Z, in Z);
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
        Fp2<F>.Subtract(out h, in h, in g);
        Fp2<F>.Subtract(out h, in h, in g);

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
}
