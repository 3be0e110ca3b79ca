using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Real = System.Runtime.Intrinsics.Vector512<double>;
using Word = System.Runtime.Intrinsics.Vector512<ulong>;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// Several products that share a reduction, or that are computed side by side so that neither waits for the other's
/// steps.
/// </summary>
public readonly partial struct Avx512Lanes<TModulus>
{
    /// <summary>
    /// The sum of a[k]·b[k]·2^-260: the rows of all products are added before each step of the reduction, so that one
    /// reduction serves them all.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static unsafe void SumOfProducts(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b, int count)
    {
        // The limbs of a as doubles, 64 bytes apart from one another and on the cache lines' borders.
        var space = stackalloc byte[((5 * count) + 1) * sizeof(Real)];
        var reals = (Real*)(((nint)space + sizeof(Real) - 1) & -sizeof(Real));
        for (var k = 0; k < count; k++)
        {
            ref readonly var x = ref Unsafe.Add(ref Unsafe.AsRef(in a), k);
            reals[5 * k] = ToReal(x.Limb0);
            reals[(5 * k) + 1] = ToReal(x.Limb1);
            reals[(5 * k) + 2] = ToReal(x.Limb2);
            reals[(5 * k) + 3] = ToReal(x.Limb3);
            reals[(5 * k) + 4] = ToReal(x.Limb4);
        }

        ref var limb = ref Unsafe.As<LaneLimbs, Word>(ref Unsafe.AsRef(in b));
        var n = (ulong)count;
        var t0 = Start(n, 0);
        var t1 = Start((2 * n) + 0, n + 1);
        var t2 = Start((3 * n) + 1, (2 * n) + 2);
        var t3 = Start((4 * n) + 2, (3 * n) + 3);
        var t4 = Start((5 * n) + 3, (4 * n) + 4);
        var t5 = Start((4 * n) + 3, (5 * n) + 5);
        Rows(reals, ref limb, count, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Reduce(t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        var t6 = Start((3 * n) + 3, (4 * n) + 4);
        Rows(reals, ref Unsafe.Add(ref limb, 1), count, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Reduce(t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        var t7 = Start((2 * n) + 2, (3 * n) + 3);
        Rows(reals, ref Unsafe.Add(ref limb, 2), count, ref t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        Reduce(t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        var t8 = Start(n + 1, (2 * n) + 2);
        Rows(reals, ref Unsafe.Add(ref limb, 3), count, ref t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        Reduce(t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        var t9 = Start(0, n + 1);
        Rows(reals, ref Unsafe.Add(ref limb, 4), count, ref t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Reduce(t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Normalise(out result, t5, t6, t7, t8, t9);
    }

    /// <summary>a·c - b·d and a·d + b·c, side by side, with one reduction each.</summary>
    /// <remarks>
    /// The columns of the real part are signed. K = q·2^259 in them keeps their sum positive: the product taken off is
    /// at most 32q^2, which is below K (docs/performance.md, section 4).
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyComplex(
        out LaneLimbs real,
        out LaneLimbs imaginary,
        in LaneLimbs a,
        in LaneLimbs b,
        in LaneLimbs c,
        in LaneLimbs d
    )
    {
        var a0 = ToReal(a.Limb0);
        var a1 = ToReal(a.Limb1);
        var a2 = ToReal(a.Limb2);
        var a3 = ToReal(a.Limb3);
        var a4 = ToReal(a.Limb4);
        var b0 = ToReal(b.Limb0);
        var b1 = ToReal(b.Limb1);
        var b2 = ToReal(b.Limb2);
        var b3 = ToReal(b.Limb3);
        var b4 = ToReal(b.Limb4);
        // In the real part each bias that is taken off with a product meets one that is added: those of m·q are left.
        var r0 = Word.Zero;
        var r1 = Bias(0, 1, 0);
        var r2 = Bias(1, 2, 0);
        var r3 = Bias(2, 3, 0);
        var r4 = Bias(3, 4, Radix52<TModulus>.Half0);
        var r5 = Bias(3, 5, Radix52<TModulus>.Half1);
        var i0 = Start(2, 0);
        var i1 = Start(4, 3);
        var i2 = Start(7, 6);
        var i3 = Start(10, 9);
        var i4 = Start(13, 12);
        var i5 = Start(11, 15);
        var y = ToReal(c.Limb0);
        var z = ToReal(d.Limb0);
        Row(a0, a1, a2, a3, a4, y, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
        Row(a0, a1, a2, a3, a4, z, ref i0, ref i1, ref i2, ref i3, ref i4, ref i5);
        RowOff(b0, b1, b2, b3, b4, z, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
        Row(b0, b1, b2, b3, b4, y, ref i0, ref i1, ref i2, ref i3, ref i4, ref i5);
        Reduce(r0, ref r1, ref r2, ref r3, ref r4, ref r5);
        Reduce(i0, ref i1, ref i2, ref i3, ref i4, ref i5);
        var r6 = Bias(3, 4, Radix52<TModulus>.Half2);
        var i6 = Start(9, 12);
        y = ToReal(c.Limb1);
        z = ToReal(d.Limb1);
        Row(a0, a1, a2, a3, a4, y, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6);
        Row(a0, a1, a2, a3, a4, z, ref i1, ref i2, ref i3, ref i4, ref i5, ref i6);
        RowOff(b0, b1, b2, b3, b4, z, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6);
        Row(b0, b1, b2, b3, b4, y, ref i1, ref i2, ref i3, ref i4, ref i5, ref i6);
        Reduce(r1, ref r2, ref r3, ref r4, ref r5, ref r6);
        Reduce(i1, ref i2, ref i3, ref i4, ref i5, ref i6);
        var r7 = Bias(2, 3, Radix52<TModulus>.Half3);
        var i7 = Start(6, 9);
        y = ToReal(c.Limb2);
        z = ToReal(d.Limb2);
        Row(a0, a1, a2, a3, a4, y, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Row(a0, a1, a2, a3, a4, z, ref i2, ref i3, ref i4, ref i5, ref i6, ref i7);
        RowOff(b0, b1, b2, b3, b4, z, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Row(b0, b1, b2, b3, b4, y, ref i2, ref i3, ref i4, ref i5, ref i6, ref i7);
        Reduce(r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Reduce(i2, ref i3, ref i4, ref i5, ref i6, ref i7);
        var r8 = Bias(1, 2, Radix52<TModulus>.Half4);
        var i8 = Start(3, 6);
        y = ToReal(c.Limb3);
        z = ToReal(d.Limb3);
        Row(a0, a1, a2, a3, a4, y, ref r3, ref r4, ref r5, ref r6, ref r7, ref r8);
        Row(a0, a1, a2, a3, a4, z, ref i3, ref i4, ref i5, ref i6, ref i7, ref i8);
        RowOff(b0, b1, b2, b3, b4, z, ref r3, ref r4, ref r5, ref r6, ref r7, ref r8);
        Row(b0, b1, b2, b3, b4, y, ref i3, ref i4, ref i5, ref i6, ref i7, ref i8);
        Reduce(r3, ref r4, ref r5, ref r6, ref r7, ref r8);
        Reduce(i3, ref i4, ref i5, ref i6, ref i7, ref i8);
        var r9 = Bias(0, 1, Radix52<TModulus>.Half5);
        var i9 = Start(0, 3);
        y = ToReal(c.Limb4);
        z = ToReal(d.Limb4);
        Row(a0, a1, a2, a3, a4, y, ref r4, ref r5, ref r6, ref r7, ref r8, ref r9);
        Row(a0, a1, a2, a3, a4, z, ref i4, ref i5, ref i6, ref i7, ref i8, ref i9);
        RowOff(b0, b1, b2, b3, b4, z, ref r4, ref r5, ref r6, ref r7, ref r8, ref r9);
        Row(b0, b1, b2, b3, b4, y, ref i4, ref i5, ref i6, ref i7, ref i8, ref i9);
        Reduce(r4, ref r5, ref r6, ref r7, ref r8, ref r9);
        Reduce(i4, ref i5, ref i6, ref i7, ref i8, ref i9);
        Normalise(out real, r5, r6, r7, r8, r9);
        Normalise(out imaginary, i5, i6, i7, i8, i9);
    }

    /// <summary>The sums of such products; the products taken off are together at most 32q^2.</summary>
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
        // The limbs of a as doubles, in the order of the products, on the cache lines' borders.
        var space = stackalloc byte[((10 * indicesOfA.Count) + 1) * sizeof(Real)];
        var reals = (Real*)(((nint)space + sizeof(Real) - 1) & -sizeof(Real));
        ref var from = ref Unsafe.As<LaneLimbs, Word>(ref Unsafe.AsRef(in a));
        var next = reals;
        for (var k = 0; k < indicesOfA.Count; k++)
        {
            ref var pair = ref Unsafe.Add(ref from, 10 * indicesOfA[k]);
            for (var i = 0; i < 10; i++)
            {
                next[i] = ToReal(Unsafe.Add(ref pair, i));
            }

            next += 10;
        }

        ref var limb = ref Unsafe.As<LaneLimbs, Word>(ref Unsafe.AsRef(in b));
        var n = (ulong)indicesOfA.Count;
        var r0 = Word.Zero;
        var r1 = Bias(0, 1, 0);
        var r2 = Bias(1, 2, 0);
        var r3 = Bias(2, 3, 0);
        var r4 = Bias(3, 4, Radix52<TModulus>.Half0);
        var r5 = Bias(3, 5, Radix52<TModulus>.Half1);
        var i0 = Start(2 * n, 0);
        var i1 = Start(4 * n, (2 * n) + 1);
        var i2 = Start((6 * n) + 1, (4 * n) + 2);
        var i3 = Start((8 * n) + 2, (6 * n) + 3);
        var i4 = Start((10 * n) + 3, (8 * n) + 4);
        var i5 = Start((8 * n) + 3, (10 * n) + 5);
        // csharpier-ignore
        ComplexRows(reals, ref limb, indicesOfB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5,
            ref i0, ref i1, ref i2, ref i3, ref i4, ref i5);
        Reduce(r0, ref r1, ref r2, ref r3, ref r4, ref r5);
        Reduce(i0, ref i1, ref i2, ref i3, ref i4, ref i5);
        var r6 = Bias(3, 4, Radix52<TModulus>.Half2);
        var i6 = Start((6 * n) + 3, (8 * n) + 4);
        limb = ref Unsafe.Add(ref limb, 1);
        // csharpier-ignore
        ComplexRows(reals, ref limb, indicesOfB, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6,
            ref i1, ref i2, ref i3, ref i4, ref i5, ref i6);
        Reduce(r1, ref r2, ref r3, ref r4, ref r5, ref r6);
        Reduce(i1, ref i2, ref i3, ref i4, ref i5, ref i6);
        var r7 = Bias(2, 3, Radix52<TModulus>.Half3);
        var i7 = Start((4 * n) + 2, (6 * n) + 3);
        limb = ref Unsafe.Add(ref limb, 1);
        // csharpier-ignore
        ComplexRows(reals, ref limb, indicesOfB, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7,
            ref i2, ref i3, ref i4, ref i5, ref i6, ref i7);
        Reduce(r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Reduce(i2, ref i3, ref i4, ref i5, ref i6, ref i7);
        var r8 = Bias(1, 2, Radix52<TModulus>.Half4);
        var i8 = Start((2 * n) + 1, (4 * n) + 2);
        limb = ref Unsafe.Add(ref limb, 1);
        // csharpier-ignore
        ComplexRows(reals, ref limb, indicesOfB, ref r3, ref r4, ref r5, ref r6, ref r7, ref r8,
            ref i3, ref i4, ref i5, ref i6, ref i7, ref i8);
        Reduce(r3, ref r4, ref r5, ref r6, ref r7, ref r8);
        Reduce(i3, ref i4, ref i5, ref i6, ref i7, ref i8);
        var r9 = Bias(0, 1, Radix52<TModulus>.Half5);
        var i9 = Start(0, (2 * n) + 1);
        limb = ref Unsafe.Add(ref limb, 1);
        // csharpier-ignore
        ComplexRows(reals, ref limb, indicesOfB, ref r4, ref r5, ref r6, ref r7, ref r8, ref r9,
            ref i4, ref i5, ref i6, ref i7, ref i8, ref i9);
        Reduce(r4, ref r5, ref r6, ref r7, ref r8, ref r9);
        Reduce(i4, ref i5, ref i6, ref i7, ref i8, ref i9);
        Normalise(out real, r5, r6, r7, r8, r9);
        Normalise(out imaginary, i5, i6, i7, i8, i9);
    }

    /// <summary>(a + b)(a - b + 2q) and a·2b, side by side; the factors are at most 4q.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void SquareComplex(out LaneLimbs real, out LaneLimbs imaginary, in LaneLimbs a, in LaneLimbs b)
    {
        TwiceModulusMinus(out var difference, in a, in b);
        Normalise(
            out var twice,
            b.Limb0 + b.Limb0,
            b.Limb1 + b.Limb1,
            b.Limb2 + b.Limb2,
            b.Limb3 + b.Limb3,
            b.Limb4 + b.Limb4
        );
        Normalise(
            out var sum,
            a.Limb0 + b.Limb0,
            a.Limb1 + b.Limb1,
            a.Limb2 + b.Limb2,
            a.Limb3 + b.Limb3,
            a.Limb4 + b.Limb4
        );
        var s0 = ToReal(sum.Limb0);
        var s1 = ToReal(sum.Limb1);
        var s2 = ToReal(sum.Limb2);
        var s3 = ToReal(sum.Limb3);
        var s4 = ToReal(sum.Limb4);
        var a0 = ToReal(a.Limb0);
        var a1 = ToReal(a.Limb1);
        var a2 = ToReal(a.Limb2);
        var a3 = ToReal(a.Limb3);
        var a4 = ToReal(a.Limb4);
        var r0 = Start(1, 0);
        var i0 = Start(1, 0);
        var r1 = Start(2, 2);
        var i1 = Start(2, 2);
        var r2 = Start(4, 4);
        var i2 = Start(4, 4);
        var r3 = Start(6, 6);
        var i3 = Start(6, 6);
        var r4 = Start(8, 8);
        var i4 = Start(8, 8);
        var r5 = Start(7, 10);
        var i5 = Start(7, 10);
        Row(s0, s1, s2, s3, s4, ToReal(difference.Limb0), ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
        Row(a0, a1, a2, a3, a4, ToReal(twice.Limb0), ref i0, ref i1, ref i2, ref i3, ref i4, ref i5);
        Reduce(r0, ref r1, ref r2, ref r3, ref r4, ref r5);
        Reduce(i0, ref i1, ref i2, ref i3, ref i4, ref i5);
        var r6 = Start(6, 8);
        var i6 = Start(6, 8);
        Row(s0, s1, s2, s3, s4, ToReal(difference.Limb1), ref r1, ref r2, ref r3, ref r4, ref r5, ref r6);
        Row(a0, a1, a2, a3, a4, ToReal(twice.Limb1), ref i1, ref i2, ref i3, ref i4, ref i5, ref i6);
        Reduce(r1, ref r2, ref r3, ref r4, ref r5, ref r6);
        Reduce(i1, ref i2, ref i3, ref i4, ref i5, ref i6);
        var r7 = Start(4, 6);
        var i7 = Start(4, 6);
        Row(s0, s1, s2, s3, s4, ToReal(difference.Limb2), ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Row(a0, a1, a2, a3, a4, ToReal(twice.Limb2), ref i2, ref i3, ref i4, ref i5, ref i6, ref i7);
        Reduce(r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Reduce(i2, ref i3, ref i4, ref i5, ref i6, ref i7);
        var r8 = Start(2, 4);
        var i8 = Start(2, 4);
        Row(s0, s1, s2, s3, s4, ToReal(difference.Limb3), ref r3, ref r4, ref r5, ref r6, ref r7, ref r8);
        Row(a0, a1, a2, a3, a4, ToReal(twice.Limb3), ref i3, ref i4, ref i5, ref i6, ref i7, ref i8);
        Reduce(r3, ref r4, ref r5, ref r6, ref r7, ref r8);
        Reduce(i3, ref i4, ref i5, ref i6, ref i7, ref i8);
        var r9 = Start(0, 2);
        var i9 = Start(0, 2);
        Row(s0, s1, s2, s3, s4, ToReal(difference.Limb4), ref r4, ref r5, ref r6, ref r7, ref r8, ref r9);
        Row(a0, a1, a2, a3, a4, ToReal(twice.Limb4), ref i4, ref i5, ref i6, ref i7, ref i8, ref i9);
        Reduce(r4, ref r5, ref r6, ref r7, ref r8, ref r9);
        Reduce(i4, ref i5, ref i6, ref i7, ref i8, ref i9);
        Normalise(out real, r5, r6, r7, r8, r9);
        Normalise(out imaginary, i5, i6, i7, i8, i9);
    }

    /// <summary>t += the sum of a[k]·y[k], where the limbs y of consecutive elements stand five vectors apart.</summary>
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
        for (var end = a + (5 * count); a < end; a += 5)
        {
            var y = ToReal(limb);
            MultiplyAccumulate(a[0], y, ref t0, ref t1);
            MultiplyAccumulate(a[1], y, ref t1, ref t2);
            MultiplyAccumulate(a[2], y, ref t2, ref t3);
            MultiplyAccumulate(a[3], y, ref t3, ref t4);
            MultiplyAccumulate(a[4], y, ref t4, ref t5);
            limb = ref Unsafe.Add(ref limb, 5);
        }
    }

    /// <summary>r + i·u += the sum of a[k]·y[k]: ten limbs of each a[k], and of y[k] one limb of each of two elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    // csharpier-ignore
    private static unsafe void ComplexRows(
        Real* a, ref Word limb, Indices indices,
        ref Word r0, ref Word r1, ref Word r2, ref Word r3, ref Word r4, ref Word r5,
        ref Word i0, ref Word i1, ref Word i2, ref Word i3, ref Word i4, ref Word i5
    )
    {
        for (var k = 0; k < indices.Count; k++)
        {
            ref var pair = ref Unsafe.Add(ref limb, 10 * indices[k]);
            var y = ToReal(pair);
            var z = ToReal(Unsafe.Add(ref pair, 5));
            MultiplyAccumulate(a[0], y, ref r0, ref r1);
            MultiplyAccumulate(a[0], z, ref i0, ref i1);
            MultiplyAccumulate(a[1], y, ref r1, ref r2);
            MultiplyAccumulate(a[1], z, ref i1, ref i2);
            MultiplyAccumulate(a[2], y, ref r2, ref r3);
            MultiplyAccumulate(a[2], z, ref i2, ref i3);
            MultiplyAccumulate(a[3], y, ref r3, ref r4);
            MultiplyAccumulate(a[3], z, ref i3, ref i4);
            MultiplyAccumulate(a[4], y, ref r4, ref r5);
            MultiplyAccumulate(a[4], z, ref i4, ref i5);
            MultiplySubtract(a[5], z, ref r0, ref r1);
            MultiplyAccumulate(a[5], y, ref i0, ref i1);
            MultiplySubtract(a[6], z, ref r1, ref r2);
            MultiplyAccumulate(a[6], y, ref i1, ref i2);
            MultiplySubtract(a[7], z, ref r2, ref r3);
            MultiplyAccumulate(a[7], y, ref i2, ref i3);
            MultiplySubtract(a[8], z, ref r3, ref r4);
            MultiplyAccumulate(a[8], y, ref i3, ref i4);
            MultiplySubtract(a[9], z, ref r4, ref r5);
            MultiplyAccumulate(a[9], y, ref i4, ref i5);
            a += 10;
        }
    }

    /// <summary>t -= a·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RowOff(
        Real a0,
        Real a1,
        Real a2,
        Real a3,
        Real a4,
        Real y,
        ref Word t0,
        ref Word t1,
        ref Word t2,
        ref Word t3,
        ref Word t4,
        ref Word t5
    )
    {
        MultiplySubtract(a0, y, ref t0, ref t1);
        MultiplySubtract(a1, y, ref t1, ref t2);
        MultiplySubtract(a2, y, ref t2, ref t3);
        MultiplySubtract(a3, y, ref t3, ref t4);
        MultiplySubtract(a4, y, ref t4, ref t5);
    }

    /// <summary>low -= (x·y mod 2^52) + LowBias and high -= floor(x·y / 2^52) + HighBias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplySubtract(Real x, Real y, ref Word low, ref Word high)
    {
        var h = Avx512F.FusedMultiplyAdd(x, y, Vector512.Create(TwoTo104), FloatRoundingMode.ToZero);
        var s = Vector512.Create(TwoTo104 + TwoTo52) - h;
        var l = Avx512F.FusedMultiplyAdd(x, y, s, FloatRoundingMode.ToZero);
        high -= h.AsUInt64();
        low -= l.AsUInt64();
    }

    /// <summary>A constant less the bias of a column that receives so many lows and so many highs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Bias(ulong lows, ulong highs, ulong constant) =>
        Vector512.Create(unchecked(constant - (lows * LowBias) - (highs * HighBias)));
}
