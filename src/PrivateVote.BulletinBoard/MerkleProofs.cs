using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// Verification of Merkle proofs, by the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2. Everything given may come
/// from outside: what is malformed answers false.
/// </summary>
public static class MerkleProofs
{
    /// <summary>
    /// Whether the leaf with this hash is number <paramref name="index"/> (from 0) of the tree with this size and root.
    /// </summary>
    public static bool VerifyInclusion(
        ReadOnlySpan<byte> leafHash,
        long index,
        long size,
        IReadOnlyList<byte[]> proof,
        ReadOnlySpan<byte> root
    )
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (index < 0 || index >= size || leafHash.Length != MerkleHash.Size || !AreHashes(proof))
        {
            return false;
        }

        // The letters are the RFC's: fn is the node's number at its level, sn the number of the level's last node.
        var fn = index;
        var sn = size - 1;
        Span<byte> r = stackalloc byte[MerkleHash.Size];
        leafHash.CopyTo(r);
        foreach (var p in proof)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                MerkleHash.Node(p, r, r);
                SkipLevelsWithoutSibling(ref fn, ref sn);
            }
            else
            {
                MerkleHash.Node(r, p, r);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && r.SequenceEqual(root);
    }

    /// <summary>
    /// Whether the tree of the old size and root is a beginning of the tree of the new size and root. Equal sizes need
    /// equal roots and no proof; the empty tree is a beginning of every tree, and needs its own root and no proof.
    /// </summary>
    public static bool VerifyConsistency(
        long oldSize,
        long newSize,
        ReadOnlySpan<byte> oldRoot,
        ReadOnlySpan<byte> newRoot,
        IReadOnlyList<byte[]> proof
    )
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (
            oldSize < 0
            || oldSize > newSize
            || oldRoot.Length != MerkleHash.Size
            || newRoot.Length != MerkleHash.Size
            || !AreHashes(proof)
        )
        {
            return false;
        }

        if (oldSize == 0 && !oldRoot.SequenceEqual(MerkleHash.Empty()))
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return proof.Count == 0 && oldRoot.SequenceEqual(newRoot);
        }

        if (oldSize == 0)
        {
            return proof.Count == 0;
        }

        // An old tree that is one complete subtree is where the path begins; the proof leaves it out.
        if (BitOperations.IsPow2(oldSize))
        {
            proof = [oldRoot.ToArray(), .. proof];
        }

        return TryComputeRoots(oldSize, newSize, proof, out var computedOld, out var computedNew)
            && oldRoot.SequenceEqual(computedOld)
            && newRoot.SequenceEqual(computedNew);
    }

    /// <summary>
    /// The roots of both trees from a consistency proof that has, as its first hash, always the subtree that the path begins
    /// with; 0 &lt; old &lt; new. Whoever finds the new root among them knows the old one.
    /// </summary>
    internal static bool TryComputeRoots(
        long oldSize,
        long newSize,
        IReadOnlyList<byte[]> path,
        [NotNullWhen(true)] out byte[]? oldRoot,
        [NotNullWhen(true)] out byte[]? newRoot
    )
    {
        oldRoot = null;
        newRoot = null;
        if (path.Count == 0 || !AreHashes(path))
        {
            return false;
        }

        var fn = oldSize - 1;
        var sn = newSize - 1;
        while ((fn & 1) == 1)
        {
            fn >>= 1;
            sn >>= 1;
        }

        var fr = path[0].ToArray();
        var sr = path[0].ToArray();
        foreach (var c in path.Skip(1))
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                MerkleHash.Node(c, fr, fr);
                MerkleHash.Node(c, sr, sr);
                SkipLevelsWithoutSibling(ref fn, ref sn);
            }
            else
            {
                MerkleHash.Node(sr, c, sr);
            }

            fn >>= 1;
            sn >>= 1;
        }

        oldRoot = fr;
        newRoot = sr;
        return sn == 0;
    }

    /// <summary>The last node of a level that has no sibling is carried up unchanged.</summary>
    private static void SkipLevelsWithoutSibling(ref long fn, ref long sn)
    {
        while ((fn & 1) == 0 && fn != 0)
        {
            fn >>= 1;
            sn >>= 1;
        }
    }

    private static bool AreHashes(IReadOnlyList<byte[]> proof) =>
        proof.All(hash => hash is { Length: MerkleHash.Size });
}
