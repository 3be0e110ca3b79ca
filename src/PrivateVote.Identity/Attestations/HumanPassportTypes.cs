using System.Text.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// The EIP-712 types that Human Passport signs stamps by (`stampCredentialDocument` in passportxyz/passport,
/// identity/src/signingDocuments.ts): with a hash, and since its keys rotate with a list of nullifiers.
/// </summary>
/// <remarks>
/// The types stand inside the proof and are not signed as such: who took them as they come would let a presenter leave out
/// members, point one at another struct, or sign a document of another kind, and what then still verifies would say things
/// that nobody signed. So they must be these, member for member. Their order may differ, since stores of JSON have changed
/// it, and with it what was signed: a digest is made in the order that the proof has.
/// </remarks>
internal static class HumanPassportTypes
{
    public const string DomainName = "VerifiableCredential";
    public const string PrimaryType = "Document";

    private static readonly Dictionary<string, string[]> Common = new()
    {
        ["EIP712Domain"] = ["string name"],
        ["Document"] =
        [
            "string[] @context",
            "CredentialSubject credentialSubject",
            "string expirationDate",
            "string issuanceDate",
            "string issuer",
            "Proof proof",
            "string[] type",
        ],
        ["Proof"] =
        [
            "string @context",
            "string created",
            "string proofPurpose",
            "string type",
            "string verificationMethod",
        ],
    };

    private static readonly Dictionary<string, string[]> WithHash = new(Common)
    {
        ["CredentialSubject"] = ["@context @context", "string hash", "string id", "string provider"],
        ["@context"] = ["string hash", "string provider"],
    };

    private static readonly Dictionary<string, string[]> WithNullifiers = new(Common)
    {
        ["CredentialSubject"] = ["@context @context", "string[] nullifiers", "string id", "string provider"],
        ["@context"] = ["NullifiersContext nullifiers", "string provider"],
        ["NullifiersContext"] = ["string @container", "string @type"],
    };

    /// <summary>Whether types, primary type and domain are those of a stamp.</summary>
    /// <param name="eip712Domain">`eip712Domain` of a proof.</param>
    public static bool AreIn(JsonElement eip712Domain) =>
        eip712Domain.ValueKind == JsonValueKind.Object
        && eip712Domain.GetPropertyCount() == 3
        && eip712Domain.TryGetProperty("primaryType", out var primaryType)
        && IsText(primaryType, PrimaryType)
        && eip712Domain.TryGetProperty("domain", out var domain)
        && domain.ValueKind == JsonValueKind.Object
        && domain.GetPropertyCount() == 1
        && domain.TryGetProperty("name", out var name)
        && IsText(name, DomainName)
        && eip712Domain.TryGetProperty("types", out var types)
        && types.ValueKind == JsonValueKind.Object
        && (Match(types, WithHash) || Match(types, WithNullifiers));

    private static bool Match(JsonElement types, Dictionary<string, string[]> known) =>
        types.GetPropertyCount() == known.Count
        && known.All(type => types.TryGetProperty(type.Key, out var members) && Match(members, type.Value));

    private static bool Match(JsonElement members, string[] known) =>
        members.ValueKind == JsonValueKind.Array
        && members.GetArrayLength() == known.Length
        && members.EnumerateArray().Select(Describe).ToHashSet(StringComparer.Ordinal).SetEquals(known);

    private static string Describe(JsonElement member) =>
        member.ValueKind == JsonValueKind.Object
        && member.GetPropertyCount() == 2
        && member.TryGetProperty("type", out var type)
        && member.TryGetProperty("name", out var name)
        && type.ValueKind == JsonValueKind.String
        && name.ValueKind == JsonValueKind.String
            ? $"{type.GetString()} {name.GetString()}"
            : "";

    private static bool IsText(JsonElement value, string text) =>
        value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
