using System.Diagnostics.CodeAnalysis;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>A W3C credential whose issuer's signature was verified, and the times that the signature itself names.</summary>
/// <param name="Issuer">Who signed.</param>
internal sealed record SecuredCredential(
    VerifiableCredential Credential,
    SubjectId Issuer,
    DateTimeOffset? NotBefore,
    DateTimeOffset? Expires
)
{
    /// <summary>When it stops to hold: the earlier of the credential's and the signature's end.</summary>
    public DateTimeOffset? Until =>
        Credential.ValidUntil is null || Expires < Credential.ValidUntil
            ? Expires ?? Credential.ValidUntil
            : Credential.ValidUntil;

    /// <summary>By whichever way it is secured. Trust, times and types are the caller's to check.</summary>
    public static bool TryVerify(
        ReadOnlySpan<byte> secured,
        int maximumLength,
        VerificationContext context,
        [NotNullWhen(true)] out SecuredCredential? credential,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    ) =>
        secured.TrimStart(" \t\r\n"u8).StartsWith("{"u8)
            ? DataIntegrityVerifier.TryVerify(secured, maximumLength, context, out credential, out refusal)
            : VcJwtVerifier.TryVerify(secured, maximumLength, context, out credential, out refusal);

    public IdentityRefusal? CheckTimes(DateTimeOffset now) =>
        SourceRule.CheckTimes(now, Credential.ValidFrom, Until) ?? SourceRule.CheckTimes(now, NotBefore, null);

    /// <summary>What the credential says about whom.</summary>
    public AttestationOutcome ToPersonhood(AttestationFormat format, VerificationContext context)
    {
        if ((SourceRule.CheckTypes(context.Source, Credential.Types) ?? CheckTimes(context.Now)) is { } unfit)
        {
            return unfit;
        }

        if (!Credential.Subject.TryGetText("id", out var id))
        {
            return new IdentityRefusal(IdentityCode.NoSubject, "the credential does not say by an id whom it is about");
        }

        if (
            !SubjectId.TryParse(id, out var subject, out var refusal)
            || !SourceRule.TryUniqueValue(context.Source, subject, Credential.Subject, out var unique, out refusal)
            || !CredentialStatus.TryRead(Credential.Document, Issuer.Text, out var status, out refusal)
        )
        {
            return refusal;
        }

        return new Personhood(
            format,
            Issuer.Text,
            subject.Text,
            Issuer.UniqueValue,
            unique,
            subject.Text,
            Until,
            status
        );
    }
}
