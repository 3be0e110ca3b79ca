using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Cryptography.Threshold;

/// <summary>Interpolation at zero from values at distinct indices: f(0) = sum of lambda_i·f(i). All of it is public.</summary>
public static class Lagrange
{
    /// <summary>lambda_index = product over the other indices j of j/(j - index).</summary>
    /// <exception cref="ArgumentException">The indices are not distinct, or do not hold the index, or are out of range.</exception>
    public static Scalar CoefficientAtZero(int index, ReadOnlySpan<int> indices)
    {
        var numerator = Scalar.One;
        var denominator = Scalar.One;
        var occurrences = 0;
        foreach (var other in indices)
        {
            FeldmanCommitments.ThrowIfNoIndex(other);
            if (other == index)
            {
                occurrences++;
                continue;
            }

            numerator *= Scalar.From((ulong)other);
            denominator *= Scalar.From((ulong)other) - Scalar.From((ulong)index);
        }

        return occurrences == 1
            ? numerator * denominator.Inverse()
            : throw new ArgumentException("The indices are distinct and hold the index.", nameof(indices));
    }

    /// <summary>f(0)·P for points f(indices[i])·P, as many as f has coefficients; indices distinct.</summary>
    public static EdwardsPoint CombineAtZero(ReadOnlySpan<int> indices, ReadOnlySpan<EdwardsPoint> points) =>
        EdwardsPoint.SumOfProductsVariable(points, Coefficients(indices));

    internal static Scalar[] Coefficients(ReadOnlySpan<int> indices)
    {
        var coefficients = new Scalar[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            coefficients[i] = CoefficientAtZero(indices[i], indices);
        }

        return coefficients;
    }
}
