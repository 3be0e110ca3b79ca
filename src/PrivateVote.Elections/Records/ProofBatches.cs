namespace PrivateVote.Elections.Records;

/// <summary>
/// Checks ballots' proofs in batches beside the reading of the record: at most one batch for each processor is under
/// way, so memory stays bounded.
/// </summary>
internal sealed class ProofBatches(int batchSize)
{
    private readonly int parallelism = Environment.ProcessorCount;
    private readonly Queue<Task<IReadOnlyList<long>>> running = [];
    private readonly List<long> invalid = [];
    private List<PendingProof> batch = [];

    /// <summary>Proofs given so far.</summary>
    public long Count { get; private set; }

    public void Add(PendingProof proof)
    {
        Count++;
        batch.Add(proof);
        if (batch.Count == batchSize)
        {
            Start();
        }
    }

    /// <summary>Waits for the rest; the indices of the entries whose proofs do not hold, ascending.</summary>
    public IReadOnlyList<long> Finish()
    {
        Start();
        while (running.Count > 0)
        {
            invalid.AddRange(running.Dequeue().GetAwaiter().GetResult());
        }

        return invalid;
    }

    private void Start()
    {
        if (batch.Count == 0)
        {
            return;
        }

        if (running.Count == parallelism)
        {
            invalid.AddRange(running.Dequeue().GetAwaiter().GetResult());
        }

        var full = batch;
        batch = [];
        running.Enqueue(Task.Run(() => FindInvalid(full)));
    }

    private static IReadOnlyList<long> FindInvalid(List<PendingProof> proofs)
    {
        // One election has one circuit, so one batch has one key.
        var verifier = proofs[0].Verifier;
        var bad = verifier.FindInvalid([.. proofs.Select(proof => (proof.PublicSignals, proof.Proof))]);
        return [.. bad.Select(position => proofs[position].Index)];
    }
}
