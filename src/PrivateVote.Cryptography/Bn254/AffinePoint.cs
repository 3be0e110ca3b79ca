using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// A point (X, Y) of a curve y^2 = x^3 + b, or the point at infinity, written (0, 0) as in EIP-196 (b is not zero, so
/// (0, 0) is never on the curve): <c>G1Affine</c> over Fp, <c>G2Affine</c> over Fp2.
/// </summary>
/// <remarks>The type holds any pair of coordinates: <see cref="G1"/> and <see cref="G2"/> decode and check.</remarks>
public struct AffinePoint<F> : IEquatable<AffinePoint<F>>
    where F : unmanaged, IField<F>
{
    public F X;
    public F Y;

    public AffinePoint(in F x, in F y)
    {
        X = x;
        Y = y;
    }

    public static AffinePoint<F> Infinity => default;

    public readonly bool IsInfinity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => FieldElement.IsZero(in X) && FieldElement.IsZero(in Y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(out AffinePoint<F> result, in AffinePoint<F> a)
    {
        result.X = a.X;
        F.Negate(out result.Y, in a.Y);
    }

    /// <summary>Whether y^2 = x^3 + b, or the point is at infinity.</summary>
    internal static bool SatisfiesEquation(in AffinePoint<F> point, in F b)
    {
        if (point.IsInfinity)
        {
            return true;
        }

        F.Square(out var left, in point.Y);
        F.Square(out var right, in point.X);
        F.Multiply(out right, in right, in point.X);
        F.Add(out right, in right, in b);
        return FieldElement.AreEqual(in left, in right);
    }

    public static AffinePoint<F> operator -(in AffinePoint<F> a)
    {
        Negate(out var result, in a);
        return result;
    }

    public static bool operator ==(in AffinePoint<F> a, in AffinePoint<F> b) =>
        FieldElement.AreEqual(in a.X, in b.X) && FieldElement.AreEqual(in a.Y, in b.Y);

    public static bool operator !=(in AffinePoint<F> a, in AffinePoint<F> b) => !(a == b);

    public readonly bool Equals(AffinePoint<F> other) => this == other;

    public override readonly bool Equals([NotNullWhen(true)] object? obj) =>
        obj is AffinePoint<F> other && this == other;

    public override readonly int GetHashCode() => HashCode.Combine(X, Y);
}
