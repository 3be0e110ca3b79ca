using PrivateVote.Governance.Delegation;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Privacy;

/// <summary>What a proposal's vote would reveal about voters if its roll were fixed at some time.</summary>
/// <param name="Report">On that roll, under the ballot rule of the vote.</param>
/// <param name="MinimumClass">By the rules of the proposal.</param>
/// <param name="Warnings">What the policy does to these weights that its authors may not have meant, in sentences.</param>
public sealed record VotePrivacy(PrivacyReport Report, int MinimumClass, IReadOnlyList<string> Warnings)
{
    /// <summary>The tiers that would help, ascending; empty where none are needed or none help.</summary>
    public IReadOnlyList<WeightTier> HelpfulTiers =>
        Report.SmallestClass >= MinimumClass ? [] : Report.SuggestTiers(MinimumClass);

    /// <summary>What a policy does to the weights of a roll.</summary>
    /// <param name="own">By contributions.</param>
    /// <param name="held">After delegations.</param>
    internal static IEnumerable<string> Warn(WeightPolicy policy, WeightTable own, DelegationTable held)
    {
        if (own.Cap is { Reached: false } || own.CapAfterTiers is { Reached: false } || held.Cap is { Reached: false })
        {
            yield return $"there are too few voters for the cap of {policy.CapShare}: it is not reached, and all who have a weight have the same";
        }

        var lost = held.Rows.Aggregate(0UL, (sum, row) => sum + row.Lost);
        if (lost > 0)
        {
            yield return $"{held.Rows.Count(row => row.Lost > 0)} who vote hold more than they can vote with: a weight of {lost} in all counts for nobody, cut by the {(policy.HeldTiers is null ? "cap" : "tiers for held weights or the cap")}";
        }
    }
}
