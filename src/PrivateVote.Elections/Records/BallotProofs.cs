using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Elections.Records;

/// <summary>Ballots' proofs, checked together: what their verification does once is then shared by all.</summary>
internal sealed class BallotProofs(int capacity) : ProofBatch<PendingProof>
{
    private readonly List<(Fr[], UncheckedProof)> proofs = new(capacity);
    private readonly List<long> indices = new(capacity);

    // One election has one circuit, so one batch has one key.
    private Verifier? verifier;

    public override int Count => proofs.Count;

    public override void Add(PendingProof proof)
    {
        verifier = proof.Verifier;
        proofs.Add((proof.PublicSignals, proof.Proof));
        indices.Add(proof.Index);
    }

    public override IReadOnlyList<BadProof> Examine(int threads)
    {
        var (malformed, invalid) = verifier!.Examine(proofs, threads);
        return
        [
            .. malformed
                .Select(position => new BadProof(indices[position], ElectionLog.MalformedProof))
                .Concat(invalid.Select(position => new BadProof(indices[position], ElectionLog.InvalidProof)))
                .OrderBy(proof => proof.Index),
        ];
    }

    public override void Clear()
    {
        proofs.Clear();
        indices.Clear();
    }
}
