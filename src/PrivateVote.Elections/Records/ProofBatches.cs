using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Elections.Records;

/// <summary>
/// Checks ballots' proofs in batches beside the reading of the record: at most one batch for each thread is under way, and
/// the reading waits for the oldest, so memory stays bounded.
/// </summary>
internal sealed class ProofBatches(int batchSize, int threads)
{
    private readonly Queue<Task<Batch>> running = [];
    private readonly Stack<Batch> finished = [];
    private readonly List<BadProof> bad = [];
    private Batch batch = new(batchSize);

    /// <summary>Proofs given so far.</summary>
    public long Count { get; private set; }

    public void Add(PendingProof proof)
    {
        Count++;
        batch.Add(in proof);
        if (batch.Count < batchSize)
        {
            return;
        }

        if (running.Count == threads)
        {
            AwaitOldest();
        }

        var full = batch;
        batch = finished.TryPop(out var used) ? used : new Batch(batchSize);
        running.Enqueue(
            Task.Run(() =>
            {
                full.Examine(threads: 1);
                return full;
            })
        );
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
            batch.Examine(threads);
            Take(batch);
        }

        return bad;
    }

    private void AwaitOldest()
    {
        var oldest = running.Dequeue().GetAwaiter().GetResult();
        Take(oldest);
        finished.Push(oldest);
    }

    private void Take(Batch examined)
    {
        bad.AddRange(examined.Bad);
        examined.Clear();
    }

    /// <summary>Used again and again: its lists are large, and large objects are collected only with everything else.</summary>
    private sealed class Batch(int capacity)
    {
        private readonly List<(Fr[], UncheckedProof)> proofs = new(capacity);
        private readonly List<long> indices = new(capacity);

        // One election has one circuit, so one batch has one key.
        private Verifier? verifier;

        public int Count => proofs.Count;

        public IReadOnlyList<BadProof> Bad { get; private set; } = [];

        public void Add(in PendingProof proof)
        {
            verifier = proof.Verifier;
            proofs.Add((proof.PublicSignals, proof.Proof));
            indices.Add(proof.Index);
        }

        public void Examine(int threads)
        {
            var (malformed, invalid) = verifier!.Examine(proofs, threads);
            Bad =
            [
                .. malformed
                    .Select(position => new BadProof(indices[position], ElectionLog.MalformedProof))
                    .Concat(invalid.Select(position => new BadProof(indices[position], ElectionLog.InvalidProof)))
                    .OrderBy(proof => proof.Index),
            ];
        }

        public void Clear()
        {
            proofs.Clear();
            indices.Clear();
            Bad = [];
        }
    }
}
