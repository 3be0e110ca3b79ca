using System.Globalization;
using System.Text.Json.Nodes;
using PrivateVote.Elections;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Weights;
using PrivateVote.TestSupport;

namespace PrivateVote.Governance.Tests.Weights;

/// <summary>Contributions to weights, step by step.</summary>
public sealed class WeightTableTests
{
    private static readonly DateOnly Today = new(2026, 1, 31);
    private static readonly Fr Ann = Fr.From(1);
    private static readonly Fr Ben = Fr.From(2);

    [Fact]
    public void The_worked_example_of_the_document_is_computed_alike()
    {
        // docs/weights.md, "A worked example".
        var policy = new WeightPolicy(
            WeightCurve.SquareRoot,
            [new CategoryRule("code", new Factor(3, 2), 180), new CategoryRule("care", new Factor(1), null, 500)],
            new Factor(1),
            Base: 2,
            CapShare: new Share(2, 5),
            Tiers: [new WeightTier(1, 1), new WeightTier(10, 10), new WeightTier(20, 20)]
        );
        var contributions = Of(
            (Ann, "code", 1_001, "2025-02-01"),
            (Ann, "code", 200, "2026-01-31"),
            (Ann, "care", 900, "2020-01-01"),
            (Ann, "code", 99, "2026-02-01"),
            (Ben, "code", 101, "2025-08-04"),
            (Fr.From(4), "code", 50, "2025-12-01"),
            (Fr.From(9), "code", 50, "2025-12-01")
        );
        var table = WeightTable.Compute([Ann, Ben, Fr.From(3), Fr.From(4)], contributions, policy, Today);

        var ann = table.Rows[0];
        Assert.Equal(
            [
                // 1,001 >> 2 = 250 after 364 days, and 200.
                new CategoryPoints("code", 1_201, 450, 450, 675),
                new CategoryPoints("care", 900, 900, 500, 500),
            ],
            ann.Categories
        );
        // floor(65,536 sqrt(1,175)) = 2,246,460; whole part 34, base 2.
        Assert.Equal((1_175UL, (UInt128)2_246_460, 36u), (ann.Points, ann.Curve, ann.Uncapped));
        // 101 >> 1 = 50 after 180 days; 75 points; sqrt 8.66; 8 + 2. Nothing: 2. 50 points: 75; 8 + 2.
        Assert.Equal([36u, 10u, 2u, 10u], table.Rows.Select(row => row.Uncapped));
        // W * 5 <= 2 (W + 22): W = 14.
        Assert.Equal([14u, 10u, 2u, 10u], table.Rows.Select(row => row.Capped));
        Assert.Equal([10u, 10u, 1u, 10u], table.Rows.Select(row => row.Tiered));
        Assert.Equal([10u, 10u, 1u, 10u], table.Rows.Select(row => row.Weight));
        Assert.Equal((31UL, 1, 1), (table.Total, table.Later, table.Unplaced));
        Assert.Equal(new WeightCap(14, true), table.Cap);
        Assert.Equal(new WeightCap(10, true), table.CapAfterTiers);
    }

    [Theory]
    // the day itself, a day short of a period, a period, two, and more than there are bits
    [InlineData("2026-01-31", 1_001)]
    [InlineData("2026-01-02", 1_001)]
    [InlineData("2026-01-01", 500)]
    [InlineData("2025-12-02", 250)]
    [InlineData("2025-12-03", 500)]
    [InlineData("2000-01-01", 0)]
    [InlineData("0001-01-01", 0)]
    public void Points_are_halved_after_each_whole_period(string date, int points)
    {
        var policy = Linear(new CategoryRule("code", new Factor(1), 30));
        Assert.Equal((uint)points, WeightOf(policy, (Ann, "code", 1_001, date)));
    }

