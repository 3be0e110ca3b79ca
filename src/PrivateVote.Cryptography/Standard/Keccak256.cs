using Org.BouncyCastle.Crypto.Digests;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// Keccak-256 as Ethereum uses it: the original Keccak padding (0x01), not SHA3-256 (FIPS 202, 0x06). 32 bytes.
/// </summary>
public static class Keccak256
{
    public const int Size = 32;

    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(data.ToArray(), 0, data.Length);
        var hash = new byte[Size];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
