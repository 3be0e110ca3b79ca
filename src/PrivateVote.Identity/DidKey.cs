using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity;

/// <summary>
/// A <c>did:key</c>: a public key that is its own identifier (W3C CCG did-key). The text is <c>did:key:z</c> and the
/// base58btc of a multicodec prefix and the public key: 32 bytes for Ed25519, a compressed point of 33 for secp256k1
/// and P-256, of 49 for P-384.
/// </summary>
/// <remarks>
/// Parsing checks prefix, length, and that the key is a point on its curve (for Ed25519: canonical and of prime order),
/// so a value of this type can always verify. Each key has one text.
/// </remarks>
public sealed class DidKey : IEquatable<DidKey>
{
    private const string Prefix = "did:key:z";

    /// <summary>Above any of the four key types; base58 is slow on long text.</summary>
    private const int MaximumLength = 96;

    private readonly Kind kind;
    private readonly byte[] publicKey;
    private readonly string did;

    private DidKey(Kind kind, byte[] publicKey)
    {
        this.kind = kind;
        this.publicKey = publicKey;
        did = Prefix + Base58.Encode([.. kind.Multicodec, .. publicKey]);
    }

    public KeyType Type => kind.Type;

    /// <summary>The public key as in the identifier.</summary>
    public ReadOnlySpan<byte> PublicKey => publicKey;

    /// <summary>The JOSE algorithm that this key signs with: EdDSA, ES256K, ES256 or ES384. A key has only one.</summary>
    public string Algorithm => kind.Algorithm;

    /// <summary>The DID URL of the key, <c>did:key:z...#z...</c>, as <c>kid</c> names it.</summary>
    public string KeyId => $"{did}#{did["did:key:".Length..]}";

    /// <summary>A public key as a DID.</summary>
    /// <exception cref="ArgumentException">The bytes are not a public key of this type, compressed.</exception>
    public static DidKey FromPublicKey(KeyType type, ReadOnlySpan<byte> publicKey)
    {
        var kind = Kind.All.First(candidate => candidate.Type == type);
        return kind.IsValid(publicKey)
            ? new DidKey(kind, publicKey.ToArray())
            : throw new ArgumentException($"not a public key of type {type}", nameof(publicKey));
    }

    /// <summary>Parses <c>did:key:z...</c>, without a fragment.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out DidKey? did,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        did = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            refusal = "malformed DID: only did:key in base58btc (did:key:z...) is taken here";
            return false;
        }

        if (text.Length > MaximumLength || !Base58.TryDecode(text.AsSpan(Prefix.Length), out var bytes))
        {
            refusal = "malformed DID: not base58btc, or too long";
            return false;
        }

        var kind = Kind.All.FirstOrDefault(candidate => bytes.AsSpan().StartsWith(candidate.Multicodec));
        if (kind is null)
        {
            refusal = "malformed DID: the key is not Ed25519, secp256k1, P-256 or P-384";
            return false;
        }

        var publicKey = bytes.AsSpan(kind.Multicodec.Length);
        if (!kind.IsValid(publicKey))
        {
            refusal = $"malformed DID: not a valid {kind.Type} public key";
            return false;
        }

        did = new DidKey(kind, publicKey.ToArray());
        refusal = null;
        return true;
    }

    /// <summary>Whether the signature, r ‖ s or R ‖ s, signs the message. Malformed input answers false.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Type switch
        {
            KeyType.Ed25519 => Ed25519.Verify(publicKey, message, signature),
            KeyType.Secp256k1 => Secp256k1.Verify(publicKey, SHA256.HashData(message), signature),
            KeyType.P256 => NistEcdsa.P256.Verify(publicKey, message, signature),
            KeyType.P384 => NistEcdsa.P384.Verify(publicKey, message, signature),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The DID.</summary>
    public override string ToString() => did;

    public bool Equals(DidKey? other) => other is not null && did == other.did;

    public override bool Equals(object? obj) => Equals(obj as DidKey);

    public override int GetHashCode() => did.GetHashCode(StringComparison.Ordinal);

    /// <summary>One row of the table of key types; the multicodec number is written as its varint.</summary>
    private sealed record Kind(KeyType Type, byte[] Multicodec, string Algorithm, int Size)
    {
        public static readonly Kind[] All =
        [
            new(KeyType.Ed25519, [0xed, 0x01], "EdDSA", Ed25519.PublicKeySize),
            new(KeyType.Secp256k1, [0xe7, 0x01], "ES256K", Secp256k1.CompressedPublicKeySize),
            new(KeyType.P256, [0x80, 0x24], "ES256", NistEcdsa.P256.CompressedPublicKeySize),
            new(KeyType.P384, [0x81, 0x24], "ES384", NistEcdsa.P384.CompressedPublicKeySize),
        ];

        public bool IsValid(ReadOnlySpan<byte> publicKey) =>
            publicKey.Length == Size
            && Type switch
            {
                KeyType.Ed25519 => Ed25519.IsValidPublicKey(publicKey),
                KeyType.Secp256k1 => Secp256k1.IsValidPublicKey(publicKey),
                KeyType.P256 => NistEcdsa.P256.IsValidPublicKey(publicKey),
                KeyType.P384 => NistEcdsa.P384.IsValidPublicKey(publicKey),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
    }
}
