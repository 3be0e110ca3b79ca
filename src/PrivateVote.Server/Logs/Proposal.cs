using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Logs;

/// <summary>A submission on its way into a log.</summary>
/// <param name="Submission">Its bytes are not changed any more.</param>
internal record Proposal(Submission Submission)
{
    /// <summary>What makes a repeated write the same write.</summary>
    public virtual byte[] Key => Submission.Digest();

    /// <summary>What the store is to keep of it.</summary>
    public virtual NewEntry ToEntry(byte[] line) => new(line, Key);
}

/// <summary>A ballot on its way.</summary>
/// <param name="Ballot">The submission, decoded.</param>
/// <param name="Check">What its proof is held to when it is entered; null checks it then and there.</param>
internal sealed record BallotProposal(Submission Submission, Ballot Ballot, Func<PendingProof, Refusal?>? Check = null)
    : Proposal(Submission)
{
    /// <summary>The digest that the voter knows, over the ballot alone, so that a receipt is found by it.</summary>
    public override byte[] Key { get; } = Elections.Entries.Ballot.DigestOf(Submission.Body);

    public override NewEntry ToEntry(byte[] line) => new(line, Key, Ballot.Nullifier.ToBytes(), Ballot.Replaces);
}

/// <summary>What became of a proposal: it is entered, durably, or it is refused.</summary>
internal readonly record struct Outcome(Refusal? Refusal, long Index, DateTimeOffset At)
{
    public static Outcome Entered(long index, DateTimeOffset at) => new(null, index, at);

    public static Outcome Refused(Refusal refusal) => new(refusal, -1, default);
}

/// <summary>Where an entry stands in the tree under a signed checkpoint.</summary>
/// <param name="Path">RFC 6962 audit path, 32 bytes each, concatenated.</param>
internal readonly record struct Inclusion(long Index, byte[] Path, string Checkpoint);
