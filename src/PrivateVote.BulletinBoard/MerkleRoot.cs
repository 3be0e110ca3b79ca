using System.Numerics;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// The root of a growing log in O(log n) memory: it keeps only the roots of the complete subtrees that the size's
/// binary digits name (at most 63). For proofs, <see cref="MerkleTree"/> keeps every hash. Not for concurrent use.
/// </summary>
public sealed class MerkleRoot
{
    // peaks[h] is the root of the complete subtree of 2^h leaves, and is in use when bit h of the size is set.
    private readonly Hash256[] peaks = new Hash256[63];

    /// <summary>Of no leaves.</summary>
    public MerkleRoot() { }

    /// <summary>Of the leaves of a tree, to go on from there.</summary>
    public MerkleRoot(MerkleTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        Size = tree.Size;
        for (var height = 0; Size >> height > 0; height++)
        {
            // The peak of a height is the last subtree of that height: those to its right are smaller.
            if (((Size >> height) & 1) == 1)
            {
                peaks[height] = tree.LastComplete(height);
            }
        }
    }

    /// <summary>The number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Appends an entry: its bytes as they are stored.</summary>
    public void Add(ReadOnlySpan<byte> entry)
    {
        Hash256 hash = default;
        MerkleHash.Leaf(entry, hash);
        AddHash(hash);
    }

    /// <summary>Appends a leaf by its hash, 32 bytes.</summary>
    /// <exception cref="ArgumentException">The hash is not 32 bytes.</exception>
    public void AddLeafHash(ReadOnlySpan<byte> leafHash)
    {
        if (leafHash.Length != MerkleHash.Size)
        {
            throw new ArgumentException($"a leaf hash is {MerkleHash.Size} bytes", nameof(leafHash));
        }

        Hash256 hash = default;
        leafHash.CopyTo(hash);
        AddHash(hash);
    }

    /// <summary>The root, 32 bytes (RFC 6962 section 2.1).</summary>
    public byte[] ToRoot()
    {
        if (Size == 0)
        {
            return MerkleHash.Empty();
        }

        // The lowest peak is the rightmost; each higher one is the left sibling of all that is to its right.
        var height = BitOperations.TrailingZeroCount(Size);
        var root = peaks[height];
        for (height++; height < peaks.Length; height++)
        {
            if (((Size >> height) & 1) == 1)
            {
                MerkleHash.Node(peaks[height], root, root);
            }
        }

        return root.ToArray();
    }

    private void AddHash(Hash256 hash)
    {
        // Adding one carries through the trailing one bits of the size, as it does through the complete subtrees.
        var height = 0;
        for (; ((Size >> height) & 1) == 1; height++)
        {
            MerkleHash.Node(peaks[height], hash, hash);
        }

        peaks[height] = hash;
        Size++;
    }
}
