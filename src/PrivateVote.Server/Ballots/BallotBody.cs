using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Ballots;

/// <summary>A ballot as it comes in, from a voter or from another server: JSON, believed by nobody.</summary>
internal static class BallotBody
{
    /// <summary>A body is the ballot itself: what stands in the entry, byte for byte, is what the voter's device hashed.</summary>
    public static bool TryRead(
        byte[] body,
        [NotNullWhen(true)] out BallotProposal? proposal,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        proposal = null;
        byte[] file = [.. "{\"ballot\":"u8, .. body.AsSpan().Trim(" \t\r\n"u8), .. "}"u8];
        if (
            !Submission.TryParse(file, out var submission, out var problem)
            || !StrictJson.TryParse<Ballot>(submission.Body, out var ballot, out problem)
        )
        {
            refusal = new Refusal(RefusalCode.MalformedBallot, problem);
            return false;
        }

        proposal = new BallotProposal(submission, ballot);
        refusal = null;
        return true;
    }
}
