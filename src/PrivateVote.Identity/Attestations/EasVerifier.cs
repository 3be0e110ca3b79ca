using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// An off-chain attestation of the Ethereum Attestation Service, versions 0 to 2 (docs.attest.org, npm
/// @ethereum-attestation-service/eas-sdk 2): the attester's signature by EIP-712 that an account is of a person.
/// </summary>
/// <remarks>
/// <para>
/// Issuers of a source are addresses, or did:pkh:eip155:N accounts; the latter are held to attestations for chain N.
/// Types are schema UIDs, 0x and 64 lower-case digits. What the schema's data says is not looked at: a schema whose
/// attestations say <em>no</em> in their data is not to be trusted here.
/// </para>
/// <para>The recipient shows control by its account, and is unique within the schema.</para>
/// </remarks>
public sealed class EasVerifier : IAttestationVerifier
{
    /// <summary>Bytes of the longest attestation that is read; its data may be long.</summary>
    public const int MaximumLength = 32 * 1024;

    /// <summary>The last second that <see cref="DateTimeOffset"/> knows, in the year 9999.</summary>
    private static readonly ulong LastSecond = (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public AttestationFormat Format => AttestationFormat.Eas;

    public bool Recognizes(ReadOnlySpan<byte> attestation) =>
        ForeignJson.TryParseObject(attestation, MaximumLength, out var root, out _)
        && (root.Has("sig") ? root.Has("signer") : root.Has("uid") && root.Has("message") && root.Has("signature"));

    public AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (attestation.Length > MaximumLength)
        {
            return new IdentityRefusal(IdentityCode.TooLarge, $"an EAS attestation has at most {MaximumLength} bytes");
        }

        if (!ForeignJson.TryParseObject(attestation, MaximumLength, out var root, out var refusal))
        {
            return Malformed(refusal);
        }

        if (!EasJson.TryRead(root, out var eas, out refusal))
        {
            return Malformed(refusal);
        }

        return CheckSignature(eas) is { } forged ? forged
            : CheckTimes(eas.Message, context.Now) is { } untimely ? untimely
            : context.Source is { } source && CheckSource(eas, source) is { } untrusted ? untrusted
            : eas.Message.Recipient.IsZero
                ? new IdentityRefusal(IdentityCode.NoSubject, "the attestation has no recipient, so it is about nobody")
            : Vouch(eas);
    }

    /// <summary>Verifies an attestation as <see cref="Verify"/> does, and gives what was signed, for whoever reads its data.</summary>
    public static bool TryReadMessage(
        ReadOnlySpan<byte> attestation,
        VerificationContext context,
        [NotNullWhen(true)] out EasMessage? message,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        message = null;
        if (new EasVerifier().Verify(attestation, context).IsRefused(out refusal, out _))
        {
            return false;
        }

        if (
            !ForeignJson.TryParseObject(attestation, MaximumLength, out var root, out _)
            || !EasJson.TryRead(root, out var eas, out _)
        )
        {
            throw new System.Diagnostics.UnreachableException("it was read before");
        }

        message = eas.Message;
        return true;
    }

    private static IdentityRefusal? CheckSignature(EasAttestation eas)
    {
        if (!eas.Message.Uid().AsSpan().SequenceEqual(eas.Uid))
        {
            return Malformed("the UID is not that of what was signed");
        }

        // Anything recovers some address; it counts only if it is the one that the attestation names.
        return eas.Signature.IsBy(eas.Signer, eas.Message.Typed(eas.Type, eas.Domain).Digest)
            ? null
            : new IdentityRefusal(IdentityCode.BadIssuerSignature, "the attestation is not signed by its signer");
    }

    private static IdentityRefusal? CheckTimes(EasMessage message, DateTimeOffset now)
    {
        var seconds = (ulong)Math.Max(0, now.ToUnixTimeSeconds());
        return message.Time > seconds
                ? new IdentityRefusal(IdentityCode.NotYetValid, "the attestation is dated in the future")
            : message.ExpirationTime > 0 && message.ExpirationTime <= seconds
                ? new IdentityRefusal(IdentityCode.Expired, "the attestation has expired")
            : null;
    }

    private static IdentityRefusal? CheckSource(EasAttestation eas, AttestationSource source)
    {
        if (!source.Issuers.Any(issuer => IsIssuer(issuer, eas)))
        {
            return new IdentityRefusal(
                IdentityCode.IssuerNotTrusted,
                "the space does not trust this attester, or not for attestations on this chain"
            );
        }

        if (source.Types is { } schemas && !schemas.Contains(Hex.Encode(eas.Message.Schema)))
        {
            return new IdentityRefusal(IdentityCode.TypeNotTrusted, "the space does not accept this schema");
        }

        return source.UniqueClaim is null
            ? null
            : new IdentityRefusal(
                IdentityCode.ClaimMissing,
                "an EAS attestation has no claims by name: its recipient is what tells people apart"
            );
    }

    private static bool IsIssuer(string issuer, EasAttestation eas) =>
        SubjectId.TryParse(issuer, out var trusted, out _)
        && trusted.Account == eas.Signer
        && (trusted.Method != "did:pkh" || eas.Domain.ChainId == trusted.ChainId);

    private Personhood Vouch(EasAttestation eas)
    {
        var message = eas.Message;
        return new Personhood(
            Format,
            eas.Signer.ToString(),
            message.Recipient.ToString(),
            "eas:" + Hex.Encode(message.Schema),
            SubjectId.Canonical(message.Recipient),
            message.Recipient.ToString(),
            message.ExpirationTime == 0 || message.ExpirationTime > LastSecond
                ? null
                : DateTimeOffset.FromUnixTimeSeconds((long)message.ExpirationTime),
            message.Revocable
                ? new EasStatus(
                    (ulong)eas.Domain.ChainId!.Value,
                    eas.Domain.VerifyingContract!.Value.ToBytes(),
                    eas.Signer.ToBytes(),
                    eas.Uid
                )
                : null
        );
    }

    private static IdentityRefusal Malformed(string reason) =>
        new(IdentityCode.MalformedAttestation, $"malformed EAS attestation: {reason}");
}
