using PrivateVote.BulletinBoard;

namespace PrivateVote.Elections.Records;

/// <summary>That a line is an entry of a log: the check that receipts and what stands in a slot have in common.</summary>
public static class LogProof
{
    /// <summary>Why this does not show that the line is in the log, or null when it does.</summary>
    /// <param name="line">The entry's bytes.</param>
    /// <param name="index">The index it is said to have.</param>
    /// <param name="path">RFC 6962 audit path, 32 bytes each, concatenated.</param>
    /// <param name="note">The signed checkpoint that the path leads to.</param>
    /// <param name="log">The key of the log.</param>
    public static string? Problem(ReadOnlySpan<byte> line, long index, byte[] path, string note, NoteVerifier log)
    {
        if (!Checkpoint.TryOpen(note, log, out var checkpoint, out var problem))
        {
            return "its checkpoint: " + problem;
        }

        byte[][] siblings = [.. path.Chunk(MerkleHash.Size)];
        return MerkleProofs.VerifyInclusion(
            MerkleHash.Leaf(line),
            index,
            checkpoint.Size,
            siblings,
            checkpoint.RootHash
        )
            ? null
            : "its path does not lead from the entry to the signed root";
    }
}
