using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Dids;

/// <summary>The keys in a DID document (W3C DID Core section 5) that its subject makes assertions with: <c>assertionMethod</c>.</summary>
/// <remarks>
/// Taken are verification methods under the document's own DID, whose controller it is, with <c>publicKeyJwk</c> or
/// <c>publicKeyMultibase</c>; methods of other forms and keys of other types are passed over, since others may use them.
/// </remarks>
public static class DidDocument
{
    /// <summary>Bytes of a document.</summary>
    public const int MaximumLength = 64 * 1024;

    private const int MaximumMethods = 64;

    /// <summary>The keys by their DID URLs.</summary>
    /// <param name="did">Whose document it has to be.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> document,
        string did,
        [NotNullWhen(true)] out IReadOnlyDictionary<string, DidKey>? assertionKeys,
        [NotNullWhen(false)] out string? refusal
    )
    {
        assertionKeys = null;
        if (!ForeignJson.TryParseObject(document, MaximumLength, out var root, out refusal))
        {
            return false;
        }

        if (!root.TryGetText("id", out var id) || id != did)
        {
            refusal = "the document is of another DID";
            return false;
        }

        var methods = new Dictionary<string, DidKey?>(StringComparer.Ordinal);
        foreach (var method in Items(root, "verificationMethod"))
        {
            if (!TryAdd(method, did, methods))
            {
                refusal = "the document has two verification methods of one name, or too many";
                return false;
            }
        }

        var keys = new Dictionary<string, DidKey>(StringComparer.Ordinal);
        foreach (var assertion in Items(root, "assertionMethod"))
        {
            var url = assertion.ValueKind == JsonValueKind.String ? Absolute(assertion.GetString()!, did) : null;
            if (assertion.ValueKind == JsonValueKind.Object)
            {
                if (!TryAdd(assertion, did, methods))
                {
                    refusal = "the document has two verification methods of one name, or too many";
                    return false;
                }

                url = assertion.TryGetText("id", out var own) ? Absolute(own, did) : null;
            }

            if (url is not null && methods.TryGetValue(url, out var key) && key is not null)
            {
                keys[url] = key;
            }
        }

        assertionKeys = keys;
        refusal = null;
        return true;
    }

    private static JsonElement[] Items(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : [];

    /// <summary>False for a name that is there already, or beyond the limit.</summary>
    private static bool TryAdd(JsonElement method, string did, Dictionary<string, DidKey?> methods)
    {
        if (!method.TryGetText("id", out var id))
        {
            return true;
        }

        return methods.Count < MaximumMethods && methods.TryAdd(Absolute(id, did), KeyOf(method, did, id));
    }

    private static DidKey? KeyOf(JsonElement method, string did, string id)
    {
        var isOwn =
            Absolute(id, did).StartsWith(did + "#", StringComparison.Ordinal)
            && method.TryGetText("controller", out var controller)
            && controller == did;
        var hasJwk = method.TryGetProperty("publicKeyJwk", out var jwk);
        var hasMultibase = method.TryGetText("publicKeyMultibase", out var multibase);
        if (!isOwn || hasJwk == hasMultibase)
        {
            return null;
        }

        DidKey? key;
        var known = hasJwk
            ? Jwk.TryParse(jwk, out key, out _)
            : DidKey.TryParse("did:key:" + multibase, out key, out _);
        return known ? key : null;
    }

    private static string Absolute(string url, string did) => url.StartsWith('#') ? did + url : url;
}
