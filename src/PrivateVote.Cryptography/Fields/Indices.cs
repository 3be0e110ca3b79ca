using System.Runtime.CompilerServices;

namespace PrivateVote.Cryptography.Fields;

/// <summary>Up to seven indices below sixteen, in one register: constants of a formula that cost a kernel no memory access.</summary>
public readonly struct Indices
{
    public const int MaximumCount = 7;

    private readonly uint packed;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Indices(int i) => packed = (1U << 28) | (uint)i;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Indices(int i, int j, int k) => packed = (3U << 28) | (uint)((k << 8) | (j << 4) | i);

    public Indices(ReadOnlySpan<int> indices)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(indices.Length, MaximumCount);
        packed = (uint)indices.Length << 28;
        for (var k = 0; k < indices.Length; k++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)indices[k], 15U);
            packed |= (uint)indices[k] << (4 * k);
        }
    }

    public int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(packed >> 28);
    }

    public int this[int k]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)((packed >> (4 * k)) & 15);
    }
}
