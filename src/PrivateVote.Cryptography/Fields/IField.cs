using System.Runtime.CompilerServices;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// The arithmetic that towers, curves and permutations are written over.
/// </summary>
/// <remarks>
/// Results are written through <c>out</c> so that no 32-byte value travels by return; a result may alias an operand.
/// An implementation may hold one element or several lanes of independent elements: nothing here branches on a value.
/// </remarks>
public interface IField<TSelf>
    where TSelf : unmanaged, IField<TSelf>
{
    static abstract TSelf Zero { get; }
    static abstract TSelf One { get; }

    static abstract void Add(out TSelf result, in TSelf a, in TSelf b);
    static abstract void Subtract(out TSelf result, in TSelf a, in TSelf b);
    static abstract void Multiply(out TSelf result, in TSelf a, in TSelf b);
    static abstract void Square(out TSelf result, in TSelf a);
    static abstract void Negate(out TSelf result, in TSelf a);
    static abstract void Double(out TSelf result, in TSelf a);

    /// <summary>1/a, and 0 for 0; in time that does not depend on a.</summary>
    static abstract void Invert(out TSelf result, in TSelf a);

    /// <summary>
    /// The sum of a[k]·b[k] over at least one product. A field may reduce the sum once instead of every product (Longa,
    /// eprint 2022/367); this default does not.
    /// </summary>
    static virtual void SumOfProducts(out TSelf result, ReadOnlySpan<TSelf> a, ReadOnlySpan<TSelf> b)
    {
        TSelf.Multiply(out var sum, in a[0], in b[0]);
        for (var k = 1; k < a.Length; k++)
        {
            TSelf.Multiply(out var product, in a[k], in b[k]);
            TSelf.Add(out sum, in sum, in product);
        }

        result = sum;
    }

    /// <summary>(a + b·u)·(c + d·u) with u^2 = -1, for the tower's first floor. This default is Karatsuba's.</summary>
    static virtual void MultiplyComplex(
        out TSelf real,
        out TSelf imaginary,
        in TSelf a,
        in TSelf b,
        in TSelf c,
        in TSelf d
    )
    {
        TSelf.Add(out var sumLeft, in a, in b);
        TSelf.Add(out var sumRight, in c, in d);
        TSelf.Multiply(out var ac, in a, in c);
        TSelf.Multiply(out var bd, in b, in d);
        TSelf.Multiply(out var cross, in sumLeft, in sumRight);
        TSelf.Subtract(out cross, in cross, in ac);
        TSelf.Subtract(out imaginary, in cross, in bd);
        TSelf.Subtract(out real, in ac, in bd);
    }

    /// <summary>
    /// The sum of x[i]·y[j] over the pairs of indices (i, j), of which there is at least one, where x[i] is
    /// a[2i] + a[2i+1]·u for consecutive elements in memory from a on, y[j] likewise from b on, and u^2 = -1.
    /// </summary>
    static virtual void SumOfComplexProducts(
        out TSelf real,
        out TSelf imaginary,
        in TSelf a,
        Indices indicesOfA,
        in TSelf b,
        Indices indicesOfB
    )
    {
        var (sumReal, sumImaginary) = (TSelf.Zero, TSelf.Zero);
        for (var k = 0; k < indicesOfA.Count; k++)
        {
            ref var x = ref Unsafe.Add(ref Unsafe.AsRef(in a), 2 * indicesOfA[k]);
            ref var y = ref Unsafe.Add(ref Unsafe.AsRef(in b), 2 * indicesOfB[k]);
            TSelf.MultiplyComplex(out var re, out var im, in x, in Unsafe.Add(ref x, 1), in y, in Unsafe.Add(ref y, 1));
            TSelf.Add(out sumReal, in sumReal, in re);
            TSelf.Add(out sumImaginary, in sumImaginary, in im);
        }

        real = sumReal;
        imaginary = sumImaginary;
    }

    /// <summary>
    /// (a + b·u)^2 with u^2 = -1: the parts (a + b)(a - b) and 2·a·b.
    /// </summary>
    static virtual void SquareComplex(out TSelf real, out TSelf imaginary, in TSelf a, in TSelf b)
    {
        TSelf.Add(out var sum, in a, in b);
        TSelf.Subtract(out var difference, in a, in b);
        TSelf.Multiply(out var product, in a, in b);
        TSelf.Multiply(out real, in sum, in difference);
        TSelf.Double(out imaginary, in product);
    }

    /// <summary>
    /// Whether a is zero, in every lane. This default is for representations in which zero has no bit set and no other
    /// form.
    /// </summary>
    static virtual bool IsZeroEverywhere(in TSelf a)
    {
        ref var words = ref Unsafe.As<TSelf, ulong>(ref Unsafe.AsRef(in a));
        var bits = 0UL;
        for (var i = 0; i < Unsafe.SizeOf<TSelf>() / sizeof(ulong); i++)
        {
            bits |= Unsafe.Add(ref words, i);
        }

        return bits == 0;
    }

    /// <summary>m·a + n·b for public integers, |m| + |n| at most <see cref="SmallMultiples.Bound"/>.</summary>
    static virtual void Combine(out TSelf result, int m, in TSelf a, int n, in TSelf b) =>
        SmallMultiples.Combine(out result, m, in a, n, in b);
}
