using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>C0 + C1·w with w^2 = v: the quadratic extension of <see cref="Fp6{F}"/>, where pairings take their values.</summary>
/// <remarks>Every operation may write over its operands.</remarks>
public struct Fp12<F> : IField<Fp12<F>>, IEquatable<Fp12<F>>
    where F : unmanaged, IField<F>
{
    public Fp6<F> C0;
    public Fp6<F> C1;

    public Fp12(in Fp6<F> c0, in Fp6<F> c1)
    {
        C0 = c0;
        C1 = c1;
    }

    public static Fp12<F> Zero => default;

    public static Fp12<F> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Fp6<F>.One, Fp6<F>.Zero);
    }

    public static void Add(out Fp12<F> result, in Fp12<F> a, in Fp12<F> b)
    {
        Fp6<F>.Add(out result.C0, in a.C0, in b.C0);
        Fp6<F>.Add(out result.C1, in a.C1, in b.C1);
    }

    public static void Subtract(out Fp12<F> result, in Fp12<F> a, in Fp12<F> b)
    {
        Fp6<F>.Subtract(out result.C0, in a.C0, in b.C0);
        Fp6<F>.Subtract(out result.C1, in a.C1, in b.C1);
    }

    public static void Negate(out Fp12<F> result, in Fp12<F> a)
    {
        Fp6<F>.Negate(out result.C0, in a.C0);
        Fp6<F>.Negate(out result.C1, in a.C1);
    }

    public static void Double(out Fp12<F> result, in Fp12<F> a) => Add(out result, in a, in a);

    /// <summary>a·b by Karatsuba: three multiplications below.</summary>
    public static void Multiply(out Fp12<F> result, in Fp12<F> a, in Fp12<F> b)
    {
        Fp6<F>.Add(out var sumA, in a.C0, in a.C1);
        Fp6<F>.Add(out var sumB, in b.C0, in b.C1);
        Fp6<F>.Multiply(out var v0, in a.C0, in b.C0);
        Fp6<F>.Multiply(out var v1, in a.C1, in b.C1);
        Fp6<F>.Multiply(out sumA, in sumA, in sumB);
        Fp6<F>.Subtract(out sumA, in sumA, in v0);
        Fp6<F>.Subtract(out result.C1, in sumA, in v1);
        Fp6<F>.MultiplyByV(out v1, in v1);
        Fp6<F>.Add(out result.C0, in v0, in v1);
    }

    /// <summary>a^2 = (a0 + a1)(a0 + v·a1) - (1 + v)·a0·a1 + 2·a0·a1·w: two multiplications below.</summary>
    public static void Square(out Fp12<F> result, in Fp12<F> a)
    {
        Fp6<F>.Multiply(out var product, in a.C0, in a.C1);
        Fp6<F>.Add(out var sum, in a.C0, in a.C1);
        Fp6<F>.MultiplyByV(out var other, in a.C1);
        Fp6<F>.Add(out other, in other, in a.C0);
        Fp6<F>.Multiply(out sum, in sum, in other);
        Fp6<F>.Subtract(out sum, in sum, in product);
        Fp6<F>.Double(out result.C1, in product);
        Fp6<F>.MultiplyByV(out product, in product);
        Fp6<F>.Subtract(out result.C0, in sum, in product);
    }

    /// <summary>a·(c0 + (c3 + c4·v)·w), the shape of a line of the Miller loop: thirteen multiplications in Fp2.</summary>
    public static void MultiplyBy034(out Fp12<F> result, in Fp12<F> a, in Fp2<F> c0, in Fp2<F> c3, in Fp2<F> c4)
    {
        Fp6<F>.Scale(out var v0, in a.C0, in c0);
        Fp6<F>.MultiplyBy01(out var v1, in a.C1, in c3, in c4);
        Fp2<F>.Add(out var sum, in c0, in c3);
        Fp6<F>.Add(out var cross, in a.C0, in a.C1);
        Fp6<F>.MultiplyBy01(out cross, in cross, in sum, in c4);
        Fp6<F>.Subtract(out cross, in cross, in v0);
        Fp6<F>.Subtract(out result.C1, in cross, in v1);
        Fp6<F>.MultiplyByV(out v1, in v1);
        Fp6<F>.Add(out result.C0, in v0, in v1);
    }

    /// <summary>a0 - a1·w, which is a^(p^6), and 1/a for an a of the cyclotomic subgroup.</summary>
    public static void Conjugate(out Fp12<F> result, in Fp12<F> a)
    {
        result.C0 = a.C0;
        Fp6<F>.Negate(out result.C1, in a.C1);
    }

    /// <summary>1/a, and 0 for 0.</summary>
    public static void Invert(out Fp12<F> result, in Fp12<F> a)
    {
        Fp6<F>.Square(out var norm, in a.C0);
        Fp6<F>.Square(out var square, in a.C1);
        Fp6<F>.MultiplyByV(out square, in square);
        Fp6<F>.Subtract(out norm, in norm, in square);
        Fp6<F>.Invert(out norm, in norm);
        Fp6<F>.Multiply(out result.C0, in a.C0, in norm);
        Fp6<F>.Multiply(out norm, in a.C1, in norm);
        Fp6<F>.Negate(out result.C1, in norm);
    }

    /// <summary>
    /// a^2 for an a of the cyclotomic subgroup (order dividing p^4 - p^2 + 1): nine squarings in Fp2 (Granger and Scott,
    /// eprint 2009/565, section 3.2).
    /// </summary>
    public static void CyclotomicSquare(out Fp12<F> result, in Fp12<F> a)
    {
        // Three squarings in Fp4 = Fp2[s]/(s^2 - ξ), on (a0, b1), (b0, a2) and (a1, b2) where a = C0, b = C1.
        SquareInFp4(out var r0, out var i0, in a.C0.C0, in a.C1.C1);
        SquareInFp4(out var r1, out var i1, in a.C1.C0, in a.C0.C2);
        SquareInFp4(out var r2, out var i2, in a.C0.C1, in a.C1.C2);
        Fp2<F>.MultiplyByXi(out i2, in i2);

        TripleMinusDouble(out result.C0.C0, in r0, in a.C0.C0);
        TripleMinusDouble(out result.C0.C1, in r1, in a.C0.C1);
        TripleMinusDouble(out result.C0.C2, in r2, in a.C0.C2);
        TriplePlusDouble(out result.C1.C0, in i2, in a.C1.C0);
        TriplePlusDouble(out result.C1.C1, in i0, in a.C1.C1);
        TriplePlusDouble(out result.C1.C2, in i1, in a.C1.C2);
    }

    /// <summary>(a + b·s)^2 = (a^2 + ξ·b^2) + 2ab·s.</summary>
    private static void SquareInFp4(out Fp2<F> real, out Fp2<F> imaginary, in Fp2<F> a, in Fp2<F> b)
    {
        Fp2<F>.Square(out var squareA, in a);
        Fp2<F>.Square(out var squareB, in b);
        Fp2<F>.Add(out var sum, in a, in b);
        Fp2<F>.Square(out sum, in sum);
        Fp2<F>.Subtract(out sum, in sum, in squareA);
        Fp2<F>.Subtract(out imaginary, in sum, in squareB);
        Fp2<F>.MultiplyByXi(out squareB, in squareB);
        Fp2<F>.Add(out real, in squareA, in squareB);
    }

    /// <summary>3t - 2a.</summary>
    private static void TripleMinusDouble(out Fp2<F> result, in Fp2<F> t, in Fp2<F> a)
    {
        Fp2<F>.Subtract(out var difference, in t, in a);
        Fp2<F>.Double(out difference, in difference);
        Fp2<F>.Add(out result, in difference, in t);
    }

    /// <summary>3t + 2a.</summary>
    private static void TriplePlusDouble(out Fp2<F> result, in Fp2<F> t, in Fp2<F> a)
    {
        Fp2<F>.Add(out var sum, in t, in a);
        Fp2<F>.Double(out sum, in sum);
        Fp2<F>.Add(out result, in sum, in t);
    }

    /// <summary>a^p: each coefficient of w^i is conjugated and multiplied by γ1,i.</summary>
    public static void Frobenius(out Fp12<F> result, in Fp12<F> a)
    {
        var gamma = Bn254Constants<F>.Frobenius1;
        Fp2<F>.Conjugate(out result.C0.C0, in a.C0.C0);
        ConjugateAndScale(out result.C1.C0, in a.C1.C0, in gamma[1]);
        ConjugateAndScale(out result.C0.C1, in a.C0.C1, in gamma[2]);
        ConjugateAndScale(out result.C1.C1, in a.C1.C1, in gamma[3]);
        ConjugateAndScale(out result.C0.C2, in a.C0.C2, in gamma[4]);
        ConjugateAndScale(out result.C1.C2, in a.C1.C2, in gamma[5]);
    }

    /// <summary>a^(p^2): each coefficient of w^i is multiplied by γ2,i.</summary>
    public static void FrobeniusSquare(out Fp12<F> result, in Fp12<F> a)
    {
        var gamma = Bn254Constants<F>.Frobenius2;
        result.C0.C0 = a.C0.C0;
        Fp2<F>.Scale(out result.C1.C0, in a.C1.C0, in gamma[1]);
        Fp2<F>.Scale(out result.C0.C1, in a.C0.C1, in gamma[2]);
        Fp2<F>.Scale(out result.C1.C1, in a.C1.C1, in gamma[3]);
        Fp2<F>.Scale(out result.C0.C2, in a.C0.C2, in gamma[4]);
        Fp2<F>.Scale(out result.C1.C2, in a.C1.C2, in gamma[5]);
    }

    private static void ConjugateAndScale(out Fp2<F> result, in Fp2<F> a, in Fp2<F> factor)
    {
        Fp2<F>.Conjugate(out var conjugate, in a);
        Fp2<F>.Multiply(out result, in conjugate, in factor);
    }

    public static bool operator ==(in Fp12<F> a, in Fp12<F> b) => FieldElement.AreEqual(in a, in b);

    public static bool operator !=(in Fp12<F> a, in Fp12<F> b) => !FieldElement.AreEqual(in a, in b);

    public readonly bool Equals(Fp12<F> other) => this == other;

    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is Fp12<F> other && this == other;

    public override readonly int GetHashCode() => HashCode.Combine(C0, C1);
}
