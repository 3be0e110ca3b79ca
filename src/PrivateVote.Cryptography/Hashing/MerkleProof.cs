namespace PrivateVote.Cryptography.Hashing;

/// <summary>
/// An inclusion proof of a <see cref="LeanImt"/>, in zk-kit's compact form: levels where the node has no sibling are left
/// out.
/// </summary>
/// <param name="Index">Bit i tells whether the node is the right child where it meets Siblings[i]; other bits are zero.</param>
/// <param name="Siblings">The siblings from the leaf upwards, at most 63.</param>
public sealed record MerkleProof(ulong Index, Fr[] Siblings)
{
    /// <summary>The root that this proof gives for the leaf.</summary>
    public Fr ComputeRoot(Fr leaf)
    {
        var node = leaf;
        for (var i = 0; i < Siblings.Length; i++)
        {
            node = ((Index >> i) & 1) == 0 ? Poseidon.Hash(node, Siblings[i]) : Poseidon.Hash(Siblings[i], node);
        }

        return node;
    }

    public bool Equals(MerkleProof? other) =>
        other is not null && Index == other.Index && Siblings.AsSpan().SequenceEqual(other.Siblings);

    public override int GetHashCode() => HashCode.Combine(Index, Siblings.Length);
}
