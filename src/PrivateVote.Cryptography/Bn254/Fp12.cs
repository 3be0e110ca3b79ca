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

    /// <summary>
    /// a·(c0 + (c3 + c4·v)·w), the shape of a line of the Miller loop: eighteen products in Fp2, each coefficient reduced
    /// once.
    /// </summary>
    /// <remarks>
    /// In powers of w, with a = f0 + f1·w + .. + f5·w^5 and w^6 = ξ, the coefficient of w^k is f(k)·c0 + f(k-1)·c3 + f(k-3)·c4,
    /// where f of a negative index means ξ·f(index + 6); ξ is put at c3 and c4.
    /// </remarks>
    [SkipLocalsInit]
    public static void MultiplyBy034(out Fp12<F> result, in Fp12<F> a, in Fp2<F> c0, in Fp2<F> c3, in Fp2<F> c4)
    {
        // In memory: f0, f2, f4, f1, f3, f5.
        ref readonly var f = ref a.C0.C0;
        // c0, c3, c4, ξc3, ξc4
        Unsafe.SkipInit(out FiveFp2<F> c);
        c[0] = c0;
        c[1] = c3;
        c[2] = c4;
        Fp2<F>.MultiplyByXi(out c[3], in c3);
        Fp2<F>.MultiplyByXi(out c[4], in c4);
        Unsafe.SkipInit(out Fp12<F> product);
        Fp2<F>.SumOfProducts(out product.C0.C0, in f, new(0, 5, 4), in c[0], new(0, 3, 4));
        Fp2<F>.SumOfProducts(out product.C1.C0, in f, new(3, 0, 2), in c[0], new(0, 1, 4));
        Fp2<F>.SumOfProducts(out product.C0.C1, in f, new(1, 3, 5), in c[0], new(0, 1, 4));
        Fp2<F>.SumOfProducts(out product.C1.C1, in f, new(4, 1, 0), in c[0], new(0, 1, 2));
        Fp2<F>.SumOfProducts(out product.C0.C2, in f, new(2, 4, 3), in c[0], new(0, 1, 2));
        Fp2<F>.SumOfProducts(out product.C1.C2, in f, new(5, 2, 1), in c[0], new(0, 1, 2));
        result = product;
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

        Fp2<F>.Combine(out result.C0.C0, 3, in r0, -2, in a.C0.C0);
        Fp2<F>.Combine(out result.C0.C1, 3, in r1, -2, in a.C0.C1);
        Fp2<F>.Combine(out result.C0.C2, 3, in r2, -2, in a.C0.C2);
        Fp2<F>.Combine(out result.C1.C0, 3, in i2, 2, in a.C1.C0);
        Fp2<F>.Combine(out result.C1.C1, 3, in i0, 2, in a.C1.C1);
        Fp2<F>.Combine(out result.C1.C2, 3, in i1, 2, in a.C1.C2);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZeroEverywhere(in Fp12<F> a) =>
        Fp6<F>.IsZeroEverywhere(in a.C0) && Fp6<F>.IsZeroEverywhere(in a.C1);

    public static bool operator ==(in Fp12<F> a, in Fp12<F> b) => FieldElement.AreEqual(in a, in b);

    public static bool operator !=(in Fp12<F> a, in Fp12<F> b) => !FieldElement.AreEqual(in a, in b);

    public readonly bool Equals(Fp12<F> other) => this == other;

    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is Fp12<F> other && this == other;

    public override readonly int GetHashCode() => HashCode.Combine(C0, C1);
}
