using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Issuing;

/// <summary>
/// Issues SD-JWT VCs whose claims can be disclosed one by one, and binds them to a verifier as their holder does (RFC 9901;
/// `typ` is `dc+sd-jwt`).
/// </summary>
public static class SdJwtIssuer
{
    private const int SaltSize = 16;

    /// <summary>The credential with all of its disclosures, as its holder keeps it.</summary>
    /// <param name="credential">Its subject is the did:key of the holder, whose key is confirmed (`cnf`, RFC 7800).</param>
    /// <exception cref="ArgumentException">The subject is not a did:key, or a claim has a name that SD-JWT VC keeps to itself.</exception>
    public static string Issue(ISigningKey issuer, Credential credential)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(credential);
        if (!DidKey.TryParse(credential.Subject, out var holder, out _))
        {
            throw new ArgumentException("an SD-JWT VC confirms the key of its holder, a did:key", nameof(credential));
        }

        if (credential.Claims.Keys.FirstOrDefault(SdJwtVcVerifier.IsNeverDisclosed) is { } reserved)
        {
            throw new ArgumentException($"a claim of an SD-JWT VC cannot be called {reserved}", nameof(credential));
        }

        var disclosures = credential
            .Claims.Select(claim => new JsonArray(
                Base64Url.Encode(RandomNumberGenerator.GetBytes(SaltSize)),
                claim.Key,
                claim.Value.DeepClone()
            ))
            .Select(disclosure => Base64Url.Encode(StrictJson.Serialize(disclosure)))
            .ToArray();
        var payload = new JsonObject
        {
            ["iss"] = issuer.PublicKey.ToString(),
            ["vct"] = credential.Type,
            ["iat"] = credential.ValidFrom.ToUnixTimeSeconds(),
            ["nbf"] = credential.ValidFrom.ToUnixTimeSeconds(),
        };
        if (credential.ValidUntil is { } until)
        {
            payload.Add("exp", until.ToUnixTimeSeconds());
        }

        payload.Add("cnf", new JsonObject { ["jwk"] = JsonNode.Parse(Jwk.Format(holder)) });
        if (disclosures.Length > 0)
        {
            payload.Add("_sd_alg", "sha-256");
            // In the order of the digests, which says nothing of the order of the claims.
            payload.Add(
                "_sd",
                new JsonArray([
                    .. disclosures.Select(Disclosures.DigestOf).Order(StringComparer.Ordinal).Select(d => (JsonNode)d),
                ])
            );
        }

        var jwt = Jws.Sign(issuer, StrictJson.Serialize(payload), SdJwtVcVerifier.Type);
        return string.Concat(disclosures.Prepend(jwt).Select(part => part + "~"));
    }

    /// <summary>
    /// The credential with only those disclosures that are of these claims of its outermost object: what is not asked for is not
    /// shown. Disclosures inside of others, also of these names, and of array elements are left out.
    /// </summary>
    /// <param name="credential">It ends with `~`.</param>
    public static string Select(string credential, IReadOnlyCollection<string> claims)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(claims);
        var parts = credential.Split('~');
        var outermost = OutermostDigests(parts[0]);
        var kept = parts[1..]
            .Where(part => NameOf(part) is { } name && claims.Contains(name))
            .Where(part => outermost.Contains(Disclosures.DigestOf(part)));
        return string.Concat(kept.Prepend(parts[0]).Select(part => part + "~"));
    }

    /// <summary>What the holder presents: the credential with a key binding JWT behind it.</summary>
    /// <param name="credential">It ends with `~`.</param>
    /// <param name="holder">The key that the credential confirms.</param>
    /// <param name="nonce">What the verifier asks to be bound to.</param>
    /// <param name="audience">Who the verifier is.</param>
    /// <exception cref="ArgumentException">The credential has a key binding already.</exception>
    public static string Bind(
        string credential,
        ISigningKey holder,
        string nonce,
        string audience,
        DateTimeOffset issuedAt
    )
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(holder);
        if (!credential.EndsWith('~'))
        {
            throw new ArgumentException("it is bound to a verifier already", nameof(credential));
        }

        var payload = new JsonObject
        {
            ["iat"] = issuedAt.ToUnixTimeSeconds(),
            ["aud"] = audience,
            ["nonce"] = nonce,
            ["sd_hash"] = Disclosures.DigestOf(credential),
        };
        return credential + Jws.Sign(holder, StrictJson.Serialize(payload), SdJwtVcVerifier.KeyBindingType);
    }

    private static HashSet<string> OutermostDigests(string jwt)
    {
        return
            CompactJws.TryParse(jwt, AttestationVerifiers.MaximumLength, out var issued, out _)
            && ForeignJson.TryParseObject(issued.Payload, issued.Payload.Length, out var claims, out _)
            && claims.TryGetProperty("_sd", out var digests)
            && digests.ValueKind == JsonValueKind.Array
            ? [.. digests.EnumerateArray().Where(d => d.ValueKind == JsonValueKind.String).Select(d => d.GetString()!)]
            : [];
    }

    private static string? NameOf(string disclosure) =>
        Base64Url.TryDecode(disclosure, out var json)
        && ForeignJson.TryParse(json, json.Length, out var parts, out _)
        && parts.ValueKind == JsonValueKind.Array
        && parts.GetArrayLength() == 3
        && parts[1].ValueKind == JsonValueKind.String
            ? parts[1].GetString()
            : null;
}
