using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PrivateVote.BulletinBoard.Tests;

public sealed class MerkleTreeTests
{
    private const int Size = 70;

    private static readonly MerkleTree Tree = Grow(Size);

    [Fact]
    public void The_root_is_the_recursive_definition_of_rfc_6962()
    {
        for (var size = 0; size <= Size; size++)
        {
            Assert.Equal(Definition(0, size), Tree.RootAt(size));
        }
    }

    [Fact]
    public void The_accumulator_and_the_tree_agree()
    {
        var byEntry = new MerkleRoot();
        var byHash = new MerkleRoot();
        for (var i = 0; i < Size; i++)
        {
            Assert.Equal(Tree.RootAt(i), byEntry.ToRoot());
            byEntry.Add(Entry(i));
            byHash.AddLeafHash(MerkleHash.Leaf(Entry(i)));
            Assert.Equal(i + 1, byEntry.Size);
        }

        Assert.Equal(Tree.Root, byEntry.ToRoot());
        Assert.Equal(Tree.Root, byHash.ToRoot());
    }

    [Fact]
    public void Every_leaf_of_every_size_is_proven_and_at_no_other_index_or_size()
    {
        for (var size = 1; size <= Size; size++)
        {
            var root = Tree.RootAt(size);
            for (var index = 0; index < size; index++)
            {
                var proof = Tree.InclusionProof(index, size);
                Assert.True(MerkleProofs.VerifyInclusion(Tree.LeafHash(index), index, size, proof, root));
                Assert.False(MerkleProofs.VerifyInclusion(Tree.LeafHash(index), index ^ 1, size, proof, root));
                Assert.False(
                    MerkleProofs.VerifyInclusion(Tree.LeafHash(index), index, size, proof, Tree.RootAt(size - 1))
                );
            }
        }
    }

    [Fact]
    public void Every_smaller_tree_is_a_beginning_of_every_larger_one()
    {
        for (var newSize = 0; newSize <= Size; newSize++)
        {
            for (var oldSize = 0; oldSize <= newSize; oldSize++)
            {
                var proof = Tree.ConsistencyProof(oldSize, newSize);
                Assert.True(
                    MerkleProofs.VerifyConsistency(oldSize, newSize, Tree.RootAt(oldSize), Tree.RootAt(newSize), proof)
                );
            }
        }
    }

    [Fact]
    public void A_history_that_was_rewritten_has_no_consistency_proof()
    {
        var rewritten = new MerkleTree();
        for (var i = 0; i < Size; i++)
        {
            rewritten.Add(Entry(i == 3 ? 1000 : i));
        }

        for (var oldSize = 1; oldSize <= Size; oldSize++)
        {
            // The server proves the tree it has now, and cannot join it to the checkpoint it signed before.
            var proof = rewritten.ConsistencyProof(oldSize, Size);
            var valid = MerkleProofs.VerifyConsistency(oldSize, Size, Tree.RootAt(oldSize), rewritten.Root, proof);
            Assert.Equal(oldSize <= 3, valid);
        }
    }

    [Fact]
    public void A_proof_with_any_bit_flipped_or_a_hash_too_few_or_too_many_is_refused()
    {
        const int Index = 37;
        var leaf = Tree.LeafHash(Index);
        var proof = Tree.InclusionProof(Index, Size);
        var consistency = Tree.ConsistencyProof(Index, Size);
        foreach (var hash in proof.Concat(consistency))
        {
            for (var bit = 0; bit < 8 * MerkleHash.Size; bit += 37)
            {
                hash[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(Included(proof) && Consistent(consistency));
                hash[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.True(Included(proof) && Consistent(consistency));
        Assert.False(Included(proof[1..]));
        Assert.False(Included(proof[..^1]));
        Assert.False(Included([.. proof, leaf]));
        Assert.False(Included([leaf, .. proof]));
        Assert.False(Included([.. proof[..^1], proof[^1][1..]]));
        Assert.False(Included([.. proof[..^1], null!]));
        Assert.False(Consistent(consistency[1..]));
        Assert.False(Consistent(consistency[..^1]));
        Assert.False(Consistent([.. consistency, leaf]));
        Assert.False(Consistent([leaf, .. consistency]));
        Assert.False(Consistent([]));

        bool Included(byte[][] candidate) => MerkleProofs.VerifyInclusion(leaf, Index, Size, candidate, Tree.Root);
        bool Consistent(byte[][] candidate) =>
            MerkleProofs.VerifyConsistency(Index, Size, Tree.RootAt(Index), Tree.Root, candidate);
    }

    [Fact]
    public void An_inner_node_does_not_pass_for_an_entry()
    {
        var left = Tree.LeafHash(0);
        var right = Tree.LeafHash(1);
        Assert.NotEqual(MerkleHash.Node(left, right), MerkleHash.Leaf([.. left, .. right]));

        // The prefix is what keeps them apart: with it written by the attacker it is still an entry.
        Assert.NotEqual(MerkleHash.Node(left, right), MerkleHash.Leaf([0x01, .. left, .. right]));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        var root = Tree.Root;
        var leaf = Tree.LeafHash(0);
        Assert.False(MerkleProofs.VerifyInclusion(leaf, -1, Size, [], root));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, Size, Size, [], root));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, 0, 0, [], root));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, 0, long.MaxValue, Tree.InclusionProof(0, Size), root));
        Assert.False(MerkleProofs.VerifyConsistency(-1, Size, root, root, []));
        Assert.False(MerkleProofs.VerifyConsistency(Size, Size - 1, root, root, []));
        Assert.False(MerkleProofs.VerifyConsistency(0, 0, root, root, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.RootAt(Size + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.InclusionProof(Size, Size));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.InclusionProof(0, Size + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.ConsistencyProof(2, 1));
        Assert.Throws<ArgumentException>(() => new MerkleRoot().AddLeafHash(leaf.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => MerkleHash.Node(leaf, leaf.AsSpan(1)));
    }

    [Fact]
    public void The_accumulator_needs_no_memory_for_more_leaves()
    {
        var root = new MerkleRoot();
        var entry = new byte[600];
        root.Add(entry);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++)
        {
            root.Add(entry);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    private static MerkleTree Grow(int size)
    {
        var tree = new MerkleTree();
        for (var i = 0; i < size; i++)
        {
            tree.Add(Entry(i));
        }

        return tree;
    }

    /// <summary>Entries of all lengths from 0, so that short ones and empty ones are hashed too.</summary>
    private static byte[] Entry(int i)
    {
        var entry = new byte[i];
        entry.AsSpan().Fill(0xa5);
        if (i >= 4)
        {
            BinaryPrimitives.WriteInt32BigEndian(entry, i);
        }

        return entry;
    }

    private static byte[] Definition(int start, int end)
    {
        var size = end - start;
        if (size == 0)
        {
            return SHA256.HashData([]);
        }

        if (size == 1)
        {
            return SHA256.HashData([0x00, .. Entry(start)]);
        }

        var k = 1;
        while (2 * k < size)
        {
            k *= 2;
        }

        return SHA256.HashData([0x01, .. Definition(start, start + k), .. Definition(start + k, end)]);
    }
}
