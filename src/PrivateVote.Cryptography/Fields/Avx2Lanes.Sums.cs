using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Real = System.Runtime.Intrinsics.Vector256<double>;
using Word = System.Runtime.Intrinsics.Vector256<ulong>;

namespace PrivateVote.Cryptography.Fields;

/// <summary>Several products that share a reduction.</summary>
public readonly partial struct Avx2Lanes<TModulus>
{
    /// <summary>Which part of a complex product a kernel is compiled for.</summary>
    private readonly struct RealPart;

    private readonly struct ImaginaryPart;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static unsafe void SumOfProducts(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b, int count)
    {
        Unsafe.SkipInit(out LaneLimbs sum);
        var space = stackalloc byte[((5 * count) + 1) * sizeof(Real)];
        var reals = (Real*)(((nint)space + sizeof(Real) - 1) & -sizeof(Real));
        for (var half = 0; half < 2; half++)
        {
            for (var k = 0; k < count; k++)
            {
                ToReals(reals + (5 * k), ref Limb(ref Half(in a, half), 5 * k));
            }

            SumHalf(ref Half(in sum, half), reals, ref Half(in b, half), count);
        }

        result = sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static unsafe void MultiplyComplex(
        out LaneLimbs real,
        out LaneLimbs imaginary,
        in LaneLimbs a,
        in LaneLimbs b,
        in LaneLimbs c,
        in LaneLimbs d
    )
    {
        Unsafe.SkipInit(out LaneLimbs re);
        Unsafe.SkipInit(out LaneLimbs im);
        var space = stackalloc byte[11 * sizeof(Real)];
        var reals = (Real*)(((nint)space + sizeof(Real) - 1) & -sizeof(Real));
        for (var half = 0; half < 2; half++)
        {
            ToReals(reals, ref Half(in a, half));
            ToReals(reals + 5, ref Half(in b, half));
            ref var y = ref Half(in c, half);
            ref var z = ref Half(in d, half);
            ComplexHalf<RealPart>(ref Half(in re, half), reals, ref y, ref z, new Indices(0));
            ComplexHalf<ImaginaryPart>(ref Half(in im, half), reals, ref z, ref y, new Indices(0));
        }

        real = re;
        imaginary = im;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static unsafe void SumOfComplexProducts(
        out LaneLimbs real,
        out LaneLimbs imaginary,
        in LaneLimbs a,
        Indices indicesOfA,
        in LaneLimbs b,
        Indices indicesOfB
    )
    {
        Unsafe.SkipInit(out LaneLimbs re);
        Unsafe.SkipInit(out LaneLimbs im);
        // The limbs of half the lanes of a as doubles, in the order of the products, on the borders of 32 bytes.
        var space = stackalloc byte[((10 * indicesOfA.Count) + 1) * sizeof(Real)];
        var reals = (Real*)(((nint)space + sizeof(Real) - 1) & -sizeof(Real));
        for (var half = 0; half < 2; half++)
        {
            for (var k = 0; k < indicesOfA.Count; k++)
            {
                ref var x = ref Limb(ref Half(in a, half), 10 * indicesOfA[k]);
                ToReals(reals + (10 * k), ref x);
                ToReals(reals + (10 * k) + 5, ref Limb(ref x, 5));
            }

            ref var y = ref Half(in b, half);
            ref var z = ref Limb(ref y, 5);
            ComplexHalf<RealPart>(ref Half(in re, half), reals, ref y, ref z, indicesOfB);
            ComplexHalf<ImaginaryPart>(ref Half(in im, half), reals, ref z, ref y, indicesOfB);
        }

        real = re;
        imaginary = im;
    }

    public static void SquareComplex(out LaneLimbs real, out LaneLimbs imaginary, in LaneLimbs a, in LaneLimbs b)
    {
        AddUnreduced(out var sum, in a, in b);
        SubtractUnreduced(out var difference, in a, in b);
        AddUnreduced(out var twice, in b, in b);
        Multiply(out imaginary, in a, in twice);
        Multiply(out real, in sum, in difference);
    }

    /// <summary>The sum of a[k]·b[k]·2^-260, one reduction for all.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe void SumHalf(ref Word result, Real* a, ref Word b, int count)
    {
        var n = (ulong)count;
        var t0 = Start(n + 1, 0, Offset);
        var t1 = Start((2 * n) + 2, n + 1, Offset - Carried);
        var t2 = Start((3 * n) + 3, (2 * n) + 2, Offset - Carried);
        var t3 = Start((4 * n) + 4, (3 * n) + 3, Offset - Carried);
        var t4 = Start((5 * n) + 5, (4 * n) + 4, Offset - Carried);
        var t5 = Start((4 * n) + 4, (5 * n) + 5, Offset - Carried);
        Rows(a, ref b, count, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Reduce(t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        var t6 = Start((3 * n) + 3, (4 * n) + 4, Offset - Carried);
        Rows(a, ref Unsafe.Add(ref b, 2), count, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Reduce(t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        var t7 = Start((2 * n) + 2, (3 * n) + 3, Offset - Carried);
        Rows(a, ref Unsafe.Add(ref b, 4), count, ref t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        Reduce(t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        var t8 = Start(n + 1, (2 * n) + 2, Offset - Carried);
        Rows(a, ref Unsafe.Add(ref b, 6), count, ref t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        Reduce(t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        var t9 = Start(0, n + 1, unchecked(0UL - Carried));
        Rows(a, ref Unsafe.Add(ref b, 8), count, ref t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Reduce(t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Normalise(ref result, t5, t6, t7, t8, t9);
    }

    /// <summary>
    /// The sum of a[2k]·y[2k] - a[2k+1]·y[2k+1], kept positive by K as in the AVX-512 kernel, or of
    /// a[2k]·y[2k+1] + a[2k+1]·y[2k]: the halves of y that a[2k] and a[2k+1] meet stand at first and second.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe void ComplexHalf<TPart>(
        ref Word result,
        Real* a,
        ref Word first,
        ref Word second,
        Indices indices
    )
        where TPart : struct
    {
        // In the real part each bias that is taken off with a product meets one that is added: those of m·q are left.
        var n = typeof(TPart) == typeof(RealPart) ? 1 : (2 * (ulong)indices.Count) + 1;
        var t0 = Start(n, 0, Offset);
        var t1 = Start(2 * n, n, Offset - Carried);
        var t2 = Start(3 * n, 2 * n, Offset - Carried);
        var t3 = Start(4 * n, 3 * n, Offset - Carried);
        var t4 = Start(5 * n, 4 * n, K<TPart>(Radix52<TModulus>.Half0) + Offset - Carried);
        var t5 = Start(4 * n, 5 * n, K<TPart>(Radix52<TModulus>.Half1) + Offset - Carried);
        // csharpier-ignore
        ComplexRows<TPart>(a, ref first, ref second, indices,
            ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Reduce(t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        var t6 = Start(3 * n, 4 * n, K<TPart>(Radix52<TModulus>.Half2) + Offset - Carried);
        // csharpier-ignore
        ComplexRows<TPart>(a, ref Unsafe.Add(ref first, 2), ref Unsafe.Add(ref second, 2), indices,
            ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Reduce(t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        var t7 = Start(2 * n, 3 * n, K<TPart>(Radix52<TModulus>.Half3) + Offset - Carried);
        // csharpier-ignore
        ComplexRows<TPart>(a, ref Unsafe.Add(ref first, 4), ref Unsafe.Add(ref second, 4), indices,
            ref t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        Reduce(t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        var t8 = Start(n, 2 * n, K<TPart>(Radix52<TModulus>.Half4) + Offset - Carried);
        // csharpier-ignore
        ComplexRows<TPart>(a, ref Unsafe.Add(ref first, 6), ref Unsafe.Add(ref second, 6), indices,
            ref t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        Reduce(t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        var t9 = Start(0, n, unchecked(K<TPart>(Radix52<TModulus>.Half5) - Carried));
        // csharpier-ignore
        ComplexRows<TPart>(a, ref Unsafe.Add(ref first, 8), ref Unsafe.Add(ref second, 8), indices,
            ref t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Reduce(t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Normalise(ref result, t5, t6, t7, t8, t9);
    }

    /// <summary>A limb of K, which only the real part has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong K<TPart>(ulong limb)
        where TPart : struct => typeof(TPart) == typeof(RealPart) ? limb : 0;

    /// <summary>t += the sum of a[k]·y[k], where the limbs y of consecutive elements stand ten vectors apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Rows(
        Real* a,
        ref Word limb,
        int count,
        ref Word t0,
        ref Word t1,
        ref Word t2,
        ref Word t3,
        ref Word t4,
        ref Word t5
    )
    {
        ref var next = ref limb;
        for (var end = a + (5 * count); a < end; a += 5)
        {
            var y = ToReal(next);
            MultiplyAccumulate(a[0], y, ref t0, ref t1);
            MultiplyAccumulate(a[1], y, ref t1, ref t2);
            MultiplyAccumulate(a[2], y, ref t2, ref t3);
            MultiplyAccumulate(a[3], y, ref t3, ref t4);
            MultiplyAccumulate(a[4], y, ref t4, ref t5);
            next = ref Unsafe.Add(ref next, 10);
        }
    }

    /// <summary>t += the sum of a[2k]·first[k] ∓ a[2k+1]·second[k], minus in the real part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    // csharpier-ignore
    private static unsafe void ComplexRows<TPart>(
        Real* a, ref Word first, ref Word second, Indices indices,
        ref Word t0, ref Word t1, ref Word t2, ref Word t3, ref Word t4, ref Word t5
    )
        where TPart : struct
    {
        for (var k = 0; k < indices.Count; k++)
        {
            var y = ToReal(Unsafe.Add(ref first, 20 * indices[k]));
            MultiplyAccumulate(a[0], y, ref t0, ref t1);
            MultiplyAccumulate(a[1], y, ref t1, ref t2);
            MultiplyAccumulate(a[2], y, ref t2, ref t3);
            MultiplyAccumulate(a[3], y, ref t3, ref t4);
            MultiplyAccumulate(a[4], y, ref t4, ref t5);
            y = ToReal(Unsafe.Add(ref second, 20 * indices[k]));
            if (typeof(TPart) == typeof(RealPart))
            {
                MultiplySubtract(a[5], y, ref t0, ref t1);
                MultiplySubtract(a[6], y, ref t1, ref t2);
                MultiplySubtract(a[7], y, ref t2, ref t3);
                MultiplySubtract(a[8], y, ref t3, ref t4);
                MultiplySubtract(a[9], y, ref t4, ref t5);
            }
            else
            {
                MultiplyAccumulate(a[5], y, ref t0, ref t1);
                MultiplyAccumulate(a[6], y, ref t1, ref t2);
                MultiplyAccumulate(a[7], y, ref t2, ref t3);
                MultiplyAccumulate(a[8], y, ref t3, ref t4);
                MultiplyAccumulate(a[9], y, ref t4, ref t5);
            }
            a += 10;
        }
    }

    /// <summary>low -= (x·y - 2^52·high) + LowBias and high -= round(x·y / 2^52) + HighBias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplySubtract(Real x, Real y, ref Word low, ref Word high)
    {
        var h = Fma.MultiplyAdd(x, y, Vector256.Create(TwoTo104));
        var l = Fma.MultiplyAdd(x, y, Vector256.Create(TwoTo104) - h);
        high -= h.AsUInt64();
        low -= (l + Vector256.Create(TwoTo52 * 1.5)).AsUInt64();
    }

    /// <summary>The limbs of half an element as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void ToReals(Real* reals, ref Word half)
    {
        reals[0] = ToReal(Limb(ref half, 0));
        reals[1] = ToReal(Limb(ref half, 1));
        reals[2] = ToReal(Limb(ref half, 2));
        reals[3] = ToReal(Limb(ref half, 3));
        reals[4] = ToReal(Limb(ref half, 4));
    }
}
