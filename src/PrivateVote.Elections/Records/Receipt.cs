using System.Text.Json.Serialization;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Records;

/// <summary>
/// What a voter keeps: proof that the ballot is in the log. It shows nothing of the vote.
/// </summary>
/// <param name="BallotDigest">SHA-256 of the ballot's bytes: what the device showed before casting.</param>
/// <param name="At">The time that the log gave the entry.</param>
/// <param name="Index">The entry's index.</param>
/// <param name="InclusionProof">RFC 6962 audit path, 32 bytes each, concatenated.</param>
/// <param name="Checkpoint">The signed checkpoint that the path leads to.</param>
public sealed record Receipt(
    [property: JsonConverter(typeof(DigestForm))] byte[] BallotDigest,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    long Index,
    [property: JsonConverter(typeof(BytesForm))] byte[] InclusionProof,
    string Checkpoint
)
{
    /// <summary>Why this receipt does not show that the ballot is in the log, or null when it does.</summary>
    public string? Problem(ReadOnlySpan<byte> ballotBytes, NoteVerifier log)
    {
        if (!Ballot.DigestOf(ballotBytes).AsSpan().SequenceEqual(BallotDigest))
        {
            return "the receipt is for another ballot";
        }

        var line = new Entry(At, EntryKind.Ballot, ballotBytes.ToArray()).ToBytes();
        return LogProof.Problem(line, Index, InclusionProof, Checkpoint, log) is { } problem
            ? "the receipt: " + problem
            : null;
    }
}

/// <summary>A receipt to hold a record to.</summary>
/// <param name="Receipt">What the voter kept.</param>
/// <param name="BallotBytes">The ballot it is for.</param>
public sealed record ReceiptClaim(Receipt Receipt, byte[] BallotBytes);
