using PrivateVote.Elections.Service;

namespace PrivateVote.Elections.Tests;

public sealed class CensusTilesTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(1024, 1023)]
    [InlineData(1025, 1024)]
    [InlineData(1025, 3)]
    [InlineData(2050, 2049)]
    [InlineData(3073, 2500)]
    public void A_path_from_tiles_is_the_path_from_the_whole_census(int size, int position)
    {
        var census = new Census();
        var members = Enumerable.Range(1, size).Select(i => new CensusMember(Fr.From((ulong)i), (uint)i)).ToArray();
        Assert.Null(census.AddAll(members));

        var tile = position / CensusTiles.Members;
        Assert.True(CensusTiles.TryDecodeTile(CensusTiles.EncodeTile(census, tile), out var part));
        Assert.True(CensusTiles.TryDecodeUpper(CensusTiles.EncodeUpper(census), out var upper));
        var path = CensusTiles.Prove(part, position % CensusTiles.Members, tile, upper);

        var whole = census.Prove(position);
        Assert.Equal(whole.Index, path.Index);
        Assert.Equal(whole.Siblings, path.Siblings);
        Assert.Equal(census.Root, path.ComputeRoot(members[position].ToLeaf()));
    }

    [Fact]
    public void Pieces_that_are_not_whole_are_refused()
    {
        Assert.False(CensusTiles.TryDecodeTile([], out _));
        Assert.False(CensusTiles.TryDecodeTile(new byte[35], out _));
        Assert.False(CensusTiles.TryDecodeTile(new byte[1025 * 36], out _));
        var tooLarge = new byte[36];
        tooLarge.AsSpan(0, 32).Fill(0xff);
        Assert.False(CensusTiles.TryDecodeTile(tooLarge, out _));
        Assert.False(CensusTiles.TryDecodeUpper([], out _));
        Assert.False(CensusTiles.TryDecodeUpper(new byte[31], out _));
        Assert.False(CensusTiles.TryDecodeUpper(tooLarge.AsSpan(0, 32), out _));
    }
}
