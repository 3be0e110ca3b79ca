namespace PrivateVote.Elections.Records;

/// <summary>
/// Proofs of entries that are checked together. Used again and again: its lists are large, and large objects are collected
/// only with everything else.
/// </summary>
public abstract class ProofBatch<T>
{
    public abstract int Count { get; }

    public abstract void Add(T proof);

    /// <summary>Those that are not accepted, ascending.</summary>
    /// <param name="threads">How many may be used.</param>
    public abstract IReadOnlyList<BadProof> Examine(int threads);

    public abstract void Clear();
}

/// <summary>
/// Checks entries' proofs in batches beside the reading of the record: at most one batch for each thread is under way, and
/// the reading waits for the oldest, so memory stays bounded.
/// </summary>
public sealed class ProofBatches<T>(Func<ProofBatch<T>> makeBatch, int batchSize, int threads)
{
    private readonly Queue<Task<(ProofBatch<T> Batch, IReadOnlyList<BadProof> Bad)>> running = [];
    private readonly Stack<ProofBatch<T>> finished = [];
    private readonly List<BadProof> bad = [];
    private ProofBatch<T> batch = makeBatch();

    /// <summary>Proofs given so far.</summary>
    public long Count { get; private set; }

    public void Add(T proof)
    {
        Count++;
        batch.Add(proof);
        if (batch.Count < batchSize)
        {
            return;
        }

        if (running.Count == threads)
        {
            AwaitOldest();
        }

        var full = batch;
        batch = finished.TryPop(out var used) ? used : makeBatch();
        running.Enqueue(Task.Run(() => (full, full.Examine(threads: 1))));
    }

    /// <summary>Waits for the rest; the entries whose proofs are not accepted, ascending.</summary>
    public IReadOnlyList<BadProof> Finish()
    {
        while (running.Count > 0)
        {
            AwaitOldest();
        }

        if (batch.Count > 0)
        {
            // Nothing else is left to do: all threads share the last batch.
            bad.AddRange(batch.Examine(threads));
            batch.Clear();
        }

        return bad;
    }

    private void AwaitOldest()
    {
        var (oldest, refused) = running.Dequeue().GetAwaiter().GetResult();
        bad.AddRange(refused);
        oldest.Clear();
        finished.Push(oldest);
    }
}
