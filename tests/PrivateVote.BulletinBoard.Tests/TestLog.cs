using System.Buffers.Binary;

namespace PrivateVote.BulletinBoard.Tests;

/// <summary>A log in memory that serves tiles and bundles, and may serve other bytes at some paths.</summary>
internal sealed class TestLog
{
    private readonly List<byte[]> entries = [];

    public TestLog(long size, int seed = 0)
    {
        for (long i = 0; i < size; i++)
        {
            Add(EntryOf(i, seed));
        }
    }

    public MerkleTree Tree { get; } = new();

    public long Size => Tree.Size;

    /// <summary>What is served instead; null is "not found".</summary>
    public Dictionary<string, byte[]?> Instead { get; } = [];

    public List<string> Fetched { get; } = [];

    /// <summary>Entries of different lengths, the empty one among them.</summary>
    public static byte[] EntryOf(long index, int seed)
    {
        var entry = new byte[12 * (index % 5)];
        if (entry.Length > 0)
        {
            BinaryPrimitives.WriteInt64BigEndian(entry, index);
            BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(8), seed);
        }

        return entry;
    }

    public void Add(byte[] entry)
    {
        entries.Add(entry);
        Tree.Add(entry);
    }

    public byte[] Serve(TilePath path)
    {
        var start = (int)path.Number * TilePath.FullWidth;
        return path.Level is { } level
            ? Tree.Tile(level, path.Number, path.Width)
            : EntryBundle.Encode([.. entries.GetRange(start, path.Width).Select(entry => (ReadOnlyMemory<byte>)entry)]);
    }

    public Task<byte[]?> FetchAsync(TilePath path, CancellationToken cancellation)
    {
        var text = path.ToString();
        Fetched.Add(text);
        if (Instead.TryGetValue(text, out var other))
        {
            return Task.FromResult(other);
        }

        return Task.FromResult(path.IsWithin(Size) ? Serve(path) : null);
    }

    public Checkpoint Head(long? size = null) => new("log.example/test", size ?? Size, Tree.RootAt(size ?? Size));

    public TileTree Reader(long? size = null) => new(Head(size), FetchAsync);
}
