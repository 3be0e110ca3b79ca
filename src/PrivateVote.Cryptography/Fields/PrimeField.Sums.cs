using System.Runtime.CompilerServices;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// Sums of products with one Montgomery reduction for all (Longa, eprint 2022/367, algorithm 2): the rows of all products
/// are added before each step of the reduction.
/// </summary>
/// <remarks>
/// Factors are at most q, which is below 2^254. Six products and the reduction give at most 6·q^2/R + q, below 3q; between
/// two steps there are at most 7q, and within one at most 7q·2^64, below 2^321.
/// </remarks>
public readonly partial struct PrimeField<TModulus>
{
    public static void MultiplyComplex(
        out PrimeField<TModulus> real,
        out PrimeField<TModulus> imaginary,
        in PrimeField<TModulus> a,
        in PrimeField<TModulus> b,
        in PrimeField<TModulus> c,
        in PrimeField<TModulus> d
    )
    {
        ModulusMinus(out var negated, in b);
        SumOfTwo(out var sum, in a, in d, in b, in c);
        SumOfTwo(out real, in a, in c, in negated, in d);
        imaginary = sum;
    }

    public static void SumOfComplexProducts(
        out PrimeField<TModulus> real,
        out PrimeField<TModulus> imaginary,
        in PrimeField<TModulus> a,
        Indices indicesOfA,
        in PrimeField<TModulus> b,
        Indices indicesOfB
    )
    {
        if (indicesOfA.Count == 3)
        {
            SumOfThree(out real, out imaginary, in a, indicesOfA, in b, indicesOfB);
            return;
        }

        var (sumReal, sumImaginary) = (Zero, Zero);
        for (var k = 0; k < indicesOfA.Count; k++)
        {
            ref readonly var x = ref At(in a, 2 * indicesOfA[k]);
            ref readonly var y = ref At(in b, 2 * indicesOfB[k]);
            MultiplyComplex(out var re, out var im, in x, in At(in x, 1), in y, in At(in y, 1));
            Add(out sumReal, in sumReal, in re);
            Add(out sumImaginary, in sumImaginary, in im);
        }

        real = sumReal;
        imaginary = sumImaginary;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref readonly PrimeField<TModulus> At(in PrimeField<TModulus> first, int index) =>
        ref Unsafe.Add(ref Unsafe.AsRef(in first), index);

    private static void SumOfThree(
        out PrimeField<TModulus> real,
        out PrimeField<TModulus> imaginary,
        in PrimeField<TModulus> a,
        Indices indicesOfA,
        in PrimeField<TModulus> b,
        Indices indicesOfB
    )
    {
        ref readonly var x = ref At(in a, 2 * indicesOfA[0]);
        ref readonly var y = ref At(in a, 2 * indicesOfA[1]);
        ref readonly var z = ref At(in a, 2 * indicesOfA[2]);
        ref readonly var u = ref At(in b, 2 * indicesOfB[0]);
        ref readonly var v = ref At(in b, 2 * indicesOfB[1]);
        ref readonly var w = ref At(in b, 2 * indicesOfB[2]);
        ModulusMinus(out var x1, in At(in x, 1));
        ModulusMinus(out var y1, in At(in y, 1));
        ModulusMinus(out var z1, in At(in z, 1));
        SumOfSix(
            out var sum,
            in x,
            in At(in u, 1),
            in At(in x, 1),
            in u,
            in y,
            in At(in v, 1),
            in At(in y, 1),
            in v,
            in z,
            in At(in w, 1),
            in At(in z, 1),
            in w
        );
        SumOfSix(
            out real,
            in x,
            in u,
            in x1,
            in At(in u, 1),
            in y,
            in v,
            in y1,
            in At(in v, 1),
            in z,
            in w,
            in z1,
            in At(in w, 1)
        );
        imaginary = sum;
    }

    /// <summary>a0·b0 + a1·b1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SumOfTwo(
        out PrimeField<TModulus> result,
        in PrimeField<TModulus> a0,
        in PrimeField<TModulus> b0,
        in PrimeField<TModulus> a1,
        in PrimeField<TModulus> b1
    )
    {
        ulong t0 = 0,
            t1 = 0,
            t2 = 0,
            t3 = 0,
            t4 = 0,
            t5 = 0;
        AddRow(in a0, b0.L0, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a1, b1.L0, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a0, b0.L1, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a1, b1.L1, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a0, b0.L2, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a1, b1.L2, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a0, b0.L3, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a1, b1.L3, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        result = SubtractModulusTwice(t0, t1, t2, t3);
    }

    /// <summary>a0·b0 + .. + a5·b5.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SumOfSix(
        out PrimeField<TModulus> result,
        in PrimeField<TModulus> a0,
        in PrimeField<TModulus> b0,
        in PrimeField<TModulus> a1,
        in PrimeField<TModulus> b1,
        in PrimeField<TModulus> a2,
        in PrimeField<TModulus> b2,
        in PrimeField<TModulus> a3,
        in PrimeField<TModulus> b3,
        in PrimeField<TModulus> a4,
        in PrimeField<TModulus> b4,
        in PrimeField<TModulus> a5,
        in PrimeField<TModulus> b5
    )
    {
        ulong t0 = 0,
            t1 = 0,
            t2 = 0,
            t3 = 0,
            t4 = 0,
            t5 = 0;
        AddRow(in a0, b0.L0, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a1, b1.L0, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a2, b2.L0, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a3, b3.L0, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a4, b4.L0, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a5, b5.L0, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a0, b0.L1, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a1, b1.L1, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a2, b2.L1, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a3, b3.L1, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a4, b4.L1, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a5, b5.L1, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a0, b0.L2, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a1, b1.L2, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a2, b2.L2, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a3, b3.L2, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a4, b4.L2, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a5, b5.L2, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a0, b0.L3, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a1, b1.L3, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a2, b2.L3, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a3, b3.L3, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a4, b4.L3, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(in a5, b5.L3, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        result = SubtractModulusTwice(t0, t1, t2, t3);
    }

    /// <summary>m·a + n·b: v - k·q with k the quotient by q or one less.</summary>
    /// <remarks>
    /// A negative factor is put on the other side: -m·a = |m|·(q - a). So v is from 0 to 24q, e = floor(v / 2^240) is below
    /// 2^19, and k = floor(e·ρ') for ρ' a little below 2^240/q (<see cref="Radix52{TModulus}.Reciprocal"/>) leaves v - k·q
    /// below 2q.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Combine(
        out PrimeField<TModulus> result,
        int m,
        in PrimeField<TModulus> a,
        int n,
        in PrimeField<TModulus> b
    )
    {
        var x = a;
        if (m < 0)
        {
            ModulusMinus(out x, in a);
        }

        var y = b;
        if (n < 0)
        {
            ModulusMinus(out y, in b);
        }

        var u = (ulong)Math.Abs(m);
        var w = (ulong)Math.Abs(n);
        var carry = 0UL;
        var t0 = SumOfMultiples(x.L0, u, y.L0, w, ref carry);
        var t1 = SumOfMultiples(x.L1, u, y.L1, w, ref carry);
        var t2 = SumOfMultiples(x.L2, u, y.L2, w, ref carry);
        var t3 = SumOfMultiples(x.L3, u, y.L3, w, ref carry);
        var k = (((carry << 16) | (t3 >> 48)) * Radix52<TModulus>.Reciprocal) >> 35;

        var borrow = 0UL;
        t0 = SubtractMultiple(t0, k, TModulus.Q0, ref borrow);
        t1 = SubtractMultiple(t1, k, TModulus.Q1, ref borrow);
        t2 = SubtractMultiple(t2, k, TModulus.Q2, ref borrow);
        t3 = SubtractMultiple(t3, k, TModulus.Q3, ref borrow);
        result = SubtractModulusOnce(t0, t1, t2, t3);
    }

    /// <summary>One limb of u·x + w·y + carry, and the carry out of it; u and w are small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SumOfMultiples(ulong x, ulong u, ulong y, ulong w, ref ulong carry)
    {
        var low = x * u;
        var high = High(x, u);
        var other = y * w;
        high += High(y, w);
        low += other;
        high = low < other ? high + 1 : high;
        low += carry;
        high = low < carry ? high + 1 : high;
        carry = high;
        return low;
    }

    /// <summary>One limb of t - k·q, where borrow holds what the limbs below took: the high word of k·q and a borrow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractMultiple(ulong t, ulong k, ulong q, ref ulong borrow)
    {
        var low = k * q;
        var high = High(k, q);
        low += borrow;
        high = low < borrow ? high + 1 : high;
        var difference = t - low;
        borrow = t < low ? high + 1 : high;
        return difference;
    }

    /// <summary>t += x·v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(
        in PrimeField<TModulus> x,
        ulong v,
        ref ulong t0,
        ref ulong t1,
        ref ulong t2,
        ref ulong t3,
        ref ulong t4,
        ref ulong t5
    )
    {
        var high = High(x.L0, v);
        var low = x.L0 * v;
        t0 += low;
        high = t0 < low ? high + 1 : high;
        var carry = high;
        high = High(x.L1, v);
        low = x.L1 * v;
        low += carry;
        high = low < carry ? high + 1 : high;
        t1 += low;
        high = t1 < low ? high + 1 : high;
        carry = high;
        high = High(x.L2, v);
        low = x.L2 * v;
        low += carry;
        high = low < carry ? high + 1 : high;
        t2 += low;
        high = t2 < low ? high + 1 : high;
        carry = high;
        high = High(x.L3, v);
        low = x.L3 * v;
        low += carry;
        high = low < carry ? high + 1 : high;
        t3 += low;
        high = t3 < low ? high + 1 : high;
        t4 += high;
        t5 = t4 < high ? t5 + 1 : t5;
    }

    /// <summary>t = (t + m·q) / 2^64, where m makes the lowest limb zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReduceRow(ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4, ref ulong t5)
    {
        var m = t0 * TModulus.NegatedInverse;
        var carry = High(m, TModulus.Q0);
        carry = t0 != 0 ? carry + 1 : carry;
        var high = High(m, TModulus.Q1);
        var low = m * TModulus.Q1;
        low += carry;
        high = low < carry ? high + 1 : high;
        t0 = t1 + low;
        high = t0 < low ? high + 1 : high;
        carry = high;
        high = High(m, TModulus.Q2);
        low = m * TModulus.Q2;
        low += carry;
        high = low < carry ? high + 1 : high;
        t1 = t2 + low;
        high = t1 < low ? high + 1 : high;
        carry = high;
        high = High(m, TModulus.Q3);
        low = m * TModulus.Q3;
        low += carry;
        high = low < carry ? high + 1 : high;
        t2 = t3 + low;
        high = t2 < low ? high + 1 : high;
        t3 = t4 + high;
        t4 = t3 < high ? t5 + 1 : t5;
        t5 = 0;
    }

    /// <summary>t modulo q; t below 3q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PrimeField<TModulus> SubtractModulusTwice(ulong t0, ulong t1, ulong t2, ulong t3)
    {
        var once = SubtractModulusOnce(t0, t1, t2, t3);
        return SubtractModulusOnce(once.L0, once.L1, once.L2, once.L3);
    }

    /// <summary>q - a, which is q for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ModulusMinus(out PrimeField<TModulus> result, in PrimeField<TModulus> a)
    {
        var d0 = TModulus.Q0 - a.L0;
        var borrow = BorrowOut(TModulus.Q0, a.L0, d0);
        var d1 = TModulus.Q1 - a.L1 - borrow;
        borrow = BorrowOut(TModulus.Q1, a.L1, d1);
        var d2 = TModulus.Q2 - a.L2 - borrow;
        borrow = BorrowOut(TModulus.Q2, a.L2, d2);
        result = new PrimeField<TModulus>(d0, d1, d2, TModulus.Q3 - a.L3 - borrow);
    }
}
