using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PrivateVote.Cryptography.Fields;

/// <summary>Single elements in and out of <see cref="LaneLimbs"/> that hold 64-bit limbs.</summary>
internal static class LaneWords
{
    /// <summary>Elements side by side.</summary>
    public const int Count = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Get<TModulus>(in LaneLimbs words, int lane, out PrimeField<TModulus> element)
        where TModulus : struct, IModulus
    {
        ref var word = ref First(ref Unsafe.AsRef(in words), lane);
        element = new PrimeField<TModulus>(
            word,
            Unsafe.Add(ref word, Count),
            Unsafe.Add(ref word, 2 * Count),
            Unsafe.Add(ref word, 3 * Count)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set<TModulus>(ref LaneLimbs words, int lane, in PrimeField<TModulus> element)
        where TModulus : struct, IModulus
    {
        ref var word = ref First(ref words, lane);
        word = element.L0;
        Unsafe.Add(ref word, Count) = element.L1;
        Unsafe.Add(ref word, 2 * Count) = element.L2;
        Unsafe.Add(ref word, 3 * Count) = element.L3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ulong First(ref LaneLimbs words, int lane) =>
        ref Unsafe.Add(ref Unsafe.As<Vector512<ulong>, ulong>(ref words.Limb0), lane);
}
