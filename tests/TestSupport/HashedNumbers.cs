using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PrivateVote.TestSupport;

/// <summary>Numbers for tests, from SHA-256 of a seed and a counter: the same seed gives the same numbers.</summary>
public sealed class HashedNumbers(string seed)
{
    private readonly byte[] _seed = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
    private readonly byte[] _block = new byte[SHA256.HashSizeInBytes];
    private int _next = SHA256.HashSizeInBytes;
    private ulong _counter;

    /// <summary>
    /// A number from 0 to <paramref name="limit"/> - 1; a limit is far below 2^32, so that the bias does not matter.
    /// </summary>
    public int Below(int limit)
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) % (uint)limit);
    }

    public bool Coin() => Below(2) == 0;

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    private void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_next == _block.Length)
            {
                Refill();
            }

            bytes[i] = _block[_next++];
        }
    }

    private void Refill()
    {
        Span<byte> input = stackalloc byte[40];
        _seed.CopyTo(input);
        BinaryPrimitives.WriteUInt64BigEndian(input[32..], _counter++);
        SHA256.HashData(input, _block);
        _next = 0;
    }
}
