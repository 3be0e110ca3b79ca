using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Jose;

/// <summary>
/// A public key as a JSON Web Key (RFC 7517): <c>OKP</c> Ed25519 (RFC 8037), <c>EC</c> P-256 and P-384 (RFC 7518 section
/// 6.2), secp256k1 (RFC 8812).
/// </summary>
public static class Jwk
{
    /// <summary>
    /// Refuses other types and curves, coordinates of another length or not on the curve, <c>alg</c> and <c>use</c> that do not
    /// fit the key, and a JWK with a private key: what was published by mistake proves nothing.
    /// </summary>
    public static bool TryParse(
        JsonElement jwk,
        [NotNullWhen(true)] out DidKey? key,
        [NotNullWhen(false)] out string? refusal
    )
    {
        key = null;
        if (jwk.ValueKind != JsonValueKind.Object || !jwk.TryGetText("kty", out var kty))
        {
            refusal = "malformed JWK: not an object with kty";
            return false;
        }

        if (jwk.Has("d"))
        {
            refusal = "malformed JWK: it contains a private key";
            return false;
        }

        jwk.TryGetText("crv", out var curve);
        (KeyType Type, int Size)? kind = (kty, curve) switch
        {
            ("OKP", "Ed25519") => (KeyType.Ed25519, 32),
            ("EC", "secp256k1") => (KeyType.Secp256k1, 32),
            ("EC", "P-256") => (KeyType.P256, 32),
            ("EC", "P-384") => (KeyType.P384, 48),
            _ => null,
        };
        if (kind is not var (type, size))
        {
            refusal = "malformed JWK: the key is not Ed25519, secp256k1, P-256 or P-384";
            return false;
        }

        if (!TryCoordinate(jwk, "x", size, out var x))
        {
            refusal = "malformed JWK: x is not a coordinate of its curve";
            return false;
        }

        var publicKey = x;
        if (type != KeyType.Ed25519)
        {
            if (!TryCoordinate(jwk, "y", size, out var y) || !IsOnCurve(type, [0x04, .. x, .. y]))
            {
                refusal = "malformed JWK: x and y are not a point of its curve";
                return false;
            }

            publicKey = [(byte)(0x02 | (y[^1] & 1)), .. x];
        }
        else if (!Ed25519.IsValidPublicKey(x))
        {
            refusal = "malformed JWK: x is not an Ed25519 public key of the prime order";
            return false;
        }

        var parsed = DidKey.FromPublicKey(type, publicKey);
        if (!Fits(jwk, "alg", parsed.Algorithm) || !Fits(jwk, "use", "sig"))
        {
            refusal = "malformed JWK: alg or use is not that of a key that signs";
            return false;
        }

        key = parsed;
        refusal = null;
        return true;
    }

    /// <summary>The public JWK of a key: compact JSON, the members that RFC 7638 names in its order.</summary>
    public static string Format(DidKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Type == KeyType.Ed25519)
        {
            return $$"""{"crv":"Ed25519","kty":"OKP","x":"{{Base64Url.Encode(key.PublicKey)}}"}""";
        }

        var (curve, uncompressed) = key.Type switch
        {
            KeyType.Secp256k1 => ("secp256k1", Secp256k1.TryUncompress(key.PublicKey, out var point) ? point : null),
            KeyType.P256 => ("P-256", NistEcdsa.P256.TryUncompress(key.PublicKey, out var point) ? point : null),
            _ => ("P-384", NistEcdsa.P384.TryUncompress(key.PublicKey, out var point) ? point : null),
        };
        var coordinates = (uncompressed ?? throw new UnreachableException("a did:key is on its curve")).AsSpan(1);
        var x = Base64Url.Encode(coordinates[..(coordinates.Length / 2)]);
        var y = Base64Url.Encode(coordinates[(coordinates.Length / 2)..]);
        return $$"""{"crv":"{{curve}}","kty":"EC","x":"{{x}}","y":"{{y}}"}""";
    }

    private static bool TryCoordinate(JsonElement jwk, string name, int size, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return jwk.TryGetText(name, out var text) && Base64Url.TryDecode(text, out bytes) && bytes.Length == size;
    }

    private static bool IsOnCurve(KeyType type, ReadOnlySpan<byte> uncompressed) =>
        type switch
        {
            KeyType.Secp256k1 => Secp256k1.IsValidPublicKey(uncompressed),
            KeyType.P256 => NistEcdsa.P256.IsValidPublicKey(uncompressed),
            _ => NistEcdsa.P384.IsValidPublicKey(uncompressed),
        };

    /// <summary>RFC 9864 names EdDSA over Ed25519 also Ed25519.</summary>
    private static bool Fits(JsonElement jwk, string name, string value) =>
        !jwk.Has(name)
        || (jwk.TryGetText(name, out var text) && (text == value || (value, text) is ("EdDSA", "Ed25519")));
}
