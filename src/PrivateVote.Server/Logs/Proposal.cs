using System.Security.Cryptography;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Server.Logs;

/// <summary>A submission on its way into a log.</summary>
/// <param name="Submission">Its bytes are not changed any more.</param>
/// <param name="Ballot">The same decoded, for a ballot.</param>
/// <param name="Check">What a ballot's proof is held to when it is entered; null checks it then and there.</param>
internal sealed record Proposal(
    Submission Submission,
    Ballot? Ballot = null,
    Func<PendingProof, Refusal?>? Check = null
)
{
    /// <summary>
    /// What makes a repeated write the same write: SHA-256 of the submission's bytes. For a ballot it is the digest that the
    /// voter knows, over the ballot alone, so that a receipt is found by it.
    /// </summary>
    public byte[] Key { get; } =
        Submission.Kind == EntryKind.Ballot
            ? Elections.Entries.Ballot.DigestOf(Submission.Body)
            : SHA256.HashData(Submission.ToBytes());
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
