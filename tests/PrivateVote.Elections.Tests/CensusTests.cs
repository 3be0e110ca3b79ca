using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Elections.Tests;

public sealed class CensusTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(600)]
    public void The_root_is_over_the_leaves_of_the_members_one_by_one(int count)
    {
        CensusMember[] members =
        [
            .. Enumerable.Range(0, count).Select(i => new CensusMember(Fr.Random(), uint.MaxValue - (uint)i)),
        ];
        var census = new Census();
        Assert.Null(census.AddAll(members));
        Assert.Equal(LeanImt.Build([.. members.Select(member => member.ToLeaf())]).Root, census.Root);
        Assert.Equal(census.Root, census.Prove(count - 1).ComputeRoot(members[^1].ToLeaf()));
    }

    [Fact]
    public void A_census_without_members_has_the_root_of_an_empty_tree() => Assert.Equal(Fr.Zero, new Census().Root);
}
