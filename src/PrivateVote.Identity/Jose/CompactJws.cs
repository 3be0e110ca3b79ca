using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Jose;

/// <summary>
/// A JSON Web Signature in compact form (RFC 7515) as other people's software writes it: any header members, of which
/// only <c>alg</c>, <c>kid</c> and <c>typ</c> count. Our own entries are read by <see cref="Jws"/>, which is stricter.
/// </summary>
/// <remarks>
/// Reading does not verify. Whoever verifies says which key: <c>jwk</c>, <c>jku</c>, <c>x5c</c> and <c>x5u</c> in a header
/// are somebody's claim about their own key and never looked at. The algorithm has to be the one of that key, so
/// <c>none</c>, HMAC and every confusion fail; <c>crit</c> and <c>b64</c> ask for what is not done here and are refused.
/// ES256K is taken with low s only (see <see cref="Secp256k1"/>); ES256 and ES384 with either (see <see cref="NistEcdsa"/>).
/// </remarks>
public sealed class CompactJws
{
    /// <summary>Bytes of the header's JSON; those with certificates are a few thousand.</summary>
    private const int MaximumHeaderLength = 16 * 1024;

    /// <summary>What RFC 9864 calls EdDSA with this curve.</summary>
    private const string FullyNamed = "Ed25519";

    private readonly string _signed;
    private readonly byte[] _signature;

    private CompactJws(JsonElement header, string signed, byte[] payload, byte[] signature)
    {
        Header = header;
        Payload = payload;
        _signed = signed;
        _signature = signature;
        Algorithm = header.TryGetText("alg", out var algorithm) ? algorithm : "";
        KeyId = header.TryGetText("kid", out var keyId) ? keyId : null;
        Type = header.TryGetText("typ", out var type) ? type : null;
    }

    /// <summary>The protected header, an object.</summary>
    public JsonElement Header { get; }

    /// <summary>The header's <c>alg</c>, or nothing.</summary>
    public string Algorithm { get; }

    /// <summary>The header's <c>kid</c>.</summary>
    public string? KeyId { get; }

    /// <summary>The header's <c>typ</c>.</summary>
    public string? Type { get; }

    public byte[] Payload { get; }

    /// <summary>Whether the bytes have the outer form: an encoded JSON object, two dots, and no disclosures of an SD-JWT.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> text) =>
        BeginsAsObject(text) && text.Count((byte)'.') == 2 && !text.Contains((byte)'~');

    /// <summary>In base64url <c>{</c> and a quote or space begin with <c>ey</c>, and <c>{</c> and a line feed or tab with <c>ew</c>.</summary>
    internal static bool BeginsAsObject(ReadOnlySpan<byte> text) => text.StartsWith("ey"u8) || text.StartsWith("ew"u8);

    /// <summary>Splits and decodes; verifies nothing.</summary>
    /// <param name="maximumLength">Characters of the whole.</param>
    public static bool TryParse(
        string compact,
        int maximumLength,
        [NotNullWhen(true)] out CompactJws? jws,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(compact);
        jws = null;
        if (compact.Length > maximumLength)
        {
            refusal = new(IdentityCode.TooLarge, $"the JWS is over {maximumLength} characters");
            return false;
        }

        var parts = compact.Split('.', 4);
        if (
            parts.Length != 3
            || !Base64Url.TryDecode(parts[0], out var headerBytes)
            || !Base64Url.TryDecode(parts[1], out var payload)
            || !Base64Url.TryDecode(parts[2], out var signature)
        )
        {
            refusal = Malformed("a JWS is three parts in base64url");
            return false;
        }

        if (!ForeignJson.TryParseObject(headerBytes, MaximumHeaderLength, out var header, out var problem))
        {
            refusal = Malformed($"the header of the JWS: {problem}");
            return false;
        }

        foreach (var name in new[] { "alg", "kid", "typ" })
        {
            if (header.Has(name) && !header.TryGetText(name, out _))
            {
                refusal = Malformed($"{name} in the header of the JWS is not a text");
                return false;
            }
        }

        if (header.Has("crit") || header.Has("b64"))
        {
            refusal = Malformed("the header of the JWS asks for extensions (crit, b64) that are not known here");
            return false;
        }

        refusal = null;
        jws = new CompactJws(header, compact[..(parts[0].Length + 1 + parts[1].Length)], payload, signature);
        return true;
    }

    /// <summary>Header, payload and signature in base64url, joined by dots.</summary>
    /// <param name="header">The JSON of the protected header, which names the key's algorithm.</param>
    internal static string Sign(ISigningKey key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var signed = $"{Base64Url.Encode(header)}.{Base64Url.Encode(payload)}";
        return $"{signed}.{Base64Url.Encode(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Null if this key made the signature, by the one algorithm that it has.</summary>
    public IdentityRefusal? Verify(DidKey key, IdentityCode badSignature = IdentityCode.BadIssuerSignature)
    {
        ArgumentNullException.ThrowIfNull(key);
        // The algorithm is the key's, never the header's choice.
        if (Algorithm != key.Algorithm && !(key.Type == KeyType.Ed25519 && Algorithm == FullyNamed))
        {
            return new(
                IdentityCode.UnsupportedAlgorithm,
                $"the JWS does not use the algorithm of its key, {key.Algorithm}"
            );
        }

        return key.Verify(Encoding.ASCII.GetBytes(_signed), _signature)
            ? null
            : new(badSignature, "the signature of the JWS does not verify");
    }

    private static IdentityRefusal Malformed(string reason) => new(IdentityCode.MalformedAttestation, reason);
}
