using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// Eight independent elements of a prime field that are computed with at once, on one path.
/// </summary>
/// <remarks>
/// Towers, curves and permutations are written over any field; over this one they compute eight of everything. Size in
/// memory: 320 bytes on every path. Lane masks are bytes; bit j stands for lane j.
/// <para>
/// A lane may hold a residue in more than one form (from 0 to 2q), so lanes are compared with
/// <see cref="ZeroMask"/> of their difference, never bit by bit.
/// </para>
/// </remarks>
public struct PrimeFieldLanes<TModulus, TPath> : ILanes<PrimeFieldLanes<TModulus, TPath>, PrimeField<TModulus>>
    where TModulus : struct, IModulus
    where TPath : struct, ILanePath<TModulus>
{
    /// <summary>Elements side by side.</summary>
    public const int Count = LaneWords.Count;

    /// <summary>Products of values at rest that one reduction serves: each is below 4q^2.</summary>
    private const int MaximumProducts = 16;

    /// <summary>Exponent bits that one multiplication of an inversion takes care of.</summary>
    private const int WindowBits = 4;

    static int ILanes<PrimeFieldLanes<TModulus, TPath>, PrimeField<TModulus>>.Width => Count;

    internal LaneLimbs Limbs;

    public static PrimeFieldLanes<TModulus, TPath> Zero => default;

    public static PrimeFieldLanes<TModulus, TPath> One
    {
        get => new() { Limbs = TPath.One };
    }

    /// <summary>Puts eight elements side by side.</summary>
    public static void Load(out PrimeFieldLanes<TModulus, TPath> result, ReadOnlySpan<PrimeField<TModulus>> elements)
    {
        if (elements.Length != Count)
        {
            throw new ArgumentException("There is one element for each lane.", nameof(elements));
        }

        Unsafe.SkipInit(out LaneLimbs words);
        words.Limb4 = default;
        for (var lane = 0; lane < Count; lane++)
        {
            LaneWords.Set(ref words, lane, in elements[lane]);
        }

        TPath.FromWords(out result.Limbs, in words);
    }

    /// <summary>Takes eight elements apart.</summary>
    public readonly void Store(Span<PrimeField<TModulus>> elements)
    {
        if (elements.Length != Count)
        {
            throw new ArgumentException("There is one element for each lane.", nameof(elements));
        }

        TPath.ToWords(out var words, in Limbs);
        for (var lane = 0; lane < Count; lane++)
        {
            LaneWords.Get(in words, lane, out elements[lane]);
        }
    }

    /// <summary>
    /// The lowest word of each element's representation (<see cref="PrimeField{TModulus}.L0"/>), as <see cref="Store"/>
    /// would write it; this may be an unreduced sum.
    /// </summary>
    internal readonly void StoreLowestWords(Span<ulong> words)
    {
        TPath.ToWords(out var all, in Limbs);
        all.Limb0.CopyTo(words);
    }

    /// <summary>One element in every lane.</summary>
    public static void Broadcast(out PrimeFieldLanes<TModulus, TPath> result, in PrimeField<TModulus> element)
    {
        LaneLimbs words;
        words.Limb0 = Vector512.Create(element.L0);
        words.Limb1 = Vector512.Create(element.L1);
        words.Limb2 = Vector512.Create(element.L2);
        words.Limb3 = Vector512.Create(element.L3);
        words.Limb4 = default;
        TPath.FromWords(out result.Limbs, in words);
    }

    /// <summary>One element; as slow as <see cref="Store"/> of all.</summary>
    public readonly PrimeField<TModulus> GetLane(int lane)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane, Count);
        TPath.ToWords(out var words, in Limbs);
        LaneWords.Get<TModulus>(in words, lane, out var element);
        return element;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(
        out PrimeFieldLanes<TModulus, TPath> result,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b
    ) => TPath.Add(out result.Limbs, in a.Limbs, in b.Limbs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(
        out PrimeFieldLanes<TModulus, TPath> result,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b
    ) => TPath.Subtract(out result.Limbs, in a.Limbs, in b.Limbs);

    /// <summary>a·b. Operands may be unreduced sums whose bounds, counted in q, multiply to at most 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(
        out PrimeFieldLanes<TModulus, TPath> result,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b
    ) => TPath.Multiply(out result.Limbs, in a.Limbs, in b.Limbs);

    /// <summary>a^2. A kernel for squares that doubles the mixed products gained nothing over the product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square(out PrimeFieldLanes<TModulus, TPath> result, in PrimeFieldLanes<TModulus, TPath> a) =>
        TPath.Multiply(out result.Limbs, in a.Limbs, in a.Limbs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(out PrimeFieldLanes<TModulus, TPath> result, in PrimeFieldLanes<TModulus, TPath> a) =>
        TPath.Negate(out result.Limbs, in a.Limbs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Double(out PrimeFieldLanes<TModulus, TPath> result, in PrimeFieldLanes<TModulus, TPath> a) =>
        TPath.Add(out result.Limbs, in a.Limbs, in a.Limbs);

    /// <summary>The sum of a[k]·b[k] for operands at rest, with one reduction for up to <see cref="MaximumProducts"/>.</summary>
    public static void SumOfProducts(
        out PrimeFieldLanes<TModulus, TPath> result,
        ReadOnlySpan<PrimeFieldLanes<TModulus, TPath>> a,
        ReadOnlySpan<PrimeFieldLanes<TModulus, TPath>> b
    )
    {
        if (a.Length != b.Length || a.IsEmpty)
        {
            throw new ArgumentException("A sum has at least one product, and a product has two factors.", nameof(b));
        }

        if (a.Length <= MaximumProducts)
        {
            TPath.SumOfProducts(out result.Limbs, in a[0].Limbs, in b[0].Limbs, a.Length);
            return;
        }

        SumOfProducts(out var rest, a[MaximumProducts..], b[MaximumProducts..]);
        TPath.SumOfProducts(out var first, in a[0].Limbs, in b[0].Limbs, MaximumProducts);
        TPath.Add(out result.Limbs, in first, in rest.Limbs);
    }

    /// <summary>(a + b·u)·(c + d·u) with u^2 = -1, with one reduction for each part; all at rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyComplex(
        out PrimeFieldLanes<TModulus, TPath> real,
        out PrimeFieldLanes<TModulus, TPath> imaginary,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b,
        in PrimeFieldLanes<TModulus, TPath> c,
        in PrimeFieldLanes<TModulus, TPath> d
    ) => TPath.MultiplyComplex(out real.Limbs, out imaginary.Limbs, in a.Limbs, in b.Limbs, in c.Limbs, in d.Limbs);

    /// <summary>
    /// The sum of x[i]·y[j] over the pairs of indices, where x[i] is a[2i] + a[2i+1]·u for consecutive elements in
    /// memory from a on, y[j] likewise from b on, and u^2 = -1, with one reduction for each part; the products of the bounds of x[i] and y[j], counted in q, add up to at most 32.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumOfComplexProducts(
        out PrimeFieldLanes<TModulus, TPath> real,
        out PrimeFieldLanes<TModulus, TPath> imaginary,
        in PrimeFieldLanes<TModulus, TPath> a,
        Indices indicesOfA,
        in PrimeFieldLanes<TModulus, TPath> b,
        Indices indicesOfB
    ) =>
        TPath.SumOfComplexProducts(out real.Limbs, out imaginary.Limbs, in a.Limbs, indicesOfA, in b.Limbs, indicesOfB);

    /// <summary>(a + b·u)^2 with u^2 = -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SquareComplex(
        out PrimeFieldLanes<TModulus, TPath> real,
        out PrimeFieldLanes<TModulus, TPath> imaginary,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b
    ) => TPath.SquareComplex(out real.Limbs, out imaginary.Limbs, in a.Limbs, in b.Limbs);

    /// <summary>m·a + n·b for public integers, |m| + |n| at most 24.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine(
        out PrimeFieldLanes<TModulus, TPath> result,
        int m,
        in PrimeFieldLanes<TModulus, TPath> a,
        int n,
        in PrimeFieldLanes<TModulus, TPath> b
    ) => TPath.Combine(out result.Limbs, m, in a.Limbs, n, in b.Limbs);

    /// <summary>1/a in every lane, and 0 for 0, by Fermat's little theorem: the exponent q - 2 is the same for all.</summary>
    public static void Invert(out PrimeFieldLanes<TModulus, TPath> result, in PrimeFieldLanes<TModulus, TPath> a)
    {
        Span<PrimeFieldLanes<TModulus, TPath>> powers = stackalloc PrimeFieldLanes<TModulus, TPath>[1 << WindowBits];
        powers[0] = One;
        for (var i = 1; i < powers.Length; i++)
        {
            Multiply(out powers[i], in powers[i - 1], in a);
        }

        // q - 2 borrows nothing beyond the lowest limb: all moduli end in a limb above 2.
        ReadOnlySpan<ulong> exponent = [TModulus.Q0 - 2, TModulus.Q1, TModulus.Q2, TModulus.Q3];
        result = powers[(int)(exponent[3] >> (64 - WindowBits))];
        for (var bit = 256 - (2 * WindowBits); bit >= 0; bit -= WindowBits)
        {
            for (var i = 0; i < WindowBits; i++)
            {
                Square(out result, in result);
            }

            var window = (int)(exponent[bit >> 6] >> (bit & 63)) & (powers.Length - 1);
            Multiply(out result, in result, in powers[window]);
        }
    }

    /// <summary>Replaces every element by its inverse with one inversion in all (Montgomery's trick); zeros stay zero.</summary>
    public static void InvertBatch(Span<PrimeFieldLanes<TModulus, TPath>> elements)
    {
        var one = One;
        var prefixes = new PrimeFieldLanes<TModulus, TPath>[elements.Length];
        var product = one;
        for (var i = 0; i < elements.Length; i++)
        {
            prefixes[i] = product;
            Select(out var factor, ZeroMask(in elements[i]), in one, in elements[i]);
            Multiply(out product, in product, in factor);
        }

        Invert(out var inverse, in product);
        for (var i = elements.Length - 1; i >= 0; i--)
        {
            var zeros = ZeroMask(in elements[i]);
            Select(out var factor, zeros, in one, in elements[i]);
            Multiply(out var inverted, in inverse, in prefixes[i]);
            Multiply(out inverse, in inverse, in factor);
            Select(out elements[i], zeros, default, in inverted);
        }
    }

    /// <summary>a + b, only to be an operand of a product: bounded by the sum of the bounds, which must be at most 8q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddUnreduced(
        out PrimeFieldLanes<TModulus, TPath> result,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b
    ) => TPath.AddUnreduced(out result.Limbs, in a.Limbs, in b.Limbs);

    /// <summary>a - b for b at rest, only to be an operand of a product: bounded by a's bound plus 2q, at most 8q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractUnreduced(
        out PrimeFieldLanes<TModulus, TPath> result,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b
    ) => TPath.SubtractUnreduced(out result.Limbs, in a.Limbs, in b.Limbs);

    /// <summary>Bit j is set when lane j is zero; a must be at rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ZeroMask(in PrimeFieldLanes<TModulus, TPath> a) => TPath.ZeroMask(in a.Limbs);

    public static bool IsZeroEverywhere(in PrimeFieldLanes<TModulus, TPath> a) => ZeroMask(in a) == byte.MaxValue;

    /// <summary>Bit j is set when lane j of a and of b are equal; both must be at rest.</summary>
    public static byte EqualMask(in PrimeFieldLanes<TModulus, TPath> a, in PrimeFieldLanes<TModulus, TPath> b)
    {
        Subtract(out var difference, in a, in b);
        return ZeroMask(in difference);
    }

    /// <summary>In lane j: a where bit j of the mask is set, else b; without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Select(
        out PrimeFieldLanes<TModulus, TPath> result,
        byte mask,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b
    )
    {
        var bits = Vector512.Create(1UL, 2UL, 4UL, 8UL, 16UL, 32UL, 64UL, 128UL);
        var choice = Vector512.Equals(Vector512.Create((ulong)mask) & bits, bits);
        result.Limbs.Limb0 = Vector512.ConditionalSelect(choice, a.Limbs.Limb0, b.Limbs.Limb0);
        result.Limbs.Limb1 = Vector512.ConditionalSelect(choice, a.Limbs.Limb1, b.Limbs.Limb1);
        result.Limbs.Limb2 = Vector512.ConditionalSelect(choice, a.Limbs.Limb2, b.Limbs.Limb2);
        result.Limbs.Limb3 = Vector512.ConditionalSelect(choice, a.Limbs.Limb3, b.Limbs.Limb3);
        result.Limbs.Limb4 = Vector512.ConditionalSelect(choice, a.Limbs.Limb4, b.Limbs.Limb4);
    }
}
