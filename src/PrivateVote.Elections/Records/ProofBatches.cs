namespace PrivateVote.Elections.Records;

/// <summary>An entry whose proof is not accepted, and why.</summary>
internal readonly record struct BadProof(long Index, Refusal Refusal);

/// <summary>
/// Checks ballots' proofs in batches beside the reading of the record: at most one batch for each thread is under way, and
/// the reading waits for the oldest, so memory stays bounded.
/// </summary>
internal sealed class ProofBatches(int batchSize, int threads)
{
    private readonly Queue<Task<IReadOnlyList<BadProof>>> running = [];
    private readonly List<BadProof> bad = [];
    private List<PendingProof> batch = [];

    /// <summary>Proofs given so far.</summary>
    public long Count { get; private set; }

    public void Add(PendingProof proof)
    {
        Count++;
        batch.Add(proof);
        if (batch.Count < batchSize)
        {
            return;
        }

        if (running.Count == threads)
        {
            bad.AddRange(running.Dequeue().GetAwaiter().GetResult());
        }

        var full = batch;
        batch = [];
        running.Enqueue(Task.Run(() => Examine(full, 1)));
    }

    /// <summary>Waits for the rest; the entries whose proofs are not accepted, ascending.</summary>
    public IReadOnlyList<BadProof> Finish()
    {
        while (running.Count > 0)
        {
            bad.AddRange(running.Dequeue().GetAwaiter().GetResult());
        }

        if (batch.Count > 0)
        {
            // Nothing else is left to do: all threads share the last batch.
            bad.AddRange(Examine(batch, threads));
            batch = [];
        }

        return bad;
    }

    private static IReadOnlyList<BadProof> Examine(List<PendingProof> proofs, int threads)
    {
        // One election has one circuit, so one batch has one key.
        var verifier = proofs[0].Verifier;
        var (malformed, invalid) = verifier.Examine(
            [.. proofs.Select(proof => (proof.PublicSignals, proof.Proof))],
            threads
        );
        return
        [
            .. malformed
                .Select(position => new BadProof(proofs[position].Index, ElectionLog.MalformedProof))
                .Concat(invalid.Select(position => new BadProof(proofs[position].Index, ElectionLog.InvalidProof)))
                .OrderBy(proof => proof.Index),
        ];
    }
}
