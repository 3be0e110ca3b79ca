using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.BabyJubjub;

/// <summary>
/// A point (X : Y : T : Z), x = X/Z, y = Y/Z, T = XY/Z, of a twisted Edwards curve -x^2 + y^2 = 1 + d'·x^2·y^2 over F:
/// the formulas only, written once for one point and for several points in lanes.
/// </summary>
/// <remarks>
/// Reference: H. Hisil, K. Wong, G. Carter, E. Dawson, "Twisted Edwards curves revisited", eprint 2008/522: addition
/// is section 3.1 with the precomputation of section 3.3 (a = -1), doubling is section 3.3. The addition is complete,
/// with no exception for equal, opposite, neutral or low-order operands, when -1 is a square and d' is not (section
/// 3.1; Bernstein and Lange 2007, theorem 3.3), as for the form of Baby Jubjub that <see cref="EdwardsPoint"/> uses.
/// Costs: addition 8M with a prepared operand (9M with preparing), doubling 4M + 4S.
/// </remarks>
internal struct ExtendedPoint<F>
    where F : unmanaged, IField<F>
{
    public F X;
    public F Y;
    public F T;
    public F Z;

    public static ExtendedPoint<F> Identity =>
        new()
        {
            X = F.Zero,
            Y = F.One,
            T = F.Zero,
            Z = F.One,
        };

    /// <summary>result = p + q, all four coordinates; <paramref name="result"/> may be <paramref name="p"/>.</summary>
    [SkipLocalsInit]
    public static void Add(out ExtendedPoint<F> result, in ExtendedPoint<F> p, in PreparedPoint<F> q)
    {
        AddCore(out var e, out var f, out var g, out var h, in p, in q);
        F.Multiply(out result.X, in e, in f);
        F.Multiply(out result.Y, in g, in h);
        F.Multiply(out result.T, in e, in h);
        F.Multiply(out result.Z, in f, in g);
    }

    /// <summary>
    /// result = p + q without T (set to zero), one multiplication less: enough where a doubling follows.
    /// </summary>
    [SkipLocalsInit]
    public static void AddWithoutT(out ExtendedPoint<F> result, in ExtendedPoint<F> p, in PreparedPoint<F> q)
    {
        AddCore(out var e, out var f, out var g, out var h, in p, in q);
        F.Multiply(out result.X, in e, in f);
        F.Multiply(out result.Y, in g, in h);
        F.Multiply(out result.Z, in f, in g);
        result.T = F.Zero;
    }

    /// <summary>result = 2p, all four coordinates; T of <paramref name="p"/> is not read.</summary>
    [SkipLocalsInit]
    public static void Double(out ExtendedPoint<F> result, in ExtendedPoint<F> p)
    {
        DoubleCore(out var e, out var f, out var g, out var h, in p);
        F.Multiply(out result.X, in e, in f);
        F.Multiply(out result.Y, in g, in h);
        F.Multiply(out result.T, in e, in h);
        F.Multiply(out result.Z, in f, in g);
    }

    /// <summary>result = 2p without T (set to zero): enough where another doubling follows.</summary>
    [SkipLocalsInit]
    public static void DoubleWithoutT(out ExtendedPoint<F> result, in ExtendedPoint<F> p)
    {
        DoubleCore(out var e, out var f, out var g, out var h, in p);
        F.Multiply(out result.X, in e, in f);
        F.Multiply(out result.Y, in g, in h);
        F.Multiply(out result.Z, in f, in g);
        result.T = F.Zero;
    }

    /// <summary>result = -p = (-X : Y : -T : Z).</summary>
    public static void Negate(out ExtendedPoint<F> result, in ExtendedPoint<F> p)
    {
        F.Negate(out result.X, in p.X);
        result.Y = p.Y;
        F.Negate(out result.T, in p.T);
        result.Z = p.Z;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddCore(out F e, out F f, out F g, out F h, in ExtendedPoint<F> p, in PreparedPoint<F> q)
    {
        F.Subtract(out var a, in p.Y, in p.X);
        F.Multiply(out a, in a, in q.YMinusX); // A = (Y1 - X1)(Y2 - X2)
        F.Add(out var b, in p.Y, in p.X);
        F.Multiply(out b, in b, in q.YPlusX); // B = (Y1 + X1)(Y2 + X2)
        F.Multiply(out var c, in p.T, in q.TwoDT); // C = T1·2d'·T2
        F.Multiply(out var d, in p.Z, in q.TwoZ); // D = Z1·2·Z2
        F.Subtract(out e, in b, in a);
        F.Subtract(out f, in d, in c);
        F.Add(out g, in d, in c);
        F.Add(out h, in b, in a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DoubleCore(out F e, out F f, out F g, out F h, in ExtendedPoint<F> p)
    {
        F.Square(out var a, in p.X); // A = X1^2
        F.Square(out var b, in p.Y); // B = Y1^2
        F.Square(out var c, in p.Z);
        F.Double(out c, in c); // C = 2·Z1^2; D = -A
        F.Add(out h, in a, in b); // -H = A + B
        F.Add(out e, in p.X, in p.Y);
        F.Square(out e, in e);
        F.Subtract(out e, in e, in h); // E = (X1 + Y1)^2 - A - B
        F.Subtract(out g, in b, in a); // G = D + B
        F.Subtract(out f, in g, in c); // F = G - C
        F.Negate(out h, in h); // H = D - B
    }
}

/// <summary>The second operand of an addition: (Y + X, Y - X, 2Z, 2d'T).</summary>
internal struct PreparedPoint<F>
    where F : unmanaged, IField<F>
{
    public F YPlusX;
    public F YMinusX;
    public F TwoZ;
    public F TwoDT;

    /// <summary>Prepares p; <paramref name="twoD"/> is 2d' of the curve. All four coordinates of p are read.</summary>
    public static void Prepare(out PreparedPoint<F> result, in ExtendedPoint<F> p, in F twoD)
    {
        F.Add(out result.YPlusX, in p.Y, in p.X);
        F.Subtract(out result.YMinusX, in p.Y, in p.X);
        F.Double(out result.TwoZ, in p.Z);
        F.Multiply(out result.TwoDT, in p.T, in twoD);
    }

    /// <summary>result = -p: the first two parts change places, the last its sign.</summary>
    public static void Negate(out PreparedPoint<F> result, in PreparedPoint<F> p)
    {
        var plus = p.YPlusX;
        result.YPlusX = p.YMinusX;
        result.YMinusX = plus;
        result.TwoZ = p.TwoZ;
        F.Negate(out result.TwoDT, in p.TwoDT);
    }
}
