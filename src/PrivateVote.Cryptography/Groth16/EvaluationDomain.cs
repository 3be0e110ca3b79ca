namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// The 2^k-th roots of unity 1, ω, ω^2, ... in Fr, and the coset of them shifted by g with g^2 = ω: polynomials below
/// degree 2^k go from their values on the one to their values on the other.
/// </summary>
/// <remarks>
/// ω = 5^((r - 1)/2^k), as in ffjavascript, so that values are in the order that snarkjs' keys assume.
/// <para>
/// The inverse transform takes its values in order and leaves coefficients in bit-reversed order (Gentleman and Sande
/// 1966); the forward one takes them so and gives values in order (Cooley and Tukey 1965). Nothing is ever permuted.
/// </para>
/// Memory: 64·2^k bytes of tables, 2 MiB for 2^15. Immutable.
/// </remarks>
internal sealed class EvaluationDomain
{
    /// <summary>r - 1 is divisible by 2^28 and not by 2^29; the coset takes one of these factors.</summary>
    public const int LargestLogarithm = 27;

    /// <summary>The least number that is not a square modulo r.</summary>
    private const int NonResidue = 5;

    private readonly Fr[] roots;
    private readonly Fr[] inverseRoots;
    private readonly Fr[] shifts;

    /// <param name="logarithm">k, 0 to <see cref="LargestLogarithm"/>.</param>
    public EvaluationDomain(int logarithm)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logarithm);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logarithm, LargestLogarithm);
        Size = 1 << logarithm;
        var shift = Fr.From(NonResidue).Power((Fr.Modulus - 1) >> (logarithm + 1));
        var root = shift * shift;
        roots = Powers(Fr.One, in root, Size / 2);
        inverseRoots = Powers(Fr.One, root.Inverse(), Size / 2);

        // Coefficient i is multiplied by g^i, and by the 1/2^k that the inverse transform leaves out.
        var inOrder = Powers(Fr.From((ulong)Size).Inverse(), in shift, Size);
        shifts = new Fr[Size];
        for (var i = 0; i < Size; i++)
        {
            shifts[i] = inOrder[ReverseBits((uint)i, logarithm)];
        }
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

        ValuesToCoefficients(values);
        for (var i = 0; i < values.Length; i++)
        {
            Fr.Multiply(out values[i], in values[i], in shifts[i]);
        }

        CoefficientsToValues(values);
    }

    private void ValuesToCoefficients(Span<Fr> values)
    {
        for (int half = Size / 2, stride = 1; half > 0; half >>= 1, stride <<= 1)
        {
            for (var start = 0; start < Size; start += 2 * half)
            {
                var low = values.Slice(start, half);
                var high = values.Slice(start + half, half);
                for (int i = 0, power = 0; i < low.Length; i++, power += stride)
                {
                    Fr.Subtract(out var difference, in low[i], in high[i]);
                    Fr.Add(out low[i], in low[i], in high[i]);
                    Fr.Multiply(out high[i], in difference, in inverseRoots[power]);
                }
            }
        }
    }

    private void CoefficientsToValues(Span<Fr> values)
    {
        for (int half = 1, stride = Size / 2; half < Size; half <<= 1, stride >>= 1)
        {
            for (var start = 0; start < Size; start += 2 * half)
            {
                var low = values.Slice(start, half);
                var high = values.Slice(start + half, half);
                for (int i = 0, power = 0; i < low.Length; i++, power += stride)
                {
                    Fr.Multiply(out var product, in high[i], in roots[power]);
                    Fr.Subtract(out high[i], in low[i], in product);
                    Fr.Add(out low[i], in low[i], in product);
                }
            }
        }
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

    private static uint ReverseBits(uint value, int count)
    {
        var reversed = 0U;
        for (var i = 0; i < count; i++)
        {
            reversed = (reversed << 1) | ((value >> i) & 1);
        }

        return reversed;
    }
}
