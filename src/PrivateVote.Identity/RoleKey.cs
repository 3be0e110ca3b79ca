using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity;

/// <summary>
/// The key of a role (organiser, trustee, council member): Ed25519 under a did:key. Disposing it wipes the seed; it
/// never prints it.
/// </summary>
public sealed class RoleKey : ISigningKey, IDisposable
{
    /// <summary>Bytes of the seed.</summary>
    public const int SeedSize = Ed25519.SeedSize;

    private readonly byte[] seed;
    private bool disposed;

    private RoleKey(ReadOnlySpan<byte> seed)
    {
        PublicKey = DidKey.FromPublicKey(KeyType.Ed25519, Ed25519.PublicKey(seed));
        this.seed = seed.ToArray();
    }

    public DidKey PublicKey { get; }

    /// <summary>The key's did:key.</summary>
    public string Did => PublicKey.ToString();

    /// <summary>A new random key.</summary>
    public static RoleKey Create()
    {
        Span<byte> seed = stackalloc byte[SeedSize];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return new RoleKey(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The key of a 32-byte seed (RFC 8032's private key).</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static RoleKey FromSeed(ReadOnlySpan<byte> seed) => new(seed);

    /// <summary>A compact JWS over the payload; see <see cref="Jws"/>.</summary>
    /// <exception cref="ArgumentException">The type is empty.</exception>
    public string Sign(ReadOnlySpan<byte> payload, string type) => Jws.Sign(this, payload, type);

    /// <summary>The plain Ed25519 signature, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Ed25519.Sign(seed, message);
    }

    /// <summary>The seed, 32 bytes, for an encrypted key file. The caller wipes it.</summary>
    public byte[] ExportSeed()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return seed.ToArray();
    }

    /// <summary>The DID: never the secret.</summary>
    public override string ToString() => Did;

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(seed);
        disposed = true;
    }
}