    [Fact]
    public void Sixty_four_halvings_leave_nothing_also_where_a_processor_would_shift_by_none()
    {
        var policy = Linear(new CategoryRule("code", new Factor(1), 1));
        var row = RowOf(policy, (Ann, "code", Contribution.MaximumPoints, "2025-11-28"));
        Assert.Equal(64, Today.DayNumber - new DateOnly(2025, 11, 28).DayNumber);
        Assert.Equal((UInt128.Zero, 0u), (row.Categories[0].Decayed, row.Weight));
    }

    [Fact]
    public void Tomorrow_does_not_count_and_today_does()
    {
        var policy = Linear(new CategoryRule("code", new Factor(1)));
        var table = WeightTable.Compute(
            [Ann],
            Of((Ann, "code", 5, "2026-01-31"), (Ann, "code", 7, "2026-02-01")),
            policy,
            Today
        );
        Assert.Equal((5u, 1), (table.Rows[0].Weight, table.Later));
    }

    [Fact]
    public void What_does_not_fit_a_census_is_cut_to_the_largest_weight_and_nothing_wraps()
    {
        var most = new CategoryRule("code", new Factor(uint.MaxValue));
        (Fr, string, ulong, string)[] all =
        [
            .. Enumerable.Repeat((Ann, "code", Contribution.MaximumPoints, "2026-01-31"), 100),
        ];
        foreach (var curve in Enum.GetValues<WeightCurve>())
        {
            var policy = new WeightPolicy(curve, [most], new Factor(uint.MaxValue), uint.MaxValue);
            var row = RowOf(policy, all);
            Assert.Equal((uint.MaxValue, ulong.MaxValue), (row.Weight, row.Points));
        }

        // Fractions are exact to the last unit: 2^64 - 1 points of 1/(2^32 - 1) are 2^32 + 1, and that is cut.
        var smallest = new WeightPolicy(WeightCurve.Linear, [most], new Factor(1, uint.MaxValue));
        Assert.Equal(uint.MaxValue, RowOf(smallest, all).Weight);
    }

    [Fact]
    public void Factors_round_down_for_each_category_and_the_scale_once()
    {
        var policy = new WeightPolicy(
            WeightCurve.Linear,
            [new CategoryRule("a", new Factor(1, 3)), new CategoryRule("b", new Factor(1, 3))],
            new Factor(1, 2)
        );
        // floor(5/3) + floor(4/3) = 2, and half of it 1; not floor(9/3)/2.
        Assert.Equal(1u, WeightOf(policy, (Ann, "a", 5, "2026-01-31"), (Ann, "b", 4, "2026-01-31")));
    }

    [Fact]
    public void Whoever_is_below_the_first_tier_or_has_nothing_is_not_in_the_census()
    {
        var tiers = Linear(new CategoryRule("code", new Factor(1))) with
        {
            Tiers = [new WeightTier(10, 1), new WeightTier(100, 5)],
        };
        (uint Points, uint Weight)[] cases = [(9, 0), (10, 1), (99, 1), (100, 5), (uint.MaxValue, 5)];
        Assert.All(cases, item => Assert.Equal(item.Weight, WeightOf(tiers, (Ann, "code", item.Points, "2026-01-31"))));
        var table = WeightTable.Compute([Ann, Ben], Of((Ben, "code", 10, "2026-01-31")), tiers, Today);
        Assert.Equal([new CensusMember(Ben, 1)], table.ToCensusMembers());
    }

    [Fact]
    public void Tiers_do_not_lift_anybody_over_the_cap()
    {
        // 100, 60, 60: W = 100 is 100/220, below 1/2. The tiers make it 50, 1, 1, and the cap cuts again: W <= (W + 2)/2.
        var policy = Linear(new CategoryRule("code", new Factor(1))) with
        {
            CapShare = new Share(1, 2),
            Tiers = [new WeightTier(1, 1), new WeightTier(100, 50)],
        };
        var table = WeightTable.Compute(
            [Ann, Ben, Fr.From(3)],
            Of(
                (Ann, "code", 100, "2026-01-31"),
                (Ben, "code", 60, "2026-01-31"),
                (Fr.From(3), "code", 60, "2026-01-31")
            ),
            policy,
            Today
        );
        Assert.Equal([50u, 1u, 1u], table.Rows.Select(row => row.Tiered));
        Assert.Equal([2u, 1u, 1u], table.Rows.Select(row => row.Weight));
    }

