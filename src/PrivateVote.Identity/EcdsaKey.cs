using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity;

/// <summary>
/// An ECDSA key under a did:key: ES256K, ES256 or ES384. Disposing it wipes the private key; it never prints it.
/// </summary>
public sealed class EcdsaKey : ISigningKey, IDisposable
{
    private readonly byte[] privateKey;
    private bool disposed;

    private EcdsaKey(DidKey publicKey, ReadOnlySpan<byte> privateKey)
    {
        PublicKey = publicKey;
        this.privateKey = privateKey.ToArray();
    }

    public DidKey PublicKey { get; }

    /// <summary>The key of a private scalar: 32 bytes big-endian for secp256k1 and P-256, 48 for P-384.</summary>
    /// <exception cref="ArgumentException">The type is not ECDSA, or the length or value is wrong.</exception>
    /// <exception cref="CryptographicException">The scalar is 0 or not below the order (P-256, P-384).</exception>
    public static EcdsaKey FromPrivateKey(KeyType type, ReadOnlySpan<byte> privateKey)
    {
        var publicKey = type switch
        {
            KeyType.Secp256k1 => Secp256k1.PublicKey(privateKey),
            KeyType.P256 => NistEcdsa.P256.PublicKey(privateKey),
            KeyType.P384 => NistEcdsa.P384.PublicKey(privateKey),
            _ => throw new ArgumentException("not a key type of ECDSA", nameof(type)),
        };
        return new EcdsaKey(DidKey.FromPublicKey(type, publicKey), privateKey);
    }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return PublicKey.Type switch
        {
            KeyType.Secp256k1 => Secp256k1.Sign(privateKey, SHA256.HashData(message)),
            KeyType.P256 => NistEcdsa.P256.Sign(privateKey, message),
            _ => NistEcdsa.P384.Sign(privateKey, message),
        };
    }

    /// <summary>The DID: never the secret.</summary>
    public override string ToString() => PublicKey.ToString();

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(privateKey);
        disposed = true;
    }
}
