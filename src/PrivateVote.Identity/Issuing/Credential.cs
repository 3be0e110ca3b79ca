using System.Text.Json.Nodes;

namespace PrivateVote.Identity.Issuing;

/// <summary>What an issuer says of one person.</summary>
/// <param name="Subject">The DID that the person controls.</param>
/// <param name="Type">What kind of credential it is: one word for a W3C credential, a URI or name for an SD-JWT VC.</param>
/// <param name="Claims">Further claims by name.</param>
public sealed record Credential(
    string Subject,
    string Type,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidUntil,
    IReadOnlyDictionary<string, JsonNode> Claims
);
