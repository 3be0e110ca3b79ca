using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Cryptography.Threshold;

/// <summary>
/// Public commitments F_k = a_k·B to the coefficients of a polynomial f, against which anyone holding a share checks it.
/// </summary>
/// <remarks>P. Feldman, "A practical scheme for non-interactive verifiable secret sharing", 1987.</remarks>
public static class FeldmanCommitments
{
    /// <summary>The largest index of a trustee, and the largest committee.</summary>
    public const int MaximumIndex = 1024;

    /// <summary>
    /// Whether these may be a dealer's commitments for this threshold: exactly t of them (a polynomial of higher degree
    /// would let the dealer decide who can decrypt), each in the subgroup, the first (the dealer's part of the key) and
    /// the last (else the degree is lower) not the identity.
    /// </summary>
    public static bool AreWellFormed(ReadOnlySpan<EdwardsPoint> commitments, int threshold)
    {
        if (threshold < 1 || commitments.Length != threshold || commitments[0].IsIdentity || commitments[^1].IsIdentity)
        {
            return false;
        }

        foreach (ref readonly var commitment in commitments)
        {
            if (!commitment.IsInSubgroup())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether share·B = f(index)·B; constant time in the share.</summary>
    public static bool VerifyShare(ReadOnlySpan<EdwardsPoint> commitments, int index, in Scalar share) =>
        EdwardsPoint.MultiplyBase(in share) == EvaluateInExponent(commitments, index);

    /// <summary>f(index)·B = the sum of index^k·F_k, for an index from 1.</summary>
    public static EdwardsPoint EvaluateInExponent(ReadOnlySpan<EdwardsPoint> commitments, int index)
    {
        ThrowIfNoIndex(index);
        if (commitments.IsEmpty)
        {
            throw new ArgumentException("There is at least one commitment.", nameof(commitments));
        }

        // Horner's rule: the multiplications are by a number of at most 11 bits.
        var at = Scalar.From((ulong)index);
        var value = commitments[^1];
        for (var k = commitments.Length - 2; k >= 0; k--)
        {
            value = EdwardsPoint.MultiplyVariable(in value, in at) + commitments[k];
        }

        return value;
    }

    /// <summary>Whether a trustee can have this index.</summary>
    internal static bool IsIndex(int index) => index is >= 1 and <= MaximumIndex;

    /// <summary>Index 0 would be the secret itself; it is nobody's.</summary>
    internal static void ThrowIfNoIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, MaximumIndex);
    }
}
