using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>C0 + C1·v + C2·v^2 with v^3 = ξ = 9 + u: the cubic extension of <see cref="Fp2{F}"/>.</summary>
/// <remarks>Every operation may write over its operands.</remarks>
public struct Fp6<F> : IField<Fp6<F>>, IEquatable<Fp6<F>>
    where F : unmanaged, IField<F>
{
    public Fp2<F> C0;
    public Fp2<F> C1;
    public Fp2<F> C2;

    public Fp6(in Fp2<F> c0, in Fp2<F> c1, in Fp2<F> c2)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
    }

    public static Fp6<F> Zero => default;

    public static Fp6<F> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Fp2<F>.One, Fp2<F>.Zero, Fp2<F>.Zero);
    }

    public static void Add(out Fp6<F> result, in Fp6<F> a, in Fp6<F> b)
    {
        Fp2<F>.Add(out result.C0, in a.C0, in b.C0);
        Fp2<F>.Add(out result.C1, in a.C1, in b.C1);
        Fp2<F>.Add(out result.C2, in a.C2, in b.C2);
    }

    public static void Subtract(out Fp6<F> result, in Fp6<F> a, in Fp6<F> b)
    {
        Fp2<F>.Subtract(out result.C0, in a.C0, in b.C0);
        Fp2<F>.Subtract(out result.C1, in a.C1, in b.C1);
        Fp2<F>.Subtract(out result.C2, in a.C2, in b.C2);
    }

    public static void Negate(out Fp6<F> result, in Fp6<F> a)
    {
        Fp2<F>.Negate(out result.C0, in a.C0);
        Fp2<F>.Negate(out result.C1, in a.C1);
        Fp2<F>.Negate(out result.C2, in a.C2);
    }

    public static void Double(out Fp6<F> result, in Fp6<F> a) => Add(out result, in a, in a);

    /// <summary>a·b: each coefficient is a sum of three products, reduced once.</summary>
    [SkipLocalsInit]
    public static void Multiply(out Fp6<F> result, in Fp6<F> a, in Fp6<F> b)
    {
        // b0, b1, b2, ξb1, ξb2
        Unsafe.SkipInit(out FiveFp2<F> c);
        c[0] = b.C0;
        c[1] = b.C1;
        c[2] = b.C2;
        Fp2<F>.MultiplyByXi(out c[3], in b.C1);
        Fp2<F>.MultiplyByXi(out c[4], in b.C2);
        // c0 = a0·b0 + a1·ξb2 + a2·ξb1, c1 = a0·b1 + a1·b0 + a2·ξb2, c2 = a0·b2 + a1·b1 + a2·b0
        Fp2<F>.SumOfProducts(out var c0, in a.C0, new(0, 1, 2), in c[0], new(0, 4, 3));
        Fp2<F>.SumOfProducts(out var c1, in a.C0, new(0, 1, 2), in c[0], new(1, 0, 4));
        Fp2<F>.SumOfProducts(out result.C2, in a.C0, new(0, 1, 2), in c[0], new(2, 1, 0));
        result.C0 = c0;
        result.C1 = c1;
    }

    public static void Square(out Fp6<F> result, in Fp6<F> a) => Multiply(out result, in a, in a);

    /// <summary>a·v.</summary>
    public static void MultiplyByV(out Fp6<F> result, in Fp6<F> a)
    {
        Fp2<F>.MultiplyByXi(out var c0, in a.C2);
        result.C2 = a.C1;
        result.C1 = a.C0;
        result.C0 = c0;
    }

    /// <summary>1/a, and 0 for 0 (eprint 2010/354, algorithm 17).</summary>
    public static void Invert(out Fp6<F> result, in Fp6<F> a)
    {
        Fp2<F>.Square(out var c0, in a.C0);
        Fp2<F>.Multiply(out var product, in a.C1, in a.C2);
        Fp2<F>.MultiplyByXi(out product, in product);
        Fp2<F>.Subtract(out c0, in c0, in product);

        Fp2<F>.Square(out var c1, in a.C2);
        Fp2<F>.MultiplyByXi(out c1, in c1);
        Fp2<F>.Multiply(out product, in a.C0, in a.C1);
        Fp2<F>.Subtract(out c1, in c1, in product);

        Fp2<F>.Square(out var c2, in a.C1);
        Fp2<F>.Multiply(out product, in a.C0, in a.C2);
        Fp2<F>.Subtract(out c2, in c2, in product);

        // The norm a0·c0 + ξ(a2·c1 + a1·c2) lies in Fp2.
        Fp2<F>.Multiply(out var norm, in a.C2, in c1);
        Fp2<F>.Multiply(out product, in a.C1, in c2);
        Fp2<F>.Add(out norm, in norm, in product);
        Fp2<F>.MultiplyByXi(out norm, in norm);
        Fp2<F>.Multiply(out product, in a.C0, in c0);
        Fp2<F>.Add(out norm, in norm, in product);
        Fp2<F>.Invert(out norm, in norm);

        Fp2<F>.Multiply(out result.C0, in c0, in norm);
        Fp2<F>.Multiply(out result.C1, in c1, in norm);
        Fp2<F>.Multiply(out result.C2, in c2, in norm);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZeroEverywhere(in Fp6<F> a) =>
        Fp2<F>.IsZeroEverywhere(in a.C0) && Fp2<F>.IsZeroEverywhere(in a.C1) && Fp2<F>.IsZeroEverywhere(in a.C2);

    public static bool operator ==(in Fp6<F> a, in Fp6<F> b) => FieldElement.AreEqual(in a, in b);

    public static bool operator !=(in Fp6<F> a, in Fp6<F> b) => !FieldElement.AreEqual(in a, in b);

    public readonly bool Equals(Fp6<F> other) => this == other;

    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is Fp6<F> other && this == other;

    public override readonly int GetHashCode() => HashCode.Combine(C0, C1, C2);
}
