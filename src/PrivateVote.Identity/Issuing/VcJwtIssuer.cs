using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Issuing;

/// <summary>
/// Issues W3C Verifiable Credentials 2.0 as JWT: the payload is the credential itself, `typ` is `vc+jwt` (W3C Securing
/// Verifiable Credentials using JOSE and COSE, section 3.1.1). <see cref="VcJwtVerifier"/> verifies them.
/// </summary>
public static class VcJwtIssuer
{
    /// <exception cref="ArgumentException">The subject is not a DID, or a claim is named `id`, which is the subject's.</exception>
    public static string Issue(ISigningKey issuer, Credential credential)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(credential);
        var payload = credential.ToDocument(issuer.PublicKey.ToString());
        return Jws.Sign(issuer, StrictJson.Serialize(payload), VcJwtVerifier.Type);
    }
}
