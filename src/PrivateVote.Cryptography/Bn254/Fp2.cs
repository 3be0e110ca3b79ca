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

    /// <summary>a·b = (a0·b0 - a1·b1) + (a0·b1 + a1·b0)·u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(out Fp2<F> result, in Fp2<F> a, in Fp2<F> b) =>
        F.MultiplyComplex(out result.C0, out result.C1, in a.C0, in a.C1, in b.C0, in b.C1);

    /// <summary>
    /// The sum of a[i]·b[j] over the pairs of indices (i, j), for consecutive elements in memory from a and from b on,
    /// reduced once in each part (Longa, eprint 2022/367).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SumOfProducts(
        out Fp2<F> result,
        in Fp2<F> a,
        Indices indicesOfA,
        in Fp2<F> b,
        Indices indicesOfB
    ) => F.SumOfComplexProducts(out result.C0, out result.C1, in a.C0, indicesOfA, in b.C0, indicesOfB);

    /// <summary>a^2 = (a0 + a1)(a0 - a1) + 2·a0·a1·u: two multiplications below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square(out Fp2<F> result, in Fp2<F> a) =>
        F.SquareComplex(out result.C0, out result.C1, in a.C0, in a.C1);

    /// <summary>m·a + n·b for public integers, |m| + |n| at most 24.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine(out Fp2<F> result, int m, in Fp2<F> a, int n, in Fp2<F> b)
    {
        F.Combine(out result.C0, m, in a.C0, n, in b.C0);
        F.Combine(out result.C1, m, in a.C1, n, in b.C1);
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyByXi(out Fp2<F> result, in Fp2<F> a)
    {
        F.Combine(out var real, 9, in a.C0, -1, in a.C1);
        F.Combine(out result.C1, 9, in a.C1, 1, in a.C0);
        result.C0 = real;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZeroEverywhere(in Fp2<F> a) => F.IsZeroEverywhere(in a.C0) && F.IsZeroEverywhere(in a.C1);

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

/// <summary>Five consecutive elements: a kernel's second factors.</summary>
[InlineArray(5)]
internal struct FiveFp2<F>
    where F : unmanaged, IField<F>
{
    private Fp2<F> first;
}
