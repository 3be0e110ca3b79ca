namespace PrivateVote.BulletinBoard.Tests;

public sealed class TilePathTests
{
    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/0/067.p/1", 0, 67, 1)]
    [InlineData("tile/0/x001/x234/067", 0, 1234067, 256)]
    [InlineData("tile/0/x001/x234/067.p/255", 0, 1234067, 255)]
    [InlineData("tile/1/x001/000", 1, 1000, 256)]
    [InlineData("tile/63/999", 63, 999, 256)]
    [InlineData("tile/7/000.p/127", 7, 0, 127)]
    [InlineData("tile/0/x036/x028/x797/x018/x963/967", 0, TilePath.NumberLimit - 1, 256)]
    [InlineData("tile/entries/000.p/9", null, 0, 9)]
    [InlineData("tile/entries/x001/x234/067", null, 1234067, 256)]
    public void Paths_have_one_spelling(string text, int? level, long number, int width)
    {
        var made = level is { } l ? TilePath.Hashes(l, number, width) : TilePath.Entries(number, width);
        Assert.Equal(text, made.ToString());
        Assert.True(TilePath.TryParse(text, out var parsed));
        Assert.Equal(made, parsed);
        Assert.Equal(level, parsed.Level);
        Assert.Equal(number, parsed.Number);
        Assert.Equal(width, parsed.Width);
        Assert.Equal(width < 256, parsed.IsPartial);
        Assert.Equal(level is null, parsed.IsEntries);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("/tile/0/000")]
    [InlineData("Tile/0/000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/01/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/ 1/000")]
    [InlineData("tile/1 /000")]
    [InlineData("tile/١/000")]
    [InlineData("tile/99999999999999999999/000")]
    [InlineData("tile/data/000")]
    [InlineData("tile/Entries/000")]
    [InlineData("tile/8/0/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/1000")]
    [InlineData("tile/0/x000/000")]
    [InlineData("tile/0/x000/x001/000")]
    [InlineData("tile/0/001/000")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/x001/")]
    [InlineData("tile/0/x001/x000")]
    [InlineData("tile/0/x01/000")]
    [InlineData("tile/0/X001/000")]
    [InlineData("tile/0/x001//000")]
    [InlineData("tile/0/../000")]
    [InlineData("tile/../0/000")]
    [InlineData("tile/0/x001/../000")]
    [InlineData("tile/0/000/..")]
    [InlineData("tile/0/%30%30%30")]
    [InlineData("tile/0/000\n")]
    [InlineData("tile/0/000?")]
    [InlineData("tile/0/000\0")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/257")]
    [InlineData("tile/0/000.p/-1")]
    [InlineData("tile/0/000.p/+1")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/000.p/1/")]
    [InlineData("tile/0/000.p/99999999999999999999")]
    [InlineData("tile/0/x036/x028/x797/x018/x963/968")]
    [InlineData("tile/0/x009/x223/x372/x036/x854/x775/807")]
    [InlineData("tile/0/x018/x446/x744/x073/x709/x551/616")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/999")]
    public void Whatever_else_is_no_path(string text)
    {
        Assert.False(TilePath.TryParse(text, out var path));
        Assert.Null(path);
    }

    [Theory]
    [InlineData(-1, 0, 256)]
    [InlineData(64, 0, 256)]
    [InlineData(0, -1, 256)]
    [InlineData(0, TilePath.NumberLimit, 256)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, 257)]
    public void A_path_that_cannot_be_is_not_made(int level, long number, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.Hashes(level, number, width));

    [Fact]
    public void The_examples_of_the_specification_hold()
    {
        // "A tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of width 112,
        // one full level 1 tile, one partial level 1 tile of width 17, and one partial level 2 tile of width 1."
        var paths = TilePath.AllHashes(70_000).ToList();
        Assert.Equal(273 + 1 + 1 + 1 + 1, paths.Count);
        Assert.All(paths.Take(273), path => Assert.Equal((0, 256), (path.Level, path.Width)));
        Assert.Equal(
            ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"],
            paths.Skip(273).Select(path => path.ToString())
        );
        Assert.Equal(["tile/0/000", "tile/1/000.p/1"], TilePath.AllHashes(256).Select(path => path.ToString()));
        Assert.Equal("tile/entries/273.p/112", TilePath.AllEntries(70_000).Last().ToString());
        Assert.Equal(274, TilePath.AllEntries(70_000).Count());
        Assert.Empty(TilePath.AllHashes(0));
        Assert.Empty(TilePath.AllEntries(0));
    }

    [Fact]
    public void A_log_has_the_tiles_within_its_size_and_no_others()
    {
        foreach (var size in new long[] { 0, 1, 255, 256, 257, 65_535, 65_536, 70_000, long.MaxValue })
        {
            foreach (var level in new[] { 0, 1, 2, 7, 8, 63 })
            {
                var nodes = level > 7 ? 0 : size >> (8 * level);
                Assert.Equal(nodes >= 1, TilePath.Hashes(level, 0, 1).IsWithin(size));
                Assert.Equal(nodes >= 256, TilePath.Hashes(level, 0).IsWithin(size));
                Assert.Equal((int)Math.Min(256, nodes), TilePath.HashesAt(level, 0, size)?.Width ?? 0);
                Assert.Null(TilePath.HashesAt(level, TilePath.NumberLimit - 1, Math.Min(size, 1L << 62)));
                // Its end is 2^63, which no size reaches.
                Assert.False(TilePath.Hashes(level, TilePath.NumberLimit - 1).IsWithin(size));
            }
        }
    }
}
