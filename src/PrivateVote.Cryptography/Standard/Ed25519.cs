using System.Security.Cryptography;
using BouncyCastleEd25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// Ed25519 signatures, RFC 8032 section 5.1: seed 32 bytes, public key 32 bytes, signature R ‖ s of 64 bytes.
/// </summary>
/// <remarks>
/// Verification is stricter than RFC 8032 asks, so that a signature has one encoding and a key means one thing:
/// s is below the group order; a public key is canonical, on the curve and of order exactly L (no small order, no
/// torsion); R is not the identity. With such a key R = s·B - k·A lies in the prime-order group by itself, and the
/// comparison is of encodings, so no other check of R is needed. The library checks s as well; that rule is not left
/// to its version.
/// </remarks>
public static class Ed25519
{
    public const int SeedSize = 32;
    public const int PublicKeySize = 32;
    public const int SignatureSize = 64;

    /// <summary>The group order L = 2^252 + 27742317777372353535851937790883648493, little-endian as s is.</summary>
    private static readonly byte[] Order = Convert.FromHexString(
        "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"
    );

    /// <summary>The encoding of the identity, (0, 1): an R that an honest signer never makes.</summary>
    private static readonly byte[] Identity = Convert.FromHexString(
        "0100000000000000000000000000000000000000000000000000000000000000"
    );

    /// <summary>The public key, 32 bytes, of a 32-byte seed.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        RequireSeed(seed);
        var copy = seed.ToArray();
        try
        {
            var publicKey = new byte[PublicKeySize];
            BouncyCastleEd25519.GeneratePublicKey(copy, 0, publicKey, 0);
            return publicKey;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>
    /// The deterministic signature, 64 bytes. The public key is derived again from the seed each time: signing under
    /// a public key that does not belong to the seed would reveal it.
    /// </summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        RequireSeed(seed);
        var copy = seed.ToArray();
        try
        {
            var signature = new byte[SignatureSize];
            BouncyCastleEd25519.Sign(copy, 0, message.ToArray(), 0, message.Length, signature, 0);
            return signature;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Whether the 32 bytes are a canonical point on the curve of order exactly L.</summary>
    public static bool IsValidPublicKey(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == PublicKeySize && BouncyCastleEd25519.ValidatePublicKeyFull(publicKey.ToArray(), 0);

    /// <summary>Whether the signature is valid, by the rules in the remarks. Any malformed input answers false.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSize
        && IsBelowOrder(signature[32..])
        && !signature[..32].SequenceEqual(Identity)
        && IsValidPublicKey(publicKey)
        && BouncyCastleEd25519.Verify(
            signature.ToArray(),
            0,
            publicKey.ToArray(),
            0,
            message.ToArray(),
            0,
            message.Length
        );

    private static bool IsBelowOrder(ReadOnlySpan<byte> s)
    {
        for (var i = 31; i >= 0; i--)
        {
            if (s[i] != Order[i])
            {
                return s[i] < Order[i];
            }
        }

        return false;
    }

    private static void RequireSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize)
        {
            throw new ArgumentException($"an Ed25519 seed is {SeedSize} bytes", nameof(seed));
        }
    }
}
