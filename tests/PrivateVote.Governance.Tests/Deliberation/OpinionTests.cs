using System.Text.Json.Nodes;
using PrivateVote.Governance.Deliberation;
using PrivateVote.Governance.Tests.Weights;
using PrivateVote.TestSupport;

namespace PrivateVote.Governance.Tests.Deliberation;

/// <summary>Groups of opinions, what represents them and what all agree on.</summary>
public sealed class OpinionTests
{
    [Fact]
    public void Two_camps_are_found_with_what_divides_and_what_unites_them()
    {
        // 0 and 1 divide the camps, all agree with 2 and nobody with 3; 4 to 6 divide both camps, each differently.
        var people = Enumerable
            .Range(1, 32)
            .Select(i =>
                (
                    i,
                    (i % 2 == 0 ? "+++-" : "--+-")
                        + string.Concat(Enumerable.Range(1, 3).Select(k => "+-"[(i >> k) & 1]))
                )
            );
        var groups = OpinionGroups.Of(Of(7, [.. people]));
        Assert.Equal(2, groups.Groups.Count);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => Fr.From((ulong)(2 * i) + 1)), groups.Groups[0].Members);
        Assert.Equal(Enumerable.Range(1, 16).Select(i => Fr.From((ulong)(2 * i))), groups.Groups[1].Members);
        Assert.Equal(
            [new TellingStatement(0, Opinion.Disagree), new TellingStatement(1, Opinion.Disagree)],
            groups.Groups[0].Representative
        );
        Assert.Equal(
            [new TellingStatement(0, Opinion.Agree), new TellingStatement(1, Opinion.Agree)],
            groups.Groups[1].Representative
        );
        Assert.Equal(
            [new TellingStatement(2, Opinion.Agree), new TellingStatement(3, Opinion.Disagree)],
            groups.Consensus
        );
        Assert.Equal(new OpinionCount(16, 0, 0), groups.Groups[1].Counts[0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void As_many_camps_as_there_are_are_found(int camps)
    {
        // Camp c agrees with the statements 4 c to 4 c + 3 and with no other.
        var people = Enumerable
            .Range(0, 8 * camps)
            .Select(i =>
                (i + 1, new string([.. Enumerable.Range(0, 4 * camps).Select(s => s / 4 == i % camps ? '+' : '-')]))
            );
        var groups = OpinionGroups.Of(Of(4 * camps, [.. people]));
        Assert.Equal(camps, groups.Groups.Count);
        Assert.All(groups.Groups, group => Assert.Equal(8, group.Members.Count));
        Assert.Equal(
            Enumerable.Range(0, camps).Select(c => Fr.From((ulong)c + 1)),
            groups.Groups.Select(group => group.Members[0])
        );
    }

    [Fact]
    public void Where_nobody_disagrees_there_is_one_group()
    {
        var groups = OpinionGroups.Of(Of(2, [.. Enumerable.Range(1, 9).Select(i => (i, "+0"))]));
        Assert.Single(groups.Groups);
        Assert.Equal([new TellingStatement(0, Opinion.Agree)], groups.Consensus);
        // There are no others, so (0 + 1)/(0 + 2) is what it is told from.
        Assert.Equal([new TellingStatement(0, Opinion.Agree)], groups.Groups[0].Representative);
    }

    [Theory]
    // 10,000 (2x + 1 - n)^2 > 16,424 (n + 1)
    [InlineData(1, 1, true)] // 40,000 > 32,848
    [InlineData(6, 9, false)] // (12 + 1 - 9)^2 = 16: 160,000 is not above 164,240
    [InlineData(7, 9, true)] // 36: 360,000
    [InlineData(5, 10, false)] // 1: 10,000 is not above 180,664
    [InlineData(7, 10, true)] // 25: 250,000 > 180,664
    [InlineData(6, 10, false)] // 9: 90,000
    public void A_majority_is_more_than_chance(int agree, int said, bool majority)
    {
        var groups = OpinionGroups.Of(Of(1, [.. Enumerable.Range(1, said).Select(i => (i, i <= agree ? "+" : "0"))]));
        Assert.Equal(majority, groups.Consensus.Count == 1);
    }

    [Fact]
    public void Who_gave_too_few_opinions_is_not_placed()
    {
        var groups = OpinionGroups.Of(Of(8, (1, "+++++++."), (2, "++++++.."), (3, "........"), (4, ".0000000")));
        Assert.Equal(1, groups.Ungrouped);
        Assert.Equal([Fr.From(1), Fr.From(4)], groups.Groups.SelectMany(group => group.Members));
    }

    [Fact]
    public void The_last_opinion_counts_and_what_is_none_is_refused()
    {
        var opinions = new Opinions();
        Assert.NotNull(opinions.Set(Fr.One, 0, Opinion.Agree));
        Assert.Null(opinions.AddStatement());
        Assert.Null(opinions.Set(Fr.One, 0, Opinion.Agree));
        Assert.Null(opinions.Set(Fr.One, 0, Opinion.Disagree));
        Assert.Equal(Opinion.Disagree, opinions.Of(0, 0));
        Assert.NotNull(opinions.Set(Fr.One, -1, Opinion.Agree));
        Assert.NotNull(opinions.Set(Fr.One, 1, Opinion.Agree));
        Assert.NotNull(opinions.Set(Fr.One, 0, 0));
        Assert.NotNull(opinions.Set(Fr.One, 0, (Opinion)4));
        Assert.Single(opinions.Participants);

        Assert.Null(opinions.AddStatement());
        Assert.Null(opinions.Of(0, 1));
        for (var i = opinions.Statements; i < Opinions.MaximumStatements; i++)
        {
            Assert.Null(opinions.AddStatement());
        }

        Assert.NotNull(opinions.AddStatement());
    }

    [Fact]
    public void Nothing_has_no_groups()
    {
        Assert.Empty(OpinionGroups.Of(new Opinions()).Groups);
        var groups = OpinionGroups.Of(Of(3));
        Assert.Equal((0, 0, 0), (groups.Groups.Count, groups.Consensus.Count, groups.Ungrouped));
    }

    [Fact]
    public void Every_placed_participant_is_in_one_group()
    {
        var dice = new Dice("groups");
        for (var i = 0; i < 50; i++)
        {
            var input = RandomCase(dice);
            var result = Definitions.ComputeOpinions(input);
            var members = result["groups"]!
                .AsArray()
                .SelectMany(group => group!["members"]!.AsArray())
                .Select(m => (int)m!);
            var people = input["acts"]!.AsArray().Select(act => (int)act![0]!).Distinct().Count();
            Assert.Equal(people - (int)result["ungrouped"]!, members.Distinct().Count());
        }
    }

    [Fact]
    public void The_vectors_are_computed_alike() =>
        Definitions.AssertVectors("opinions.json", Definitions.ComputeOpinions);

    [OracleFact]
    public void Random_cases_are_computed_alike_by_the_second_implementation()
    {
        var dice = new Dice("opinions");
        Definitions.AssertAsTheOracle(
            "opinions",
            [.. Enumerable.Range(0, 120).Select(_ => RandomCase(dice))],
            Definitions.ComputeOpinions
        );
    }

    [OracleFact]
    public void Edge_cases_are_computed_alike_by_the_second_implementation()
    {
        static JsonObject Case(int statements, IEnumerable<(int Person, int Statement, int Opinion)> acts) =>
            new()
            {
                ["statements"] = statements,
                ["acts"] = new JsonArray([
                    .. acts.Select(act => new JsonArray(act.Person, act.Statement, act.Opinion)),
                ]),
            };
        static IEnumerable<(int, int, int)> All(int people, int statements, Func<int, int, int> opinion) =>
            from person in Enumerable.Range(1, people)
            from statement in Enumerable.Range(0, statements)
            select (person, statement, opinion(person, statement));

        var dice = new Dice("at most");
        Definitions.AssertAsTheOracle(
            "opinions",
            [
                // Nobody said anything, of no statement and of some.
                Case(0, []),
                Case(5, []),
                // One person; one statement that all agree with, that all pass, and that divides them evenly and unevenly.
                Case(1, All(1, 1, (_, _) => 1)),
                Case(1, All(9, 1, (_, _) => 1)),
                Case(1, All(9, 1, (_, _) => 3)),
                Case(1, All(8, 1, (person, _) => 1 + (person % 2))),
                Case(1, All(9, 1, (person, _) => person == 9 ? 2 : 1)),
                // All pass on everything.
                Case(12, All(30, 12, (_, _) => 3)),
                // Two who say the same, and two who say the opposite.
                Case(7, All(2, 7, (_, statement) => 1 + (statement % 3))),
                Case(7, All(2, 7, (person, statement) => 1 + ((person + statement) % 2))),
                // Everybody in five groups of one, of which no more can be made; and six, of which five are.
                Case(10, All(5, 10, (person, statement) => statement / 2 == person - 1 ? 1 : 2)),
                Case(12, All(6, 12, (person, statement) => statement / 2 == person - 1 ? 1 : 2)),
                // Whoever said too little of much is not placed, and whoever said all of little is.
                Case(8, All(5, 6, (person, _) => 1 + (person % 2))),
                Case(6, All(5, 6, (person, _) => 1 + (person % 2))),
                // The last opinion counts.
                Case(7, [.. All(4, 7, (_, _) => 1), .. All(2, 7, (_, _) => 2)]),
                // As many statements as a proposal has at most.
                Case(
                    Opinions.MaximumStatements,
                    All(
                        60,
                        Opinions.MaximumStatements,
                        (person, statement) =>
                            dice.Next(5) == 0 ? 1 + dice.Next(3) : 1 + ((person + (statement / 50)) % 2)
                    )
                ),
            ],
            Definitions.ComputeOpinions
        );
    }

    private static JsonObject RandomCase(Dice dice)
    {
        var people = 1 + dice.Next(40);
        var statements = 1 + dice.Next(12);
        var leaning = 1 + dice.Next(4);
        return new JsonObject
        {
            ["statements"] = statements,
            ["acts"] = new JsonArray([
                .. Enumerable
                    .Range(0, people * statements)
                    .Select(_ => (Person: 1 + dice.Next(people), Statement: dice.Next(statements)))
                    // Some structure, so that there is something to find, and noise.
                    .Select(act => new JsonArray(
                        act.Person,
                        act.Statement,
                        dice.Next(4) == 0 ? 1 + dice.Next(3) : 1 + ((act.Person % leaning) + act.Statement) % 2
                    )),
            ]),
        };
    }

    private static Opinions Of(int statements, params (int Participant, string Opinions)[] people)
    {
        var opinions = new Opinions();
        for (var i = 0; i < statements; i++)
        {
            Assert.Null(opinions.AddStatement());
        }

        foreach (var (participant, said) in people)
        {
            for (var s = 0; s < said.Length; s++)
            {
                if (said[s] != '.')
                {
                    var opinion = said[s] switch
                    {
                        '+' => Opinion.Agree,
                        '-' => Opinion.Disagree,
                        _ => Opinion.Pass,
                    };
                    Assert.Null(opinions.Set(Fr.From((ulong)participant), s, opinion));
                }
            }
        }

        return opinions;
    }
}
