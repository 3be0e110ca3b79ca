using System.Numerics;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// Fetches what a log serves at the path, or answers null where it serves nothing there. It need not, and cannot, check
/// what comes: it should only bound the length (<see cref="EntryBundle.MaximumLength"/>).
/// </summary>
public delegate Task<byte[]?> TileFetch(TilePath path, CancellationToken cancellation);

/// <summary>
/// The tree of one checkpoint, read from the tiles that a log serves (C2SP tlog-tiles). No hash is used before it is
/// known to be the checkpoint's: the tiles of the right edge must give its root, and every other tile must hash to what
/// the tile above says of it. What does not is a <see cref="BadTileException"/> that names the tile.
/// </summary>
/// <remarks>
/// It keeps the tiles above level 0 that it has read (a 256th of the tree at most) and the last one of level 0, so that
/// reading from left to right fetches each tile once. Not for concurrent use.
/// </remarks>
public sealed class TileTree
{
    private readonly TileFetch fetch;
    private readonly Dictionary<(int Level, long Number), byte[]> known = [];
    private bool edgeIsKnown;
    private (long Number, byte[] Hashes)? lastLeaves;

    /// <param name="checkpoint">The head whose signature the caller has verified.</param>
    public TileTree(Checkpoint checkpoint, TileFetch fetch)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(fetch);
        Checkpoint = checkpoint;
        this.fetch = fetch;
    }

    /// <summary>The head that everything is checked against.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The number of leaves.</summary>
    public long Size => Checkpoint.Size;

    /// <summary>The hash of one leaf, 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    /// <exception cref="BadTileException">A tile is missing or not of this tree.</exception>
    public Task<byte[]> LeafHashAsync(long index, CancellationToken cancellation = default)
    {
        RequireIndex(index);
        return CompleteAsync(0, index, cancellation);
    }

    /// <summary>The audit path of a leaf, 32 bytes each, from the leaf upwards: what <see cref="MerkleProofs"/> takes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    /// <exception cref="BadTileException">A tile is missing or not of this tree.</exception>
    public Task<byte[][]> InclusionProofAsync(long index, CancellationToken cancellation = default)
    {
        RequireIndex(index);
        return HashesAsync(MerklePaths.Inclusion(index, Size), cancellation);
    }

    /// <summary>The proof that the tree of the old size is a beginning of this one (RFC 6962 section 2.1.2).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The old size is negative or above <see cref="Size"/>.</exception>
    /// <exception cref="BadTileException">A tile is missing or not of this tree.</exception>
    public async Task<byte[][]> ConsistencyProofAsync(long oldSize, CancellationToken cancellation = default)
    {
        var path = await ConsistencyPathAsync(oldSize, cancellation).ConfigureAwait(false);
        return path.Length > 0 && MerklePaths.BeginsWithOld(oldSize, Size) ? path[1..] : path;
    }

    /// <summary>The root over the first leaves of this tree, 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative or above <see cref="Size"/>.</exception>
    /// <exception cref="BadTileException">A tile is missing or not of this tree.</exception>
    public async Task<byte[]> RootAtAsync(long size, CancellationToken cancellation = default)
    {
        RequireSize(size);
        return size == 0 ? MerkleHash.Empty() : await SubtreeAsync(0, size, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The entries of a bundle, entries 256·<paramref name="number"/> on, each of them the one whose hash is in the tree.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The log has no such bundle.</exception>
    /// <exception cref="BadTileException">Bundle or tile are missing, malformed or not of this tree.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> EntriesAsync(
        long number,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var path =
            TilePath.EntriesAt(number, Size)
            ?? throw new ArgumentOutOfRangeException(nameof(number), "the log has no such bundle");
        var hashes = await TileAsync(0, number, cancellation).ConfigureAwait(false);
        var (bytes, served) = await FetchAsync(path, cancellation).ConfigureAwait(false);
        if (!EntryBundle.TryDecode(bytes, served.Width, out var entries, out var refusal))
        {
            throw new BadTileException([served], refusal);
        }

        for (var i = 0; i < path.Width; i++)
        {
            if (!MerkleHash.Leaf(entries[i].Span).AsSpan().SequenceEqual(Node(hashes, i)))
            {
                var index = (number * TilePath.FullWidth) + i;
                throw new BadTileException([served], $"entry {index} is not the one in the tree");
            }
        }

        return [.. entries.Take(path.Width)];
    }

    /// <summary>The consistency proof with the subtree it begins with always before it; empty for the empty tree.</summary>
    internal Task<byte[][]> ConsistencyPathAsync(long oldSize, CancellationToken cancellation)
    {
        RequireSize(oldSize);
        return oldSize == 0
            ? Task.FromResult<byte[][]>([])
            : HashesAsync(MerklePaths.Consistency(oldSize, Size), cancellation);
    }

    private async Task<byte[][]> HashesAsync(List<MerklePaths.Range> path, CancellationToken cancellation)
    {
        var hashes = new byte[path.Count][];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = await SubtreeAsync(path[i].Start, path[i].End, cancellation).ConfigureAwait(false);
        }

        return hashes;
    }

    /// <summary>The root over leaves start to end - 1, where the start is a multiple of the size rounded up to 2^h.</summary>
    private async Task<byte[]> SubtreeAsync(long start, long end, CancellationToken cancellation)
    {
        var size = end - start;
        if (BitOperations.IsPow2(size))
        {
            var height = BitOperations.TrailingZeroCount(size);
            return await CompleteAsync(height, start >> height, cancellation).ConfigureAwait(false);
        }

        var middle = start + MerklePaths.LeftSize(size);
        var left = await SubtreeAsync(start, middle, cancellation).ConfigureAwait(false);
        var right = await SubtreeAsync(middle, end, cancellation).ConfigureAwait(false);
        return MerkleHash.Node(left, right);
    }

    /// <summary>The root of the complete subtree of 2^height leaves, by its number among those: it lies within one tile.</summary>
    private async Task<byte[]> CompleteAsync(int height, long number, CancellationToken cancellation)
    {
        var level = height / TilePath.Height;
        var within = height % TilePath.Height;
        var first = number << within;
        var hashes = await TileAsync(level, first / TilePath.FullWidth, cancellation).ConfigureAwait(false);
        return RootOf(hashes, (int)(first % TilePath.FullWidth), 1 << within);
    }

    /// <summary>The hashes of a tile that this tree has, authenticated.</summary>
    private async Task<byte[]> TileAsync(int level, long number, CancellationToken cancellation)
    {
        if (!edgeIsKnown)
        {
            await FetchEdgeAsync(cancellation).ConfigureAwait(false);
            edgeIsKnown = true;
        }

        if (known.TryGetValue((level, number), out var hashes))
        {
            return hashes;
        }

        if (level == 0 && lastLeaves is { } last && last.Number == number)
        {
            return last.Hashes;
        }

        // Every tile that is not of the edge is full, and the tile above has its root.
        var path = TilePath.Hashes(level, number);
        var above = await TileAsync(level + 1, number / TilePath.FullWidth, cancellation).ConfigureAwait(false);
        hashes = await FetchHashesAsync(path, cancellation).ConfigureAwait(false);
        if (
            !RootOf(hashes, 0, TilePath.FullWidth)
                .AsSpan()
                .SequenceEqual(Node(above, (int)(number % TilePath.FullWidth)))
        )
        {
            throw new BadTileException([path], "its hashes do not give what the tile above it says");
        }

        if (level == 0)
        {
            lastLeaves = (number, hashes);
        }
        else
        {
            known[(level, number)] = hashes;
        }

        return hashes;
    }

    /// <summary>
    /// The partial tiles, at most one in each level: together they hold, from left to right, the roots of complete subtrees
    /// that make up the tree, and nothing but those, so that all of them are right if the root comes out.
    /// </summary>
    private async Task FetchEdgeAsync(CancellationToken cancellation)
    {
        var edge = new List<(TilePath Path, byte[] Hashes)>();
        // A shift by 64 is one by 0 in C#: the size that a log claims must not make this go round for ever.
        var nodes = Size;
        for (var level = 0; nodes > 0; level++, nodes >>= TilePath.Height)
        {
            var number = nodes / TilePath.FullWidth;
            if (TilePath.HashesAt(level, number, Size) is { } path)
            {
                edge.Add((path, await FetchHashesAsync(path, cancellation).ConfigureAwait(false)));
            }
        }

        if (!RootOf(edge).AsSpan().SequenceEqual(Checkpoint.RootHash))
        {
            throw new BadTileException(
                [.. edge.Select(tile => tile.Path)],
                $"the tree's edge does not give the root of the checkpoint of size {Size}"
            );
        }

        foreach (var (path, hashes) in edge)
        {
            known[(path.Level!.Value, path.Number)] = hashes;
        }
    }

    /// <summary>The root of the tree whose edge this is, from its smallest subtree upwards.</summary>
    private static byte[] RootOf(List<(TilePath Path, byte[] Hashes)> edge)
    {
        byte[]? root = null;
        foreach (var (path, hashes) in edge)
        {
            var end = path.Width;
            for (var height = 0; end > 0; height++)
            {
                var width = 1 << height;
                if ((end & width) != 0)
                {
                    end -= width;
                    var left = RootOf(hashes, end, width);
                    root = root is null ? left : MerkleHash.Node(left, root);
                }
            }
        }

        return root ?? MerkleHash.Empty();
    }

    /// <summary>The root over a row of nodes, a power of two of them.</summary>
    private static byte[] RootOf(ReadOnlySpan<byte> hashes, int start, int count)
    {
        var row = hashes.Slice(start * MerkleHash.Size, count * MerkleHash.Size).ToArray();
        for (; count > 1; count /= 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                MerkleHash.Node(Node(row, 2 * i), Node(row, (2 * i) + 1), row.AsSpan(i * MerkleHash.Size));
            }
        }

        return row[..MerkleHash.Size];
    }

    private static ReadOnlySpan<byte> Node(ReadOnlySpan<byte> hashes, int position) =>
        hashes.Slice(position * MerkleHash.Size, MerkleHash.Size);

    private async Task<byte[]> FetchHashesAsync(TilePath path, CancellationToken cancellation)
    {
        var (bytes, served) = await FetchAsync(path, cancellation).ConfigureAwait(false);
        var length = served.Width * MerkleHash.Size;
        return bytes.Length == length
            ? bytes[..(path.Width * MerkleHash.Size)]
            : throw new BadTileException([served], $"it has {bytes.Length} bytes and not {length}");
    }

    /// <summary>A log may drop a partial tile once the full one is there; that one then begins with the same hashes.</summary>
    private async Task<(byte[] Bytes, TilePath Served)> FetchAsync(TilePath path, CancellationToken cancellation)
    {
        if (await fetch(path, cancellation).ConfigureAwait(false) is { } bytes)
        {
            return (bytes, path);
        }

        return path.IsPartial && await fetch(path.Full, cancellation).ConfigureAwait(false) is { } full
            ? (full, path.Full)
            : throw new BadTileException([path], "the log does not serve it");
    }

    private void RequireIndex(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
    }

    private void RequireSize(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
    }
}
