namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// One way to compute with eight field elements at once: <see cref="Avx512Lanes{TModulus}"/>,
/// <see cref="Avx2Lanes{TModulus}"/> or <see cref="ScalarLanes{TModulus}"/>.
/// </summary>
/// <remarks>
/// A value at rest stands for its residue modulo q; a path may hold it as any number from 0 to 2q. Results are at rest
/// unless a member says otherwise. Every result may be written over an operand.
/// </remarks>
public interface ILanePath<TModulus>
    where TModulus : struct, IModulus
{
    /// <summary>Whether this processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>The number one in every lane.</summary>
    static abstract LaneLimbs One { get; }

    static abstract void Add(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b);
    static abstract void Subtract(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b);
    static abstract void Negate(out LaneLimbs result, in LaneLimbs a);

    /// <summary>a·b; a and b may be unreduced as long as their bounds, counted in q, multiply to at most 64.</summary>
    static abstract void Multiply(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b);

    /// <summary>
    /// The sum of a[k]·b[k] for <paramref name="count"/> consecutive elements from a and from b on; the products of the
    /// bounds, counted in q, add up to at most 64.
    /// </summary>
    static abstract void SumOfProducts(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b, int count);

    /// <summary>(a + b·u)·(c + d·u) with u^2 = -1; all at rest.</summary>
    static abstract void MultiplyComplex(
        out LaneLimbs real,
        out LaneLimbs imaginary,
        in LaneLimbs a,
        in LaneLimbs b,
        in LaneLimbs c,
        in LaneLimbs d
    );

    /// <summary>
    /// The sum of x[i]·y[j] over the pairs of indices, where x[i] = a[2i] + a[2i+1]·u for consecutive elements from a on,
    /// and y[j] from b on, u^2 = -1. The products of the bounds of x[i] and y[j], counted in q, add up to at most 32.
    /// </summary>
    static abstract void SumOfComplexProducts(
        out LaneLimbs real,
        out LaneLimbs imaginary,
        in LaneLimbs a,
        Indices indicesOfA,
        in LaneLimbs b,
        Indices indicesOfB
    );

    /// <summary>(a + b·u)^2 with u^2 = -1.</summary>
    static abstract void SquareComplex(out LaneLimbs real, out LaneLimbs imaginary, in LaneLimbs a, in LaneLimbs b);

    /// <summary>m·a + n·b, |m| + |n| at most <see cref="SmallMultiples.Bound"/>.</summary>
    static abstract void Combine(out LaneLimbs result, int m, in LaneLimbs a, int n, in LaneLimbs b);

    /// <summary>a + b without reduction: bounded by the sum of the bounds, which must be at most 8q.</summary>
    static abstract void AddUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b);

    /// <summary>a - b + 2q without reduction, for b at rest: bounded by a's bound and 2q, together at most 8q.</summary>
    static abstract void SubtractUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b);

    /// <summary>Bit j is set when lane j is zero.</summary>
    static abstract byte ZeroMask(in LaneLimbs a);

    /// <summary>
    /// Takes Montgomery forms with R = 2^256 in 64-bit limbs, below q, as <see cref="PrimeField{TModulus}"/> holds them.
    /// </summary>
    static abstract void FromWords(out LaneLimbs result, in LaneLimbs words);

    /// <summary>The inverse of <see cref="FromWords"/>: fully reduced.</summary>
    static abstract void ToWords(out LaneLimbs words, in LaneLimbs a);

    /// <summary>
    /// The limbs of values at rest in 64-bit words 0 to 3, to be kept and given back to <see cref="Unpack"/>: cheaper than
    /// <see cref="ToWords"/>, and of no meaning to anyone else.
    /// </summary>
    static abstract void Pack(out LaneLimbs words, in LaneLimbs a);

    /// <summary>The inverse of <see cref="Pack"/>.</summary>
    static abstract void Unpack(out LaneLimbs result, in LaneLimbs words);
}