    [Fact]
    public void A_commitment_that_is_replaced_keeps_its_contributions()
    {
        var (second, third) = (Fr.From(20), Fr.From(30));
        Contribution Row(Fr member, string reference) =>
            new(member, "code", 5, Today, new Provenance(Contribution.CsvSource, new byte[32], 2, reference));
        var contributions = new Contributions();
        Assert.Null(contributions.Add(Row(Ann, "a")));
        contributions.Replace(Ann, second);
        contributions.Replace(second, third);
        // Also what comes later for a retired one; and nothing twice under another name.
        Assert.Null(contributions.Add(Row(second, "b")));
        Assert.NotNull(contributions.Add(Row(third, "a")));
        Assert.NotNull(contributions.Add(Row(Ann, "b")));
        var policy = Linear(new CategoryRule("code", new Factor(1)));
        Assert.Equal(10u, WeightTable.Compute([third], contributions, policy, Today).Rows[0].Weight);
        Assert.Equal(2, WeightTable.Compute([Ann, second], contributions, policy, Today).Unplaced);
        Assert.Throws<ArgumentException>(() => contributions.Replace(Ann, Fr.From(40)));
        Assert.Throws<ArgumentException>(() => contributions.Replace(third, second));
        Assert.Throws<ArgumentException>(() => contributions.Replace(third, Ann));
        Assert.Throws<ArgumentException>(() => contributions.Replace(Ben, Ben));
    }

    [Fact]
    public void One_person_has_one_vote_whatever_they_did()
    {
        var table = WeightTable.Compute(
            [Ann, Ben],
            Of((Ann, "code", 100, "2026-01-31")),
            WeightPolicy.OnePersonOneVote,
            Today
        );
        Assert.Equal([1u, 1u], table.Rows.Select(row => row.Weight));
    }

    [Fact]
    public void The_order_of_contributions_and_of_members_changes_no_weight()
    {
        var dice = new Dice("order");
        for (var i = 0; i < 50; i++)
        {
            var input = RandomCase(dice);
            var weights = Definitions.ComputeWeights(input).AsArray().Select(node => (string)node!).ToArray();
            input["contributions"] = new JsonArray([
                .. input["contributions"]!.AsArray().Reverse().Select(n => n!.DeepClone()),
            ]);
            input["members"] = new JsonArray([.. input["members"]!.AsArray().Reverse().Select(n => n!.DeepClone())]);
            Assert.Equal(weights.Reverse(), Definitions.ComputeWeights(input).AsArray().Select(node => (string)node!));
        }
    }

    [Fact]
    public void Nobody_has_more_than_the_cap_where_it_can_be_kept()
    {
        var dice = new Dice("share");
        for (var i = 0; i < 200; i++)
        {
            var input = RandomCase(dice);
            input["policy"]!["capShare"] = new JsonObject { ["numerator"] = 1, ["denominator"] = 4 };
            var weights = Definitions
                .ComputeWeights(input)
                .AsArray()
                .Select(node => ulong.Parse(((string)node!).Split(' ')[^1], CultureInfo.InvariantCulture))
                .Where(weight => weight > 0)
                .ToArray();
            var total = weights.Aggregate(0UL, (sum, weight) => sum + weight);
            Assert.All(weights, weight => Assert.True(weights.Length < 4 ? weight == weights[0] : 4 * weight <= total));
        }
    }

    [Fact]
    public void The_vectors_are_computed_alike() =>
        Definitions.AssertVectors("weights.json", Definitions.ComputeWeights);

    [OracleFact]
    public void Random_cases_are_computed_alike_by_the_second_implementation()
    {
        var dice = new Dice("weights");
        Definitions.AssertAsTheOracle(
            "weights",
            [.. Enumerable.Range(0, 300).Select(_ => RandomCase(dice))],
            Definitions.ComputeWeights
        );
    }

