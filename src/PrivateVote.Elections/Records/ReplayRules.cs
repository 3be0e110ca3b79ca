using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Records;

/// <summary>An entry whose proof is not accepted, and why.</summary>
public readonly record struct BadProof(long Index, Refusal Refusal);

/// <summary>
/// What a log's entries are held against as it is replayed: the rules of an election or of a space, each of which keeps its
/// state here. What is dear to check is checked in batches beside the reading.
/// </summary>
/// <remarks>
/// After a refusal these rules are of no more use: what follows has nothing to stand on. Nothing is to be believed before
/// <see cref="FinishProofs"/> has answered. Not for concurrent use.
/// </remarks>
public abstract class ReplayRules
{
    /// <summary>Proofs given so far.</summary>
    public abstract long Proofs { get; }

    /// <summary>Enters the next entry but for its proof.</summary>
    /// <param name="leafHash">RFC 6962 leaf hash of the entry's line, 32 bytes.</param>
    /// <returns>Why it does not follow, or null.</returns>
    public abstract Refusal? Append(Entry entry, byte[] leafHash);

    /// <summary>Waits for the proofs of all entries so far; those that are not accepted, ascending.</summary>
    public abstract IReadOnlyList<BadProof> FinishProofs();
}

/// <summary>The rules of an election; the ballots' proofs are checked in batches.</summary>
public sealed class ReplayedElection : ReplayRules
{
    /// <summary>2.5 KB each; what a batch does once is then a fiftieth of its work.</summary>
    private const int ProofsInBatch = 1024;

    private readonly ProofBatches<PendingProof> proofs = new(
        static () => new BallotProofs(ProofsInBatch),
        ProofsInBatch,
        Environment.ProcessorCount
    );

    /// <summary>The state after the entries so far.</summary>
    public ElectionLog Log { get; } = new();

    public override long Proofs => proofs.Count;

    public override Refusal? Append(Entry entry, byte[] leafHash)
    {
        var refusal = Log.AppendUnproved(entry, leafHash, out var pending);
        if (pending is { } proof)
        {
            proofs.Add(proof);
        }

        return refusal;
    }

    public override IReadOnlyList<BadProof> FinishProofs() => proofs.Finish();
}
