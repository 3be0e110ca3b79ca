using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// Takes a polynomial from its values on the 2^k-th roots of unity to those on a coset of them, over single elements or lanes
/// of neighbours: an inverse and a forward transform in one walk over the blocks, so that all but the largest blocks are
/// worked on in the cache.
/// </summary>
/// <remarks>
/// The inverse transform takes the values for coefficients and evaluates what has them at the inverses of the roots: a block
/// of 2n coefficients is a polynomial modulo x^2n - z^2, and is split into those modulo x^n - z and x^n + z (Cooley and
/// Tukey 1965), down to the coefficients in bit-reversed order. The forward transform is the same with the steps
/// transposed and in reverse order (Gentleman and Sande 1966): it takes coefficients so and gives values in order. Nothing
/// is ever permuted. All of a block needs one root.
/// </remarks>
internal abstract class CosetTransform<F>
    where F : unmanaged, IField<F>
{
    private readonly F[] roots;
    private readonly F[] inverseRoots;
    private readonly int leaf;

    /// <param name="roots">For each block its z, the first of them 1.</param>
    /// <param name="inverseRoots">The inverses of the roots.</param>
    /// <param name="leaf">The length of a block that is not split any more.</param>
    protected CosetTransform(F[] roots, F[] inverseRoots, int leaf)
    {
        (this.roots, this.inverseRoots, this.leaf) = (roots, inverseRoots, leaf);
    }

    /// <summary>Transforms a block, by its number among those of the same length.</summary>
    protected void Transform(Span<F> block, int number)
    {
        if (block.Length == leaf)
        {
            TransformLeaf(block, number);
            return;
        }

        Split(block, number);
        Transform(block[..(block.Length / 2)], 2 * number);
        Transform(block[(block.Length / 2)..], (2 * number) + 1);
        Merge(block, number);
    }

    /// <summary>Transforms a block that is not split any more.</summary>
    protected abstract void TransformLeaf(Span<F> block, int number);

    /// <summary>(low, high) to (low + z·high, low - z·high), for the inverse z of the block's root.</summary>
    protected void Split(Span<F> block, int number)
    {
        var low = block[..(block.Length / 2)];
        var high = block[(block.Length / 2)..];
        if (number == 0)
        {
            AddAndSubtract(low, high);
            return;
        }

        ref readonly var z = ref inverseRoots[number];
        for (var i = 0; i < low.Length; i++)
        {
            SplitPair(ref low[i], ref high[i], in z);
        }
    }

    /// <summary>(low, high) to (low + high, z·(low - high)).</summary>
    protected void Merge(Span<F> block, int number)
    {
        var low = block[..(block.Length / 2)];
        var high = block[(block.Length / 2)..];
        if (number == 0)
        {
            AddAndSubtract(low, high);
            return;
        }

        ref readonly var z = ref roots[number];
        for (var i = 0; i < low.Length; i++)
        {
            MergePair(ref low[i], ref high[i], in z);
        }
    }

    protected static void SplitPair(ref F low, ref F high, in F z)
    {
        F.Multiply(out var product, in high, in z);
        F.Subtract(out high, in low, in product);
        F.Add(out low, in low, in product);
    }

    protected static void MergePair(ref F low, ref F high, in F z)
    {
        F.Subtract(out var difference, in low, in high);
        F.Add(out low, in low, in high);
        F.Multiply(out high, in difference, in z);
    }

    private static void AddAndSubtract(Span<F> low, Span<F> high)
    {
        for (var i = 0; i < low.Length; i++)
        {
            F.Subtract(out var difference, in low[i], in high[i]);
            F.Add(out low[i], in low[i], in high[i]);
            high[i] = difference;
        }
    }
}

/// <summary>One element after another.</summary>
internal sealed class SingleCosetTransform : CosetTransform<Fr>, ICosetTransform
{
    private readonly Fr[] shifts;

    public SingleCosetTransform(CosetTables tables)
        : base(tables.Roots, tables.InverseRoots, leaf: 1) => shifts = tables.Shifts;

    public void Run(Span<Fr> values) => Transform(values, 0);

    protected override void TransformLeaf(Span<Fr> block, int number) =>
        Fr.Multiply(out block[0], in block[0], in shifts[number]);
}
