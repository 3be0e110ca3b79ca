using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PrivateVote.Governance.Tests.Weights;

/// <summary>Repeatable numbers: SHA-256 of a seed and a counter.</summary>
internal sealed class Dice(string seed)
{
    private readonly byte[] key = Encoding.UTF8.GetBytes(seed);
    private ulong counter;

    /// <summary>0 to <paramref name="below"/> - 1; the bias of the remainder does not matter here.</summary>
    public int Next(int below) => (int)(Next64() % (uint)below);

    public ulong Next64()
    {
        Span<byte> counted = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(counted, counter++);
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData([.. key, .. counted]));
    }

    /// <summary>A number of 0 to <paramref name="mostBits"/> bits, each length as likely.</summary>
    public ulong NextOfBits(int mostBits) => Next64() >> (64 - 1 - Next(mostBits)) >> 1;
}
