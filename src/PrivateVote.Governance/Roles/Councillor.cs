using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Identity;

namespace PrivateVote.Governance.Roles;

/// <summary>What a council member's own software does before and when it says anything about a result.</summary>
public static class Councillor
{
    /// <summary>Why the council has nothing to do with a proposal now, or null.</summary>
    public static string? StageProblem(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return proposal switch
        {
            { Ending: { } ending } => $"the proposal has ended: {ending.Reason}",
            { Stage: ProposalStage.Review or ProposalStage.Timelock or ProposalStage.Execution } => null,
            _ => $"the proposal is in the stage {ProposalBook.NameOf(proposal.Stage)}: it has not passed yet",
        };
    }

    /// <summary>Why this verified record does not bear out what the space's log says of the vote, or null.</summary>
    /// <param name="proposal">From the space's log, replayed by the member's own software.</param>
    /// <param name="record">What the verified record came to.</param>
    public static string? Problem(Proposal proposal, RecordState record)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return
            proposal.Votes.LastOrDefault(vote => vote is { Purpose: VotePurpose.Vote, Outcome.Cancelled: false })
                is { } vote
            ? OutcomeCheck.Problem(vote, record)
            : "the proposal has no vote with an outcome";
    }

    /// <summary>The member's word that the record verifies and that this payload is to be executed with this nonce.</summary>
    /// <param name="nonce">The Safe's nonce; null where there is no payload.</param>
    public static Submission Approve(Space space, Proposal proposal, ulong? nonce, RoleKey key)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        var hash =
            proposal is { Payload: { } payload, Rules.Council.Safe: { } safe } && nonce is { } used
                ? SafePayload.HashOf(payload, safe, used)
                : null;
        return Sign(
            space,
            new ReviewBody(
                space.Id,
                proposal.Index,
                RecordOf(proposal),
                Verdict.Approve,
                proposal.Council.LastReviewOf(key.Did),
                nonce,
                hash
            ),
            key
        );
    }

    /// <summary>The member's word that it is not to be executed.</summary>
    public static Submission Refuse(Space space, Proposal proposal, string reason, RoleKey key)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        var body = new ReviewBody(
            space.Id,
            proposal.Index,
            RecordOf(proposal),
            Verdict.Refuse,
            proposal.Council.LastReviewOf(key.Did),
            Reason: reason
        );
        return Sign(space, body, key);
    }

    /// <summary>What a review names: the root of the record of the vote; 32 zero bytes where none was held.</summary>
    public static byte[] RecordOf(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return proposal.OutcomeOf(VotePurpose.Vote)?.Record ?? new byte[32];
    }

    private static Submission Sign(Space space, ReviewBody body, RoleKey key)
    {
        ArgumentNullException.ThrowIfNull(space);
        return Submission.Sign(EntryKind.Review, body, key);
    }
}
