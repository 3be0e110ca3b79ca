namespace PrivateVote.BulletinBoard.Tests;

public sealed class TileTreeTests
{
    private static readonly TestLog Large = new(70_000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(768)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(65_792)]
    [InlineData(70_000)]
    public async Task Tiles_give_the_same_leaves_proofs_and_roots_as_the_tree(long size)
    {
        var tree = Large.Reader(size);
        foreach (var index in Samples(size))
        {
            Assert.Equal(Large.Tree.LeafHash(index), await tree.LeafHashAsync(index));
            Assert.Equal(Large.Tree.InclusionProof(index, size), await tree.InclusionProofAsync(index));
        }

        foreach (var old in Samples(size).Append(0).Append(size))
        {
            Assert.Equal(Large.Tree.ConsistencyProof(old, size), await tree.ConsistencyProofAsync(old));
            Assert.Equal(Large.Tree.RootAt(old), await tree.RootAtAsync(old));
        }
    }

    [Fact]
    public async Task The_empty_log_needs_no_tile()
    {
        var log = new TestLog(0);
        Assert.Equal(MerkleHash.Empty(), await log.Reader().RootAtAsync(0));
        Assert.Empty(await log.Reader().ConsistencyProofAsync(0));
        Assert.Empty(log.Fetched);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.Reader().LeafHashAsync(0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.Reader().EntriesAsync(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(600)]
    public async Task Bundles_give_the_entries_in_order(long size)
    {
        var log = new TestLog(size);
        var tree = log.Reader();
        var root = new MerkleRoot();
        foreach (var path in TilePath.AllEntries(size))
        {
            foreach (var entry in await tree.EntriesAsync(path.Number))
            {
                Assert.Equal(TestLog.EntryOf(root.Size, 0), entry.ToArray());
                root.Add(entry.Span);
            }
        }

        Assert.Equal(log.Tree.Root, root.ToRoot());
        Assert.Equal(log.Fetched.Count, log.Fetched.Distinct().Count());
    }

    [Fact]
    public async Task A_partial_tile_that_is_gone_is_taken_from_the_full_one()
    {
        var log = new TestLog(600);
        log.Instead["tile/0/001.p/44"] = null;
        log.Instead["tile/entries/001.p/44"] = null;
        var tree = log.Reader(300);
        Assert.Equal(log.Tree.InclusionProof(299, 300), await tree.InclusionProofAsync(299));
        Assert.Equal(44, (await tree.EntriesAsync(1)).Count);
        Assert.Contains("tile/0/001", log.Fetched);
    }

    private static IEnumerable<long> Samples(long size) =>
        new long[] { 0, 1, 2, 127, 255, 256, 257, 511, 512, 40_000, 65_279, 65_280, 65_535, 65_536, size - 2, size - 1 }
            .Where(index => index >= 0 && index < size)
            .Distinct();
}
