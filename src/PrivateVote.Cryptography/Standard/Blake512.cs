using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// BLAKE-512, the finalist of the SHA-3 competition (Aumasson, Henzen, Meier, Phan, "SHA-3 proposal BLAKE", version 1.3, 2010),
/// with 16 rounds and no salt. 64 bytes. Not BLAKE2b, which Bouncy Castle has.
/// </summary>
/// <remarks>Only for what others derived with it: secret scalars of Semaphore v4 and of iden3's EdDSA.</remarks>
public static class Blake512
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 64;

    private const int BlockSize = 128;
    private const int Rounds = 16;

    /// <summary>Bytes of the message's length in bits, at the end of the last block.</summary>
    private const int LengthSize = 16;

    /// <summary>The IV of SHA-512.</summary>
    private static readonly ulong[] InitialState =
    [
        0x6A09E667F3BCC908,
        0xBB67AE8584CAA73B,
        0x3C6EF372FE94F82B,
        0xA54FF53A5F1D36F1,
        0x510E527FADE682D1,
        0x9B05688C2B3E6C1F,
        0x1F83D9ABFB41BD6B,
        0x5BE0CD19137E2179,
    ];

    /// <summary>The first digits of π behind the point.</summary>
    private static readonly ulong[] Constants =
    [
        0x243F6A8885A308D3,
        0x13198A2E03707344,
        0xA4093822299F31D0,
        0x082EFA98EC4E6C89,
        0x452821E638D01377,
        0xBE5466CF34E90C6C,
        0xC0AC29B7C97C50DD,
        0x3F84D5B5B5470917,
        0x9216D5D98979FB1B,
        0xD1310BA698DFB5AC,
        0x2FFD72DBD01ADFB7,
        0xB8E1AFED6A267E96,
        0xBA7C9045F12C7F99,
        0x24A19947B3916CF7,
        0x0801F2E2858EFC16,
        0x636920D871574E69,
    ];

    /// <summary>σ: round i takes the message's words in the order of row i mod 10 (table 2.1).</summary>
    private static readonly byte[][] Permutations =
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ];

    /// <summary>The hash, in time that depends on the message's length only; working memory is wiped.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> message)
    {
        // Padding: a bit 1, zeros, a bit 1 in the last byte before the length; at least the length and one byte.
        var blocks = (message.Length + 1 + LengthSize + BlockSize - 1) / BlockSize;
        var padded = new byte[blocks * BlockSize];
        message.CopyTo(padded);
        padded[message.Length] = 0x80;
        padded[^(LengthSize + 1)] |= 0x01;
        var bits = (ulong)message.Length * 8;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - 8), bits);

        Span<ulong> state = stackalloc ulong[8];
        InitialState.CopyTo(state);
        for (var i = 0; i < blocks; i++)
        {
            // The counter is the message's bits up to here, and zero for a block that has none of them.
            var before = (ulong)i * BlockSize * 8;
            var counter = before < bits || i == 0 ? Math.Min(bits, before + (BlockSize * 8)) : 0;
            Compress(state, padded.AsSpan(i * BlockSize, BlockSize), counter);
        }

        var hash = new byte[Size];
        for (var i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(hash.AsSpan(i * 8), state[i]);
        }

        CryptographicOperations.ZeroMemory(padded);
        state.Clear();
        return hash;
    }

    /// <summary>Section 2.1.2; without a salt, v8 to v11 are constants alone and the salt is not added at the end.</summary>
    private static void Compress(Span<ulong> state, ReadOnlySpan<byte> block, ulong counter)
    {
        Span<ulong> m = stackalloc ulong[16];
        for (var i = 0; i < m.Length; i++)
        {
            m[i] = BinaryPrimitives.ReadUInt64BigEndian(block[(i * 8)..]);
        }

        Span<ulong> v = stackalloc ulong[16];
        state.CopyTo(v);
        Constants.AsSpan(0, 8).CopyTo(v[8..]);
        // The low half of the counter; the high half is zero for every message that fits memory.
        v[12] ^= counter;
        v[13] ^= counter;
        for (var round = 0; round < Rounds; round++)
        {
            var order = Permutations[round % Permutations.Length];
            for (var column = 0; column < 4; column++)
            {
                Mix(v, m, order, 2 * column, column, 4 + column, 8 + column, 12 + column);
            }

            for (var diagonal = 0; diagonal < 4; diagonal++)
            {
                Mix(
                    v,
                    m,
                    order,
                    8 + (2 * diagonal),
                    diagonal,
                    4 + ((diagonal + 1) % 4),
                    8 + ((diagonal + 2) % 4),
                    12 + ((diagonal + 3) % 4)
                );
            }
        }

        for (var i = 0; i < state.Length; i++)
        {
            state[i] ^= v[i] ^ v[i + 8];
        }

        m.Clear();
        v.Clear();
    }

    /// <summary>G: mixes two words of the message, each with the constant of the other's place, into four of the state.</summary>
    private static void Mix(Span<ulong> v, ReadOnlySpan<ulong> m, byte[] order, int e, int a, int b, int c, int d)
    {
        var (first, second) = (order[e], order[e + 1]);
        v[a] += v[b] + (m[first] ^ Constants[second]);
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 25);
        v[a] += v[b] + (m[second] ^ Constants[first]);
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 11);
    }
}
