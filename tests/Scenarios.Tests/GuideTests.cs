using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance;
using PrivateVote.Governance.Weights;
using PrivateVote.TestSupport;

namespace PrivateVote.Scenarios.Tests;

/// <summary>The commands, the example and the arithmetic of the guides are what the program takes and computes.</summary>
public sealed partial class GuideTests
{
    private static readonly string Root = SharedVectors.RepositoryRoot;

    private static readonly string Example = Path.Combine(Root, "docs", "examples", "dao.json");

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/holding-an-election.md")]
    [InlineData("docs/personhood.md")]
    [InlineData("docs/governance.md")]
    [InlineData("docs/council.md")]
    [InlineData("docs/capital.md")]
    public void Every_command_that_a_guide_shows_is_there_with_its_options(string guide)
    {
        using var cli = new CliRun();
        var commands = Commands(File.ReadAllText(Path.Combine(Root, guide))).ToList();
        Assert.NotEmpty(commands);
        foreach (var (path, options) in commands)
        {
            var help = cli.Run([.. path, "--help"]).Output;
            Assert.Contains($" {string.Join(' ', path)} ", help.ReplaceLineEndings(" "), StringComparison.Ordinal);
            Assert.All(options, option => Assert.Matches($@"(?m)^  (?:-\S+, )*{option}\b", help));
        }
    }

    [Fact]
    public void The_example_of_a_DAO_is_signed_as_it_is()
    {
        using var cli = new CliRun();
        cli.Run("organizer", "new", "--out", "@organizer.key");
        var answer = cli.Run("space", "new", "--plan", Example, "--key", "@organizer.key", "--out", "@space.json");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches("^space 0x[0-9a-f]{64}$", answer.Line);

        var constitution = Constitution();
        Assert.Equal([TrackKind.Protocol, TrackKind.Operations], constitution.Tracks.Select(track => track.Kind));
        Assert.Contains(constitution.Tracks, track => track.Amends);
        Assert.All(
            constitution.Tracks,
            track => Assert.True(track.Ballot.Turnout >= constitution.MinimumClass, "or no vote would open")
        );
    }

    [Fact]
    public void The_capital_that_its_guide_shows_fits_the_example()
    {
        using var cli = new CliRun();
        cli.Run("organizer", "new", "--out", "@organizer.key");
        var text = File.ReadAllText(Path.Combine(Root, "docs", "capital.md"));
        var shown = JsonNode.Parse(text.Split("```json")[1].Split("```")[0])!["capital"]!;
        var plan = JsonNode.Parse(File.ReadAllText(Example))!;
        plan["constitution"]!["capital"] = shown.DeepClone();
        plan["constitution"]!["tracks"]![0]!["comparesCapital"] = true;
        cli.Write("plan.json", plan.ToJsonString());

        var answer = cli.Run("space", "new", "--plan", "@plan.json", "--key", "@organizer.key", "--out", "@space.json");

        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
    }

    [Fact]
    public void A_plan_that_breaks_a_rule_is_refused_in_a_sentence()
    {
        using var cli = new CliRun();
        cli.Run("organizer", "new", "--out", "@organizer.key");
        var plan = JsonNode.Parse(File.ReadAllText(Example))!;
        plan["constitution"]!["council"]!["threshold"] = 6;
        cli.Write("plan.json", plan.ToJsonString());

        var answer = cli.Run("space", "new", "--plan", "@plan.json", "--key", "@organizer.key", "--out", "@space.json");

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("E5310 the council's threshold is 1 to 5, its number of members\n", answer.Error);
    }

    [Fact]
    public void The_outcomes_in_the_guide_are_those_of_the_example()
    {
        var ballot = Constitution().FindTrack("protocol")!.Ballot;
        var rows = OutcomePattern().Matches(Governance());
        Assert.Equal(6, rows.Count);
        Assert.All(
            rows,
            row =>
            {
                ulong[] totals = [Number(row, 1), Number(row, 2), Number(row, 3)];
                var outcome = Decision.Decide(ballot.Pass, ballot.Quorum, ballot.Rule, totals, 100, 200, 1_000);
                Assert.Equal(row.Groups[4].Value == "passes", outcome.Passed);
            }
        );
    }

    [Fact]
    public void The_weights_in_the_guide_are_those_of_the_example()
    {
        var policy = Constitution().Weight! with { CapShare = null };
        var today = new DateOnly(2026, 11, 21);
        var rows = WeightPattern().Matches(Governance());
        Assert.Equal(4, rows.Count);
        Assert.All(
            rows,
            row =>
            {
                var member = Fr.From(1);
                var contributions = new Contributions();
                if (row.Groups[1].Success)
                {
                    var day = row.Groups[3].Value == "today" ? today : today.AddDays(-365);
                    var from = new Provenance("guild", new byte[32]);
                    Assert.Null(contributions.Add(new(member, row.Groups[1].Value, Number(row, 2), day, from)));
                }

                var weight = WeightTable.Compute([member], contributions, policy, today).Rows[0];
                Assert.Equal(
                    (Number(row, 4), Number(row, 5), Number(row, 6)),
                    (weight.Points, (ulong)weight.Uncapped, (ulong)weight.Weight)
                );
            }
        );
    }

    /// <summary>Commands in code blocks, lines that end in a backslash joined.</summary>
    private static IEnumerable<(string[] Path, string[] Options)> Commands(string markdown) =>
        from Match line in CommandPattern().Matches(markdown.Replace("\\\n", " ", StringComparison.Ordinal))
        let words = line.Groups[1].Value.Split("  #")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select (
            words.TakeWhile(word => WordPattern().IsMatch(word)).ToArray(),
            words
                .Select(word => word.Trim('[', ']'))
                .Where(word => word.StartsWith("--", StringComparison.Ordinal))
                .ToArray()
        );

    private static Constitution Constitution()
    {
        var plan = JsonNode.Parse(File.ReadAllText(Example))!;
        var json = Encoding.UTF8.GetBytes(plan["constitution"]!.ToJsonString());
        Assert.True(StrictJson.TryParse<Constitution>(json, out var constitution, out var problem), problem);
        return constitution;
    }

    private static string Governance() => File.ReadAllText(Path.Combine(Root, "docs", "governance.md"));

    private static ulong Number(Match row, int group) =>
        ulong.Parse(row.Groups[group].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^privatevote (\S.*)$", RegexOptions.Multiline)]
    private static partial Regex CommandPattern();

    [GeneratedRegex("^[a-z][a-z-]*$")]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^\| (\d+) \| (\d+) \| (\d+) \|[^|]*\|[^|]*\| (passes|fails) \|$", RegexOptions.Multiline)]
    private static partial Regex OutcomePattern();

    [GeneratedRegex(
        @"^\| (?:none|(\w+) ([\d,]+), (today|365 days ago)) \| ([\d,]+) \| (\d+) \| (\d+) \|$",
        RegexOptions.Multiline
    )]
    private static partial Regex WeightPattern();
}
