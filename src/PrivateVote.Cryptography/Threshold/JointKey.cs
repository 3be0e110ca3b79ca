using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Cryptography.Threshold;

/// <summary>
/// What anyone computes from the commitments of the accepted dealers: the key K = sum of F_i0 that ballots are encrypted
/// under, and each trustee's public key share X_j = sum of f_i(j)·B.
/// </summary>
/// <remarks>
/// The threshold t is the number of shares needed: t - 1 give nothing, any t give everything. Trustees are numbered 1 to n.
/// </remarks>
public sealed class JointKey
{
    private readonly EdwardsPoint[] _shares;

    private JointKey(int threshold, EdwardsPoint key, EdwardsPoint[] shares)
    {
        Threshold = threshold;
        Key = key;
        _shares = shares;
    }

    /// <summary>t.</summary>
    public int Threshold { get; }

    /// <summary>n.</summary>
    public int Members => _shares.Length;

    /// <summary>K.</summary>
    public EdwardsPoint Key { get; }

    /// <summary>X_j for j from 1 to n.</summary>
    public EdwardsPoint PublicShare(int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, Members);
        return _shares[index - 1];
    }

    /// <summary>
    /// Adds up the commitments of the dealers; false if the threshold is not in 1 to n, a dealer's commitments are not
    /// well formed for it, there is no dealer, or the key or a share of it is the identity.
    /// </summary>
    public static bool TryCreate(
        int members,
        int threshold,
        IReadOnlyList<EdwardsPoint[]> dealers,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JointKey? key
    )
    {
        key = null;
        if (
            members is < 1 or > FeldmanCommitments.MaximumIndex
            || threshold < 1
            || threshold > members
            || dealers.Count == 0
            || dealers.Any(commitments => !FeldmanCommitments.AreWellFormed(commitments, threshold))
        )
        {
            return false;
        }

        // The sum of the polynomials is one polynomial, so its commitments are added up before they are evaluated.
        var sum = Enumerable
            .Range(0, threshold)
            .Select(k => dealers.Aggregate(EdwardsPoint.Identity, (total, dealer) => total + dealer[k]))
            .ToArray();
        var shares = Enumerable
            .Range(1, members)
            .Select(index => FeldmanCommitments.EvaluateInExponent(sum, index))
            .ToArray();
        if (sum[0].IsIdentity || shares.Any(share => share.IsIdentity))
        {
            return false;
        }

        key = new JointKey(threshold, sum[0], shares);
        return true;
    }
}
