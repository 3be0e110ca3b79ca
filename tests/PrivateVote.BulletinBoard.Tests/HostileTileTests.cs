using System.Globalization;

namespace PrivateVote.BulletinBoard.Tests;

/// <summary>A log that serves what it should not, and a client that believes none of it.</summary>
public sealed class HostileTileTests
{
    /// <summary>Level 0 has 274 tiles, level 1 two, level 2 one; three partial ones make the edge.</summary>
    private const int Size = 70_000;

    private static readonly TestLog Honest = new(Size);
    private static readonly string[] Edge = ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"];

    [Theory]
    [InlineData("tile/0/000", 5)]
    [InlineData("tile/0/272", 69_700)]
    [InlineData("tile/1/000", 5)]
    public async Task A_wrong_hash_in_a_full_tile_is_found_and_the_tile_is_named(string path, long index)
    {
        Assert.True(TilePath.TryParse(path, out var tile));
        var hashes = Honest.Serve(tile);
        // The last hash has nothing to do with this leaf's proof; the tile is checked as a whole before any of it is used.
        foreach (var position in new[] { 0, 100, 255 })
        {
            var log = Lying(path, Flip(hashes, position * 32));
            var bad = await Assert.ThrowsAsync<BadTileException>(() => log.LeafHashAsync(index));
            Assert.Equal([path], bad.Paths.Select(p => p.ToString()));
            Assert.Contains("the tile above", bad.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_hash_in_the_edge_is_found_at_every_level_before_anything_is_used()
    {
        foreach (var path in Edge)
        {
            Assert.True(TilePath.TryParse(path, out var tile));
            foreach (var position in new[] { 0, tile.Width - 1 })
            {
                var log = Lying(path, Flip(Honest.Serve(tile), position * 32));
                var bad = await Assert.ThrowsAsync<BadTileException>(() => log.LeafHashAsync(0));
                Assert.Equal(Edge, bad.Paths.Select(p => p.ToString()));
                Assert.Contains("70000", bad.Reason, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(1L << 56)]
    [InlineData(1L << 60)]
    [InlineData(long.MaxValue)]
    public async Task A_log_that_claims_a_huge_tree_has_to_serve_its_edge_and_hangs_nobody(long size)
    {
        var fetched = 0;
        var tree = new TileTree(
            new Checkpoint("log.example/test", size, new byte[32]),
            (path, _) => Task.FromResult<byte[]?>(++fetched > 8 ? null : new byte[32 * path.Width])
        );

        await Assert
            .ThrowsAsync<BadTileException>(() => Task.Run(() => tree.RootAtAsync(1)))
            .WaitAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(fetched, 1, 8);
    }

    [Theory]
    [InlineData("tile/0/000", 8191)]
    [InlineData("tile/0/000", 8193)]
    [InlineData("tile/0/000", 0)]
    [InlineData("tile/0/000", 32)]
    [InlineData("tile/0/000", 16384)]
    [InlineData("tile/0/273.p/112", 3583)]
    [InlineData("tile/0/273.p/112", 3616)]
    [InlineData("tile/0/273.p/112", 8192)]
    [InlineData("tile/2/000.p/1", 0)]
    public async Task A_tile_that_is_too_short_or_too_long_is_refused_and_named(string path, int length)
    {
        var bad = await Assert.ThrowsAsync<BadTileException>(() => Lying(path, new byte[length]).LeafHashAsync(1));
        Assert.Equal([path], bad.Paths.Select(p => p.ToString()));
        Assert.Contains(length.ToString(CultureInfo.InvariantCulture), bad.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tile_that_is_not_served_is_named()
    {
        foreach (var path in Edge.Append("tile/0/000").Append("tile/1/000"))
        {
            // A full tile in place of a partial one exists only once the tree has grown.
            var bad = await Assert.ThrowsAsync<BadTileException>(() => Lying(path, null).LeafHashAsync(1));
            Assert.Equal(path, Assert.Single(bad.Paths).ToString());
        }
    }

    [Fact]
    public async Task A_tile_of_another_tree_is_refused()
    {
        var other = new TestLog(Size, seed: 1);
        foreach (var path in TilePath.AllHashes(Size).Where(path => path.Number is 0 or 1 or 272 or 273))
        {
            var log = Lying(path.ToString(), other.Serve(path));
            var index = Math.Min(Size - 1, path.Number << (8 * (path.Level!.Value + 1)));
            var bad = await Assert.ThrowsAsync<BadTileException>(() => log.LeafHashAsync(index));
            Assert.Contains(path, bad.Paths);
        }

        // All of it at once: nothing of another tree is under this checkpoint.
        var whole = new TileTree(Honest.Head(), other.FetchAsync);
        await Assert.ThrowsAsync<BadTileException>(() => whole.LeafHashAsync(0));
    }

    [Fact]
    public async Task Tiles_of_the_same_tree_in_each_others_place_are_refused()
    {
        var log = Lying("tile/0/000", Honest.Serve(TilePath.Hashes(0, 1)));
        await Assert.ThrowsAsync<BadTileException>(() => log.LeafHashAsync(0));
        log = Lying("tile/1/000", Honest.Serve(TilePath.Hashes(0, 0)));
        await Assert.ThrowsAsync<BadTileException>(() => log.LeafHashAsync(0));
    }

    [Fact]
    public async Task A_tile_that_was_refused_is_not_kept()
    {
        var log = new TestLog(600);
        log.Instead["tile/0/000"] = new byte[8192];
        var tree = log.Reader();
        await Assert.ThrowsAsync<BadTileException>(() => tree.LeafHashAsync(0));
        await Assert.ThrowsAsync<BadTileException>(() => tree.LeafHashAsync(0));
        log.Instead.Clear();
        Assert.Equal(log.Tree.LeafHash(0), await tree.LeafHashAsync(0));
    }

    [Fact]
    public async Task An_entry_that_is_not_the_one_in_the_tree_is_named()
    {
        var log = new TestLog(300);
        var bundle = log.Serve(TilePath.Entries(1, 44));
        foreach (var at in new[] { 2, 30, bundle.Length - 1 })
        {
            log.Instead["tile/entries/001.p/44"] = Flip(bundle, at);
            var bad = await Assert.ThrowsAsync<BadTileException>(() => log.Reader().EntriesAsync(1));
            Assert.Equal("tile/entries/001.p/44", Assert.Single(bad.Paths).ToString());
        }

        log.Instead["tile/entries/001.p/44"] = Flip(bundle, bundle.Length - 1);
        var last = await Assert.ThrowsAsync<BadTileException>(() => log.Reader().EntriesAsync(1));
        Assert.Equal("entry 299 is not the one in the tree", last.Reason);

        log.Instead["tile/entries/001.p/44"] = bundle[..^1];
        var shorter = await Assert.ThrowsAsync<BadTileException>(() => log.Reader().EntriesAsync(1));
        Assert.StartsWith("malformed entry bundle", shorter.Reason, StringComparison.Ordinal);

        log.Instead["tile/entries/001.p/44"] = log.Serve(TilePath.Entries(0));
        await Assert.ThrowsAsync<BadTileException>(() => log.Reader().EntriesAsync(1));
    }

    [Fact]
    public async Task What_the_tree_does_not_have_is_not_asked_for()
    {
        var log = new TestLog(300);
        var tree = log.Reader();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => tree.LeafHashAsync(300));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => tree.LeafHashAsync(-1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => tree.InclusionProofAsync(300));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => tree.ConsistencyProofAsync(301));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => tree.EntriesAsync(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => tree.EntriesAsync(-1));
        Assert.Empty(log.Fetched);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Tree.Tile(0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Tree.Tile(0, 1, 45));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Tree.Tile(0, long.MaxValue, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Tree.Tile(1, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Tree.Tile(63, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Tree.Tile(int.MaxValue, 0, 1));
    }

    private static TileTree Lying(string path, byte[]? bytes) =>
        new(
            Honest.Head(),
            (asked, cancellation) =>
                asked.ToString() == path ? Task.FromResult(bytes) : Honest.FetchAsync(asked, cancellation)
        );

    private static byte[] Flip(byte[] bytes, int at)
    {
        var flipped = bytes.ToArray();
        flipped[at] ^= 1;
        return flipped;
    }
}
