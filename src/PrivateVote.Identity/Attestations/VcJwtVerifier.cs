using System.Text;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// W3C Verifiable Credentials 2.0 secured as a JWT (W3C VC-JOSE-COSE section 3.1): <c>typ</c> is <c>vc+jwt</c>, the payload is the
/// credential itself, <c>kid</c> a DID URL of its issuer.
/// </summary>
/// <remarks>
/// A claim <c>vc</c> or <c>vp</c> is how version 1.1 did it and refused: two places for one claim can contradict each other. Registered
/// claims of JWT that repeat the credential (iss, sub, jti) have to agree with it; exp and nbf narrow its time.
/// </remarks>
public sealed class VcJwtVerifier : IAttestationVerifier
{
    public const string Type = "vc+jwt";

    public AttestationFormat Format => AttestationFormat.VcJwt;

    public bool Recognizes(ReadOnlySpan<byte> attestation) => CompactJws.LooksLike(attestation);

    public AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (
            !CompactJws.TryParse(
                Encoding.Latin1.GetString(attestation),
                AttestationVerifiers.MaximumLength,
                out var jws,
                out var refusal
            )
        )
        {
            return refusal;
        }

        if (jws.Type is not (Type or "application/" + Type))
        {
            return new IdentityRefusal(IdentityCode.UnknownFormat, $"typ of the JWT is not {Type}");
        }

        if (
            !ForeignJson.TryParseObject(
                jws.Payload,
                AttestationVerifiers.MaximumLength,
                out var document,
                out var problem
            )
        )
        {
            return new IdentityRefusal(IdentityCode.MalformedAttestation, problem);
        }

        if (document.Has("vc") || document.Has("vp"))
        {
            return new IdentityRefusal(
                IdentityCode.MalformedAttestation,
                "the payload has a vc or vp claim, as in version 1.1; in 2.0 it is the credential"
            );
        }

        if (
            !VerifiableCredential.TryRead(document, out var credential, out refusal)
            || !SubjectId.TryParse(credential.Issuer, out var issuer, out refusal)
        )
        {
            return refusal;
        }

        if (SourceRule.CheckIssuer(context.Source, issuer) is { } untrusted)
        {
            return untrusted;
        }

        if (!IssuerKey.TryFind(issuer, jws.KeyId, context, out var key, out refusal))
        {
            return refusal;
        }

        if (jws.Verify(key) is { } bad)
        {
            return bad;
        }

        credential.Subject.TryGetText("id", out var subject);
        document.TryGetText("id", out var id);
        if (!Agrees("iss", credential.Issuer) || !Agrees("sub", subject) || !Agrees("jti", id))
        {
            return new IdentityRefusal(
                IdentityCode.MalformedAttestation,
                "iss, sub or jti of the JWT contradicts the credential"
            );
        }

        if (
            !Moments.TryGetNumeric(document, "nbf", out var notBefore)
            || !Moments.TryGetNumeric(document, "exp", out var expires)
        )
        {
            return new IdentityRefusal(
                IdentityCode.MalformedAttestation,
                "nbf or exp of the JWT is not a number of seconds"
            );
        }

        return credential.ToPersonhood(Format, issuer, context, notBefore, expires);

        bool Agrees(string claim, string? value) =>
            !document.Has(claim) || (document.TryGetText(claim, out var text) && text == value);
    }
}
