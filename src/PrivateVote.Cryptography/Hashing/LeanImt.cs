using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace PrivateVote.Cryptography.Hashing;

/// <summary>
/// The lean incremental Merkle tree of zk-kit: node = Poseidon2(left, right), and a node without a right sibling is
/// carried up unchanged. The tree of n leaves has depth ceil(log2 n).
/// </summary>
/// <remarks>
/// Reference: privacy-scaling-explorations zk-kit, lean-imt (its paper, "LeanIMT: an optimized incremental Merkle tree").
/// Memory: 64 bytes a leaf. Not safe for concurrent use while leaves are added.
/// </remarks>
public sealed class LeanImt
{
    /// <summary>Hashes of one piece of work for a processor; levels with fewer are not divided.</summary>
    private const int PieceSize = 256;

    /// <summary>_levels[0] holds the leaves, the last level the root alone.</summary>
    private readonly List<List<Fr>> _levels =
    [
        [],
    ];

    /// <summary>The number of leaves.</summary>
    public int Count => _levels[0].Count;

    /// <summary>The number of levels above the leaves; 0 for one leaf.</summary>
    public int Depth => _levels.Count - 1;

    /// <summary>The root; zero for a tree without leaves, as the zk-kit contracts have it.</summary>
    public Fr Root => Count == 0 ? Fr.Zero : _levels[^1][0];

    /// <summary>The leaves in order.</summary>
    public IReadOnlyList<Fr> Leaves => _levels[0];

    /// <summary>
    /// The nodes so many levels above the leaves: each is the root over 2^level leaves, the last over what is left. From
    /// <see cref="Depth"/> on it is the root alone.
    /// </summary>
    public IReadOnlyList<Fr> NodesAt(int level)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        return _levels[Math.Min(level, Depth)];
    }

    /// <summary>The tree over all leaves, level by level in lanes on all processors.</summary>
    public static LeanImt Build(ReadOnlySpan<Fr> leaves)
    {
        var tree = new LeanImt();
        tree._levels[0].AddRange(leaves);
        while (tree._levels[^1].Count > 1)
        {
            tree._levels.Add([.. Parents(tree._levels[^1])]);
        }

        return tree;
    }

    /// <summary>Appends a leaf; one hash for each level where it has a left sibling.</summary>
    public void Add(Fr leaf)
    {
        var index = Count;
        var depth = index == 0 ? 0 : BitOperations.Log2((uint)index) + 1;
        if (depth > Depth)
        {
            _levels.Add([]);
        }

        var node = leaf;
        for (var level = 0; ; level++)
        {
            var position = index >> level;
            var nodes = _levels[level];
            if (position == nodes.Count)
            {
                nodes.Add(node);
            }
            else
            {
                nodes[position] = node;
            }

            if (level == Depth)
            {
                return;
            }

            if ((position & 1) == 1)
            {
                node = Poseidon.Hash(nodes[position - 1], node);
            }
        }
    }

    /// <summary>The proof that the leaf at this index is in the tree.</summary>
    public MerkleProof Prove(int leafIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leafIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leafIndex, Count);
        var siblings = new List<Fr>(Depth);
        ulong path = 0;
        for (var level = 0; level < Depth; level++)
        {
            var position = leafIndex >> level;
            var sibling = position ^ 1;
            if (sibling < _levels[level].Count)
            {
                path |= (ulong)(position & 1) << siblings.Count;
                siblings.Add(_levels[level][sibling]);
            }
        }

        return new MerkleProof(path, [.. siblings]);
    }

    private static Fr[] Parents(List<Fr> nodes)
    {
        var parents = new Fr[(nodes.Count + 1) / 2];
        var pairs = nodes.Count / 2;
        if (pairs <= PieceSize)
        {
            HashPairs(nodes, parents, 0, pairs);
        }
        else
        {
            Parallel.ForEach(
                Partitioner.Create(0, pairs, PieceSize),
                range => HashPairs(nodes, parents, range.Item1, range.Item2)
            );
        }

        if (pairs < parents.Length)
        {
            parents[pairs] = nodes[^1];
        }

        return parents;
    }

    private static void HashPairs(List<Fr> nodes, Fr[] parents, int from, int to)
    {
        var children = CollectionsMarshal.AsSpan(nodes);
        Poseidon.HashBatch(children[(2 * from)..(2 * to)], parents.AsSpan(from..to));
    }
}
