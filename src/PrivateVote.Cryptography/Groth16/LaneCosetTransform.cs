using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// Eight neighbours at once. Blocks of 64 are not split further as they stand but turned, so that neighbours come to stand
/// in different vectors at the same lane.
/// </summary>
/// <remarks>
/// Memory: 150 bytes of tables for each point of the domain, and 40 for each of a transform at work, rented from the shared
/// pool and given back cleared.
/// </remarks>
internal sealed class LaneCosetTransform<TPath> : CosetTransform<PrimeFieldLanes<Bn254Scalar, TPath>>, ICosetTransform
    where TPath : struct, ILanePath<Bn254Scalar>
{
    /// <summary>The smallest domain: one turned block.</summary>
    public const int SmallestSize = Width * Width;

    private const int Width = Lanes.Count;

    /// <summary>For each turned block the roots of its 8 blocks of 8, its 16 blocks of 4 and its 32 blocks of 2.</summary>
    private readonly Turned[] turnedRoots;
    private readonly Turned[] turnedInverseRoots;

    /// <summary>The shifts of each turned block, turned.</summary>
    private readonly PrimeFieldLanes<Bn254Scalar, TPath>[] shifts;

    public LaneCosetTransform(CosetTables tables)
        : base(Broadcast(tables.Roots), Broadcast(tables.InverseRoots), leaf: Width)
    {
        turnedRoots = TurnRoots(tables.Roots);
        turnedInverseRoots = TurnRoots(tables.InverseRoots);
        shifts = new PrimeFieldLanes<Bn254Scalar, TPath>[tables.Shifts.Length / Width];
        Load(tables.Shifts, shifts);
        for (var start = 0; start < shifts.Length; start += Width)
        {
            Turn(shifts.AsSpan(start, Width));
        }
    }

    public void Run(Span<Fr> values)
    {
        var lanes = ArrayPool<PrimeFieldLanes<Bn254Scalar, TPath>>.Shared.Rent(values.Length / Width);
        try
        {
            var vectors = lanes.AsSpan(0, values.Length / Width);
            Load(values, vectors);
            Transform(vectors, 0);
            for (var i = 0; i < vectors.Length; i++)
            {
                vectors[i].Store(values.Slice(Width * i, Width));
            }
        }
        finally
        {
            ArrayPool<PrimeFieldLanes<Bn254Scalar, TPath>>.Shared.Return(lanes, clearArray: true);
        }
    }

    protected override void TransformLeaf(Span<PrimeFieldLanes<Bn254Scalar, TPath>> block, int number)
    {
        for (int length = Width, first = number; length > 1; length /= 2, first *= 2)
        {
            for (var i = 0; i < Width / length; i++)
            {
                Split(block.Slice(i * length, length), first + i);
            }
        }

        Turn(block);
        ReadOnlySpan<PrimeFieldLanes<Bn254Scalar, TPath>> z = turnedInverseRoots[number];
        for (int half = Width / 2, first = 0; half > 0; first += Width / (2 * half), half /= 2)
        {
            for (var i = 0; i < Width / 2; i++)
            {
                var (low, root) = Pair(i, half);
                SplitPair(ref block[low], ref block[low + half], in z[first + root]);
            }
        }

        for (var i = 0; i < Width; i++)
        {
            PrimeFieldLanes<Bn254Scalar, TPath>.Multiply(out block[i], in block[i], in shifts[(Width * number) + i]);
        }

        z = turnedRoots[number];
        for (int half = 1, first = (Width / 2) - 1; half < Width; half *= 2, first /= 2)
        {
            for (var i = 0; i < Width / 2; i++)
            {
                var (low, root) = Pair(i, half);
                MergePair(ref block[low], ref block[low + half], in z[first + root]);
            }
        }

        Turn(block);
        for (int length = 2, first = number * Width / 2; length <= Width; length *= 2, first /= 2)
        {
            for (var i = 0; i < Width / length; i++)
            {
                Merge(block.Slice(i * length, length), first + i);
            }
        }
    }

    /// <summary>Of the four pairs of vectors that are half apart the i-th: its first vector, and the number of its block.</summary>
    private static (int Low, int Block) Pair(int i, int half) => ((i / half * 2 * half) + (i % half), i / half);

    /// <summary>Vector i's lane j becomes vector j's lane i.</summary>
    private static void Turn(Span<PrimeFieldLanes<Bn254Scalar, TPath>> block)
    {
        ref var limb = ref Unsafe.As<PrimeFieldLanes<Bn254Scalar, TPath>, Vector512<ulong>>(
            ref MemoryMarshal.GetReference(block)
        );
        var stride = Unsafe.SizeOf<LaneLimbs>() / Unsafe.SizeOf<Vector512<ulong>>();
        Unsafe.SkipInit(out EightRows turned);
        for (var k = 0; k < stride; k++)
        {
            LaneRows.Transpose(
                Unsafe.Add(ref limb, k),
                Unsafe.Add(ref limb, k + stride),
                Unsafe.Add(ref limb, k + (2 * stride)),
                Unsafe.Add(ref limb, k + (3 * stride)),
                Unsafe.Add(ref limb, k + (4 * stride)),
                Unsafe.Add(ref limb, k + (5 * stride)),
                Unsafe.Add(ref limb, k + (6 * stride)),
                Unsafe.Add(ref limb, k + (7 * stride)),
                ref turned[0],
                ref turned[Width / 2]
            );
            for (var i = 0; i < Width; i++)
            {
                Unsafe.Add(ref limb, k + (i * stride)) = turned[i];
            }
        }
    }

    private static void Load(ReadOnlySpan<Fr> values, Span<PrimeFieldLanes<Bn254Scalar, TPath>> vectors)
    {
        for (var i = 0; i < vectors.Length; i++)
        {
            PrimeFieldLanes<Bn254Scalar, TPath>.Load(out vectors[i], values.Slice(Width * i, Width));
        }
    }

    /// <summary>The roots of blocks of 16 and more.</summary>
    private static PrimeFieldLanes<Bn254Scalar, TPath>[] Broadcast(Fr[] roots)
    {
        var vectors = new PrimeFieldLanes<Bn254Scalar, TPath>[roots.Length / Width];
        for (var i = 0; i < vectors.Length; i++)
        {
            PrimeFieldLanes<Bn254Scalar, TPath>.Broadcast(out vectors[i], in roots[i]);
        }

        return vectors;
    }

    private static Turned[] TurnRoots(Fr[] roots)
    {
        var blocks = new Turned[2 * roots.Length / SmallestSize];
        Span<Fr> lanes = stackalloc Fr[Width];
        for (var number = 0; number < blocks.Length; number++)
        {
            for (int count = 1, first = 0; count < Width; first += count, count *= 2)
            {
                for (var i = 0; i < count; i++)
                {
                    for (var lane = 0; lane < Width; lane++)
                    {
                        lanes[lane] = roots[(count * ((Width * number) + lane)) + i];
                    }

                    PrimeFieldLanes<Bn254Scalar, TPath>.Load(out blocks[number][first + i], lanes);
                }
            }
        }

        return blocks;
    }

    [InlineArray(Width - 1)]
    private struct Turned
    {
        private PrimeFieldLanes<Bn254Scalar, TPath> first;
    }

    [InlineArray(Width)]
    private struct EightRows
    {
        private Vector512<ulong> first;
    }
}
