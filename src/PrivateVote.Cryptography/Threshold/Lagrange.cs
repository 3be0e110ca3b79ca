namespace PrivateVote.Cryptography.Threshold;

/// <summary>Interpolation at zero from values at distinct indices: f(0) = sum of lambda_i·f(i). All of it is public.</summary>
public static class Lagrange
{
    /// <summary>
    /// lambda_i = product over the other indices j of j/(j - i), for each index i in the order given. They serve every
    /// polynomial of as many coefficients as there are indices.
    /// </summary>
    /// <exception cref="ArgumentException">The indices are not distinct, or are out of range.</exception>
    public static Scalar[] CoefficientsAtZero(ReadOnlySpan<int> indices)
    {
        foreach (var index in indices)
        {
            FeldmanCommitments.ThrowIfNoIndex(index);
        }

        var coefficients = new Scalar[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var at = Scalar.From((ulong)indices[i]);
            var (numerator, denominator) = (Scalar.One, Scalar.One);
            for (var j = 0; j < indices.Length; j++)
            {
                if (j != i)
                {
                    var other = Scalar.From((ulong)indices[j]);
                    numerator *= other;
                    denominator *= other - at;
                }
            }

            coefficients[i] = denominator.IsZero
                ? throw new ArgumentException("The indices are distinct.", nameof(indices))
                : numerator * denominator.Inverse();
        }

        return coefficients;
    }
}
