using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Delegation;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Tests.Privacy;

/// <summary>What a policy does to the weights of a roll that its authors may not have meant.</summary>
public sealed class VotePrivacyTests
{
    private static readonly DateOnly Today = new(2026, 1, 31);
    private static readonly Fr Ann = Fr.From(1);
    private static readonly Fr Ben = Fr.From(2);

    /// <summary>Everybody has 5.</summary>
    private static readonly WeightPolicy Five = new(WeightCurve.Linear, [], new Factor(1), Base: 5);

    [Fact]
    public void A_policy_that_takes_nothing_from_anybody_is_not_warned_of() => Assert.Empty(Warn(Five));

    [Fact]
    public void A_cap_that_two_voters_cannot_keep_is_named()
    {
        var warning = Assert.Single(Warn(Five with { CapShare = new Share(1, 3) }));

        Assert.StartsWith("there are too few voters for the cap of 1/3", warning, StringComparison.Ordinal);
        Assert.Empty(Warn(Five with { CapShare = new Share(1, 2) }));
    }

    [Fact]
    public void What_tiers_take_from_a_delegate_is_summed_and_what_they_add_is_no_loss()
    {
        var delegations = new Delegations();
        Assert.Null(delegations.Delegate(Ben, Ann));

        var cut = Five with { HeldTiers = [new WeightTier(1, 1), new WeightTier(8, 8)] };
        Assert.Equal(
            "1 who vote hold more than they can vote with: a weight of 2 in all counts for nobody, cut by the tiers for held weights or the cap",
            Assert.Single(Warn(cut, delegations))
        );

        var raised = Five with { HeldTiers = [new WeightTier(1, 12)] };
        Assert.Empty(Warn(raised, delegations));
    }

    private static IReadOnlyList<string> Warn(WeightPolicy policy, Delegations? delegations = null)
    {
        var own = WeightTable.Compute([Ann, Ben], new Contributions(), policy, Today);
        return [.. VotePrivacy.Warn(policy, own, DelegationTable.Resolve(own, delegations ?? new(), policy))];
    }
}
