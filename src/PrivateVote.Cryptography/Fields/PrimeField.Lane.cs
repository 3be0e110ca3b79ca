using System.Runtime.CompilerServices;

namespace PrivateVote.Cryptography.Fields;

/// <summary>One element as a lane of its own.</summary>
public readonly partial struct PrimeField<TModulus> : ILanes<PrimeField<TModulus>, PrimeField<TModulus>>
{
    static int ILanes<PrimeField<TModulus>, PrimeField<TModulus>>.Width => 1;

    static void ILanes<PrimeField<TModulus>, PrimeField<TModulus>>.Load(
        out PrimeField<TModulus> result,
        ReadOnlySpan<PrimeField<TModulus>> elements
    ) => result = elements[0];

    void ILanes<PrimeField<TModulus>, PrimeField<TModulus>>.Store(Span<PrimeField<TModulus>> elements) =>
        elements[0] = this;

    static byte ILanes<PrimeField<TModulus>, PrimeField<TModulus>>.ZeroMask(in PrimeField<TModulus> a) =>
        a.IsZero ? (byte)1 : (byte)0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void ILanes<PrimeField<TModulus>, PrimeField<TModulus>>.Select(
        out PrimeField<TModulus> result,
        byte mask,
        in PrimeField<TModulus> a,
        in PrimeField<TModulus> b
    ) => result = Select(0UL - (mask & 1UL), in a, in b);
}
