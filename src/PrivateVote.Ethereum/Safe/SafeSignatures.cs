using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Ethereum.Safe;

/// <summary>
/// Owners' signatures as execTransaction takes them: 65 bytes each, in ascending order of the signers' addresses, no signer
/// twice.
/// </summary>
public static class SafeSignatures
{
    /// <summary>
    /// Checks each signature against the owners and packs as many as the threshold asks for; the refusal names the address
    /// that is wrong.
    /// </summary>
    /// <param name="safeTxHash">32 bytes.</param>
    /// <param name="signatures">In any order; more than the threshold is well.</param>
    /// <param name="owners">The Safe's owners now.</param>
    /// <param name="threshold">How many must sign, 1 or more.</param>
    /// <param name="packed">65 · threshold bytes.</param>
    /// <param name="refusal">A sentence.</param>
    public static bool TryPack(
        ReadOnlySpan<byte> safeTxHash,
        IEnumerable<EthereumSignature> signatures,
        IReadOnlyCollection<Address> owners,
        int threshold,
        [NotNullWhen(true)] out byte[]? packed,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(signatures);
        ArgumentNullException.ThrowIfNull(owners);
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        packed = null;
        var bySigner = new SortedDictionary<Address, EthereumSignature>();
        foreach (var signature in signatures)
        {
            if (!signature.TryRecover(safeTxHash, out var signer) || !owners.Contains(signer))
            {
                refusal = $"a signature is by {signer}, who is not an owner of the Safe";
                return false;
            }

            if (!bySigner.TryAdd(signer, signature))
            {
                refusal = $"{signer} signed twice";
                return false;
            }
        }

        if (bySigner.Count < threshold)
        {
            refusal = $"there are {bySigner.Count} signatures of {threshold}";
            return false;
        }

        packed = [.. bySigner.Values.Take(threshold).SelectMany(signature => signature.ToBytes())];
        refusal = null;
        return true;
    }
}
