using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PrivateVote.Cryptography.Fields;

/// <summary>The constants of a modulus in 52-bit limbs, least significant first, as the vector paths use them.</summary>
/// <remarks>All are expressions of <see cref="IModulus"/>'s constants and fold when a kernel is compiled.</remarks>
internal static class Radix52<TModulus>
    where TModulus : struct, IModulus
{
    public const ulong Mask = (1UL << 52) - 1;

    /// <summary>q.</summary>
    public static ulong Q0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TModulus.Q0 & Mask;
    }
    public static ulong Q1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((TModulus.Q0 >> 52) | (TModulus.Q1 << 12)) & Mask;
    }
    public static ulong Q2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((TModulus.Q1 >> 40) | (TModulus.Q2 << 24)) & Mask;
    }
    public static ulong Q3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((TModulus.Q2 >> 28) | (TModulus.Q3 << 36)) & Mask;
    }
    public static ulong Q4
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TModulus.Q3 >> 16;
    }

    /// <summary>2q.</summary>
    public static ulong Twice0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Q0 << 1) & Mask;
    }
    public static ulong Twice1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((Q1 << 1) | (Q0 >> 51)) & Mask;
    }
    public static ulong Twice2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((Q2 << 1) | (Q1 >> 51)) & Mask;
    }
    public static ulong Twice3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((Q3 << 1) | (Q2 >> 51)) & Mask;
    }
    public static ulong Twice4
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Q4 << 1) | (Q3 >> 51);
    }

    /// <summary>q·2^51 in six limbs.</summary>
    public static ulong Half0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Q0 << 51) & Mask;
    }
    public static ulong Half1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((Q0 >> 1) | (Q1 << 51)) & Mask;
    }
    public static ulong Half2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((Q1 >> 1) | (Q2 << 51)) & Mask;
    }
    public static ulong Half3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((Q2 >> 1) | (Q3 << 51)) & Mask;
    }
    public static ulong Half4
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((Q3 >> 1) | (Q4 << 51)) & Mask;
    }
    public static ulong Half5
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Q4 >> 1;
    }

    /// <summary>-1/q mod 2^52.</summary>
    public static ulong NegatedInverse
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TModulus.NegatedInverse & Mask;
    }

    /// <summary>2^275 / q, too small by less than 1.1: for quotients by q of numbers cut to multiples of 2^240.</summary>
    /// <remarks>
    /// q is about Q·2^222 for its highest limb's highest 34 bits Q. Rounding Q up takes 2^53/Q^2 off, below 2^-4 for the
    /// smallest q, and the quotient's fraction less than 1.
    /// </remarks>
    public static ulong Reciprocal
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (1UL << 53) / ((TModulus.Q3 >> 30) + 1);
    }

    /// <summary>2^260 mod q, the number one, in every lane.</summary>
    public static readonly LaneLimbs One = Broadcast(PrimeField<TModulus>.From(1 << 4));

    /// <summary>2^264 mod q: multiplying by it turns the Montgomery form for 2^256 into that for 2^260.</summary>
    public static readonly LaneLimbs FromRadix64 = Broadcast(PrimeField<TModulus>.From(1 << 8));

    /// <summary>2^256 mod q: multiplying by it turns the Montgomery form for 2^260 into that for 2^256.</summary>
    public static readonly LaneLimbs ToRadix64 = Broadcast(PrimeField<TModulus>.One);

    /// <summary>The Montgomery form for 2^256, taken as a plain number, in every lane.</summary>
    private static LaneLimbs Broadcast(in PrimeField<TModulus> element) =>
        new()
        {
            Limb0 = Vector512.Create(element.L0 & Mask),
            Limb1 = Vector512.Create(((element.L0 >> 52) | (element.L1 << 12)) & Mask),
            Limb2 = Vector512.Create(((element.L1 >> 40) | (element.L2 << 24)) & Mask),
            Limb3 = Vector512.Create(((element.L2 >> 28) | (element.L3 << 36)) & Mask),
            Limb4 = Vector512.Create(element.L3 >> 16),
        };
}
