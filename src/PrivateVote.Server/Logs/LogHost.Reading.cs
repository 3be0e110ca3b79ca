using PrivateVote.BulletinBoard;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Logs;

internal abstract partial class LogHost
{
    /// <summary>Reads the state in memory. It may be ahead of <see cref="View"/> by a batch that is not durable yet.</summary>
    protected T Read<T>(Func<T> question)
    {
        lock (memory)
        {
            return question();
        }
    }

    /// <summary>Waits until all that is in memory is durable, and takes over what other servers entered.</summary>
    /// <exception cref="StoreException">What was in memory did not become durable.</exception>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        if (Read(() => tree.Size) > view.Size)
        {
            using var after = await turn.TakeAsync(cancellation);
        }

        ThrowIfBroken();
        await RefreshAsync(cancellation);
    }

    /// <summary>Where an entry stands under the newest checkpoint.</summary>
    public Inclusion Prove(long index) => Prove(index, view);

    /// <summary>Where an entry stands under the checkpoint of a view that was there.</summary>
    public Inclusion Prove(long index, LogView under)
    {
        lock (memory)
        {
            var path = tree.InclusionProof(index, under.Size);
            return new Inclusion(index, [.. path.SelectMany(hash => hash)], under.Checkpoint);
        }
    }

    /// <summary>The entries of the store under the newest checkpoint, from one index until before another.</summary>
    public IAsyncEnumerable<StoredEntry> EntriesAsync(long from, long until, CancellationToken cancellation) =>
        store.ReadAsync(Id, from, Math.Min(until, view.Size), cancellation);

    /// <summary>One entry under the newest checkpoint.</summary>
    /// <exception cref="StoreMismatchException">The store has lost it.</exception>
    public async Task<StoredEntry> EntryAsync(long index, CancellationToken cancellation)
    {
        await foreach (var entry in EntriesAsync(index, index + 1, cancellation))
        {
            return entry;
        }

        throw new StoreMismatchException($"log {LogId.ToName(Id)}: entry {index} is missing in the store");
    }

    public Task<IReadOnlyList<KeptCheckpoint>> KeptCheckpointsAsync(CancellationToken cancellation) =>
        store.KeptCheckpointsAsync(Id, cancellation);

    /// <summary>A tile of hashes that the tree under the newest checkpoint has.</summary>
    public byte[] Tile(TilePath path)
    {
        lock (memory)
        {
            return tree.Tile(path.Level!.Value, path.Number, path.Width);
        }
    }

    /// <summary>Ends when the view has moved beyond what it is now.</summary>
    public Task NextMove => moved.Task;

    /// <summary>Counts a follower of this log's events until it is disposed.</summary>
    public IDisposable Follow()
    {
        Interlocked.Increment(ref followers);
        return new Following(this);
    }

    private sealed class Following(LogHost host) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                Interlocked.Decrement(ref host.followers);
            }
        }
    }
}
