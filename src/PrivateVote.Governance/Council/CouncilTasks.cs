using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>What a proposal waits for.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(NameForm<CouncilDuty>))]
public enum CouncilDuty
{
    /// <summary>A council member's word.</summary>
    Review,

    /// <summary>An owner's signature over the Safe's transaction.</summary>
    Signature,

    /// <summary>Somebody who sends the transaction, and a council member who reports it.</summary>
    Execution,
}

/// <summary>A proposal that waits for its council.</summary>
/// <param name="Duties">What for, in the order of the stages.</param>
/// <param name="Until">When it expires.</param>
public sealed record CouncilTask(Proposal Proposal, IReadOnlyList<CouncilDuty> Duties, DateTimeOffset Until);

/// <summary>The proposals of a space that wait for their council, or for one of its members.</summary>
public static class CouncilTasks
{
    /// <summary>In the order of their entries. Each proposal has the council that was frozen with it.</summary>
    /// <param name="log">The space's log, replayed by the member's own software.</param>
    /// <param name="isMember">Whose duties are asked for; null for everybody's.</param>
    public static IReadOnlyList<CouncilTask> Of(SpaceLog log, Predicate<CouncilMember>? isMember)
    {
        ArgumentNullException.ThrowIfNull(log);
        return
        [
            .. from proposal in log.Proposals
            let duties = DutiesOf(proposal, isMember)
            where duties.Length > 0
            select new CouncilTask(proposal, duties, Until(proposal)),
        ];
    }

    private static CouncilDuty[] DutiesOf(Proposal proposal, Predicate<CouncilMember>? isMember)
    {
        if (
            proposal.Rules?.Council is not { } council
            || (isMember is not null && !council.Members.Any(member => isMember(member)))
        )
        {
            return [];
        }

        return proposal.Stage switch
        {
            ProposalStage.Review => [.. InReview(proposal, council, isMember)],
            ProposalStage.Execution when proposal.Payload is not null => [CouncilDuty.Execution],
            _ => [],
        };
    }

    private static IEnumerable<CouncilDuty> InReview(
        Proposal proposal,
        SpaceCouncil council,
        Predicate<CouncilMember>? isMember
    )
    {
        var said = proposal.Council.Present;
        var silent = council.Members.Where(member => said.All(review => review.Member != member.Did));
        if (silent.Any(member => isMember?.Invoke(member) ?? true))
        {
            yield return CouncilDuty.Review;
        }

        if (proposal.Payload is null || council.Safe is null)
        {
            yield break;
        }

        // Who refuses does not sign.
        var unsigned = council.Members.Where(member =>
            member.Owner is not null
            && proposal.Council.Signatures.All(signature => signature.Rejection || signature.Owner != member.Owner)
            && !said.Any(review => review.Member == member.Did && review.Verdict == Verdict.Refuse)
        );
        if (unsigned.Any(member => isMember?.Invoke(member) ?? true))
        {
            yield return CouncilDuty.Signature;
        }
    }

    private static DateTimeOffset Until(Proposal proposal)
    {
        var stages = proposal.Rules!.Track.Stages;
        var window = proposal.Stage == ProposalStage.Review ? stages.Review! : stages.Execution!;
        return StageMachine.Later(proposal.Since, window.Maximum);
    }
}
