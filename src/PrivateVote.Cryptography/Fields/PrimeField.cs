using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// An element of the integers modulo a prime q of at most 254 bits: <c>Fp</c>, <c>Fr</c> and <c>Scalar</c>.
/// </summary>
/// <remarks>
/// Size in memory: 32 bytes, four 64-bit limbs, least significant first, in Montgomery form with R = 2^256, always
/// below q. Encoded: 32 bytes big-endian, canonical.
/// <para>
/// References: P. Montgomery, "Modular multiplication without trial division", 1985; the order of operations is CIOS
/// (Koc, Acar, Kaliski 1996) without the carry word, which a modulus below 2^254 never needs (gnark's observation).
/// </para>
/// Addition, subtraction, multiplication, inversion and encoding have no branch and no memory access that depends on a
/// value. What the just-in-time compiler makes of a conditional expression is outside the language's promise; see
/// docs/threat-model.md.
/// </remarks>
[SkipLocalsInit]
public readonly partial struct PrimeField<TModulus> : IField<PrimeField<TModulus>>, IEquatable<PrimeField<TModulus>>
    where TModulus : struct, IModulus
{
    /// <summary>Bytes of an encoded element.</summary>
    public const int Size = 32;

    internal readonly ulong L0;
    internal readonly ulong L1;
    internal readonly ulong L2;
    internal readonly ulong L3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PrimeField(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        L0 = l0;
        L1 = l1;
        L2 = l2;
        L3 = l3;
    }

    public static PrimeField<TModulus> Zero => default;

    public static PrimeField<TModulus> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TModulus.One0, TModulus.One1, TModulus.One2, TModulus.One3);
    }

    private static PrimeField<TModulus> RSquared
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TModulus.RSquared0, TModulus.RSquared1, TModulus.RSquared2, TModulus.RSquared3);
    }

    /// <summary>q.</summary>
    public static BigInteger Modulus { get; } = ToBigInteger(TModulus.Q0, TModulus.Q1, TModulus.Q2, TModulus.Q3);

    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (L0 | L1 | L2 | L3) == 0;
    }

    public bool IsOne => Equals(One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZeroEverywhere(in PrimeField<TModulus> a) => a.IsZero;

    /// <summary>result = a + b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(out PrimeField<TModulus> result, in PrimeField<TModulus> a, in PrimeField<TModulus> b)
    {
        var s0 = a.L0 + b.L0;
        var carry = CarryOut(a.L0, b.L0, s0);
        var s1 = a.L1 + b.L1 + carry;
        carry = CarryOut(a.L1, b.L1, s1);
        var s2 = a.L2 + b.L2 + carry;
        carry = CarryOut(a.L2, b.L2, s2);
        // Both are below 2^254, so the top limb does not overflow.
        var s3 = a.L3 + b.L3 + carry;
        result = SubtractModulusOnce(s0, s1, s2, s3);
    }

    /// <summary>result = a - b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(out PrimeField<TModulus> result, in PrimeField<TModulus> a, in PrimeField<TModulus> b)
    {
        var d0 = a.L0 - b.L0;
        var borrow = BorrowOut(a.L0, b.L0, d0);
        var d1 = a.L1 - b.L1 - borrow;
        borrow = BorrowOut(a.L1, b.L1, d1);
        var d2 = a.L2 - b.L2 - borrow;
        borrow = BorrowOut(a.L2, b.L2, d2);
        var d3 = a.L3 - b.L3 - borrow;
        // The true difference lies in (-q, q): it is negative exactly when the top bit is set. Then add q.
        var mask = (ulong)((long)d3 >> 63);
        var q0 = TModulus.Q0 & mask;
        var q1 = TModulus.Q1 & mask;
        var q2 = TModulus.Q2 & mask;
        var r0 = d0 + q0;
        var carry = CarryOut(d0, q0, r0);
        var r1 = d1 + q1 + carry;
        carry = CarryOut(d1, q1, r1);
        var r2 = d2 + q2 + carry;
        carry = CarryOut(d2, q2, r2);
        result = new PrimeField<TModulus>(r0, r1, r2, d3 + (TModulus.Q3 & mask) + carry);
    }

    /// <summary>result = a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(out PrimeField<TModulus> result, in PrimeField<TModulus> a, in PrimeField<TModulus> b)
    {
        ulong x0 = a.L0,
            x1 = a.L1,
            x2 = a.L2,
            x3 = a.L3;
        ulong t0,
            t1,
            t2,
            t3,
            v,
            m,
            high,
            low,
            column,
            carryX,
            carryQ;

        // Row 0: t = (t + x·y0 + m·q) / 2^64.
        v = b.L0;
        high = High(x0, v);
        low = x0 * v;
        carryX = high;
        m = low * TModulus.NegatedInverse;
        carryQ = High(m, TModulus.Q0);
        // low + lo(m·q0) = 0 mod 2^64, so it carries exactly when low is not zero.
        carryQ = low != 0 ? carryQ + 1 : carryQ;
        high = High(x1, v);
        low = x1 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q1);
        low = m * TModulus.Q1;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t0 = low;
        carryQ = high;
        high = High(x2, v);
        low = x2 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q2);
        low = m * TModulus.Q2;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t1 = low;
        carryQ = high;
        high = High(x3, v);
        low = x3 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q3);
        low = m * TModulus.Q3;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t2 = low;
        carryQ = high;
        t3 = carryX + carryQ;

        // Row 1: t = (t + x·y1 + m·q) / 2^64.
        v = b.L1;
        high = High(x0, v);
        low = x0 * v;
        low += t0;
        high = low < t0 ? high + 1 : high;
        carryX = high;
        m = low * TModulus.NegatedInverse;
        carryQ = High(m, TModulus.Q0);
        // low + lo(m·q0) = 0 mod 2^64, so it carries exactly when low is not zero.
        carryQ = low != 0 ? carryQ + 1 : carryQ;
        high = High(x1, v);
        low = x1 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        low += t1;
        high = low < t1 ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q1);
        low = m * TModulus.Q1;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t0 = low;
        carryQ = high;
        high = High(x2, v);
        low = x2 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        low += t2;
        high = low < t2 ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q2);
        low = m * TModulus.Q2;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t1 = low;
        carryQ = high;
        high = High(x3, v);
        low = x3 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        low += t3;
        high = low < t3 ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q3);
        low = m * TModulus.Q3;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t2 = low;
        carryQ = high;
        t3 = carryX + carryQ;

        // Row 2: t = (t + x·y2 + m·q) / 2^64.
        v = b.L2;
        high = High(x0, v);
        low = x0 * v;
        low += t0;
        high = low < t0 ? high + 1 : high;
        carryX = high;
        m = low * TModulus.NegatedInverse;
        carryQ = High(m, TModulus.Q0);
        // low + lo(m·q0) = 0 mod 2^64, so it carries exactly when low is not zero.
        carryQ = low != 0 ? carryQ + 1 : carryQ;
        high = High(x1, v);
        low = x1 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        low += t1;
        high = low < t1 ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q1);
        low = m * TModulus.Q1;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t0 = low;
        carryQ = high;
        high = High(x2, v);
        low = x2 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        low += t2;
        high = low < t2 ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q2);
        low = m * TModulus.Q2;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t1 = low;
        carryQ = high;
        high = High(x3, v);
        low = x3 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        low += t3;
        high = low < t3 ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q3);
        low = m * TModulus.Q3;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t2 = low;
        carryQ = high;
        t3 = carryX + carryQ;

        // Row 3: t = (t + x·y3 + m·q) / 2^64.
        v = b.L3;
        high = High(x0, v);
        low = x0 * v;
        low += t0;
        high = low < t0 ? high + 1 : high;
        carryX = high;
        m = low * TModulus.NegatedInverse;
        carryQ = High(m, TModulus.Q0);
        // low + lo(m·q0) = 0 mod 2^64, so it carries exactly when low is not zero.
        carryQ = low != 0 ? carryQ + 1 : carryQ;
        high = High(x1, v);
        low = x1 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        low += t1;
        high = low < t1 ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q1);
        low = m * TModulus.Q1;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t0 = low;
        carryQ = high;
        high = High(x2, v);
        low = x2 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        low += t2;
        high = low < t2 ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q2);
        low = m * TModulus.Q2;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t1 = low;
        carryQ = high;
        high = High(x3, v);
        low = x3 * v;
        low += carryX;
        high = low < carryX ? high + 1 : high;
        low += t3;
        high = low < t3 ? high + 1 : high;
        carryX = high;
        column = low;
        high = High(m, TModulus.Q3);
        low = m * TModulus.Q3;
        low += carryQ;
        high = low < carryQ ? high + 1 : high;
        low += column;
        high = low < column ? high + 1 : high;
        t2 = low;
        carryQ = high;
        t3 = carryX + carryQ;

        // Operands below q give t below q + q^2/R < 2q.
        result = SubtractModulusOnce(t0, t1, t2, t3);
    }

    /// <summary>result = a^2. A dedicated squaring saved nothing that could be measured over the product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square(out PrimeField<TModulus> result, in PrimeField<TModulus> a) =>
        Multiply(out result, in a, in a);

    /// <summary>result = -a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(out PrimeField<TModulus> result, in PrimeField<TModulus> a) =>
        Subtract(out result, default, in a);

    /// <summary>result = 2a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Double(out PrimeField<TModulus> result, in PrimeField<TModulus> a) =>
        Add(out result, in a, in a);

    /// <summary>result = 1/a by Fermat's little theorem, a^(q-2); 0 for 0. Constant time: the exponent is public.</summary>
    public static void Invert(out PrimeField<TModulus> result, in PrimeField<TModulus> a)
    {
        // q - 2 borrows nothing beyond the lowest limb: all three moduli end in a limb above 2.
        ReadOnlySpan<ulong> exponent = [TModulus.Q0 - 2, TModulus.Q1, TModulus.Q2, TModulus.Q3];
        var power = One;
        for (var bit = 255; bit >= 0; bit--)
        {
            Square(out power, in power);
            if (((exponent[bit >> 6] >> (bit & 63)) & 1) != 0)
            {
                Multiply(out power, in power, in a);
            }
        }

        result = power;
    }

    /// <summary>1/this, and 0 for 0, in constant time.</summary>
    public PrimeField<TModulus> Inverse()
    {
        Invert(out var result, in this);
        return result;
    }

    /// <summary>Replaces every element by its inverse with one inversion in all (Montgomery's trick); zeros stay zero.</summary>
    public static void InvertBatch(Span<PrimeField<TModulus>> elements)
    {
        var prefixes = new PrimeField<TModulus>[elements.Length];
        var product = One;
        for (var i = 0; i < elements.Length; i++)
        {
            prefixes[i] = product;
            if (!elements[i].IsZero)
            {
                Multiply(out product, in product, in elements[i]);
            }
        }

        Invert(out var inverse, in product);
        for (var i = elements.Length - 1; i >= 0; i--)
        {
            if (!elements[i].IsZero)
            {
                Multiply(out var inverted, in inverse, in prefixes[i]);
                Multiply(out inverse, in inverse, in elements[i]);
                elements[i] = inverted;
            }
        }
    }

    /// <summary>this^exponent, in time that depends on the exponent only, which must be public and not negative.</summary>
    public PrimeField<TModulus> Power(BigInteger exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        var power = One;
        for (var bit = (int)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            Square(out power, in power);
            if (!((exponent >> bit) & 1).IsZero)
            {
                Multiply(out power, in power, in this);
            }
        }

        return power;
    }

    /// <summary>a where mask is all ones, b where it is zero, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PrimeField<TModulus> Select(ulong mask, in PrimeField<TModulus> a, in PrimeField<TModulus> b) =>
        new(
            b.L0 ^ (mask & (a.L0 ^ b.L0)),
            b.L1 ^ (mask & (a.L1 ^ b.L1)),
            b.L2 ^ (mask & (a.L2 ^ b.L2)),
            b.L3 ^ (mask & (a.L3 ^ b.L3))
        );

    public static PrimeField<TModulus> operator +(in PrimeField<TModulus> a, in PrimeField<TModulus> b)
    {
        Add(out var result, in a, in b);
        return result;
    }

    public static PrimeField<TModulus> operator -(in PrimeField<TModulus> a, in PrimeField<TModulus> b)
    {
        Subtract(out var result, in a, in b);
        return result;
    }

    public static PrimeField<TModulus> operator *(in PrimeField<TModulus> a, in PrimeField<TModulus> b)
    {
        Multiply(out var result, in a, in b);
        return result;
    }

    public static PrimeField<TModulus> operator -(in PrimeField<TModulus> a)
    {
        Negate(out var result, in a);
        return result;
    }

    public static bool operator ==(in PrimeField<TModulus> a, in PrimeField<TModulus> b) => a.Equals(b);

    public static bool operator !=(in PrimeField<TModulus> a, in PrimeField<TModulus> b) => !a.Equals(b);

    /// <summary>Equality without an early exit.</summary>
    public bool Equals(PrimeField<TModulus> other) =>
        ((L0 ^ other.L0) | (L1 ^ other.L1) | (L2 ^ other.L2) | (L3 ^ other.L3)) == 0;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is PrimeField<TModulus> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(L0, L1, L2, L3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong a, ulong b) =>
        // The form that returns the high word alone stays in registers; the forms with an out parameter go through
        // memory and cost more than twice as much.
        Bmi2.X64.IsSupported
            ? Bmi2.X64.MultiplyNoFlags(a, b)
            : Math.BigMul(a, b, out _);

    /// <summary>The carry of sum = x + y + carry in, from the three top bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong CarryOut(ulong x, ulong y, ulong sum) => ((x & y) | ((x | y) & ~sum)) >> 63;

    /// <summary>The borrow of difference = x - y - borrow in, from the three top bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BorrowOut(ulong x, ulong y, ulong difference) => ((~x & y) | ((~x | y) & difference)) >> 63;

    /// <summary>t - q if t >= q, else t; t below 2q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PrimeField<TModulus> SubtractModulusOnce(ulong t0, ulong t1, ulong t2, ulong t3)
    {
        var r0 = t0 - TModulus.Q0;
        var borrow = BorrowOut(t0, TModulus.Q0, r0);
        var r1 = t1 - TModulus.Q1 - borrow;
        borrow = BorrowOut(t1, TModulus.Q1, r1);
        var r2 = t2 - TModulus.Q2 - borrow;
        borrow = BorrowOut(t2, TModulus.Q2, r2);
        var r3 = t3 - TModulus.Q3 - borrow;
        // t is below 2^255, so the difference is negative exactly when its top bit is set.
        var keep = (ulong)((long)r3 >> 63);
        return new PrimeField<TModulus>(
            r0 ^ (keep & (r0 ^ t0)),
            r1 ^ (keep & (r1 ^ t1)),
            r2 ^ (keep & (r2 ^ t2)),
            r3 ^ (keep & (r3 ^ t3))
        );
    }

    private static BigInteger ToBigInteger(ulong l0, ulong l1, ulong l2, ulong l3) =>
        ((((((BigInteger)l3 << 64) | l2) << 64) | l1) << 64) | l0;
}
