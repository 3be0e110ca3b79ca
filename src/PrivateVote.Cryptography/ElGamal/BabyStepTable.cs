using System.Numerics;
using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Cryptography.ElGamal;

/// <summary>
/// The u coordinates of 1·B, 2·B, .., T·B and with them those of the negatives: a hash table with open addressing, eight
/// bytes a slot and two slots an entry.
/// </summary>
/// <remarks>
/// A slot holds 32 bits of u and the 32-bit exponent; other bits of u choose the slot. A match is a candidate only.
/// </remarks>
internal sealed class BabyStepTable
{
    /// <summary>log2 of the largest table: 2^24 entries in 256 MiB.</summary>
    public const int MaximumLog = 24;

    /// <summary>Points on either side of a center that share one inversion.</summary>
    public const int HalfBatch = 512;

    private static readonly Lock Gate = new();
    private static readonly WeakReference<BabyStepTable>?[] Shared = new WeakReference<BabyStepTable>?[MaximumLog + 1];

    private readonly ulong[] _slots;
    private readonly int _mask;

    private BabyStepTable(int log)
    {
        Count = 1 << log;
        _slots = new ulong[2 * Count];
        _mask = _slots.Length - 1;
        Fill();
    }

    /// <summary>T.</summary>
    public int Count { get; }

    /// <summary>The table of 2^log entries; made once and kept while somebody holds it.</summary>
    public static BabyStepTable Get(int log)
    {
        lock (Gate)
        {
            if (Shared[log] is { } reference && reference.TryGetTarget(out var table))
            {
                return table;
            }

            table = new BabyStepTable(log);
            Shared[log] = new WeakReference<BabyStepTable>(table);
            return table;
        }
    }

    /// <summary>
    /// The next exponent j &gt; 0 whose entry matches u, beginning at <paramref name="probe"/> (0 at first, then as left by
    /// the last call); 0 if there is none.
    /// </summary>
    public uint Find(in Fr u, ref int probe)
    {
        var (slot, print) = Key(in u);
        for (; ; probe++)
        {
            var entry = _slots[(slot + probe) & _mask];
            if (entry == 0)
            {
                return 0;
            }

            if ((uint)(entry >> 32) == print)
            {
                probe++;
                return (uint)entry;
            }
        }
    }

    /// <summary>1·step, 2·step, .., HalfBatch·step.</summary>
    public static MontgomeryPoint[] Multiples(in EdwardsPoint step)
    {
        var multiples = new EdwardsPoint[HalfBatch];
        multiples[0] = step;
        for (var k = 1; k < HalfBatch; k++)
        {
            multiples[k] = multiples[k - 1] + step;
        }

        return EdwardsPoint.ToMontgomeryBatch(multiples);
    }

    private void Fill()
    {
        const int Width = (2 * HalfBatch) + 1;
        var steps = Multiples(EdwardsPoint.Base);
        var stride = EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, Scalar.From(Width));
        var center = EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, Scalar.From(HalfBatch + 1));
        var plus = new Fr[HalfBatch];
        var minus = new Fr[HalfBatch];
        for (long exponent = HalfBatch + 1; exponent - HalfBatch <= Count; exponent += Width)
        {
            // No neighbour of a center above HalfBatch is the identity, and the center is no step.
            var point = EdwardsPoint.ToMontgomeryBatch([center])[0];
            MontgomeryPoint.TryNeighbours(in point, steps, plus, minus, out _);
            Insert(in point.U, exponent);
            for (var k = 0; k < HalfBatch; k++)
            {
                Insert(in minus[k], exponent - k - 1);
                Insert(in plus[k], exponent + k + 1);
            }

            center += stride;
        }
    }

    private void Insert(in Fr u, long exponent)
    {
        if (exponent > Count)
        {
            return;
        }

        var (slot, print) = Key(in u);
        while (_slots[slot & _mask] != 0)
        {
            slot++;
        }

        _slots[slot & _mask] = ((ulong)print << 32) | (uint)exponent;
    }

    /// <summary>Any fixed bits of the representation will do: it is unique, and u behaves like a random number.</summary>
    private static (int Slot, uint Print) Key(in Fr u) => ((int)(u.L0 & int.MaxValue), (uint)(u.L0 >> 32));

    /// <summary>The size that makes table and search about equally long for numbers up to the maximum.</summary>
    public static int LogFor(ulong maximum) => Math.Clamp((BitOperations.Log2(maximum | 1) + 1) / 2, 4, MaximumLog);
}
