using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// The hashes of RFC 6962 section 2.1 with SHA-256. The one-byte prefixes keep leaves and nodes apart, so that no
/// entry can pass for a subtree.
/// </summary>
public static class MerkleHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    /// <summary>The root of the tree without leaves: SHA-256 of nothing.</summary>
    public static byte[] Empty() => SHA256.HashData([]);

    /// <summary>SHA-256(0x00 ‖ entry).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        Hash256 hash = default;
        Leaf(entry, hash);
        return hash.ToArray();
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right), of two hashes of 32 bytes.</summary>
    /// <exception cref="ArgumentException">A hash is not 32 bytes.</exception>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != Size || right.Length != Size)
        {
            throw new ArgumentException($"a node hashes two hashes of {Size} bytes");
        }

        var hash = new byte[Size];
        Node(left, right, hash);
        return hash;
    }

    internal static void Leaf(ReadOnlySpan<byte> entry, Span<byte> destination)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 + entry.Length);
        buffer[0] = LeafPrefix;
        entry.CopyTo(buffer.AsSpan(1));
        SHA256.HashData(buffer.AsSpan(0, 1 + entry.Length), destination);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    internal static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[1 + (2 * Size)];
        buffer[0] = NodePrefix;
        left.CopyTo(buffer[1..]);
        right.CopyTo(buffer[(1 + Size)..]);
        SHA256.HashData(buffer, destination);
    }
}

/// <summary>A hash as a value, so that millions of them lie side by side without an object each.</summary>
[InlineArray(MerkleHash.Size)]
internal struct Hash256
{
    private byte first;

    public readonly byte[] ToArray() => ((ReadOnlySpan<byte>)this).ToArray();
}