    [Fact]
    public void A_member_twice_and_a_policy_with_a_problem_are_misuse()
    {
        Assert.Throws<ArgumentException>(() =>
            WeightTable.Compute([Ann, Ann], new Contributions(), WeightPolicy.OnePersonOneVote, Today)
        );
        Assert.Throws<ArgumentException>(() =>
            WeightTable.Compute([Ann], new Contributions(), Linear() with { Base = 0 }, Today)
        );
    }

    private static JsonObject RandomCase(Dice dice)
    {
        string[] names = ["code", "care", "docs"];
        string[] curves = ["equal", "linear", "squareRoot", "logarithm2"];
        JsonNode Fraction(int bits) =>
            new JsonObject
            {
                ["numerator"] = 1 + (uint)dice.NextOfBits(bits) / 2,
                ["denominator"] = 1 + (uint)dice.NextOfBits(8),
            };
        var categories = names
            .Take(1 + dice.Next(2))
            .Select(name =>
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name,
                        ["factor"] = Fraction(12),
                        ["halfLifeDays"] = dice.Next(2) == 0 ? null : 1 + dice.Next(400),
                        ["cap"] = dice.Next(2) == 0 ? null : 1 + dice.NextOfBits(40),
                    }
            );
        var policy = new JsonObject
        {
            ["curve"] = curves[dice.Next(4)],
            ["categories"] = new JsonArray([.. categories]),
            ["scale"] = Fraction(16),
            ["base"] = dice.Next(3),
            ["capShare"] =
                dice.Next(2) == 0 ? null : new JsonObject { ["numerator"] = 1, ["denominator"] = 1 + dice.Next(8) },
            ["tiers"] =
                dice.Next(2) == 0
                    ? null
                    : new JsonArray([
                        new JsonObject { ["from"] = dice.Next(3), ["weight"] = 1 },
                        new JsonObject { ["from"] = 10, ["weight"] = 5 },
                        new JsonObject { ["from"] = 1_000, ["weight"] = 2_000 },
                    ]),
        };
        var members = 1 + dice.Next(8);
        return new JsonObject
        {
            ["members"] = new JsonArray([.. Enumerable.Range(1, members).Select(member => (JsonNode)member)]),
            ["contributions"] = new JsonArray([
                .. Enumerable
                    .Range(0, dice.Next(20))
                    .Select(_ => new JsonObject
                    {
                        ["member"] = 1 + dice.Next(members + 1),
                        ["category"] = names[dice.Next(3)],
                        ["points"] = 1 + (dice.NextOfBits(53) / 2),
                        ["date"] = Today
                            .AddDays(30 - dice.Next(2_000))
                            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    }),
            ]),
            ["policy"] = policy,
            ["day"] = "2026-01-31",
        };
    }

    private static WeightPolicy Linear(params CategoryRule[] categories) =>
        new(WeightCurve.Linear, categories, new Factor(1));

    private static uint WeightOf(WeightPolicy policy, params (Fr, string, ulong, string)[] contributions) =>
        RowOf(policy, contributions).Weight;

    private static WeightRow RowOf(WeightPolicy policy, params (Fr, string, ulong, string)[] contributions) =>
        WeightTable.Compute([Ann], Of(contributions), policy, Today).Rows[0];

    private static Contributions Of(params (Fr Member, string Category, ulong Points, string Date)[] items)
    {
        var contributions = new Contributions();
        Assert.Null(
            contributions.AddAll([
                .. items.Select(
                    (item, i) =>
                        new Contribution(
                            item.Member,
                            item.Category,
                            item.Points,
                            DateOnly.Parse(item.Date, CultureInfo.InvariantCulture),
                            new Provenance(Contribution.CsvSource, new byte[32], i + 2, $"{i}")
                        )
                ),
            ])
        );
        return contributions;
    }
}
