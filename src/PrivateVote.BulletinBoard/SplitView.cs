namespace PrivateVote.BulletinBoard;

/// <summary>
/// The proof that a log has shown two histories: two checkpoints, both signed by it, whose trees no consistency proof joins.
/// Whoever holds it publishes it; anyone who knows the log's key can verify it without the log.
/// </summary>
/// <param name="Older">The signed note of the smaller tree.</param>
/// <param name="Newer">The signed note of the larger tree, or of another one of the same size.</param>
/// <param name="Path">
/// What shows, under the newer root, which root the tree had at the older size: a consistency proof with the subtree it begins
/// with always before it, 32 bytes each. Empty if the sizes are equal or the older one is 0.
/// </param>
public sealed record SplitView(string Older, string Newer, IReadOnlyList<byte[]> Path)
{
    /// <summary>
    /// Holds two signed checkpoints of a log against each other, in either order, with the tiles that the log serves for the
    /// larger one. Null if the smaller tree is the beginning of the larger.
    /// </summary>
    /// <exception cref="ArgumentException">A note is not a checkpoint that the log has signed: verify it first.</exception>
    /// <exception cref="BadTileException">
    /// The log does not serve the larger tree. That says nothing about the smaller one; keep both notes.
    /// </exception>
    public static async Task<SplitView?> FindAsync(
        string one,
        string other,
        NoteVerifier log,
        TileFetch fetch,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(fetch);
        var (older, newer) = (Open(one, log), Open(other, log));
        if (older.Size > newer.Size)
        {
            (one, other) = (other, one);
            (older, newer) = (newer, older);
        }

        // Nothing need be fetched where the sizes or the empty tree already decide.
        byte[][] path = [];
        if (older.Size > 0 && older.Size < newer.Size)
        {
            var tree = new TileTree(newer, fetch);
            path = await tree.ConsistencyPathAsync(older.Size, cancellation).ConfigureAwait(false);
        }

        var split = new SplitView(one, other, path);
        return split.Contradict(older, newer) ? split : null;
    }

    /// <summary>Whether this proves that the log with this key has shown two histories.</summary>
    public bool Verify(NoteVerifier log) =>
        Checkpoint.TryOpen(Older, log, out var older, out _)
        && Checkpoint.TryOpen(Newer, log, out var newer, out _)
        && Contradict(older, newer);

    private static Checkpoint Open(string note, NoteVerifier log) =>
        Checkpoint.TryOpen(note, log, out var checkpoint, out var refusal)
            ? checkpoint
            : throw new ArgumentException(refusal, nameof(note));

    private bool Contradict(Checkpoint older, Checkpoint newer)
    {
        if (older.Size == newer.Size)
        {
            return !older.RootHash.AsSpan().SequenceEqual(newer.RootHash);
        }

        if (older.Size == 0)
        {
            return !older.RootHash.AsSpan().SequenceEqual(MerkleHash.Empty());
        }

        return older.Size < newer.Size
            && MerkleProofs.TryComputeRoots(older.Size, newer.Size, Path, out var oldRoot, out var newRoot)
            && newer.RootHash.AsSpan().SequenceEqual(newRoot)
            && !older.RootHash.AsSpan().SequenceEqual(oldRoot);
    }
}
