using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Dids;

/// <summary>
/// <c>did:jwk:</c> and the base64url of a public JWK (did:jwk specification, Decentralized Identity Foundation). One key has many such
/// texts: compare <see cref="DidKey"/>s, not these. Its only verification method is <c>#0</c>.
/// </summary>
public static class DidJwk
{
    public const string Prefix = "did:jwk:";

    /// <summary>The fragment of the only verification method.</summary>
    public const string Fragment = "#0";

    private const int MaximumJsonLength = 1024;

    /// <summary>Parses a DID without a fragment.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out DidKey? key,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;
        if (
            !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text.Length > Prefix.Length + (MaximumJsonLength * 4 / 3) + 2
            || !Base64Url.TryDecode(text.AsSpan(Prefix.Length), out var json)
        )
        {
            refusal = "malformed DID: did:jwk is the base64url of a JWK";
            return false;
        }

        if (
            !ForeignJson.TryParseObject(json, MaximumJsonLength, out var jwk, out var problem)
            || !Jwk.TryParse(jwk, out key, out problem)
        )
        {
            refusal = $"malformed DID: did:jwk: {problem}";
            return false;
        }

        refusal = null;
        return true;
    }
}
