using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// C0 + C1·u with u^2 = -1: the quadratic extension of BN254's base field, over one element or several lanes.
/// </summary>
/// <remarks>
/// The first floor of the tower Fp2 = Fp[u]/(u^2 + 1), Fp6 = Fp2[v]/(v^3 - ξ), Fp12 = Fp6[w]/(w^2 - v) with ξ = 9 + u,
/// as in EIP-197 and "High-Speed Software Implementation of the Optimal Ate Pairing over Barreto-Naehrig Curves"
/// (eprint 2010/354). Every operation may write over its operands.
/// </remarks>
public struct Fp2<F> : IField<Fp2<F>>, IEquatable<Fp2<F>>
    where F : unmanaged, IField<F>
{
    /// <summary>The real part.</summary>
    public F C0;

    /// <summary>The imaginary part.</summary>
    public F C1;

    public Fp2(in F c0, in F c1)
    {
        C0 = c0;
        C1 = c1;
    }

    public static Fp2<F> Zero => default;

    public static Fp2<F> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(F.One, F.Zero);
    }

    public readonly bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => FieldElement.IsZero(in this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(out Fp2<F> result, in Fp2<F> a, in Fp2<F> b)
    {
        F.Add(out result.C0, in a.C0, in b.C0);
        F.Add(out result.C1, in a.C1, in b.C1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(out Fp2<F> result, in Fp2<F> a, in Fp2<F> b)
    {
        F.Subtract(out result.C0, in a.C0, in b.C0);
        F.Subtract(out result.C1, in a.C1, in b.C1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(out Fp2<F> result, in Fp2<F> a)
    {
        F.Negate(out result.C0, in a.C0);
        F.Negate(out result.C1, in a.C1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Double(out Fp2<F> result, in Fp2<F> a)
    {
        F.Double(out result.C0, in a.C0);
        F.Double(out result.C1, in a.C1);
    }

    /// <summary>a·b by Karatsuba: three multiplications below.</summary>
    public static void Multiply(out Fp2<F> result, in Fp2<F> a, in Fp2<F> b)
    {
        F.Add(out var sumA, in a.C0, in a.C1);
        F.Add(out var sumB, in b.C0, in b.C1);
        F.Multiply(out var real, in a.C0, in b.C0);
        F.Multiply(out var imaginary, in a.C1, in b.C1);
        F.Multiply(out var cross, in sumA, in sumB);
        F.Subtract(out cross, in cross, in real);
        F.Subtract(out result.C1, in cross, in imaginary);
        F.Subtract(out result.C0, in real, in imaginary);
    }

    /// <summary>a^2 = (a0 + a1)(a0 - a1) + 2·a0·a1·u: two multiplications below.</summary>
    public static void Square(out Fp2<F> result, in Fp2<F> a)
    {
        F.Add(out var sum, in a.C0, in a.C1);
        F.Subtract(out var difference, in a.C0, in a.C1);
        F.Multiply(out var product, in a.C0, in a.C1);
        F.Multiply(out result.C0, in sum, in difference);
        F.Double(out result.C1, in product);
    }

    /// <summary>a·k for k in the base field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(out Fp2<F> result, in Fp2<F> a, in F k)
    {
        F.Multiply(out var real, in a.C0, in k);
        F.Multiply(out result.C1, in a.C1, in k);
        result.C0 = real;
    }

    /// <summary>a·ξ = (9·a0 - a1) + (9·a1 + a0)·u.</summary>
    public static void MultiplyByXi(out Fp2<F> result, in Fp2<F> a)
    {
        Double(out var nine, in a);
        Double(out nine, in nine);
        Double(out nine, in nine);
        Add(out nine, in nine, in a);
        F.Subtract(out nine.C0, in nine.C0, in a.C1);
        F.Add(out result.C1, in nine.C1, in a.C0);
        result.C0 = nine.C0;
    }

    /// <summary>a0 - a1·u, which is a^p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Conjugate(out Fp2<F> result, in Fp2<F> a)
    {
        result.C0 = a.C0;
        F.Negate(out result.C1, in a.C1);
    }

    /// <summary>1/a = (a0 - a1·u)/(a0^2 + a1^2), and 0 for 0; in constant time.</summary>
    public static void Invert(out Fp2<F> result, in Fp2<F> a)
    {
        F.Square(out var norm, in a.C0);
        F.Square(out var square, in a.C1);
        F.Add(out norm, in norm, in square);
        F.Invert(out norm, in norm);
        Conjugate(out var conjugate, in a);
        Scale(out result, in conjugate, in norm);
    }

    public static Fp2<F> operator +(in Fp2<F> a, in Fp2<F> b)
    {
        Add(out var result, in a, in b);
        return result;
    }

    public static Fp2<F> operator -(in Fp2<F> a, in Fp2<F> b)
    {
        Subtract(out var result, in a, in b);
        return result;
    }

    public static Fp2<F> operator *(in Fp2<F> a, in Fp2<F> b)
    {
        Multiply(out var result, in a, in b);
        return result;
    }

    public static Fp2<F> operator -(in Fp2<F> a)
    {
        Negate(out var result, in a);
        return result;
    }

    public static bool operator ==(in Fp2<F> a, in Fp2<F> b) => FieldElement.AreEqual(in a, in b);

    public static bool operator !=(in Fp2<F> a, in Fp2<F> b) => !FieldElement.AreEqual(in a, in b);

    public readonly bool Equals(Fp2<F> other) => this == other;

    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is Fp2<F> other && this == other;

    public override readonly int GetHashCode() => HashCode.Combine(C0, C1);
}
