using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Real = System.Runtime.Intrinsics.Vector512<double>;
using Word = System.Runtime.Intrinsics.Vector512<ulong>;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// Eight elements at once with AVX-512: five 52-bit limbs, Montgomery form with R = 2^260, products of limbs by
/// double-precision fused multiply-add rounded toward zero.
/// </summary>
/// <remarks>
/// At rest: every limb below 2^52, the value from 0 to 2q. q is below 2^254, so R is above 64q. docs/performance.md proves
/// the bounds of all intermediate values; the counts of biases in the code are its tables'.
/// <para>
/// The product of limbs x, y below 2^52 (Gueron and Krasnov, ARITH 2016, use the same instruction on integers):
/// </para>
/// <list type="table">
/// <item><term>h = fma(x, y, 2^104)</term><description>rounded toward zero: 2^104 + 2^52·floor(x·y / 2^52), with the bits
/// <see cref="HighBias"/> + floor(x·y / 2^52).</description></item>
/// <item><term>s = (2^104 + 2^52) - h</term><description>exact.</description></item>
/// <item><term>l = fma(x, y, s)</term><description>2^52 + (x·y mod 2^52), exact, with the bits <see cref="LowBias"/> +
/// (x·y mod 2^52).</description></item>
/// </list>
/// Columns are 64-bit integers that start at minus the biases they will receive.
/// </remarks>
public readonly partial struct Avx512Lanes<TModulus> : ILanePath<TModulus>
    where TModulus : struct, IModulus
{
    private const ulong Mask = Radix52<TModulus>.Mask;

    /// <summary>The bits of 2^52 and of 2^104 as doubles.</summary>
    private const ulong LowBias = 0x4330000000000000;
    private const ulong HighBias = 0x4670000000000000;
    private const double TwoTo52 = 4503599627370496.0;
    private const double TwoTo104 = TwoTo52 * TwoTo52;

    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported && Avx512DQ.IsSupported;
    }

    public static LaneLimbs One => Radix52<TModulus>.One;

    /// <summary>a·b·2^-260, by rows of b, each followed by one step of Montgomery's reduction.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        var a0 = ToReal(a.Limb0);
        var a1 = ToReal(a.Limb1);
        var a2 = ToReal(a.Limb2);
        var a3 = ToReal(a.Limb3);
        var a4 = ToReal(a.Limb4);
        // Column c receives lows of the pairs i + j = c and highs of the pairs i + j = c - 1, of a·b and of m·q; but the
        // lows of m·q0 and m·q1 come without a bias.
        var t0 = Start(1, 0);
        var t1 = Start(2, 2);
        var t2 = Start(4, 4);
        var t3 = Start(6, 6);
        var t4 = Start(8, 8);
        var t5 = Start(7, 10);
        Row(a0, a1, a2, a3, a4, ToReal(b.Limb0), ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Reduce(t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        var t6 = Start(6, 8);
        Row(a0, a1, a2, a3, a4, ToReal(b.Limb1), ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Reduce(t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        var t7 = Start(4, 6);
        Row(a0, a1, a2, a3, a4, ToReal(b.Limb2), ref t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        Reduce(t2, ref t3, ref t4, ref t5, ref t6, ref t7);
        var t8 = Start(2, 4);
        Row(a0, a1, a2, a3, a4, ToReal(b.Limb3), ref t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        Reduce(t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        var t9 = Start(0, 2);
        Row(a0, a1, a2, a3, a4, ToReal(b.Limb4), ref t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Reduce(t4, ref t5, ref t6, ref t7, ref t8, ref t9);
        Normalise(out result, t5, t6, t7, t8, t9);
    }

    /// <summary>v - k·q for v = m·a + n·b, where k is at most v/q and short of it by less than 1 + 2^-9.</summary>
    /// <remarks>
    /// v/q lies in [e·ρ, (e + 1)·ρ) for e = floor(v / 2^240) and ρ = 2^240/q. The constant ρ' =
    /// <see cref="Radix52{TModulus}.Reciprocal"/> / 2^35 is a little below ρ; k = floor((e - 1)·ρ') is at most v/q, also
    /// where e is negative. docs/performance.md, section 5.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Combine(out LaneLimbs result, int m, in LaneLimbs a, int n, in LaneLimbs b)
    {
        var x = Vector512.Create((ulong)(long)m);
        var y = Vector512.Create((ulong)(long)n);
        var t0 = Avx512DQ.MultiplyLow(a.Limb0, x) + Avx512DQ.MultiplyLow(b.Limb0, y);
        var t1 = Avx512DQ.MultiplyLow(a.Limb1, x) + Avx512DQ.MultiplyLow(b.Limb1, y);
        var t2 = Avx512DQ.MultiplyLow(a.Limb2, x) + Avx512DQ.MultiplyLow(b.Limb2, y);
        var t3 = Avx512DQ.MultiplyLow(a.Limb3, x) + Avx512DQ.MultiplyLow(b.Limb3, y);
        var t4 = Avx512DQ.MultiplyLow(a.Limb4, x) + Avx512DQ.MultiplyLow(b.Limb4, y);
        // Carries up to the highest limb, for the quotient alone: the limbs are carried once, below.
        var e = t4 + Carry(t3 + Carry(t2 + Carry(t1 + Carry(t0))));
        e = Vector512.ShiftRightArithmetic(e.AsInt64(), 32).AsUInt64();
        e =
            Avx512DQ.MultiplyLow(e, Vector512.Create(Radix52<TModulus>.Reciprocal))
            - Vector512.Create(Radix52<TModulus>.Reciprocal);
        var k = Vector512.ShiftRightArithmetic(e.AsInt64(), 35).AsUInt64();
        t0 -= Avx512DQ.MultiplyLow(k, Vector512.Create(Radix52<TModulus>.Q0));
        t1 -= Avx512DQ.MultiplyLow(k, Vector512.Create(Radix52<TModulus>.Q1));
        t2 -= Avx512DQ.MultiplyLow(k, Vector512.Create(Radix52<TModulus>.Q2));
        t3 -= Avx512DQ.MultiplyLow(k, Vector512.Create(Radix52<TModulus>.Q3));
        t4 -= Avx512DQ.MultiplyLow(k, Vector512.Create(Radix52<TModulus>.Q4));
        Normalise(out result, t0, t1, t2, t3, t4);
    }

    /// <summary>a + b, less 2q where it is at least 2q: both sums are carried side by side, then one is taken.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Add(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        var s0 = a.Limb0 + b.Limb0;
        var s1 = a.Limb1 + b.Limb1;
        var s2 = a.Limb2 + b.Limb2;
        var s3 = a.Limb3 + b.Limb3;
        var s4 = a.Limb4 + b.Limb4;
        // + (2^260 - 2q): bit 260 of the sum tells whether a + b is at least 2q.
        var d0 = s0 + Vector512.Create(1 + Mask - Radix52<TModulus>.Twice0);
        var d1 = s1 + Vector512.Create(Mask - Radix52<TModulus>.Twice1);
        var d2 = s2 + Vector512.Create(Mask - Radix52<TModulus>.Twice2);
        var d3 = s3 + Vector512.Create(Mask - Radix52<TModulus>.Twice3);
        var d4 = s4 + Vector512.Create(Mask - Radix52<TModulus>.Twice4);
        Choose(out result, d0, d1, d2, d3, d4, s0, s1, s2, s3, s4);
    }

    /// <summary>a - b, plus 2q where it is negative.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        // + 2^260, spread so that no limb is negative: bit 260 tells whether a is at least b.
        var d0 = a.Limb0 - b.Limb0 + Vector512.Create(1 + Mask);
        var d1 = a.Limb1 - b.Limb1 + Vector512.Create(Mask);
        var d2 = a.Limb2 - b.Limb2 + Vector512.Create(Mask);
        var d3 = a.Limb3 - b.Limb3 + Vector512.Create(Mask);
        var d4 = a.Limb4 - b.Limb4 + Vector512.Create(Mask);
        var s0 = d0 + Vector512.Create(Radix52<TModulus>.Twice0);
        var s1 = d1 + Vector512.Create(Radix52<TModulus>.Twice1);
        var s2 = d2 + Vector512.Create(Radix52<TModulus>.Twice2);
        var s3 = d3 + Vector512.Create(Radix52<TModulus>.Twice3);
        var s4 = d4 + Vector512.Create(Radix52<TModulus>.Twice4);
        Choose(out result, d0, d1, d2, d3, d4, s0, s1, s2, s3, s4);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Negate(out LaneLimbs result, in LaneLimbs a) => TwiceModulusMinus(out result, default, in a);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b) =>
        Normalise(
            out result,
            a.Limb0 + b.Limb0,
            a.Limb1 + b.Limb1,
            a.Limb2 + b.Limb2,
            a.Limb3 + b.Limb3,
            a.Limb4 + b.Limb4
        );

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void SubtractUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b) =>
        TwiceModulusMinus(out result, in a, in b);

    /// <summary>At rest zero is 0, q or 2q.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static byte ZeroMask(in LaneLimbs a)
    {
        var zero = Vector512.Equals(a.Limb0 | a.Limb1 | a.Limb2 | a.Limb3 | a.Limb4, Word.Zero);
        var once =
            (a.Limb0 ^ Vector512.Create(Radix52<TModulus>.Q0))
            | (a.Limb1 ^ Vector512.Create(Radix52<TModulus>.Q1))
            | (a.Limb2 ^ Vector512.Create(Radix52<TModulus>.Q2))
            | (a.Limb3 ^ Vector512.Create(Radix52<TModulus>.Q3))
            | (a.Limb4 ^ Vector512.Create(Radix52<TModulus>.Q4));
        var twice =
            (a.Limb0 ^ Vector512.Create(Radix52<TModulus>.Twice0))
            | (a.Limb1 ^ Vector512.Create(Radix52<TModulus>.Twice1))
            | (a.Limb2 ^ Vector512.Create(Radix52<TModulus>.Twice2))
            | (a.Limb3 ^ Vector512.Create(Radix52<TModulus>.Twice3))
            | (a.Limb4 ^ Vector512.Create(Radix52<TModulus>.Twice4));
        zero |= Vector512.Equals(once, Word.Zero) | Vector512.Equals(twice, Word.Zero);
        return (byte)zero.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void FromWords(out LaneLimbs result, in LaneLimbs words)
    {
        Unpack(out var limbs, in words);
        Multiply(out result, in limbs, in Radix52<TModulus>.FromRadix64);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ToWords(out LaneLimbs words, in LaneLimbs a)
    {
        // At most 2q/64 + q: one conditional subtraction of q leaves it below q.
        Multiply(out var limbs, in a, in Radix52<TModulus>.ToRadix64);
        var d0 = limbs.Limb0 + Vector512.Create(1 + Mask - Radix52<TModulus>.Q0);
        var d1 = limbs.Limb1 + Vector512.Create(Mask - Radix52<TModulus>.Q1);
        var d2 = limbs.Limb2 + Vector512.Create(Mask - Radix52<TModulus>.Q2);
        var d3 = limbs.Limb3 + Vector512.Create(Mask - Radix52<TModulus>.Q3);
        var d4 = limbs.Limb4 + Vector512.Create(Mask - Radix52<TModulus>.Q4);
        Choose(out limbs, d0, d1, d2, d3, d4, limbs.Limb0, limbs.Limb1, limbs.Limb2, limbs.Limb3, limbs.Limb4);
        Pack(out words, in limbs);
    }

    /// <summary>At most 2q, which is below 2^255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pack(out LaneLimbs words, in LaneLimbs a)
    {
        var (a1, a2, a3) = (a.Limb1, a.Limb2, a.Limb3);
        words.Limb0 = a.Limb0 | (a1 << 52);
        words.Limb1 = (a1 >>> 12) | (a2 << 40);
        words.Limb2 = (a2 >>> 24) | (a3 << 28);
        words.Limb3 = (a3 >>> 36) | (a.Limb4 << 16);
        words.Limb4 = Word.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(out LaneLimbs result, in LaneLimbs words)
    {
        var mask = Vector512.Create(Mask);
        var (w0, w1, w2, w3) = (words.Limb0, words.Limb1, words.Limb2, words.Limb3);
        result.Limb0 = w0 & mask;
        result.Limb1 = ((w0 >>> 52) | (w1 << 12)) & mask;
        result.Limb2 = ((w1 >>> 40) | (w2 << 24)) & mask;
        result.Limb3 = ((w2 >>> 28) | (w3 << 36)) & mask;
        result.Limb4 = w3 >>> 16;
    }

    /// <summary>The bias of a column that receives so many lows and so many highs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Start(ulong lows, ulong highs) =>
        Vector512.Create(unchecked(0UL - (lows * LowBias) - (highs * HighBias)));

    /// <summary>A limb below 2^52 as a double: set as the fraction of 2^52, which is then taken off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Real ToReal(Word limb) => (limb | Vector512.Create(LowBias)).AsDouble() - Vector512.Create(TwoTo52);

    /// <summary>low += (x·y mod 2^52) + LowBias and high += floor(x·y / 2^52) + HighBias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAccumulate(Real x, Real y, ref Word low, ref Word high)
    {
        var h = Avx512F.FusedMultiplyAdd(x, y, Vector512.Create(TwoTo104), FloatRoundingMode.ToZero);
        var s = Vector512.Create(TwoTo104 + TwoTo52) - h;
        var l = Avx512F.FusedMultiplyAdd(x, y, s, FloatRoundingMode.ToZero);
        high += h.AsUInt64();
        low += l.AsUInt64();
    }

    /// <summary>t += a·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(
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
        MultiplyAccumulate(a0, y, ref t0, ref t1);
        MultiplyAccumulate(a1, y, ref t1, ref t2);
        MultiplyAccumulate(a2, y, ref t2, ref t3);
        MultiplyAccumulate(a3, y, ref t3, ref t4);
        MultiplyAccumulate(a4, y, ref t4, ref t5);
    }

    /// <summary>t = (t + m·q) / 2^52, where m makes the lowest limb zero.</summary>
    /// <remarks>
    /// The next m waits for t1, so what t1 receives is found on the shortest ways: t0 + low(m·q0) is the next multiple
    /// of 2^52 from t0 on, and needs no product; low(m·q1) is an integer product.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(Word t0, ref Word t1, ref Word t2, ref Word t3, ref Word t4, ref Word t5)
    {
        var mask = Vector512.Create(Mask);
        var factor = Avx512DQ.MultiplyLow(t0, Vector512.Create(Radix52<TModulus>.NegatedInverse)) & mask;
        var m = ToReal(factor);
        t1 += Carry(t0 + mask);
        t1 += Avx512DQ.MultiplyLow(factor, Vector512.Create(Radix52<TModulus>.Q1)) & mask;
        AccumulateHigh(m, Vector512.Create((double)Radix52<TModulus>.Q0), ref t1);
        AccumulateHigh(m, Vector512.Create((double)Radix52<TModulus>.Q1), ref t2);
        MultiplyAccumulate(m, Vector512.Create((double)Radix52<TModulus>.Q2), ref t2, ref t3);
        MultiplyAccumulate(m, Vector512.Create((double)Radix52<TModulus>.Q3), ref t3, ref t4);
        MultiplyAccumulate(m, Vector512.Create((double)Radix52<TModulus>.Q4), ref t4, ref t5);
    }

    /// <summary>high += floor(x·y / 2^52) + HighBias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AccumulateHigh(Real x, Real y, ref Word high) =>
        high += Avx512F.FusedMultiplyAdd(x, y, Vector512.Create(TwoTo104), FloatRoundingMode.ToZero).AsUInt64();

    /// <summary>floor(t / 2^52) of a signed column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Carry(Word t) => Vector512.ShiftRightArithmetic(t.AsInt64(), 52).AsUInt64();

    /// <summary>Carries: every limb but the highest comes below 2^52.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normalise(out LaneLimbs result, Word t0, Word t1, Word t2, Word t3, Word t4)
    {
        var mask = Vector512.Create(Mask);
        t1 += Carry(t0);
        t2 += Carry(t1);
        t3 += Carry(t2);
        t4 += Carry(t3);
        result.Limb0 = t0 & mask;
        result.Limb1 = t1 & mask;
        result.Limb2 = t2 & mask;
        result.Limb3 = t3 & mask;
        result.Limb4 = t4;
    }

    /// <summary>d without its bit 260 where that bit is set, else s modulo 2^260; both are carried first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Choose(
        out LaneLimbs result,
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
        var mask = Vector512.Create(Mask);
        d1 += d0 >>> 52;
        s1 += s0 >>> 52;
        d2 += d1 >>> 52;
        s2 += s1 >>> 52;
        d3 += d2 >>> 52;
        s3 += s2 >>> 52;
        d4 += d3 >>> 52;
        s4 += s3 >>> 52;
        var choice = Word.Zero - (d4 >>> 52);
        result.Limb0 = Vector512.ConditionalSelect(choice, d0, s0) & mask;
        result.Limb1 = Vector512.ConditionalSelect(choice, d1, s1) & mask;
        result.Limb2 = Vector512.ConditionalSelect(choice, d2, s2) & mask;
        result.Limb3 = Vector512.ConditionalSelect(choice, d3, s3) & mask;
        result.Limb4 = Vector512.ConditionalSelect(choice, d4, s4) & mask;
    }

    /// <summary>a + (2q - b), with 2q spread so that no limb but the highest can be negative before carrying.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwiceModulusMinus(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b) =>
        Normalise(
            out result,
            a.Limb0 - b.Limb0 + Vector512.Create(Radix52<TModulus>.Twice0 + 1 + Mask),
            a.Limb1 - b.Limb1 + Vector512.Create(Radix52<TModulus>.Twice1 + Mask),
            a.Limb2 - b.Limb2 + Vector512.Create(Radix52<TModulus>.Twice2 + Mask),
            a.Limb3 - b.Limb3 + Vector512.Create(Radix52<TModulus>.Twice3 + Mask),
            a.Limb4 - b.Limb4 + Vector512.Create(Radix52<TModulus>.Twice4 - 1)
        );
}
