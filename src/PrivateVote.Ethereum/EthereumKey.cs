using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Eip712;

namespace PrivateVote.Ethereum;

/// <summary>A private key of secp256k1, 32 bytes, that is wiped when it is disposed.</summary>
public sealed class EthereumKey : IDisposable
{
    private readonly byte[] _privateKey;
    private bool _disposed;

    private EthereumKey(byte[] privateKey)
    {
        _privateKey = privateKey;
        PublicKey = Secp256k1.PublicKey(privateKey);
        Address = Address.FromPublicKey(PublicKey);
    }

    /// <summary>33 bytes, compressed.</summary>
    public byte[] PublicKey { get; }

    public Address Address { get; }

    /// <summary>Takes a copy of the 32 bytes.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes, or not from 1 to n - 1.</exception>
    public static EthereumKey FromPrivateKey(ReadOnlySpan<byte> privateKey) =>
        Secp256k1.IsValidPrivateKey(privateKey)
            ? new EthereumKey(privateKey.ToArray())
            : throw new ArgumentException("a private key is 32 bytes, from 1 to n - 1", nameof(privateKey));

    /// <summary>A fresh key from the system's generator.</summary>
    public static EthereumKey Generate()
    {
        Span<byte> privateKey = stackalloc byte[Secp256k1.PrivateKeySize];
        do
        {
            RandomNumberGenerator.Fill(privateKey);
        } while (!Secp256k1.IsValidPrivateKey(privateKey));

        var key = FromPrivateKey(privateKey);
        CryptographicOperations.ZeroMemory(privateKey);
        return key;
    }

    /// <summary>Signs a 32-byte digest as it is: only for digests whose making says what they are for.</summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public EthereumSignature SignDigest(ReadOnlySpan<byte> digest)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var rs = Secp256k1.SignRecoverable(_privateKey, digest, out var parity);
        return EthereumSignature.Create(rs, parity);
    }

    /// <summary>Signs <see cref="PersonalMessage.Digest(ReadOnlySpan{byte})"/>.</summary>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public EthereumSignature SignPersonalMessage(ReadOnlySpan<byte> message) =>
        SignDigest(PersonalMessage.Digest(message));

    /// <summary>As the other, of the text's UTF-8.</summary>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public EthereumSignature SignPersonalMessage(string message) => SignDigest(PersonalMessage.Digest(message));

    /// <summary>Signs the digest of typed data (EIP-712).</summary>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public EthereumSignature SignTypedData(TypedData typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return SignDigest(typed.Digest);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_privateKey);
        _disposed = true;
    }
}
