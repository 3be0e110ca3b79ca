using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Elections;

/// <summary>
/// Identities that Semaphore v4 made (npm @semaphore-protocol/identity 4): the same secret scalar, and so the same commitment.
/// </summary>
/// <remarks>
/// The scalar is derived as in RFC 8032, but by BLAKE-512 and in Baby Jubjub: the first half of the private key's hash, its
/// lowest three bits and its highest cleared and the second highest set, little-endian, divided by 8 and reduced modulo l
/// (`deriveSecretScalar` of @zk-kit/eddsa-poseidon). A private key is 32 random bytes, or any text that an application had its
/// user enter: then whoever guesses the text has the identity.
/// </remarks>
public static class SemaphoreIdentity
{
    /// <summary>Bytes of the longest private key that is taken.</summary>
    public const int MaximumSize = 1024;

    private const int ScalarSize = 32;

    /// <summary>The identity of a private key: its bytes, or a text's UTF-8.</summary>
    /// <exception cref="ArgumentException">The key is empty or longer than <see cref="MaximumSize"/>.</exception>
    public static VoterIdentity FromPrivateKey(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length is 0 or > MaximumSize)
        {
            throw new ArgumentException($"a private key is 1 to {MaximumSize} bytes", nameof(privateKey));
        }

        var hash = Blake512.Hash(privateKey);
        var scalar = hash.AsSpan(0, ScalarSize);
        scalar[0] &= 0xF8;
        scalar[^1] = (byte)((scalar[^1] & 0x7F) | 0x40);
        scalar.Reverse();

        // A shift by 3 bits, of big-endian bytes.
        for (var i = ScalarSize - 1; i >= 0; i--)
        {
            scalar[i] = (byte)((scalar[i] >> 3) | (i > 0 ? scalar[i - 1] << 5 : 0));
        }

        var identity = VoterIdentity.FromSecret(Scalar.ReduceWide(scalar));
        CryptographicOperations.ZeroMemory(hash);
        return identity;
    }

    /// <summary>Reads what `identity.export()` gives: the private key in base64 (RFC 4648 section 4), padded.</summary>
    public static bool TryImport(string exported, [NotNullWhen(true)] out VoterIdentity? identity)
    {
        ArgumentNullException.ThrowIfNull(exported);
        identity = null;
        if (!Base64Strict.TryDecode(exported, out var privateKey) || privateKey.Length is 0 or > MaximumSize)
        {
            return false;
        }

        identity = FromPrivateKey(privateKey);
        CryptographicOperations.ZeroMemory(privateKey);
        return true;
    }
}
