using System.Diagnostics;
using System.Text.Json.Nodes;
using PrivateVote.Elections;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Delegation;
using PrivateVote.Governance.Tests.Weights;
using PrivateVote.Governance.Weights;
using PrivateVote.TestSupport;

namespace PrivateVote.Governance.Tests.Delegation;

/// <summary>Who votes with whose weight.</summary>
public sealed class DelegationTests
{
    [Fact]
    public void Nobody_delegates_to_themselves_or_in_a_circle_and_what_stood_still_stands()
    {
        var delegations = Chain(1, 2, 3, 4);
        Assert.Contains("themselves", delegations.Delegate(Id(9), Id(9)), StringComparison.Ordinal);
        Assert.Contains("a circle", delegations.Delegate(Id(4), Id(1)), StringComparison.Ordinal);
        Assert.Contains("a circle", delegations.Delegate(Id(3), Id(2)), StringComparison.Ordinal);
        Assert.Contains("already", delegations.Delegate(Id(1), Id(2)), StringComparison.Ordinal);
        Assert.Equal((Id(4), 3), (delegations.DelegateOf(Id(3)), delegations.Count));

        // After one in the middle revokes, the same act closes no circle.
        Assert.Null(delegations.Revoke(Id(2)));
        Assert.Null(delegations.Delegate(Id(4), Id(1)));
        Assert.Contains("a circle", delegations.Delegate(Id(2), Id(3)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_delegation_is_revoked_once_and_another_delegate_takes_the_place_of_the_first()
    {
        var delegations = Chain(1, 2);
        Assert.Null(delegations.Delegate(Id(1), Id(3)));
        Assert.Equal((Id(3), 1), (delegations.DelegateOf(Id(1)), delegations.Count));
        Assert.Null(delegations.Revoke(Id(1)));
        Assert.Equal(0, delegations.Count);
        Assert.NotNull(delegations.Revoke(Id(1)));
        Assert.NotNull(delegations.Revoke(Id(77)));
        Assert.Null(delegations.DelegateOf(Id(1)));
    }

    [Fact]
    public void Weight_goes_to_the_end_of_the_chain_and_delegators_are_not_in_the_census()
    {
        var table = DelegationTable.Resolve(Members(5, 4, 3, 2), Chain(1, 2, 3), 5, null);
        Assert.Equal([0u, 0u, 12u, 2u], table.Rows.Select(row => row.Weight));
        Assert.Equal([new CensusMember(Id(3), 12), new CensusMember(Id(4), 2)], table.ToCensusMembers());
        var page = table.PageOf(Id(3))!;
        Assert.Equal((9UL, 2, 12u, 0UL), (page.Row.Received, page.Row.Givers, page.Row.Weight, page.Row.Lost));
        Assert.Equal([new RepresentedMember(Id(1), 5, 2), new RepresentedMember(Id(2), 4, 1)], page.Represents);
        Assert.Empty(table.PageOf(Id(1))!.Represents);
        Assert.Null(table.PageOf(Id(9)));
    }

    [Theory]
    // 1 -> 2 -> 3 -> 4 -> 5, each of weight 1; counted from 5
    [InlineData(1, new uint[] { 1, 0, 2, 0, 2 })]
    [InlineData(2, new uint[] { 0, 2, 0, 0, 3 })]
    [InlineData(3, new uint[] { 1, 0, 0, 0, 4 })]
    [InlineData(4, new uint[] { 0, 0, 0, 0, 5 })]
    [InlineData(100, new uint[] { 0, 0, 0, 0, 5 })]
    public void A_chain_that_is_too_long_ends_where_the_limit_is_counted_from_its_end(int limit, uint[] weights)
    {
        var table = DelegationTable.Resolve(Members(1, 1, 1, 1, 1), Chain(1, 2, 3, 4, 5), limit, null);
        Assert.Equal(weights, table.Rows.Select(row => row.Weight));
        Assert.Equal(5, table.Rows.Sum(row => row.Weight));
        Assert.All(table.Rows, row => Assert.InRange(row.Hops, 0, limit));
        Assert.All(
            table.Rows.SkipLast(1),
            row => Assert.Equal(row.Weight > 0, row.Fate == DelegationFate.ChainTooLong)
        );
    }

    [Fact]
    public void The_weight_stays_with_whose_delegate_is_no_member_any_more()
    {
        var table = DelegationTable.Resolve([(Id(1), 5), (Id(2), 4)], Chain(1, 2, 3), 5, null);
        Assert.Equal([0u, 9u], table.Rows.Select(row => row.Weight));
        Assert.Equal((DelegationFate.DelegateGone, Id(3)), (table.Rows[1].Fate, table.Rows[1].Delegate));

        // A member who left in the middle: the chain is cut there.
        table = DelegationTable.Resolve([(Id(1), 5), (Id(3), 3)], Chain(1, 2, 3), 5, null);
        Assert.Equal([5u, 3u], table.Rows.Select(row => row.Weight));
    }

    [Fact]
    public void A_member_without_weight_can_be_a_delegate_and_one_who_gives_nothing_changes_nothing()
    {
        var table = DelegationTable.Resolve([(Id(1), 5), (Id(2), 0), (Id(3), 0)], Chain(1, 2), 5, null);
        Assert.Equal([0u, 5u, 0u], table.Rows.Select(row => row.Weight));
    }

    [Fact]
    public void What_a_delegate_holds_is_cut_to_what_a_census_can_give_and_to_the_cap()
    {
        var most = Members(uint.MaxValue, uint.MaxValue, 1);
        var row = DelegationTable.Resolve(most, Chain(1, 2), 5, null).Rows[1];
        Assert.Equal((uint.MaxValue, (ulong)uint.MaxValue), (row.Weight, row.Lost));

        // 3 has 30, the others 4 and 5: W <= (W + 9)/2, W = 9; 21 count for nobody.
        var table = DelegationTable.Resolve(Members(10, 10, 10, 4, 5), Star(3, 1, 2), 5, new Share(1, 2));
        Assert.Equal([0u, 0u, 9u, 4u, 5u], table.Rows.Select(item => item.Weight));
        Assert.Equal((21UL, 0UL), (table.Rows[2].Lost, table.Rows[0].Lost));
    }

    [Fact]
    public void Delegates_share_their_weight_with_others_where_the_policy_has_tiers_for_what_is_held()
    {
        var policy = new WeightPolicy(
            WeightCurve.Equal,
            [],
            new Factor(2),
            HeldTiers: [new WeightTier(2, 2), new WeightTier(4, 4), new WeightTier(8, 8)]
        );
        Fr[] members = [.. Enumerable.Range(1, 9).Select(Id)];
        var weights = WeightTable.Compute(members, new Contributions(), policy, new DateOnly(2026, 1, 31));
        // 1 holds 2 * 3 = 6 and 4 holds 2 * 2 = 4: both have 4. 9 holds 2 * 1.
        var delegations = Star(1, 2, 3);
        Assert.Null(delegations.Delegate(Id(5), Id(4)));
        var table = DelegationTable.Resolve(weights, delegations, policy);
        Assert.Equal([4u, 0u, 0u, 4u, 0u, 2u, 2u, 2u, 2u], table.Rows.Select(row => row.Weight));
        Assert.Equal([2UL, 0UL, 0UL], table.Rows.Take(3).Select(row => row.Lost));
    }

    [Fact]
    public void A_commitment_that_is_replaced_keeps_its_delegations()
    {
        var delegations = Chain(1, 2, 3);
        delegations.Replace(Id(2), Id(20));
        delegations.Replace(Id(7), Id(70));
        Assert.Equal(
            (Id(20), Id(3), (Fr?)null),
            (delegations.DelegateOf(Id(1)), delegations.DelegateOf(Id(20)), delegations.DelegateOf(Id(2)))
        );
        Assert.Contains("a circle", delegations.Delegate(Id(3), Id(20)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => delegations.Replace(Id(1), Id(3)));
    }

    [Fact]
    public void No_weight_is_lost_or_made_and_nobody_votes_who_delegates()
    {
        var dice = new Dice("forest");
        for (var i = 0; i < 300; i++)
        {
            var count = 1 + dice.Next(12);
            var delegations = new Delegations();
            for (var act = 0; act < 30; act++)
            {
                var (from, to) = (Id(1 + dice.Next(count)), Id(1 + dice.Next(count + 1)));
                _ = dice.Next(5) == 0 ? delegations.Revoke(from) : delegations.Delegate(from, to);
            }

            (Fr Member, uint Weight)[] members =
            [
                .. Enumerable.Range(1, count).Select(n => (Id(n), (uint)dice.NextOfBits(20))),
            ];
            var limit = 1 + dice.Next(4);
            var table = DelegationTable.Resolve(members, delegations, limit, null);
            Assert.Equal(members.Sum(member => member.Weight), table.Rows.Sum(row => row.Weight));
            Assert.All(
                table.Rows,
                row =>
                {
                    var voter = table.Rows.Single(other => other.Member == row.Voter);
                    Assert.Equal((voter.Member, 0), (voter.Voter, voter.Hops));
                    Assert.InRange(row.Hops, 0, limit);
                    Assert.Equal(row.Fate == DelegationFate.Followed, row.Voter != row.Member);
                }
            );
        }
    }

    [Fact]
    public void Ten_thousand_delegations_in_one_chain_are_settled_at_once()
    {
        // The worst order: all are known, and each act walks the whole chain in front of it.
        const int Count = 10_000;
        var watch = Stopwatch.StartNew();
        var delegations = Star(Count + 1, [.. Enumerable.Range(1, Count)]);
        for (var i = Count - 1; i > 0; i--)
        {
            Assert.Null(delegations.Delegate(Id(i), Id(i + 1)));
        }

        var members = Enumerable.Range(1, Count + 1).Select(i => (Id(i), 1u)).ToArray();
        var table = DelegationTable.Resolve(members, delegations, Count, null);
        Assert.Equal((uint)Count + 1, table.Rows[^1].Weight);
        Assert.Equal(Count, table.Rows[0].Hops);
        // Generous: tests share their machine. benchmarks/ measures.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_vectors_are_computed_alike() =>
        Definitions.AssertVectors("delegation.json", Definitions.ComputeDelegations);

    [OracleFact]
    public void Random_cases_are_computed_alike_by_the_second_implementation()
    {
        var dice = new Dice("delegations");
        Definitions.AssertAsTheOracle(
            "delegations",
            [.. Enumerable.Range(0, 300).Select(_ => RandomCase(dice))],
            Definitions.ComputeDelegations
        );
    }

    private static JsonObject RandomCase(Dice dice)
    {
        var count = 1 + dice.Next(12);
        return new JsonObject
        {
            ["members"] = new JsonArray([
                .. Enumerable.Range(1, count).Select(n => new JsonArray(n, dice.NextOfBits(33))),
            ]),
            ["acts"] = new JsonArray([
                .. Enumerable
                    .Range(0, dice.Next(40))
                    .Select(_ => new JsonArray(1 + dice.Next(count + 1), dice.Next(count + 2))),
            ]),
            ["chainLimit"] = 1 + dice.Next(5),
            ["tiers"] =
                dice.Next(2) == 0
                    ? null
                    : new JsonArray([
                        new JsonObject { ["from"] = 1, ["weight"] = 1 },
                        new JsonObject { ["from"] = 1_000, ["weight"] = 1_000 },
                        new JsonObject { ["from"] = uint.MaxValue, ["weight"] = 70_000 },
                    ]),
            ["capShare"] =
                dice.Next(2) == 0 ? null : new JsonObject { ["numerator"] = 1, ["denominator"] = 1 + dice.Next(6) },
        };
    }

    private static Fr Id(int number) => Fr.From((ulong)number);

    private static (Fr Member, uint Weight)[] Members(params uint[] weights) =>
        [.. weights.Select((weight, i) => (Id(i + 1), weight))];

    private static Delegations Chain(params int[] people)
    {
        var delegations = new Delegations();
        for (var i = 1; i < people.Length; i++)
        {
            Assert.Null(delegations.Delegate(Id(people[i - 1]), Id(people[i])));
        }

        return delegations;
    }

    private static Delegations Star(int center, params int[] others)
    {
        var delegations = new Delegations();
        foreach (var other in others)
        {
            Assert.Null(delegations.Delegate(Id(other), Id(center)));
        }

        return delegations;
    }
}
