using System.Numerics;
using PrivateVote.Ethereum.Eip712;

namespace PrivateVote.Ethereum.Safe;

/// <summary>What a signature turned out to be.</summary>
/// <param name="Signer">The address that it recovers to.</param>
/// <param name="Problem">Why it does not count, in a sentence; null when it does.</param>
public sealed record OwnerSignatureFinding(EthereumSignature Signature, Address Signer, string? Problem);

/// <summary>
/// Signatures that were collected for a Safe's transaction, each held against the owners as they are now. A bad one is named
/// and set aside: it cannot keep the good ones from being used.
/// </summary>
public sealed class OwnerSignatures
{
    private OwnerSignatures(IReadOnlyList<OwnerSignatureFinding> findings, int threshold)
    {
        Findings = findings;
        Threshold = threshold;
    }

    /// <summary>One for each signature, in the order given.</summary>
    public IReadOnlyList<OwnerSignatureFinding> Findings { get; }

    /// <summary>How many must sign.</summary>
    public int Threshold { get; }

    /// <summary>Those that count, in ascending order of the signers, as the Safe wants them.</summary>
    public IReadOnlyList<OwnerSignatureFinding> Good =>
        [.. Findings.Where(finding => finding.Problem is null).OrderBy(finding => finding.Signer)];

    /// <summary>Whether as many owners signed as the threshold asks for.</summary>
    public bool AreEnough => Good.Count >= Threshold;

    /// <summary>65 · threshold bytes for execTransaction.</summary>
    /// <exception cref="InvalidOperationException">They are not enough.</exception>
    public byte[] Pack() =>
        AreEnough
            ? [.. Good.Take(Threshold).SelectMany(finding => finding.Signature.ToBytes())]
            : throw new InvalidOperationException($"{Good.Count} owners signed, and {Threshold} are needed");

    /// <summary>Looks at each signature.</summary>
    /// <param name="state">The Safe now: its owners and its threshold.</param>
    /// <param name="transaction">What was to be signed.</param>
    /// <param name="signatures">In any order.</param>
    public static OwnerSignatures Of(
        SafeState state,
        SafeTransaction transaction,
        IEnumerable<EthereumSignature> signatures
    )
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(signatures);
        var hash = state.Account.HashesOf(transaction).SafeTxHash;
        var findings = new List<OwnerSignatureFinding>();
        var counted = new HashSet<Address>();
        foreach (var signature in signatures)
        {
            _ = signature.TryRecover(hash, out var signer);
            var problem =
                !state.Owners.Contains(signer) ? Foreign(state, transaction, signature, signer)
                : counted.Add(signer) ? null
                : $"{signer} signed twice";
            findings.Add(new OwnerSignatureFinding(signature, signer, problem));
        }

        return new OwnerSignatures(findings, state.Threshold);
    }

    /// <summary>A signature over other bytes recovers to a stranger: what an owner may have signed by mistake is tried.</summary>
    private static string Foreign(
        SafeState state,
        SafeTransaction transaction,
        EthereumSignature signature,
        Address signer
    )
    {
        // Before 1.3.0 the domain did not name the chain.
        var old = TypedData.Create(
            SafeTransaction.Types,
            "SafeTx",
            new TypedDataDomain(VerifyingContract: state.Account.Address),
            transaction.ToValue()
        );
        if (signature.TryRecover(old.Digest, out var byOldDomain) && state.Owners.Contains(byOldDomain))
        {
            return $"{byOldDomain} signed over the domain of Safes before 1.3.0, which does not name the chain";
        }

        for (var nonce = BigInteger.Max(0, transaction.Nonce - 1); nonce <= transaction.Nonce + 1; nonce++)
        {
            var other = state.Account.HashesOf(transaction with { Nonce = nonce }).SafeTxHash;
            if (signature.TryRecover(other, out var byOther) && state.Owners.Contains(byOther))
            {
                return $"{byOther} signed for nonce {nonce}, not {transaction.Nonce}";
            }
        }

        return $"it is by {signer} or over something else: no owner of the Safe signed this transaction with it";
    }
}
