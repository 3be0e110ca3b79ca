using System.Diagnostics.CodeAnalysis;
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
        return TryVerify(attestation, AttestationVerifiers.MaximumLength, context, out var credential, out var refusal)
            ? credential.ToPersonhood(Format, context)
            : refusal;
    }

    internal static bool TryVerify(
        ReadOnlySpan<byte> secured,
        int maximumLength,
        VerificationContext context,
        [NotNullWhen(true)] out SecuredCredential? verified,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        verified = null;
        // In Latin-1 every byte is one character, and those that are not ASCII are not of base64url's alphabet.
        if (!CompactJws.TryParse(Encoding.Latin1.GetString(secured), maximumLength, out var jws, out refusal))
        {
            return false;
        }

        if (jws.Type is not (Type or "application/" + Type))
        {
            refusal = new(IdentityCode.UnknownFormat, $"typ of the JWT is not {Type}");
            return false;
        }

        if (!ForeignJson.TryParseObject(jws.Payload, maximumLength, out var document, out var problem))
        {
            refusal = Malformed(problem);
            return false;
        }

        if (document.Has("vc") || document.Has("vp"))
        {
            refusal = Malformed("the payload has a vc or vp claim, as in version 1.1; in 2.0 it is the credential");
            return false;
        }

        if (
            !VerifiableCredential.TryRead(document, out var credential, out refusal)
            || !IssuerKey.TryParse(credential.Issuer, out var issuer, out refusal)
        )
        {
            return false;
        }

        if (!IssuerKey.TryFind(issuer, jws.KeyId, context, out var key, out refusal))
        {
            return false;
        }

        if (jws.Verify(key) is { } bad)
        {
            refusal = bad;
            return false;
        }

        if (!Agrees(credential))
        {
            refusal = Malformed("iss, sub or jti of the JWT contradicts the credential");
            return false;
        }

        if (
            !Moments.TryGetNumeric(document, "nbf", out var notBefore)
            || !Moments.TryGetNumeric(document, "exp", out var expires)
        )
        {
            refusal = Malformed("nbf or exp of the JWT is not a number of seconds");
            return false;
        }

        verified = new SecuredCredential(credential, issuer, notBefore, expires);
        refusal = null;
        return true;
    }

    private static bool Agrees(VerifiableCredential credential)
    {
        credential.Subject.TryGetText("id", out var subject);
        credential.Document.TryGetText("id", out var id);
        return Is("iss", credential.Issuer) && Is("sub", subject) && Is("jti", id);

        bool Is(string claim, string? value) =>
            !credential.Document.Has(claim) || (credential.Document.TryGetText(claim, out var text) && text == value);
    }

    private static IdentityRefusal Malformed(string reason) => new(IdentityCode.MalformedAttestation, reason);
}
