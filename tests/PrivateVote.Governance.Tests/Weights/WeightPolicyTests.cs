using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Tests.Weights;

/// <summary>Policies that nobody can compute weights by are refused, each with its sentence.</summary>
public sealed class WeightPolicyTests
{
    private static readonly CategoryRule Code = new("code", new Factor(1));

    private static readonly WeightPolicy Good = new(
        WeightCurve.Linear,
        [Code],
        new Factor(1),
        CapShare: new Share(1, 10),
        Tiers: [new WeightTier(0, 1), new WeightTier(1, 2)]
    );

    public static TheoryData<WeightPolicy, string> Bad =>
        new()
        {
            { Good with { Curve = (WeightCurve)9 }, "the curve is" },
            { Good with { Scale = new Factor(0) }, "the scale is" },
            { Good with { Scale = new Factor(1, 0) }, "the scale is" },
            { Good with { Categories = [] }, "nobody would have a weight" },
            { Good with { Categories = [Code, Code] }, "'code' is there twice" },
            { Good with { Categories = [null!] }, "a category's name" },
            {
                Good with
                {
                    Categories = [.. Enumerable.Range(0, 33).Select(i => Code with { Name = $"c{i}" })],
                },
                "at most 32"
            },
            { Good with { Categories = [Code with { Name = "" }] }, "a category's name" },
            { Good with { Categories = [Code with { Name = "Code" }] }, "a category's name" },
            { Good with { Categories = [Code with { Name = "-code" }] }, "a category's name" },
            { Good with { Categories = [Code with { Name = new string('a', 33) }] }, "a category's name" },
            { Good with { Categories = [Code with { Factor = new Factor(1, 0) }] }, "has a factor" },
            { Good with { Categories = [Code with { HalfLifeDays = 0 }] }, "has a half-life" },
            { Good with { Categories = [Code with { HalfLifeDays = 36_501 }] }, "has a half-life" },
            { Good with { Categories = [Code with { HalfLifeDays = -1 }] }, "has a half-life" },
            { Good with { Categories = [Code with { Cap = 0 }] }, "a cap of 0" },
            { Good with { CapShare = new Share(0, 1) }, "the cap is" },
            { Good with { CapShare = new Share(2, 1) }, "the cap is" },
            { Good with { CapShare = new Share(1, 0) }, "the cap is" },
            { Good with { Tiers = [] }, "1 to 64 tiers" },
            { Good with { Tiers = [null!] }, "1 to 64 tiers" },
            { Good with { Tiers = [new WeightTier(0, 0)] }, "at least 1" },
            { Good with { Tiers = [new WeightTier(1, 1), new WeightTier(1, 2)] }, "tier 2 is not above tier 1" },
            { Good with { Tiers = [new WeightTier(1, 2), new WeightTier(2, 2)] }, "tier 2 is not above tier 1" },
            { Good with { HeldTiers = [new WeightTier(1, 0)] }, "at least 1" },
            { Good with { ChainLimit = 0 }, "the limit of chains" },
            { Good with { ChainLimit = 101 }, "the limit of chains" },
        };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_policy_with_a_problem_says_which(WeightPolicy policy, string sentence) =>
        Assert.Contains(sentence, policy.Problem(), StringComparison.Ordinal);

    [Fact]
    public void Policies_at_the_bounds_are_fine()
    {
        Assert.Null(Good.Problem());
        Assert.Null(WeightPolicy.OnePersonOneVote.Problem());
        Assert.Null((Good with { ChainLimit = 100, CapShare = new Share(1, 1) }).Problem());
        Assert.Null((Good with { Categories = [Code with { HalfLifeDays = 36_500, Cap = ulong.MaxValue }] }).Problem());
        Assert.Null((Good with { Categories = [], Base = 1 }).Problem());
    }

    [Fact]
    public void A_policy_is_read_as_it_is_written()
    {
        var bytes = StrictJson.Serialize(Good);
        Assert.True(StrictJson.TryParse<WeightPolicy>(bytes, out var read, out var refusal), refusal);
        Assert.Equal(bytes, StrictJson.Serialize(read));
    }
}
