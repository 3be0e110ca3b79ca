using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// A point (X/ZZ, Y/ZZZ) with ZZ^3 = ZZZ^2, infinity where ZZ = 0, of a curve y^2 = x^3 + b: <c>G1Xyzz</c> over Fp,
/// <c>G2Xyzz</c> over Fp2.
/// </summary>
/// <remarks>
/// Extended Jacobian coordinates: the cheapest mixed addition where a squaring costs a multiplication (10, against 11 in
/// Jacobian coordinates), and sums are mostly mixed additions. Formulas: Explicit-Formulas Database, short Weierstrass,
/// xyzz: madd-2008-s, add-2008-s, dbl-2008-s-1 with a = 0, mdbl-2008-s-1. Every operation is complete (equal points,
/// opposite points and infinity are handled), may write over its operands, and is variable time.
/// </remarks>
public struct XyzzPoint<F> : IEquatable<XyzzPoint<F>>
    where F : unmanaged, IField<F>
{
    public F X;
    public F Y;
    public F ZZ;
    public F ZZZ;

    public static XyzzPoint<F> Infinity => default;

    public readonly bool IsInfinity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => FieldElement.IsZero(in ZZ);
    }

    public static void FromAffine(out XyzzPoint<F> result, in AffinePoint<F> a)
    {
        if (a.IsInfinity)
        {
            result = default;
            return;
        }

        result.X = a.X;
        result.Y = a.Y;
        result.ZZ = F.One;
        result.ZZZ = F.One;
    }

    public static void Negate(out XyzzPoint<F> result, in XyzzPoint<F> a)
    {
        result = a;
        F.Negate(out result.Y, in a.Y);
    }

    /// <summary>a + b.</summary>
    public static void Add(out XyzzPoint<F> result, in XyzzPoint<F> a, in XyzzPoint<F> b)
    {
        if (b.IsInfinity)
        {
            result = a;
            return;
        }

        if (a.IsInfinity)
        {
            result = b;
            return;
        }

        F.Multiply(out var u1, in a.X, in b.ZZ);
        F.Multiply(out var p, in b.X, in a.ZZ);
        F.Multiply(out var s1, in a.Y, in b.ZZZ);
        F.Multiply(out var r, in b.Y, in a.ZZZ);
        F.Subtract(out p, in p, in u1);
        F.Subtract(out r, in r, in s1);
        if (FieldElement.IsZero(in p))
        {
            if (FieldElement.IsZero(in r))
            {
                Double(out result, in a);
            }
            else
            {
                result = default;
            }

            return;
        }

        F.Multiply(out var zz, in a.ZZ, in b.ZZ);
        F.Multiply(out var zzz, in a.ZZZ, in b.ZZZ);
        FinishAddition(out result, in p, in r, in u1, in s1, in zz, in zzz);
    }

    /// <summary>a + b for an affine b.</summary>
    public static void Add(out XyzzPoint<F> result, in XyzzPoint<F> a, in AffinePoint<F> b)
    {
        if (b.IsInfinity)
        {
            result = a;
            return;
        }

        if (a.IsInfinity)
        {
            FromAffine(out result, in b);
            return;
        }

        F.Multiply(out var p, in b.X, in a.ZZ);
        F.Multiply(out var r, in b.Y, in a.ZZZ);
        F.Subtract(out p, in p, in a.X);
        F.Subtract(out r, in r, in a.Y);
        if (FieldElement.IsZero(in p))
        {
            if (FieldElement.IsZero(in r))
            {
                Double(out result, in b);
            }
            else
            {
                result = default;
            }

            return;
        }

        FinishAddition(out result, in p, in r, in a.X, in a.Y, in a.ZZ, in a.ZZZ);
    }

    /// <summary>a + b for points that are neither equal nor opposite nor at infinity: no branch, so for lanes as well.</summary>
    public static void AddDistinct(out XyzzPoint<F> result, in XyzzPoint<F> a, in XyzzPoint<F> b)
    {
        F.Multiply(out var u1, in a.X, in b.ZZ);
        F.Multiply(out var p, in b.X, in a.ZZ);
        F.Multiply(out var s1, in a.Y, in b.ZZZ);
        F.Multiply(out var r, in b.Y, in a.ZZZ);
        F.Subtract(out p, in p, in u1);
        F.Subtract(out r, in r, in s1);
        F.Multiply(out var zz, in a.ZZ, in b.ZZ);
        F.Multiply(out var zzz, in a.ZZZ, in b.ZZZ);
        FinishAddition(out result, in p, in r, in u1, in s1, in zz, in zzz);
    }

    /// <summary>The same for an affine b.</summary>
    public static void AddDistinct(out XyzzPoint<F> result, in XyzzPoint<F> a, in AffinePoint<F> b)
    {
        F.Multiply(out var p, in b.X, in a.ZZ);
        F.Multiply(out var r, in b.Y, in a.ZZZ);
        F.Subtract(out p, in p, in a.X);
        F.Subtract(out r, in r, in a.Y);
        FinishAddition(out result, in p, in r, in a.X, in a.Y, in a.ZZ, in a.ZZZ);
    }

    /// <summary>a - b for an affine b.</summary>
    public static void Subtract(out XyzzPoint<F> result, in XyzzPoint<F> a, in AffinePoint<F> b)
    {
        AffinePoint<F>.Negate(out var negated, in b);
        Add(out result, in a, in negated);
    }

    /// <summary>2a.</summary>
    public static void Double(out XyzzPoint<F> result, in XyzzPoint<F> a)
    {
        // With ZZ = 0 the result has ZZ = 0: infinity needs no branch.
        F.Double(out var u, in a.Y);
        F.Square(out var v, in u);
        F.Multiply(out var w, in u, in v);
        F.Multiply(out var s, in a.X, in v);
        F.Square(out var square, in a.X);
        F.Double(out var m, in square);
        F.Add(out m, in m, in square);
        F.Multiply(out var wy, in w, in a.Y);
        F.Multiply(out result.ZZ, in v, in a.ZZ);
        F.Multiply(out result.ZZZ, in w, in a.ZZZ);
        FinishDoubling(out result.X, out result.Y, in m, in s, in wy);
    }

    /// <summary>2a for an affine a.</summary>
    public static void Double(out XyzzPoint<F> result, in AffinePoint<F> a)
    {
        // Infinity is (0, 0), which gives U = 0 and so ZZ = 0.
        F.Double(out var u, in a.Y);
        F.Square(out var v, in u);
        F.Multiply(out var w, in u, in v);
        F.Multiply(out var s, in a.X, in v);
        F.Square(out var square, in a.X);
        F.Double(out var m, in square);
        F.Add(out m, in m, in square);
        F.Multiply(out var wy, in w, in a.Y);
        result.ZZ = v;
        result.ZZZ = w;
        FinishDoubling(out result.X, out result.Y, in m, in s, in wy);
    }

    /// <summary>X3 = R^2 - PPP - 2Q, Y3 = R(Q - X3) - S1·PPP with Q = U1·PP; ZZ and ZZZ are those before the factors PP and PPP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FinishAddition(out XyzzPoint<F> result, in F p, in F r, in F u1, in F s1, in F zz, in F zzz)
    {
        F.Square(out var pp, in p);
        F.Multiply(out var ppp, in p, in pp);
        F.Multiply(out var q, in u1, in pp);
        F.Multiply(out var product, in s1, in ppp);
        F.Multiply(out result.ZZ, in zz, in pp);
        F.Multiply(out result.ZZZ, in zzz, in ppp);
        F.Square(out result.X, in r);
        F.Subtract(out result.X, in result.X, in ppp);
        F.Subtract(out result.X, in result.X, in q);
        F.Subtract(out result.X, in result.X, in q);
        F.Subtract(out q, in q, in result.X);
        F.Multiply(out q, in q, in r);
        F.Subtract(out result.Y, in q, in product);
    }

    /// <summary>X3 = M^2 - 2S, Y3 = M(S - X3) - W·Y1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FinishDoubling(out F x, out F y, in F m, in F s, in F wy)
    {
        F.Square(out x, in m);
        F.Subtract(out x, in x, in s);
        F.Subtract(out x, in x, in s);
        F.Subtract(out var difference, in s, in x);
        F.Multiply(out difference, in difference, in m);
        F.Subtract(out y, in difference, in wy);
    }

    /// <summary>This point with one inversion, in affine form.</summary>
    public readonly AffinePoint<F> ToAffine()
    {
        // Infinity has ZZ = ZZZ = 0, the inverse of 0 is 0, and the result is (0, 0).
        F.Invert(out var inverse, in ZZZ);
        AffinePoint<F> result = default;
        Normalize(ref result, in this, in inverse);
        return result;
    }

    /// <summary>All points in affine form with one inversion (Montgomery's trick).</summary>
    public static void ToAffine(ReadOnlySpan<XyzzPoint<F>> points, Span<AffinePoint<F>> results)
    {
        if (results.Length != points.Length)
        {
            throw new ArgumentException("As many results as points.", nameof(results));
        }

        // The products of all denominators before each point stand in the results' X until they are used.
        var product = F.One;
        for (var i = 0; i < points.Length; i++)
        {
            results[i].X = product;
            if (!points[i].IsInfinity)
            {
                F.Multiply(out product, in product, in points[i].ZZZ);
            }
        }

        F.Invert(out var inverse, in product);
        for (var i = points.Length - 1; i >= 0; i--)
        {
            if (points[i].IsInfinity)
            {
                results[i] = default;
                continue;
            }

            F.Multiply(out var own, in inverse, in results[i].X);
            F.Multiply(out inverse, in inverse, in points[i].ZZZ);
            Normalize(ref results[i], in points[i], in own);
        }
    }

    /// <summary>With i = 1/ZZZ: 1/Z = ZZ·i, x = X/Z^2, y = Y·i.</summary>
    private static void Normalize(ref AffinePoint<F> result, in XyzzPoint<F> point, in F inverse)
    {
        F.Multiply(out var z, in point.ZZ, in inverse);
        F.Square(out z, in z);
        F.Multiply(out result.X, in point.X, in z);
        F.Multiply(out result.Y, in point.Y, in inverse);
    }

    /// <summary>
    /// point·k for k given as 64-bit limbs, least significant first; variable time. Signed windows of five bits, odd
    /// multiples up to 15.
    /// </summary>
    public static void MultiplyVariable(out XyzzPoint<F> result, in AffinePoint<F> point, ReadOnlySpan<ulong> k)
    {
        const int Window = 5;
        Span<sbyte> digits = stackalloc sbyte[(64 * k.Length) + 1];
        var length = SignedDigits.Recode(k, Window, digits);
        Span<XyzzPoint<F>> odd = stackalloc XyzzPoint<F>[1 << (Window - 2)];
        FillOddMultiples(odd, in point);
        result = default;
        for (var i = length - 1; i >= 0; i--)
        {
            Double(out result, in result);
            AddDigit(ref result, odd, digits[i]);
        }
    }

    /// <summary>multiples[i] = (2i + 1)·point.</summary>
    internal static void FillOddMultiples(Span<XyzzPoint<F>> multiples, in AffinePoint<F> point)
    {
        FromAffine(out multiples[0], in point);
        Double(out var twice, in point);
        for (var i = 1; i < multiples.Length; i++)
        {
            Add(out multiples[i], in multiples[i - 1], in twice);
        }
    }

    /// <summary>sum += digit·point, for a digit that is odd or zero and the odd multiples of the point.</summary>
    internal static void AddDigit(ref XyzzPoint<F> sum, ReadOnlySpan<XyzzPoint<F>> odd, int digit)
    {
        if (digit > 0)
        {
            Add(out sum, in sum, in odd[digit >> 1]);
        }
        else if (digit < 0)
        {
            Negate(out var negated, in odd[-digit >> 1]);
            Add(out sum, in sum, in negated);
        }
    }

    public static XyzzPoint<F> operator +(in XyzzPoint<F> a, in XyzzPoint<F> b)
    {
        Add(out var result, in a, in b);
        return result;
    }

    public static XyzzPoint<F> operator +(in XyzzPoint<F> a, in AffinePoint<F> b)
    {
        Add(out var result, in a, in b);
        return result;
    }

    public static XyzzPoint<F> operator -(in XyzzPoint<F> a)
    {
        Negate(out var result, in a);
        return result;
    }

    public static bool operator ==(in XyzzPoint<F> a, in XyzzPoint<F> b)
    {
        if (a.IsInfinity || b.IsInfinity)
        {
            return a.IsInfinity && b.IsInfinity;
        }

        F.Multiply(out var xa, in a.X, in b.ZZ);
        F.Multiply(out var xb, in b.X, in a.ZZ);
        F.Multiply(out var ya, in a.Y, in b.ZZZ);
        F.Multiply(out var yb, in b.Y, in a.ZZZ);
        return FieldElement.AreEqual(in xa, in xb) && FieldElement.AreEqual(in ya, in yb);
    }

    public static bool operator !=(in XyzzPoint<F> a, in XyzzPoint<F> b) => !(a == b);

    public readonly bool Equals(XyzzPoint<F> other) => this == other;

    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is XyzzPoint<F> other && this == other;

    public override readonly int GetHashCode() => ToAffine().GetHashCode();
}
