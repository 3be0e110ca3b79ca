using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Server.Registration;

/// <summary>
/// Evidence as the store holds it: nonce, 12 bytes, AES-256-GCM ciphertext, tag, 16 bytes. The space and the commitment are
/// associated data, so that the evidence of one member opens as no other's. Who has the store and not the seed has nothing.
/// </summary>
internal sealed class EvidenceSeal(byte[] key)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public byte[] Seal(byte[] space, Fr commitment, ReadOnlySpan<byte> evidence)
    {
        var sealedBytes = new byte[NonceSize + evidence.Length + TagSize];
        var nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            nonce,
            evidence,
            sealedBytes.AsSpan(NonceSize, evidence.Length),
            sealedBytes.AsSpan(NonceSize + evidence.Length),
            [.. space, .. commitment.ToBytes()]
        );
        return sealedBytes;
    }

    /// <returns>Null when it was sealed with another seed, for another member, or was changed.</returns>
    public byte[]? Open(byte[] space, Fr commitment, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < NonceSize + TagSize)
        {
            return null;
        }

        var evidence = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(
                sealedBytes[..NonceSize],
                sealedBytes[NonceSize..^TagSize],
                sealedBytes[^TagSize..],
                evidence,
                [.. space, .. commitment.ToBytes()]
            );
            return evidence;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
