using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// What is read from a W3C Verifiable Credential (Data Model 2.0), however it is secured. Nothing here says that its issuer
/// signed it.
/// </summary>
internal sealed record VerifiableCredential(
    string Issuer,
    IReadOnlyList<string> Types,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ValidUntil,
    JsonElement Subject,
    JsonElement Document
)
{
    private const string Context = "https://www.w3.org/ns/credentials/v2";

    private const int MaximumTypes = 32;

    public static bool TryRead(
        JsonElement document,
        [NotNullWhen(true)] out VerifiableCredential? credential,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        credential = null;
        if (!TryTexts(document, "@context", out var contexts) || contexts[0] != Context)
        {
            refusal = Malformed("its first @context is not that of Verifiable Credentials 2.0");
            return false;
        }

        if (!TryTexts(document, "type", out var types) || !types.Contains("VerifiableCredential"))
        {
            refusal = Malformed("its type is not VerifiableCredential");
            return false;
        }

        if (!document.TryGetProperty("issuer", out var issuer) || TextOrId(issuer) is not { } issuerId)
        {
            refusal = Malformed("it has no issuer");
            return false;
        }

        if (
            !Moments.TryGet(document, "validFrom", out var from)
            || !Moments.TryGet(document, "validUntil", out var until)
        )
        {
            refusal = Malformed("validFrom or validUntil is not a moment with its time zone");
            return false;
        }

        if (!TrySubject(document, out var subject))
        {
            refusal = new(IdentityCode.NoSubject, "the credential is not about exactly one subject");
            return false;
        }

        credential = new VerifiableCredential(issuerId, types, from, until, subject, document);
        refusal = null;
        return true;
    }

    private static bool TrySubject(JsonElement document, out JsonElement subject)
    {
        if (!document.TryGetProperty("credentialSubject", out subject))
        {
            return false;
        }

        if (subject.ValueKind == JsonValueKind.Array && subject.GetArrayLength() == 1)
        {
            subject = subject[0];
        }

        return subject.ValueKind == JsonValueKind.Object;
    }

    private static string? TextOrId(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.TryGetText("id", out var id) ? id
        : null;

    /// <summary>A text, or an array that begins with texts; objects (inline contexts) are skipped.</summary>
    private static bool TryTexts(JsonElement document, string name, out IReadOnlyList<string> texts)
    {
        texts = [];
        if (!document.TryGetProperty(name, out var member))
        {
            return false;
        }

        texts = member.ValueKind switch
        {
            JsonValueKind.String => [member.GetString()!],
            JsonValueKind.Array when member.GetArrayLength() <= MaximumTypes =>
            [
                .. member
                    .EnumerateArray()
                    .Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : ""),
            ],
            _ => [],
        };
        return texts.Count > 0;
    }

    private static IdentityRefusal Malformed(string reason) =>
        new(IdentityCode.MalformedAttestation, $"malformed credential: {reason}");
}
