using System.Numerics;
using System.Runtime.InteropServices;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// The Merkle tree of a log (RFC 6962 section 2.1) with every hash kept, about 64 bytes a leaf: the root at any size so
/// far, inclusion proofs and consistency proofs. Up to 2^31 - 1 leaves. Not for concurrent use.
/// </summary>
public sealed class MerkleTree
{
    // levels[h][i] is the root of the complete subtree over leaves i * 2^h to (i + 1) * 2^h - 1.
    private readonly List<List<Hash256>> levels =
    [
        [],
    ];

    /// <summary>The number of leaves.</summary>
    public long Size => levels[0].Count;

    /// <summary>The root over all leaves, 32 bytes.</summary>
    public byte[] Root => RootAt(Size);

    /// <summary>Appends an entry: its bytes as they are stored.</summary>
    public void Add(ReadOnlySpan<byte> entry)
    {
        Hash256 hash = default;
        MerkleHash.Leaf(entry, hash);
        AddHash(hash);
    }

    /// <summary>Appends a leaf by its hash, 32 bytes.</summary>
    /// <exception cref="ArgumentException">The hash is not 32 bytes.</exception>
    public void AddLeafHash(ReadOnlySpan<byte> leafHash)
    {
        if (leafHash.Length != MerkleHash.Size)
        {
            throw new ArgumentException($"a leaf hash is {MerkleHash.Size} bytes", nameof(leafHash));
        }

        Hash256 hash = default;
        leafHash.CopyTo(hash);
        AddHash(hash);
    }

    private void AddHash(Hash256 hash)
    {
        levels[0].Add(hash);
        for (var h = 0; levels[h].Count % 2 == 0; h++)
        {
            if (h + 1 == levels.Count)
            {
                levels.Add([]);
            }

            var left = levels[h][^2];
            var right = levels[h][^1];
            MerkleHash.Node(left, right, right);
            levels[h + 1].Add(right);
        }
    }

    /// <summary>The root over the first leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative or above <see cref="Size"/>.</exception>
    public byte[] RootAt(long size)
    {
        RequireSize(size);
        return size == 0 ? MerkleHash.Empty() : Subtree(0, size).ToArray();
    }

    /// <summary>The hash of one leaf, 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public byte[] LeafHash(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        return levels[0][(int)index].ToArray();
    }

    /// <summary>The hashes of some leaves one after another, 32 bytes each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not all of these leaves are there.</exception>
    public byte[] LeafHashes(long start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, Size);
        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(levels[0]).Slice((int)start, count)).ToArray();
    }

    /// <summary>
    /// That the leaf is in the tree over the first <paramref name="size"/> leaves: the siblings from the leaf up, 32
    /// bytes each (the audit path of RFC 6962 section 2.1.1).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt;= index &lt; size &lt;= <see cref="Size"/>.</exception>
    public byte[][] InclusionProof(long index, long size)
    {
        RequireSize(size);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return Hashes(MerklePaths.Inclusion(index, size));
    }

    /// <summary>
    /// That the tree over the first <paramref name="oldSize"/> leaves is a beginning of the tree over the first
    /// <paramref name="newSize"/> (RFC 6962 section 2.1.2). Empty when the sizes are equal or the old one is 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt;= old &lt;= new &lt;= <see cref="Size"/>.</exception>
    public byte[][] ConsistencyProof(long oldSize, long newSize)
    {
        RequireSize(newSize);
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        if (oldSize == 0)
        {
            return [];
        }

        var path = MerklePaths.Consistency(oldSize, newSize);
        return Hashes(MerklePaths.BeginsWithOld(oldSize, newSize) ? path[1..] : path);
    }

    /// <summary>
    /// A tile of C2SP tlog-tiles: the roots of <paramref name="width"/> complete subtrees of 256^level leaves, from
    /// number 256·<paramref name="number"/> of their kind on; 32 bytes each.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree does not have all of them: ask <see cref="TilePath.IsWithin"/>.</exception>
    public byte[] Tile(int level, long number, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, TilePath.FullWidth);
        var height = level * TilePath.Height;
        var hashes = height < levels.Count ? levels[height] : [];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, hashes.Count / TilePath.FullWidth);
        var start = (int)number * TilePath.FullWidth;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, hashes.Count - start);
        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(hashes).Slice(start, width)).ToArray();
    }

    private byte[][] Hashes(IEnumerable<MerklePaths.Range> path) =>
        [.. path.Select(range => Subtree(range.Start, range.End).ToArray())];

    /// <summary>The root over leaves start to end - 1, where the start is a multiple of the size rounded up to 2^h.</summary>
    private Hash256 Subtree(long start, long end)
    {
        var size = end - start;
        if (BitOperations.IsPow2(size))
        {
            var height = BitOperations.TrailingZeroCount(size);
            return levels[height][(int)(start >> height)];
        }

        var middle = start + MerklePaths.LeftSize(size);
        var left = Subtree(start, middle);
        var right = Subtree(middle, end);
        MerkleHash.Node(left, right, right);
        return right;
    }

    /// <summary>The root over the last complete subtree of 2^height leaves, where there is one.</summary>
    internal Hash256 LastComplete(int height) => levels[height][^1];

    private void RequireSize(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
    }
}
