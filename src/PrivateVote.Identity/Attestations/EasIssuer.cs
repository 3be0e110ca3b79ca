using System.Numerics;
using System.Security.Cryptography;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Eip712;

namespace PrivateVote.Identity.Attestations;

/// <summary>Makes off-chain attestations of the Ethereum Attestation Service, version 2, as one JSON text.</summary>
/// <param name="key">The attester's; the caller disposes of it.</param>
/// <param name="chainId">The chain that the attestations are for.</param>
/// <param name="contract">The EAS contract on it, by which revocation is asked about.</param>
/// <param name="contractVersion">The contract's version, which is part of what is signed; the newest is 1.4.0.</param>
public sealed class EasIssuer(EthereumKey key, ulong chainId, Address contract, string contractVersion = "1.4.0")
{
    private readonly TypedDataDomain domain = new(
        EasJson.DomainName,
        contractVersion,
        new BigInteger(chainId),
        contract
    );

    /// <summary>Attests to the holder of an account; the salt comes from the system's generator.</summary>
    /// <param name="schema">The schema's UID, 32 bytes.</param>
    /// <param name="recipient">Not the zero address.</param>
    /// <param name="time">When it is made; parts of seconds are dropped.</param>
    /// <param name="expires">From then on it does not hold; null for no end.</param>
    /// <param name="data">The schema's values, ABI-encoded.</param>
    /// <param name="revocable">Whether the attester may revoke it on the chain.</param>
    /// <exception cref="ArgumentException">The schema is not 32 bytes, the recipient is the zero address, or the times are wrong.</exception>
    public byte[] Issue(
        ReadOnlySpan<byte> schema,
        Address recipient,
        DateTimeOffset time,
        DateTimeOffset? expires = null,
        ReadOnlySpan<byte> data = default,
        bool revocable = true
    )
    {
        if (schema.Length != EasMessage.WordSize)
        {
            throw new ArgumentException($"the UID of a schema is {EasMessage.WordSize} bytes", nameof(schema));
        }

        if (recipient.IsZero)
        {
            throw new ArgumentException("an attestation without a recipient is about nobody", nameof(recipient));
        }

        if (time < DateTimeOffset.UnixEpoch || expires <= time)
        {
            throw new ArgumentException(
                "an attestation is made after 1970 and expires later than it is made",
                nameof(time)
            );
        }

        var message = new EasMessage(
            EasMessage.NewestVersion,
            schema.ToArray(),
            recipient,
            (ulong)time.ToUnixTimeSeconds(),
            (ulong)(expires?.ToUnixTimeSeconds() ?? 0),
            revocable,
            new byte[EasMessage.WordSize],
            data.ToArray(),
            RandomNumberGenerator.GetBytes(EasMessage.WordSize)
        );
        var type = EasMessage.SigningTypes(message.Version)[0];
        return EasJson.Write(
            new EasAttestation(
                domain,
                type,
                message,
                message.Uid(),
                key.SignDigest(message.Typed(type, domain).Digest),
                key.Address
            )
        );
    }
}
