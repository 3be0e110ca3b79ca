using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.BulletinBoard;

/// <summary>The secret half of a note key with Ed25519. Disposing it wipes the seed.</summary>
public sealed class NoteSigner : IDisposable
{
    private readonly byte[] seed;
    private bool disposed;

    private NoteSigner(string name, ReadOnlySpan<byte> seed, NoteKeyType type)
    {
        Verifier = new NoteVerifier(name, Ed25519.PublicKey(seed), type);
        this.seed = seed.ToArray();
    }

    /// <summary>The public half.</summary>
    public NoteVerifier Verifier { get; }

    public string Name => Verifier.Name;

    /// <summary>The public half as text, for those who check what this key signs.</summary>
    public string VerifierKey => Verifier.ToString();

    /// <summary>A new random key.</summary>
    /// <exception cref="ArgumentException">The name is empty, or has spaces or a plus sign.</exception>
    public static NoteSigner Create(string name, NoteKeyType type = NoteKeyType.Ed25519)
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return new NoteSigner(name, seed, type);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The key of a 32-byte seed.</summary>
    /// <exception cref="ArgumentException">The name is not valid, or the seed is not 32 bytes.</exception>
    public static NoteSigner FromSeed(string name, ReadOnlySpan<byte> seed, NoteKeyType type = NoteKeyType.Ed25519) =>
        new(name, seed, type);

    /// <summary>The seed, 32 bytes, for an encrypted key file. The caller wipes it.</summary>
    public byte[] ExportSeed()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return seed.ToArray();
    }

    /// <summary>The name and id: never the secret.</summary>
    public override string ToString() => VerifierKey;

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(seed);
        disposed = true;
    }

    /// <summary>The Ed25519 signature of these bytes, 64 bytes; <paramref name="type"/> says what the caller makes of it.</summary>
    /// <exception cref="ArgumentException">The key is of another type.</exception>
    internal byte[] Sign(ReadOnlySpan<byte> text, NoteKeyType type)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (type != Verifier.Type)
        {
            throw new ArgumentException($"the key {Name} is for signatures of type {Verifier.Type}", nameof(type));
        }

        return Ed25519.Sign(seed, text);
    }
}
