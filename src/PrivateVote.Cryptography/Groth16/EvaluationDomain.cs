using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// The 2^k-th roots of unity 1, ω, ω^2, ... in Fr, and the coset of them shifted by g with g^2 = ω: polynomials below
/// degree 2^k go from their values on the one to their values on the other.
/// </summary>
/// <remarks>
/// ω = 5^((r - 1)/2^k), as in ffjavascript, so that values are in the order that snarkjs' keys assume. Immutable.
/// </remarks>
internal sealed class EvaluationDomain
{
    /// <summary>r - 1 is divisible by 2^28 and not by 2^29; the coset takes one of these factors.</summary>
    public const int LargestLogarithm = 27;

    /// <summary>The least number that is not a square modulo r.</summary>
    private const int NonResidue = 5;

    private readonly ICosetTransform transform;

    /// <param name="logarithm">k, 0 to <see cref="LargestLogarithm"/>.</param>
    public EvaluationDomain(int logarithm)
        : this(
            logarithm,
            tables =>
                tables.Shifts.Length < LaneCosetTransform<ScalarLanes<Bn254Scalar>>.SmallestSize
                    ? new SingleCosetTransform(tables)
                    : Lanes.Path switch
                    {
                        LanePath.Avx512 => new LaneCosetTransform<Avx512Lanes<Bn254Scalar>>(tables),
                        LanePath.Avx2 => new LaneCosetTransform<Avx2Lanes<Bn254Scalar>>(tables),
                        _ => new SingleCosetTransform(tables),
                    }
        ) { }

    /// <summary>The same with a choice of how it is computed.</summary>
    internal EvaluationDomain(int logarithm, Func<CosetTables, ICosetTransform> choose)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logarithm);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logarithm, LargestLogarithm);
        Size = 1 << logarithm;
        var shift = Fr.From(NonResidue).Power((Fr.Modulus - 1) >> (logarithm + 1));
        var root = shift * shift;
        transform = choose(
            new CosetTables(
                BitReversed(Powers(Fr.One, in root, Size / 2)),
                BitReversed(Powers(Fr.One, root.Inverse(), Size / 2)),
                BitReversed(Powers(Fr.From((ulong)Size).Inverse(), in shift, Size))
            )
        );
    }

    /// <summary>2^k.</summary>
    public int Size { get; }

    /// <summary>
    /// Replaces f(1), f(ω), f(ω^2), ... by f(g), f(gω), f(gω^2), ... for the polynomial f below degree 2^k.
    /// </summary>
    /// <param name="values"><see cref="Size"/> values.</param>
    public void MoveToCoset(Span<Fr> values)
    {
        if (values.Length != Size)
        {
            throw new ArgumentException($"The domain has {Size} points.", nameof(values));
        }

        transform.Run(values);
    }

    private static Fr[] Powers(in Fr first, in Fr ratio, int count)
    {
        var powers = new Fr[count];
        var power = first;
        for (var i = 0; i < count; i++)
        {
            powers[i] = power;
            Fr.Multiply(out power, in power, in ratio);
        }

        return powers;
    }

    private static Fr[] BitReversed(Fr[] values)
    {
        for (int i = 0, reversed = 0; i < values.Length; i++)
        {
            if (i < reversed)
            {
                (values[i], values[reversed]) = (values[reversed], values[i]);
            }

            // Adds one from the other end.
            var bit = values.Length >> 1;
            for (; (reversed & bit) != 0; bit >>= 1)
            {
                reversed ^= bit;
            }

            reversed |= bit;
        }

        return values;
    }
}

/// <summary>What a transform to the coset multiplies by, all in bit-reversed order.</summary>
/// <param name="Roots">ω^i for i below 2^(k-1).</param>
/// <param name="InverseRoots">Their inverses.</param>
/// <param name="Shifts">g^i for i below 2^k, divided by the 2^k that the inverse transform leaves.</param>
internal sealed record CosetTables(Fr[] Roots, Fr[] InverseRoots, Fr[] Shifts);

/// <summary>Computes <see cref="EvaluationDomain.MoveToCoset"/>; safe to use from several threads.</summary>
internal interface ICosetTransform
{
    void Run(Span<Fr> values);
}
