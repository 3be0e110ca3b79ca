using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.ElGamal;

/// <summary>
/// The u coordinates of 1·B, 2·B, .., T·B and with them those of the negatives: a hash table with open addressing, eight
/// bytes a slot and two slots an entry.
/// </summary>
/// <remarks>
/// A slot holds a print, 31 bits of u, and the 32-bit exponent; other bits of u choose a bucket of eight slots, the first
/// free slot from there on is taken. Prints and exponents lie apart, so that one look at 32 bytes tells nearly always
/// that there is no match, without a branch that depends on the number of entries. A match is a candidate only.
/// </remarks>
internal sealed class BabyStepTable
{
    /// <summary>log2 of the largest table: 2^24 entries in 256 MiB.</summary>
    public const int MaximumLog = 24;

    /// <summary>log2 of the smallest table: one bucket is half full.</summary>
    private const int MinimumLog = 4;

    /// <summary>Points on either side of a center that share one inversion.</summary>
    public const int HalfBatch = 4096;

    /// <summary>HalfBatch points on either side, and the center.</summary>
    public const int Batch = (2 * HalfBatch) + 1;

    /// <summary>Batches of one piece of work: finding its first center costs half as much as a batch.</summary>
    public const int BatchesInPiece = 8;

    private const int BucketSize = 8;

    private static readonly Lock Gate = new();
    private static readonly WeakReference<BabyStepTable>?[] Shared = new WeakReference<BabyStepTable>?[MaximumLog + 1];

    /// <summary>0 in a free slot.</summary>
    private readonly uint[] _prints;
    private readonly uint[] _exponents;
    private readonly int _mask;

    private BabyStepTable(int log)
    {
        Count = 1 << log;
        _prints = new uint[2 * Count];
        _exponents = new uint[2 * Count];
        _mask = _prints.Length - 1;
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

    /// <summary>The size that makes table and search about equally long for numbers up to the maximum.</summary>
    public static int LogFor(ulong maximum) =>
        Math.Clamp((BitOperations.Log2(maximum | 1) + 1) / 2, MinimumLog, MaximumLog);

    /// <summary>
    /// False if no entry can match a point by the lowest word of its u; true for one in twenty where none does.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayContain(ulong word)
    {
        var bucket = Bucket(Home(word));
        var matches = Vector256.Equals(bucket, Vector256.Create(Print(word)));

        // A full bucket may have sent its entry on.
        return matches != Vector256<uint>.Zero || bucket.GetElement(BucketSize - 1) != 0;
    }

    /// <summary>
    /// The next exponent j &gt; 0 whose entry matches, beginning at <paramref name="probe"/> (0 at first, then as left by
    /// the last call); 0 if there is none.
    /// </summary>
    public uint Find(ulong word, ref int probe)
    {
        var (home, print) = (Home(word), Print(word));
        while (true)
        {
            var slot = (home + probe++) & _mask;
            if (_prints[slot] == 0)
            {
                return 0;
            }

            if (_prints[slot] == print)
            {
                return _exponents[slot];
            }
        }
    }

    /// <summary>Any fixed bits of the representation will do: it is unique, and u behaves like a random number.</summary>
    private int Home(ulong word) => (int)word & _mask & -BucketSize;

    private static uint Print(ulong word) => (uint)(word >> 32) | 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<uint> Bucket(int slot) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_prints), (nuint)slot);

    private void Fill()
    {
        var steps = MontgomerySteps.Create(EdwardsPoint.Base, HalfBatch);
        var stride = steps.Stride;
        Parallel.ForEach(
            Partitioner.Create(0, (Count + Batch - 1) / Batch, BatchesInPiece),
            () => new MontgomerySteps.Workspace(HalfBatch),
            (range, state, workspace) =>
            {
                var exponent = ((long)range.Item1 * Batch) + HalfBatch + 1;
                var center = EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, Scalar.From((ulong)exponent));
                for (var i = range.Item1; i < range.Item2; i++)
                {
                    // No neighbour of a center above HalfBatch is the identity, and the center is no step.
                    var point = EdwardsPoint.ToMontgomeryBatch([center])[0];
                    steps.TryNeighbours(in point, workspace, out _);
                    Insert(point.U.L0, exponent);
                    for (var k = 0; k < HalfBatch; k++)
                    {
                        Insert(workspace.Minus[k], exponent - k - 1);
                        Insert(workspace.Plus[k], exponent + k + 1);
                    }

                    center += stride;
                    exponent += Batch;
                }

                return workspace;
            },
            _ => { }
        );
    }

    /// <summary>Safe for concurrent calls: a slot belongs to whoever puts the print into it.</summary>
    private void Insert(ulong word, long exponent)
    {
        if (exponent > Count)
        {
            return;
        }

        var print = Print(word);
        for (var home = Home(word); ; home = (home + BucketSize) & _mask)
        {
            while (
                Vector256.Equals(Bucket(home), Vector256<uint>.Zero).ExtractMostSignificantBits() is var free and > 0
            )
            {
                var slot = home + BitOperations.TrailingZeroCount(free);
                if (Interlocked.CompareExchange(ref _prints[slot], print, 0) == 0)
                {
                    _exponents[slot] = (uint)exponent;
                    return;
                }
            }
        }
    }
}
