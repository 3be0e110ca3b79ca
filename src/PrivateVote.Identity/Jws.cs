using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Jose;

namespace PrivateVote.Identity;

/// <summary>
/// JSON Web Signatures in compact form (RFC 7515) under did:key: EdDSA (RFC 8037), ES256 and ES384 (RFC 7518 section
/// 3.4), ES256K (RFC 8812).
/// </summary>
/// <remarks>
/// Far stricter than RFC 7515. The protected header has exactly three members: <c>alg</c>, which must be the one
/// algorithm of the key; <c>kid</c>, the DID URL <c>did:key:z...#z...</c> of the key that verifies; <c>typ</c>, which must
/// be the type the reader expects, so that a signature made for one purpose is not taken for another. No
/// <c>crit</c>, no key in the header, no <c>none</c>, no duplicate or unknown member, no base64url with another
/// spelling. The signer is whoever <c>kid</c> says: whether they may sign this is the caller's question.
/// </remarks>
public static class Jws
{
    /// <summary>Characters of a whole JWS.</summary>
    public const int MaximumLength = 16 * 1024 * 1024;

    /// <summary>Characters of the encoded header: the longest of ours is under 400.</summary>
    private const int MaximumHeaderLength = 1024;

    /// <summary>Signs a payload.</summary>
    /// <param name="key">The key that signs; its DID URL becomes <c>kid</c>.</param>
    /// <param name="payload">The bytes to sign, of any kind.</param>
    /// <param name="type">What the payload is, in ASCII, such as <c>privatevote-manifest+json</c>; becomes <c>typ</c>.</param>
    /// <exception cref="ArgumentException">The type is empty, too long or not printable ASCII.</exception>
    public static string Sign(ISigningKey key, ReadOnlySpan<byte> payload, string type)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrEmpty(type);
        if (type.Length > 100 || type.Any(c => c is < '!' or > '~'))
        {
            throw new ArgumentException("a type is up to 100 printable ASCII characters", nameof(type));
        }

        var header = new Header(key.PublicKey.Algorithm, key.PublicKey.KeyId, type);
        return CompactJws.Sign(key, StrictJson.Serialize(header), payload);
    }

    /// <summary>Verifies a JWS and gives its signer and payload; on refusal, neither.</summary>
    /// <param name="compact">Header, payload and signature in base64url, joined by dots.</param>
    /// <param name="expectedType">What <c>typ</c> must be.</param>
    /// <param name="signerDid">The did:key that signed.</param>
    /// <param name="payload">The bytes that were signed.</param>
    /// <param name="refusal">Which check failed.</param>
    public static bool TryVerify(
        string compact,
        string expectedType,
        [NotNullWhen(true)] out string? signerDid,
        [NotNullWhen(true)] out byte[]? payload,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(compact);
        ArgumentNullException.ThrowIfNull(expectedType);
        signerDid = null;
        payload = null;
        if (compact.Length > MaximumLength)
        {
            refusal = $"malformed JWS: over {MaximumLength} characters";
            return false;
        }

        var parts = compact.Split('.', 4);
        if (parts.Length != 3)
        {
            refusal = "malformed JWS: not three parts";
            return false;
        }

        if (!TryReadHeader(parts[0], out var header, out refusal))
        {
            return false;
        }

        if (header.Typ != expectedType)
        {
            refusal = "the JWS is of another type than the one expected here";
            return false;
        }

        if (!TryFindKey(header, out var key, out refusal))
        {
            return false;
        }

        if (!Base64Url.TryDecode(parts[1], out var signedPayload) || !Base64Url.TryDecode(parts[2], out var signature))
        {
            refusal = "malformed JWS: payload or signature is not base64url";
            return false;
        }

        var signed = Encoding.ASCII.GetBytes(compact, 0, parts[0].Length + 1 + parts[1].Length);
        if (!key.Verify(signed, signature))
        {
            refusal = "the signature of the JWS does not verify";
            return false;
        }

        signerDid = key.ToString();
        payload = signedPayload;
        return true;
    }

    private static bool TryReadHeader(
        string encoded,
        [NotNullWhen(true)] out Header? header,
        [NotNullWhen(false)] out string? refusal
    )
    {
        header = null;
        if (encoded.Length > MaximumHeaderLength || !Base64Url.TryDecode(encoded, out var json))
        {
            refusal = "malformed JWS: the header is not base64url, or too long";
            return false;
        }

        if (!StrictJson.TryParse(json, out header, out var problem))
        {
            refusal = $"malformed JWS: the header is not exactly alg, kid and typ ({problem})";
            return false;
        }

        refusal = null;
        return true;
    }

    private static bool TryFindKey(
        Header header,
        [NotNullWhen(true)] out DidKey? key,
        [NotNullWhen(false)] out string? refusal
    )
    {
        key = null;
        var fragment = header.Kid.IndexOf('#', StringComparison.Ordinal);
        if (fragment < 0)
        {
            refusal = "malformed JWS: kid is not a DID URL with a fragment";
            return false;
        }

        if (!DidKey.TryParse(header.Kid[..fragment], out var candidate, out refusal))
        {
            return false;
        }

        if (header.Kid != candidate.KeyId)
        {
            refusal = "malformed JWS: kid names another key than that of its DID";
            return false;
        }

        // The algorithm is the key's, never the header's choice: this refuses none and every confusion.
        if (header.Alg != candidate.Algorithm)
        {
            refusal = $"the JWS does not use the algorithm of its key, {candidate.Algorithm}";
            return false;
        }

        key = candidate;
        return true;
    }

    private sealed record Header(string Alg, string Kid, string Typ);
}
