using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Real = System.Runtime.Intrinsics.Vector256<double>;
using Word = System.Runtime.Intrinsics.Vector256<ulong>;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// Eight elements as two halves of four with AVX2 and FMA: the limbs, the radix and the bounds of
/// <see cref="Avx512Lanes{TModulus}"/>, but fused multiply-adds round to nearest.
/// </summary>
/// <remarks>
/// The product of limbs x, y below 2^52 (docs/performance.md has the proofs):
/// <list type="table">
/// <item><term>h = fma(x, y, 2^104)</term><description>2^104 + 2^52·high with high = x·y / 2^52 rounded to nearest; its
/// bits are <see cref="HighBias"/> + high.</description></item>
/// <item><term>l = fma(x, y, 2^104 - h)</term><description>low = x·y - 2^52·high, of size at most 2^51: exact.</description></item>
/// <item><term>l + (2^52 + 2^51)</term><description>exact, and its bits are <see cref="LowBias"/> + low.</description></item>
/// </list>
/// Lows may be negative, and AVX2 shifts 64-bit words only without sign. So a column that is carried from holds 2^60 too
/// much, which keeps it positive; what it carries is 2^8 too much, and the next column starts with 2^8 less.
/// </remarks>
public readonly partial struct Avx2Lanes<TModulus> : ILanePath<TModulus>
    where TModulus : struct, IModulus
{
    private const ulong Mask = Radix52<TModulus>.Mask;

    /// <summary>The bits of 2^52 + 2^51 and of 2^104 as doubles.</summary>
    private const ulong LowBias = 0x4338000000000000;
    private const ulong HighBias = 0x4670000000000000;
    private const ulong TwoTo52Bits = 0x4330000000000000;
    private const double TwoTo52 = 4503599627370496.0;
    private const double TwoTo104 = TwoTo52 * TwoTo52;

    /// <summary>What keeps a column positive, and what it carries of that.</summary>
    private const ulong Offset = 1UL << 60;
    private const ulong Carried = Offset >> 52;

    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx2.IsSupported && Fma.IsSupported;
    }

    public static LaneLimbs One => Radix52<TModulus>.One;

    public static void Multiply(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        MultiplyHalf(ref Half(in result, 0), ref Half(in a, 0), ref Half(in b, 0));
        MultiplyHalf(ref Half(in result, 1), ref Half(in a, 1), ref Half(in b, 1));
    }

    /// <summary>v - k·q for v = m·a + n·b, with k as in the AVX-512 kernel.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Combine(out LaneLimbs result, int m, in LaneLimbs a, int n, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        CombineHalf(ref Half(in result, 0), m, ref Half(in a, 0), n, ref Half(in b, 0));
        CombineHalf(ref Half(in result, 1), m, ref Half(in a, 1), n, ref Half(in b, 1));
    }

    /// <summary>a + b, less 2q where it is at least 2q: both sums are carried side by side, then one is taken.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Add(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        AddHalf(ref Half(in result, 0), ref Half(in a, 0), ref Half(in b, 0));
        AddHalf(ref Half(in result, 1), ref Half(in a, 1), ref Half(in b, 1));
    }

    /// <summary>a - b, plus 2q where it is negative.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        SubtractHalf(ref Half(in result, 0), ref Half(in a, 0), ref Half(in b, 0));
        SubtractHalf(ref Half(in result, 1), ref Half(in a, 1), ref Half(in b, 1));
    }

    public static void Negate(out LaneLimbs result, in LaneLimbs a) => SubtractUnreduced(out result, default, in a);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        AddUnreducedHalf(ref Half(in result, 0), ref Half(in a, 0), ref Half(in b, 0));
        AddUnreducedHalf(ref Half(in result, 1), ref Half(in a, 1), ref Half(in b, 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void SubtractUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        SubtractUnreducedHalf(ref Half(in result, 0), ref Half(in a, 0), ref Half(in b, 0));
        SubtractUnreducedHalf(ref Half(in result, 1), ref Half(in a, 1), ref Half(in b, 1));
    }

    /// <summary>At rest zero is 0, q or 2q.</summary>
    public static byte ZeroMask(in LaneLimbs a) =>
        (byte)(ZeroMaskHalf(ref Half(in a, 0)) | (ZeroMaskHalf(ref Half(in a, 1)) << 4));

    public static void FromWords(out LaneLimbs result, in LaneLimbs words)
    {
        Unpack(out result, in words);
        Multiply(out result, in result, in Radix52<TModulus>.FromRadix64);
    }

    public static void ToWords(out LaneLimbs words, in LaneLimbs a)
    {
        // At most 2q/64 + q: one conditional subtraction of q leaves it below q.
        Multiply(out words, in a, in Radix52<TModulus>.ToRadix64);
        ReduceHalf(ref Half(in words, 0));
        ReduceHalf(ref Half(in words, 1));
        Pack(out words, in words);
    }

    public static void Pack(out LaneLimbs words, in LaneLimbs a)
    {
        Unsafe.SkipInit(out words);
        PackHalf(ref Half(in words, 0), ref Half(in a, 0));
        PackHalf(ref Half(in words, 1), ref Half(in a, 1));
    }

    public static void Unpack(out LaneLimbs result, in LaneLimbs words)
    {
        Unsafe.SkipInit(out result);
        UnpackHalf(ref Half(in result, 0), ref Half(in words, 0));
        UnpackHalf(ref Half(in result, 1), ref Half(in words, 1));
    }

    /// <summary>Limb 0 of lanes 0 to 3 or 4 to 7; limb i stands 2i vectors further on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Word Half(in LaneLimbs limbs, int half) =>
        ref Unsafe.Add(ref Unsafe.As<LaneLimbs, Word>(ref Unsafe.AsRef(in limbs)), half);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Word Limb(ref Word half, int limb) => ref Unsafe.Add(ref half, 2 * limb);

    /// <summary>a·b·2^-260, by rows of b, each followed by one step of Montgomery's reduction.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyHalf(ref Word result, ref Word a, ref Word b)
    {
        var a0 = ToReal(Limb(ref a, 0));
        var a1 = ToReal(Limb(ref a, 1));
        var a2 = ToReal(Limb(ref a, 2));
        var a3 = ToReal(Limb(ref a, 3));
        var a4 = ToReal(Limb(ref a, 4));
        // Column c receives lows of the pairs i + j = c and highs of the pairs i + j = c - 1, of a·b and of m·q.
        var t0 = Start(2, 0, Offset);
        var t1 = Start(4, 2, Offset - Carried);
        var t2 = Start(6, 4, Offset - Carried);
        var t3 = Start(8, 6, Offset - Carried);
        var t4 = Start(10, 8, Offset - Carried);
        var t5 = Start(8, 10, Offset - Carried);
        Row(a0, a1, a2, a3, a4, Limb(ref b, 0), ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Reduce(t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        var t6 = Start(6, 8, Offset - Carried);
        Row(a0, a1, a2, a3, a4, Limb(ref b, 1), ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Reduce(t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        var t7 = Start(4, 6, Offset - Carried);
        Row(a0, a1, a2, a3, a4, Limb(ref b, 2), ref t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        Reduce(t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        var t8 = Start(2, 4, Offset - Carried);
        Row(a0, a1, a2, a3, a4, Limb(ref b, 3), ref t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        Reduce(t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        var t9 = Start(0, 2, unchecked(0UL - Carried));
        Row(a0, a1, a2, a3, a4, Limb(ref b, 4), ref t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Reduce(t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Normalise(ref result, t5, t6, t7, t8, t9);
    }

    /// <summary>
    /// What a column starts with that receives so many lows and so many highs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Start(ulong lows, ulong highs, ulong offset) =>
        Vector256.Create(unchecked(offset - (lows * LowBias) - (highs * HighBias)));

    /// <summary>A limb below 2^52 as a double: set as the fraction of 2^52, which is then taken off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Real ToReal(Word limb) =>
        (limb | Vector256.Create(TwoTo52Bits)).AsDouble() - Vector256.Create(TwoTo52);

    /// <summary>low += (x·y - 2^52·high) + LowBias and high += round(x·y / 2^52) + HighBias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAccumulate(Real x, Real y, ref Word low, ref Word high)
    {
        var h = Fma.MultiplyAdd(x, y, Vector256.Create(TwoTo104));
        var l = Fma.MultiplyAdd(x, y, Vector256.Create(TwoTo104) - h);
        high += h.AsUInt64();
        low += (l + Vector256.Create(TwoTo52 * 1.5)).AsUInt64();
    }

    /// <summary>t += a·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(
        Real a0,
        Real a1,
        Real a2,
        Real a3,
        Real a4,
        Word limb,
        ref Word t0,
        ref Word t1,
        ref Word t2,
        ref Word t3,
        ref Word t4,
        ref Word t5
    )
    {
        var y = ToReal(limb);
        MultiplyAccumulate(a0, y, ref t0, ref t1);
        MultiplyAccumulate(a1, y, ref t1, ref t2);
        MultiplyAccumulate(a2, y, ref t2, ref t3);
        MultiplyAccumulate(a3, y, ref t3, ref t4);
        MultiplyAccumulate(a4, y, ref t4, ref t5);
    }

    /// <summary>t = (t + m·q) / 2^52, where m makes the lowest limb zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(Word t0, ref Word t1, ref Word t2, ref Word t3, ref Word t4, ref Word t5)
    {
        // One bias is still to come into t0.
        var factor = (t0 + Vector256.Create(LowBias)) * Vector256.Create(Radix52<TModulus>.NegatedInverse);
        var m = ToReal(factor & Vector256.Create(Mask));
        MultiplyAccumulate(m, Vector256.Create((double)Radix52<TModulus>.Q0), ref t0, ref t1);
        MultiplyAccumulate(m, Vector256.Create((double)Radix52<TModulus>.Q1), ref t1, ref t2);
        MultiplyAccumulate(m, Vector256.Create((double)Radix52<TModulus>.Q2), ref t2, ref t3);
        MultiplyAccumulate(m, Vector256.Create((double)Radix52<TModulus>.Q3), ref t3, ref t4);
        MultiplyAccumulate(m, Vector256.Create((double)Radix52<TModulus>.Q4), ref t4, ref t5);
        t1 += t0 >>> 52;
    }

    /// <summary>Carries: every limb but the highest comes below 2^52.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normalise(ref Word result, Word t0, Word t1, Word t2, Word t3, Word t4)
    {
        var mask = Vector256.Create(Mask);
        t1 += t0 >>> 52;
        t2 += t1 >>> 52;
        t3 += t2 >>> 52;
        t4 += t3 >>> 52;
        Limb(ref result, 0) = t0 & mask;
        Limb(ref result, 1) = t1 & mask;
        Limb(ref result, 2) = t2 & mask;
        Limb(ref result, 3) = t3 & mask;
        Limb(ref result, 4) = t4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddHalf(ref Word result, ref Word a, ref Word b)
    {
        var s0 = Limb(ref a, 0) + Limb(ref b, 0);
        var s1 = Limb(ref a, 1) + Limb(ref b, 1);
        var s2 = Limb(ref a, 2) + Limb(ref b, 2);
        var s3 = Limb(ref a, 3) + Limb(ref b, 3);
        var s4 = Limb(ref a, 4) + Limb(ref b, 4);
        // + (2^260 - 2q): bit 260 of the sum tells whether a + b is at least 2q.
        var d0 = s0 + Vector256.Create(1 + Mask - Radix52<TModulus>.Twice0);
        var d1 = s1 + Vector256.Create(Mask - Radix52<TModulus>.Twice1);
        var d2 = s2 + Vector256.Create(Mask - Radix52<TModulus>.Twice2);
        var d3 = s3 + Vector256.Create(Mask - Radix52<TModulus>.Twice3);
        var d4 = s4 + Vector256.Create(Mask - Radix52<TModulus>.Twice4);
        Choose(ref result, d0, d1, d2, d3, d4, s0, s1, s2, s3, s4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractHalf(ref Word result, ref Word a, ref Word b)
    {
        // + 2^260, spread so that no limb is negative: bit 260 tells whether a is at least b.
        var d0 = Limb(ref a, 0) - Limb(ref b, 0) + Vector256.Create(1 + Mask);
        var d1 = Limb(ref a, 1) - Limb(ref b, 1) + Vector256.Create(Mask);
        var d2 = Limb(ref a, 2) - Limb(ref b, 2) + Vector256.Create(Mask);
        var d3 = Limb(ref a, 3) - Limb(ref b, 3) + Vector256.Create(Mask);
        var d4 = Limb(ref a, 4) - Limb(ref b, 4) + Vector256.Create(Mask);
        var s0 = d0 + Vector256.Create(Radix52<TModulus>.Twice0);
        var s1 = d1 + Vector256.Create(Radix52<TModulus>.Twice1);
        var s2 = d2 + Vector256.Create(Radix52<TModulus>.Twice2);
        var s3 = d3 + Vector256.Create(Radix52<TModulus>.Twice3);
        var s4 = d4 + Vector256.Create(Radix52<TModulus>.Twice4);
        Choose(ref result, d0, d1, d2, d3, d4, s0, s1, s2, s3, s4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddUnreducedHalf(ref Word result, ref Word a, ref Word b) =>
        Normalise(
            ref result,
            Limb(ref a, 0) + Limb(ref b, 0),
            Limb(ref a, 1) + Limb(ref b, 1),
            Limb(ref a, 2) + Limb(ref b, 2),
            Limb(ref a, 3) + Limb(ref b, 3),
            Limb(ref a, 4) + Limb(ref b, 4)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CombineHalf(ref Word result, int m, ref Word a, int n, ref Word b)
    {
        var x = Vector256.Create((ulong)(long)m);
        var y = Vector256.Create((ulong)(long)n);
        // Sizes stay below 2^59, with k·q as well: with 2^60 more each column is positive.
        var offset = Vector256.Create(Offset);
        var carried = Vector256.Create(Carried);
        var t0 = (Limb(ref a, 0) * x) + (Limb(ref b, 0) * y) + offset;
        var t1 = (Limb(ref a, 1) * x) + (Limb(ref b, 1) * y) + offset - carried;
        var t2 = (Limb(ref a, 2) * x) + (Limb(ref b, 2) * y) + offset - carried;
        var t3 = (Limb(ref a, 3) * x) + (Limb(ref b, 3) * y) + offset - carried;
        var t4 = (Limb(ref a, 4) * x) + (Limb(ref b, 4) * y) - carried;
        var e = t4 + ((t3 + ((t2 + ((t1 + (t0 >>> 52)) >>> 52)) >>> 52)) >>> 52);
        var reciprocal = Vector256.Create(Radix52<TModulus>.Reciprocal);
        e = ((e + offset) >>> 32) - (offset >>> 32);
        var k = (((e * reciprocal) - reciprocal + offset) >>> 35) - (offset >>> 35);
        t0 -= k * Vector256.Create(Radix52<TModulus>.Q0);
        t1 -= k * Vector256.Create(Radix52<TModulus>.Q1);
        t2 -= k * Vector256.Create(Radix52<TModulus>.Q2);
        t3 -= k * Vector256.Create(Radix52<TModulus>.Q3);
        t4 -= k * Vector256.Create(Radix52<TModulus>.Q4);
        Normalise(ref result, t0, t1, t2, t3, t4);
    }

    /// <summary>a + (2q - b), with 2q spread so that no limb but the highest can be negative before carrying.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractUnreducedHalf(ref Word result, ref Word a, ref Word b) =>
        Normalise(
            ref result,
            Limb(ref a, 0) - Limb(ref b, 0) + Vector256.Create(Radix52<TModulus>.Twice0 + 1 + Mask),
            Limb(ref a, 1) - Limb(ref b, 1) + Vector256.Create(Radix52<TModulus>.Twice1 + Mask),
            Limb(ref a, 2) - Limb(ref b, 2) + Vector256.Create(Radix52<TModulus>.Twice2 + Mask),
            Limb(ref a, 3) - Limb(ref b, 3) + Vector256.Create(Radix52<TModulus>.Twice3 + Mask),
            Limb(ref a, 4) - Limb(ref b, 4) + Vector256.Create(Radix52<TModulus>.Twice4 - 1)
        );

    /// <summary>d without its bit 260 where that bit is set, else s modulo 2^260; both are carried first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Choose(
        ref Word result,
        Word d0,
        Word d1,
        Word d2,
        Word d3,
        Word d4,
        Word s0,
        Word s1,
        Word s2,
        Word s3,
        Word s4
    )
    {
        var mask = Vector256.Create(Mask);
        d1 += d0 >>> 52;
        s1 += s0 >>> 52;
        d2 += d1 >>> 52;
        s2 += s1 >>> 52;
        d3 += d2 >>> 52;
        s3 += s2 >>> 52;
        d4 += d3 >>> 52;
        s4 += s3 >>> 52;
        var choice = Word.Zero - (d4 >>> 52);
        Limb(ref result, 0) = Avx2.BlendVariable(s0, d0, choice) & mask;
        Limb(ref result, 1) = Avx2.BlendVariable(s1, d1, choice) & mask;
        Limb(ref result, 2) = Avx2.BlendVariable(s2, d2, choice) & mask;
        Limb(ref result, 3) = Avx2.BlendVariable(s3, d3, choice) & mask;
        Limb(ref result, 4) = Avx2.BlendVariable(s4, d4, choice) & mask;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static uint ZeroMaskHalf(ref Word a)
    {
        var (a0, a1, a2, a3, a4) = (Limb(ref a, 0), Limb(ref a, 1), Limb(ref a, 2), Limb(ref a, 3), Limb(ref a, 4));
        var zero = Vector256.Equals(a0 | a1 | a2 | a3 | a4, Word.Zero);
        var once =
            (a0 ^ Vector256.Create(Radix52<TModulus>.Q0))
            | (a1 ^ Vector256.Create(Radix52<TModulus>.Q1))
            | (a2 ^ Vector256.Create(Radix52<TModulus>.Q2))
            | (a3 ^ Vector256.Create(Radix52<TModulus>.Q3))
            | (a4 ^ Vector256.Create(Radix52<TModulus>.Q4));
        var twice =
            (a0 ^ Vector256.Create(Radix52<TModulus>.Twice0))
            | (a1 ^ Vector256.Create(Radix52<TModulus>.Twice1))
            | (a2 ^ Vector256.Create(Radix52<TModulus>.Twice2))
            | (a3 ^ Vector256.Create(Radix52<TModulus>.Twice3))
            | (a4 ^ Vector256.Create(Radix52<TModulus>.Twice4));
        zero |= Vector256.Equals(once, Word.Zero) | Vector256.Equals(twice, Word.Zero);
        return zero.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void UnpackHalf(ref Word result, ref Word words)
    {
        var mask = Vector256.Create(Mask);
        var (w0, w1, w2, w3) = (Limb(ref words, 0), Limb(ref words, 1), Limb(ref words, 2), Limb(ref words, 3));
        Limb(ref result, 0) = w0 & mask;
        Limb(ref result, 1) = ((w0 >>> 52) | (w1 << 12)) & mask;
        Limb(ref result, 2) = ((w1 >>> 40) | (w2 << 24)) & mask;
        Limb(ref result, 3) = ((w2 >>> 28) | (w3 << 36)) & mask;
        Limb(ref result, 4) = w3 >>> 16;
    }

    /// <summary>Subtracts q where it fits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ReduceHalf(ref Word limbs)
    {
        var (a0, a1, a2) = (Limb(ref limbs, 0), Limb(ref limbs, 1), Limb(ref limbs, 2));
        var (a3, a4) = (Limb(ref limbs, 3), Limb(ref limbs, 4));
        var d0 = a0 + Vector256.Create(1 + Mask - Radix52<TModulus>.Q0);
        var d1 = a1 + Vector256.Create(Mask - Radix52<TModulus>.Q1);
        var d2 = a2 + Vector256.Create(Mask - Radix52<TModulus>.Q2);
        var d3 = a3 + Vector256.Create(Mask - Radix52<TModulus>.Q3);
        var d4 = a4 + Vector256.Create(Mask - Radix52<TModulus>.Q4);
        Choose(ref limbs, d0, d1, d2, d3, d4, a0, a1, a2, a3, a4);
    }

    /// <summary>At most 2q, which is below 2^255.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void PackHalf(ref Word words, ref Word limbs)
    {
        var (a0, a1, a2) = (Limb(ref limbs, 0), Limb(ref limbs, 1), Limb(ref limbs, 2));
        var (a3, a4) = (Limb(ref limbs, 3), Limb(ref limbs, 4));
        Limb(ref words, 0) = a0 | (a1 << 52);
        Limb(ref words, 1) = (a1 >>> 12) | (a2 << 40);
        Limb(ref words, 2) = (a2 >>> 24) | (a3 << 28);
        Limb(ref words, 3) = (a3 >>> 36) | (a4 << 16);
        Limb(ref words, 4) = Word.Zero;
    }
}
