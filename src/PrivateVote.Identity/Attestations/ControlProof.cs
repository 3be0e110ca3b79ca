using PrivateVote.Ethereum;
using PrivateVote.Identity.Dids;
using PrivateVote.Identity.Jose;

namespace PrivateVote.Identity.Attestations;

/// <summary>Control of the subject of an attestation: the challenge, signed by the DID's key or the account.</summary>
/// <remarks>
/// A did:key or did:jwk signs <see cref="Challenge.ToBytes"/> as a JWS of type <see cref="JwsType"/> whose `kid` is the DID URL of
/// its key. An Ethereum account (address, did:pkh:eip155, did:ethr, also a secp256k1 key's) signs
/// <see cref="ControlMessage.ToSiwe"/> by EIP-191, or <see cref="ControlMessage.ToTypedData"/> by EIP-712. Contract accounts (EIP-1271) cannot: only their chain knows what they sign.
/// </remarks>
public static class ControlProof
{
    public const string JwsType = "privatevote-registration+jws";

    private const int MaximumLength = 8 * 1024;

    /// <summary>Null if the subject signed the challenge. Whether the challenge is ours and not expired is the caller's to say.</summary>
    /// <param name="did">The subject: a DID or an address.</param>
    /// <param name="control">A compact JWS, or a signature as `0x` and 130 hexadecimal digits; null for none.</param>
    public static IdentityRefusal? Verify(string did, string? control, Challenge challenge)
    {
        ArgumentNullException.ThrowIfNull(did);
        ArgumentNullException.ThrowIfNull(challenge);
        if (!SubjectId.TryParse(did, out var subject, out var refusal))
        {
            return refusal;
        }

        if (subject.Key is null && subject.Account is null)
        {
            return new(
                IdentityCode.UnsupportedDid,
                $"control of {subject.Method} cannot be shown; did:key, did:jwk, did:pkh:eip155 and did:ethr can"
            );
        }

        if (string.IsNullOrEmpty(control))
        {
            return new(IdentityCode.NoControl, "the subject of the attestation did not sign the challenge");
        }

        if (control.StartsWith("0x", StringComparison.Ordinal))
        {
            return subject.Account is { } account
                ? VerifyAccount(account, subject.ChainId, control, challenge)
                : new(IdentityCode.BadControl, "the subject is not an Ethereum account: it signs by JWS");
        }

        return subject.Key is { } key
            ? VerifyJws(subject.Text, key, control, challenge)
            : new(IdentityCode.BadControl, "an Ethereum account signs the challenge's text, not a JWS");
    }

    /// <summary>The JWS by which a key shows its control.</summary>
    public static string Sign(ISigningKey key, Challenge challenge)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        return Jws.Sign(key, challenge.ToBytes(), JwsType);
    }

    /// <summary>The signature by which an account shows its control.</summary>
    /// <param name="chainId">The chain that the subject's DID names; 1 where it names none.</param>
    public static string Sign(EthereumKey key, Challenge challenge, ulong chainId = 1)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.SignPersonalMessage(ControlMessage.ToSiwe(challenge, key.Address, chainId)).ToString();
    }

    private static IdentityRefusal? VerifyAccount(Address account, ulong chainId, string control, Challenge challenge)
    {
        if (!EthereumSignature.TryParse(control.AsSpan(), out var signature))
        {
            return new(IdentityCode.BadControl, "a signature by an account is 0x and 130 digits, with low s");
        }

        // Another challenge, another account and a broken signature all recover some other address.
        var isSigned =
            ControlMessage.TryToSiwe(challenge, account, chainId, out var text)
            && (
                signature.IsBy(account, PersonalMessage.Digest(text))
                || signature.IsBy(account, ControlMessage.ToTypedData(challenge, account, chainId).Digest)
            );
        return isSigned
            ? null
            : new(
                IdentityCode.BadControl,
                "the subject's account signed neither the text nor the data of this challenge"
            );
    }

    private static IdentityRefusal? VerifyJws(string did, DidKey key, string control, Challenge challenge)
    {
        if (!CompactJws.TryParse(control, MaximumLength, out var jws, out var refusal))
        {
            return new(IdentityCode.BadControl, refusal.Reason);
        }

        if (jws.Type != JwsType)
        {
            return new(IdentityCode.BadControl, $"the JWS of control is not of type {JwsType}");
        }

        var keyId = did.StartsWith(DidJwk.Prefix, StringComparison.Ordinal) ? did + DidJwk.Fragment : key.KeyId;
        if (jws.KeyId != keyId)
        {
            return new(IdentityCode.BadControl, "kid of the JWS of control is not the subject's key");
        }

        if (jws.Verify(key, IdentityCode.BadControl) is { } bad)
        {
            return bad;
        }

        return jws.Payload.AsSpan().SequenceEqual(challenge.ToBytes())
            ? null
            : new(IdentityCode.OtherChallenge, "the subject signed another challenge");
    }
}
