using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Tests.BabyJubjub;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Hashing;

public sealed class LeanImtTests
{
    private static Fr[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => Fr.From((ulong)i + 100))];

    [Fact]
    public void Roots_agree_with_zk_kit()
    {
        foreach (var known in Fixture.Read("lean-imt.json").List("cases"))
        {
            var leaves = known!["leaves"].Frs();
            Assert.Equal(known["root"].Fr(), LeanImt.Build(leaves).Root);
        }
    }

    [Fact]
    public void Adding_one_by_one_gives_the_tree_that_is_built_at_once()
    {
        var grown = new LeanImt();
        Assert.Equal(Fr.Zero, grown.Root);
        for (var count = 1; count <= 70; count++)
        {
            grown.Add(Fr.From((ulong)count + 99));
            var built = LeanImt.Build(Leaves(count));
            Assert.Equal(built.Root, grown.Root);
            Assert.Equal((built.Count, built.Depth), (grown.Count, grown.Depth));
            Assert.Equal(count, grown.Count);
        }
    }

    [Theory]
    [InlineData(512)]
    [InlineData(515)]
    [InlineData(1043)]
    public void A_tree_that_is_built_in_pieces_is_the_one_that_grows(int count)
    {
        var grown = new LeanImt();
        foreach (var leaf in Leaves(count))
        {
            grown.Add(leaf);
        }

        Assert.Equal(grown.Root, LeanImt.Build(Leaves(count)).Root);
    }

    [Fact]
    public void A_built_tree_can_grow()
    {
        for (var count = 0; count <= 20; count++)
        {
            var tree = LeanImt.Build(Leaves(count));
            tree.Add(Fr.From((ulong)count + 100));
            Assert.Equal(LeanImt.Build(Leaves(count + 1)).Root, tree.Root);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(1000, 10)]
    public void The_depth_is_the_logarithm_rounded_up(int count, int depth) =>
        Assert.Equal(depth, LeanImt.Build(Leaves(count)).Depth);

    [Fact]
    public void Every_leaf_proves_its_place_and_no_other_leaf_does()
    {
        foreach (var count in new[] { 1, 2, 3, 5, 8, 13, 33, 150 })
        {
            var tree = LeanImt.Build(Leaves(count));
            for (var i = 0; i < count; i++)
            {
                var proof = tree.Prove(i);
                Assert.Equal(0UL, proof.Index >> proof.Siblings.Length);
                Assert.Equal(tree.Root, proof.ComputeRoot(tree.Leaves[i]));
                Assert.NotEqual(tree.Root, proof.ComputeRoot(Fr.From(1)));
            }
        }
    }

    [Fact]
    public void Levels_without_a_sibling_are_left_out_of_the_proof()
    {
        // Five leaves: the last one has a sibling only below the root, where it is the right child.
        var proof = LeanImt.Build(Leaves(5)).Prove(4);
        Assert.Equal(1UL, proof.Index);
        Assert.Single(proof.Siblings);
        Assert.Equal(0b10UL, LeanImt.Build(Leaves(5)).Prove(2).Index);
    }

    [Fact]
    public void A_leaf_that_is_not_there_has_no_proof()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LeanImt.Build(Leaves(3)).Prove(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => LeanImt.Build(Leaves(3)).Prove(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeanImt().Prove(0));
    }

    [OracleFact]
    public void Roots_of_random_leaves_agree_with_circomlibjs()
    {
        var trees = new[] { 1, 2, 3, 6, 7, 21, 64, 65, 100 }
            .Select(count => Enumerable.Range(0, count).Select(_ => Fr.Random()).ToArray())
            .ToArray();
        var answers = Oracle.Ask(
            "leanImt",
            [.. trees.Select(list => new JsonArray([.. list.Select(x => JsonValue.Create(x.ToString()))]))]
        );
        for (var i = 0; i < trees.Length; i++)
        {
            Assert.Equal(answers[i].Fr(), LeanImt.Build(trees[i]).Root);
        }
    }
}
