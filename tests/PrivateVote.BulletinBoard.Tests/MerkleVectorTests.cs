using System.Text.Json;
using PrivateVote.TestSupport;

namespace PrivateVote.BulletinBoard.Tests;

/// <summary>Known answers of the reference tree, and the hostile proofs of transparency-dev.</summary>
public sealed class MerkleVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument
        .Parse(File.ReadAllBytes(SharedVectors.Fixture("merkle-rfc6962.json")))
        .RootElement;

    [Fact]
    public void The_reference_tree_has_the_published_roots_at_every_size()
    {
        var tree = new MerkleTree();
        var root = new MerkleRoot();
        var roots = Hashes(Vectors.GetProperty("roots"));
        Assert.Equal(roots[0], tree.Root);
        Assert.Equal(roots[0], root.ToRoot());
        foreach (var (leaf, expected) in Hashes(Vectors.GetProperty("leaves")).Zip(roots.Skip(1)))
        {
            tree.Add(leaf);
            root.Add(leaf);
            Assert.Equal(expected, tree.Root);
            Assert.Equal(expected, root.ToRoot());
        }

        Assert.Equal(8, tree.Size);
        Assert.All(roots.Index(), pair => Assert.Equal(pair.Item, tree.RootAt(pair.Index)));
    }

    [Fact]
    public void Proofs_are_the_published_ones()
    {
        var tree = ReferenceTree();
        foreach (var proof in Vectors.GetProperty("madeInclusionProofs").EnumerateArray())
        {
            Assert.Equal(
                Hashes(proof.GetProperty("proof")),
                tree.InclusionProof(Number(proof, "index"), Number(proof, "size"))
            );
        }

        foreach (var proof in Vectors.GetProperty("madeConsistencyProofs").EnumerateArray())
        {
            Assert.Equal(
                Hashes(proof.GetProperty("proof")),
                tree.ConsistencyProof(Number(proof, "oldSize"), Number(proof, "newSize"))
            );
        }
    }

    [Fact]
    public void Inclusion_proofs_are_judged_as_published()
    {
        var judged = 0;
        foreach (var test in Vectors.GetProperty("inclusion").EnumerateArray())
        {
            var valid = MerkleProofs.VerifyInclusion(
                Hash(test, "leafHash"),
                Number(test, "index"),
                Number(test, "size"),
                Hashes(test.GetProperty("proof")),
                Hash(test, "root")
            );
            Assert.True(test.GetProperty("valid").GetBoolean() == valid, test.GetProperty("name").GetString());
            judged++;
        }

        Assert.True(judged > 40);
    }

    [Fact]
    public void Consistency_proofs_are_judged_as_published()
    {
        var judged = 0;
        foreach (var test in Vectors.GetProperty("consistency").EnumerateArray())
        {
            var valid = MerkleProofs.VerifyConsistency(
                Number(test, "oldSize"),
                Number(test, "newSize"),
                Hash(test, "oldRoot"),
                Hash(test, "newRoot"),
                Hashes(test.GetProperty("proof"))
            );
            Assert.True(test.GetProperty("valid").GetBoolean() == valid, test.GetProperty("name").GetString());
            judged++;
        }

        Assert.True(judged > 40);
    }

    private static MerkleTree ReferenceTree()
    {
        var tree = new MerkleTree();
        foreach (var leaf in Hashes(Vectors.GetProperty("leaves")))
        {
            tree.Add(leaf);
        }

        return tree;
    }

    private static byte[][] Hashes(JsonElement list) =>
        [.. list.EnumerateArray().Select(hex => Convert.FromHexString(hex.GetString()!))];

    private static byte[] Hash(JsonElement test, string name) =>
        Convert.FromHexString(test.GetProperty(name).GetString()!);

    private static long Number(JsonElement test, string name) => test.GetProperty(name).GetInt64();
}
