using PrivateVote.BulletinBoard;

namespace PrivateVote.Server.Storage;

/// <summary>Reads a whole log from a store and compares it with its tree: what a start from a snapshot leaves out.</summary>
public static class StoreCheck
{
    /// <summary>Finds the first entry that is missing in the store or is not the one in the tree.</summary>
    /// <param name="store">Where the log is.</param>
    /// <param name="logId">Its id.</param>
    /// <param name="size">How many entries to compare.</param>
    /// <param name="leafHashes">
    /// The hashes of some leaves, by first and number, as <see cref="MerkleTree.LeafHashes"/> gives them, of a tree whose root the
    /// caller has compared with a signed checkpoint. Called from time to time: a tree that grows meanwhile needs a lock.
    /// </param>
    /// <returns>The entry's index; null when all are the same.</returns>
    /// <exception cref="StoreException">The database failed.</exception>
    public static async Task<long?> FindDifferenceAsync(
        ILogStore store,
        byte[] logId,
        long size,
        Func<long, int, byte[]> leafHashes,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(leafHashes);
        var expected = Array.Empty<byte>();
        long start = 0;
        long index = 0;
        await foreach (var entry in store.ReadAsync(logId, 0, size, cancellation))
        {
            if ((index - start) * MerkleHash.Size == expected.Length)
            {
                start = index;
                expected = leafHashes(start, (int)Math.Min(StoreRules.PageSize, size - start));
            }

            var place = (int)(index - start) * MerkleHash.Size;
            if (
                entry.Index != index
                || !MerkleHash.Leaf(entry.Line).AsSpan().SequenceEqual(expected.AsSpan(place, MerkleHash.Size))
            )
            {
                return index;
            }

            index++;
        }

        return index < size ? index : null;
    }
}
