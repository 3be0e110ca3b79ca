using System.Diagnostics;
using PrivateVote.Governance.Deliberation;
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
