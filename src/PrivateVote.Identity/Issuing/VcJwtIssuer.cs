using System.Globalization;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Issuing;

/// <summary>
/// Issues W3C Verifiable Credentials 2.0 as JWT: the payload is the credential itself, `typ` is `vc+jwt` (W3C Securing
/// Verifiable Credentials using JOSE and COSE, section 3.1.1).
/// </summary>
public static class VcJwtIssuer
{
    /// <exception cref="ArgumentException">A claim is named `id`, which is the subject's.</exception>
    public static string Issue(ISigningKey issuer, Credential credential)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(credential);
        var subject = new JsonObject { ["id"] = credential.Subject };
        foreach (var (name, value) in credential.Claims)
        {
            subject.Add(name, value.DeepClone());
        }

        var payload = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiableCredential", credential.Type),
            ["issuer"] = issuer.PublicKey.ToString(),
            ["validFrom"] = DateTimeStamp(credential.ValidFrom),
        };
        if (credential.ValidUntil is { } until)
        {
            payload.Add("validUntil", DateTimeStamp(until));
        }

        payload.Add("credentialSubject", subject);
        return Jws.Sign(issuer, StrictJson.Serialize(payload), "vc+jwt");
    }

    /// <summary>XML Schema's dateTimeStamp, as the data model of credentials asks for.</summary>
    private static string DateTimeStamp(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
