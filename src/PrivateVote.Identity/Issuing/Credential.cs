using System.Globalization;
using System.Text.Json.Nodes;

namespace PrivateVote.Identity.Issuing;

/// <summary>What an issuer says of one person.</summary>
/// <param name="Subject">The DID that the person controls.</param>
/// <param name="Type">What kind of credential it is: one word for a W3C credential, a URI or name for an SD-JWT VC.</param>
/// <param name="ValidFrom">Written with whole seconds.</param>
/// <param name="Claims">Further claims by name.</param>
/// <param name="Status">A W3C credential's `credentialStatus`; null for none.</param>
public sealed record Credential(
    string Subject,
    string Type,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidUntil,
    IReadOnlyDictionary<string, JsonNode> Claims,
    JsonNode? Status = null
)
{
    /// <summary>The W3C credential, not signed.</summary>
    /// <exception cref="ArgumentException">The subject is not a DID, or a claim is named `id`, which is the subject's.</exception>
    internal JsonObject ToDocument(string issuer)
    {
        if (!SubjectId.TryParse(Subject, out _, out var refusal))
        {
            throw new ArgumentException(refusal.Reason);
        }

        var subject = new JsonObject { ["id"] = Subject };
        foreach (var (name, value) in Claims)
        {
            subject.Add(name, value.DeepClone());
        }

        var document = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiableCredential", Type),
            ["issuer"] = issuer,
            ["validFrom"] = DateTimeStamp(ValidFrom),
        };
        if (ValidUntil is { } until)
        {
            document.Add("validUntil", DateTimeStamp(until));
        }

        document.Add("credentialSubject", subject);
        if (Status is not null)
        {
            document.Add("credentialStatus", Status.DeepClone());
        }

        return document;
    }

    /// <summary>XML Schema's dateTimeStamp, as the data model of credentials asks for.</summary>
    internal static string DateTimeStamp(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
