using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// What sums of points need of a field over eight lanes of Fp beside its arithmetic: masks, for the field itself and for
/// what is built of several of its elements.
/// </summary>
internal static class LaneField<TPath>
    where TPath : struct, ILanePath<Bn254Base>
{
    /// <summary>How many elements of Fp a lane of a value has.</summary>
    public static int Parts<T>()
        where T : unmanaged => Unsafe.SizeOf<T>() / Unsafe.SizeOf<LaneLimbs>();

    /// <summary>One of the <see cref="Parts{T}"/> of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref PrimeFieldLanes<Bn254Base, TPath> Part<T>(in T value, int index)
        where T : unmanaged =>
        ref Unsafe.Add(ref Unsafe.As<T, PrimeFieldLanes<Bn254Base, TPath>>(ref Unsafe.AsRef(in value)), index);

    /// <summary>Bit j is set when all parts of lane j are zero; they must be at rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ZeroMask<T>(in T value)
        where T : unmanaged
    {
        var mask = PrimeFieldLanes<Bn254Base, TPath>.ZeroMask(in Part(in value, 0));
        for (var i = 1; i < Parts<T>(); i++)
        {
            mask &= PrimeFieldLanes<Bn254Base, TPath>.ZeroMask(in Part(in value, i));
        }

        return mask;
    }

    /// <summary>In lane j: a where bit j of the mask is set, else b.</summary>
    public static void Select<T>(out T result, byte mask, in T a, in T b)
        where T : unmanaged
    {
        Unsafe.SkipInit(out result);
        for (var i = 0; i < Parts<T>(); i++)
        {
            PrimeFieldLanes<Bn254Base, TPath>.Select(out Part(in result, i), mask, in Part(in a, i), in Part(in b, i));
        }
    }

    /// <summary>Puts eight single values side by side: T is to a lane what TSingle is to one element.</summary>
    public static void Load<T, TSingle>(out T result, ReadOnlySpan<TSingle> values)
        where T : unmanaged
        where TSingle : unmanaged
    {
        Unsafe.SkipInit(out result);
        Span<Fp> parts = stackalloc Fp[Lanes.Count];
        for (var i = 0; i < Parts<T>(); i++)
        {
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                parts[lane] = SinglePart(in values[lane], i);
            }

            PrimeFieldLanes<Bn254Base, TPath>.Load(out Part(in result, i), parts);
        }
    }

    /// <summary>Takes eight values apart.</summary>
    public static void Store<T, TSingle>(in T value, Span<TSingle> results)
        where T : unmanaged
        where TSingle : unmanaged
    {
        Span<Fp> parts = stackalloc Fp[Lanes.Count];
        for (var i = 0; i < Parts<T>(); i++)
        {
            Part(in value, i).Store(parts);
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                SinglePart(in results[lane], i) = parts[lane];
            }
        }
    }

    private static ref Fp SinglePart<TSingle>(in TSingle value, int index)
        where TSingle : unmanaged => ref Unsafe.Add(ref Unsafe.As<TSingle, Fp>(ref Unsafe.AsRef(in value)), index);
}
