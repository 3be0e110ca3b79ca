using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PrivateVote.Identity.Attestations;

/// <summary>What an attestation says once it is verified: somebody vouches for one person until a date.</summary>
/// <param name="Issuer">The DID, the EIP-55 address, or for a proof of membership the group, that vouches.</param>
/// <param name="Subject">The DID, EIP-55 address or nullifier that it is about.</param>
/// <param name="UniqueWithin">Within what <paramref name="UniqueValue"/> tells people apart when sources share nothing: see the format.</param>
/// <param name="UniqueValue">The one value that a person has, in one spelling whatever the format.</param>
/// <param name="ControlledBy">The DID that has to sign the challenge; null where the attestation itself is bound to it.</param>
/// <param name="ValidUntil">From then on it vouches for nothing; null for no end.</param>
/// <param name="Status">Where to ask whether it was revoked; null where its issuer names no place.</param>
public sealed record Personhood(
    AttestationFormat Format,
    string Issuer,
    string Subject,
    string UniqueWithin,
    string UniqueValue,
    string? ControlledBy,
    DateTimeOffset? ValidUntil,
    StatusReference? Status
)
{
    /// <summary>
    /// The uniqueness tag, 32 bytes: SHA-256 over `PrivateVote/v1/uniqueness`, then the namespace and the value, each behind its
    /// length in bytes as 4 bytes big-endian. Two attestations of one person have the same tag within one namespace.
    /// </summary>
    /// <param name="shared">The namespace that sources share; null for <see cref="UniqueWithin"/>.</param>
    public byte[] UniquenessTag(string? shared = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("PrivateVote/v1/uniqueness"u8);
        // What an issuer's own name can never be mistaken for.
        Append(hash, shared is null ? "issuer:" + UniqueWithin : "shared:" + shared);
        Append(hash, UniqueValue);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}

/// <summary>Where the issuer of an attestation says whether it still holds.</summary>
public abstract record StatusReference;

/// <summary>A bit in a W3C Bitstring Status List 1.0.</summary>
/// <param name="List">The address of the status list credential.</param>
/// <param name="Index">The bit's position.</param>
/// <param name="Purpose">`revocation` or `suspension`.</param>
public sealed record BitstringStatus(Uri List, long Index, string Purpose, string Issuer) : StatusReference;

/// <summary>A status of a kind that cannot be asked about here.</summary>
public sealed record UnknownStatus : StatusReference;

/// <summary>Several places, each of which can say that the attestation no longer holds.</summary>
public sealed record SeveralStatuses(IReadOnlyList<StatusReference> All) : StatusReference;

/// <summary>An EAS attestation that its attester may revoke on the chain, on-chain or off-chain.</summary>
/// <param name="Contract">The EAS contract, 20 bytes.</param>
/// <param name="Attester">Who may revoke it, 20 bytes.</param>
/// <param name="Uid">32 bytes.</param>
public sealed record EasStatus(ulong ChainId, byte[] Contract, byte[] Attester, byte[] Uid) : StatusReference;
