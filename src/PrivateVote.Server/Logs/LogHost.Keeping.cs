using PrivateVote.BulletinBoard;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Logs;

/// <summary>What is kept beside the entries: cosigned checkpoints in the store, and a snapshot for the next start.</summary>
internal abstract partial class LogHost
{
    /// <summary>
    /// Cosigned checkpoints that are kept while many entries come in: a record has room for ten times as many, and everybody who
    /// downloads it gets them. After an election's closing few entries follow, and the last is the one that matters.
    /// </summary>
    private const int MostKeptWhileGrowing = 1000;

    private volatile KeptCheckpoint? cosigned;
    private long snapshotSize;
    private long restoredSize;

    /// <summary>The newest checkpoint, with the cosignatures it has.</summary>
    public string CosignedCheckpoint
    {
        get
        {
            var now = view;
            return cosigned is { } kept && kept.Size == now.Size ? kept.Note : now.Checkpoint;
        }
    }

    /// <summary>Keeps cosignatures of one of this log's checkpoints, if they are newer than those it has.</summary>
    /// <param name="checkpoint">What was cosigned; the log's and the witnesses' signatures on it are verified.</param>
    /// <returns>The note with all cosignatures it has; null when it is not over this log's entries.</returns>
    public async Task<string?> CosignAsync(
        Checkpoint checkpoint,
        SignedNote note,
        IReadOnlyList<Cosignature> cosignatures,
        CancellationToken cancellation
    )
    {
        if (checkpoint.Size > view.Size)
        {
            await RefreshAsync(cancellation);
        }

        using var mine = await turn.TakeAsync(cancellation);
        ThrowIfBroken();
        string own;
        lock (memory)
        {
            if (checkpoint.Size > view.Size)
            {
                return null;
            }

            own = new Checkpoint(signer.Name, checkpoint.Size, tree.RootAt(checkpoint.Size)).Sign(signer);
        }

        var all = await store.KeptCheckpointsAsync(Id, cancellation);
        var kept = all.FirstOrDefault(k => k.Size == checkpoint.Size);
        if (!SignedNote.TryParse(kept?.Note ?? own, out var merged, out var problem))
        {
            throw new StoreMismatchException($"log {LogId.ToName(Id)}: a kept checkpoint is no note: {problem}");
        }

        if (merged.Text != note.Text)
        {
            return null;
        }

        // Cosigned checkpoints are public, and anybody may hand them in again: that writes nothing.
        var isNew = false;
        foreach (var cosignature in cosignatures.Where(c => c.UnixTime > TimeOf(merged, c.Witness)))
        {
            isNew = true;
            merged = merged.With(
                note.Signatures.First(signature =>
                    signature.Name == cosignature.Witness.Name && signature.KeyId == cosignature.Witness.KeyId
                )
            );
        }

        var keep = new KeptCheckpoint(checkpoint.Size, merged.ToString());
        if (isNew && (kept is not null || all.Count < MostKeptWhileGrowing || !view.IsGrowing))
        {
            await store.KeepCheckpointAsync(Id, keep, CancellationToken.None);
        }

        if (cosigned is null || cosigned.Size <= keep.Size)
        {
            cosigned = keep;
        }

        return keep.Note;
    }

    /// <summary>When a witness cosigned a note; 0 when it has not.</summary>
    private long TimeOf(SignedNote note, NoteVerifier witness) =>
        Cosignature.TryOpen(note.ToString(), Verifier, [witness], 0, out _, out var found, out _)
            ? found.Select(cosignature => cosignature.UnixTime).FirstOrDefault()
            : 0;

    /// <summary>
    /// The first entry before the restored snapshot's end that the store does not hold as it was signed; null when there is
    /// none, or nothing was restored.
    /// </summary>
    public Task<long?> FindForeignEntryAsync(CancellationToken cancellation) =>
        StoreCheck.FindDifferenceAsync(store, Id, restoredSize, LeafHashes, cancellation);

    private byte[] LeafHashes(long first, int count)
    {
        lock (memory)
        {
            return tree.LeafHashes(first, count);
        }
    }

    /// <summary>Takes a picture of what is durable, with the tree over it.</summary>
    protected async Task<T> PictureAsync<T>(Func<MerkleTree, T> take, CancellationToken cancellation)
    {
        using var mine = await turn.TakeAsync(cancellation);
        ThrowIfBroken();
        lock (memory)
        {
            // Between turns, memory is what is durable.
            var picture = take(tree);
            Interlocked.Exchange(ref snapshotSize, tree.Size);
            return picture;
        }
    }

    /// <summary>Entries since the last snapshot.</summary>
    protected long SincePicture => view.Size - Interlocked.Read(ref snapshotSize);
}
