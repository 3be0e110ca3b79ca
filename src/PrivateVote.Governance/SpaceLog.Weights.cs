using System.Diagnostics;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Deliberation;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance;

public sealed partial class SpaceLog
{
    /// <summary>
    /// How contributions became weights at this time, under the constitution as it is now and before delegations: every step, for every
    /// member. Members are named by the first commitment they had.
    /// </summary>
    public WeightTable ExplainWeights(DateTimeOffset at) =>
        contributions.Explain(
            Present(at),
            Space?.Body.Constitution?.Weight ?? WeightPolicy.OnePersonOneVote,
            DateOnly.FromDateTime(at.UtcDateTime)
        );

    /// <summary>What the vote on a proposal would reveal if its roll were fixed at this time: by its frozen rules, or for a draft by those of now.</summary>
    /// <returns>Null for a draft on a track that the constitution has no more.</returns>
    public VotePrivacy? PreviewPrivacy(Proposal proposal, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        var track = Space?.Body.Constitution?.FindTrack(proposal.Track);
        if ((proposal.Rules ?? (track is null ? null : ProposalBook.Freeze(Space!, track))) is not { } rules)
        {
            return null;
        }

        var plan = rules.Track.Ballot;
        var present = Present(at);
        var isWeighted = plan.Rule.Weights != WeightMode.One;
        var held = contributions.Resolve(present, rules, at);
        var report = PrivacyReport.Of(
            isWeighted ? held.ToCensusMembers().Select(member => member.Weight) : present.Select(_ => 1U),
            plan.Rule,
            plan.Options?.Count ?? proposal.Content.Options?.Count ?? 1,
            plan.Turnout
        );
        var policy = rules.Weight ?? WeightPolicy.OnePersonOneVote;
        var own = contributions.Explain(present, policy, DateOnly.FromDateTime(at.UtcDateTime));
        return new VotePrivacy(report, rules.MinimumClass, isWeighted ? [.. VotePrivacy.Warn(policy, own, held)] : []);
    }

    /// <summary>What members think of a proposal's statements, as groups are found in it; participants in the order of the roll, by their present commitments.</summary>
    public Opinions ToOpinions(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        var opinions = new Opinions();
        var problems = proposal
            .Discussion.Statements.Select(_ => opinions.AddStatement())
            .Concat(
                proposal.Discussion.Opinions.Select(mark =>
                    opinions.Set(members.All[mark.Member].Commitment, mark.Statement, mark.Opinion)
                )
            );
        return problems.FirstOrDefault(problem => problem is not null) is { } broken
            ? throw new UnreachableException($"what was entered by the rules is an opinion: {broken}")
            : opinions;
    }
}
