using System.Text.Json.Serialization;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Elections.Service;

/// <summary>What a role keeps of an entry it handed in: proof that it is in the log.</summary>
/// <param name="SubmissionDigest">SHA-256 of the submission's bytes.</param>
/// <param name="At">The time that the log gave the entry.</param>
/// <param name="Index">The entry's index.</param>
/// <param name="InclusionProof">RFC 6962 audit path, 32 bytes each, concatenated.</param>
/// <param name="Checkpoint">The signed checkpoint that the path leads to.</param>
public sealed record EntryReceipt(
    [property: JsonConverter(typeof(DigestForm))] byte[] SubmissionDigest,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    long Index,
    [property: JsonConverter(typeof(BytesForm))] byte[] InclusionProof,
    string Checkpoint
)
{
    /// <summary>Why this receipt does not show that the submission is in the log, or null when it does.</summary>
    public string? Problem(Submission submission, NoteVerifier log)
    {
        if (!submission.Digest().AsSpan().SequenceEqual(SubmissionDigest))
        {
            return "the receipt is for another submission";
        }

        return LogProof.Problem(submission.ToLine(At), Index, InclusionProof, Checkpoint, log) is { } problem
            ? "the receipt: " + problem
            : null;
    }
}

/// <summary>What stands in a slot, with the proof that the log holds it.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Entry">The entry's line.</param>
/// <param name="InclusionProof">RFC 6962 audit path, 32 bytes each, concatenated.</param>
/// <param name="Checkpoint">The signed checkpoint that the path leads to.</param>
public sealed record SlotView(
    long Index,
    string Entry,
    [property: JsonConverter(typeof(BytesForm))] byte[] InclusionProof,
    string Checkpoint
);
