using PrivateVote.Elections;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Ballots;

/// <summary>A ballot whose proof waits to be verified, and whoever waits for the answer.</summary>
/// <param name="Seen">The statement and the proof, as they were when the ballot came in.</param>
/// <param name="Gone">Whoever handed it in does not wait any more.</param>
internal sealed record WaitingBallot(BallotProposal Proposal, PendingProof Seen, CancellationToken Gone)
{
    public TaskCompletionSource<Outcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// The proposal with the answer of the batch: it stands for the statement that was verified and no other. Should the slot
    /// hold something else by now, the proof is checked again, alone.
    /// </summary>
    public BallotProposal Verified() =>
        Proposal with
        {
            Check = now =>
                ReferenceEquals(now.Verifier, Seen.Verifier)
                && now.PublicSignals.AsSpan().SequenceEqual(Seen.PublicSignals)
                    ? null
                    : now.Check(),
        };
}
