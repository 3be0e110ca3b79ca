using System.Globalization;
using System.Text.Json;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.TestSupport;

namespace Scenarios.Tests;

public sealed class DemoScenarios : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Theory]
    [InlineData(2, "--server", "embedded")]
    [InlineData(2, "--server", "embedded", "--revoting")]
    // A service answers the very bytes that it has entered with their receipt.
    [InlineData(1)]
    [InlineData(1, "--revoting")]
    public void The_demo_runs_and_its_record_verifies(int refused, params string[] options)
    {
        var demo = cli.Do(["demo", "--voters", "3", "--out", "@out", .. options]);

        Assert.Equal(refused, demo.Output.Split("refused: E2104").Length - 1);
        Assert.Equal(2 - refused, demo.Output.Split("nothing is entered: these very bytes").Length - 1);
        Assert.DoesNotContain("FAIL", demo.Output, StringComparison.Ordinal);
        Assert.Contains("setup: bootstrap", demo.Output, StringComparison.Ordinal);
        Assert.Empty(demo.Error);
        cli.Do("verify", "@out/election.jsonl", "--receipt", "@out/receipt.json", "--ballot", "@out/ballot.json");
    }

    [Fact]
    public void An_export_of_weighted_votes_gives_snapshots_totals()
    {
        var votes = cli.Write(
            "votes.json",
            """
            {"proposal":{"choices":["A","B"]},"scores":[2.75,0.5],
             "votes":[{"choice":1,"balance":2.5},{"choice":2,"balance":0.5},{"choice":1,"balance":0.25},{"choice":1,"balance":0}]}
            """
        );
        var demo = cli.Do("demo", "--votes", votes, "--out", "@out", "--server", "embedded");

        Assert.Contains("1 votes with a balance of 0", demo.Output, StringComparison.Ordinal);
        Assert.Contains("a second on", demo.Output, StringComparison.Ordinal);
        Assert.Equal([275, 50], Totals());
    }

    [Fact]
    public void An_export_of_approvals_is_compared_too_and_another_score_fails()
    {
        var votes = cli.Write(
            "votes.json",
            """
            {"proposal":{"choices":["A","B"],"type":"approval"},"scores":[3,1],
             "votes":[{"choice":[1,2],"balance":1},{"choice":[1],"balance":1}]}
            """
        );
        var demo = cli.Run("demo", "--votes", votes, "--out", "@out");

        Assert.Equal(1, demo.ExitCode);
        Assert.Contains("http://127.0.0.1:", demo.Output, StringComparison.Ordinal);
        Assert.Contains("DIFFERENT", demo.Output, StringComparison.Ordinal);
        Assert.Equal([2, 1], Totals());
    }

    [SharedVectorFact("snapshot-voting-singleChoice.json")]
    public void The_first_votes_of_a_real_export_are_compared_with_their_own_sums()
    {
        var votes = SharedVectors.PathOf("snapshot-voting-singleChoice.json");

        cli.Do("demo", "--votes", votes, "--limit", "4", "--out", "@out");

        // The first four votes choose 2, 1, 3, 3.
        Assert.Equal([1, 1, 2, 0], Totals());
    }

    private IEnumerable<int> Totals()
    {
        using var json = JsonDocument.Parse(cli.Do("verify", "@out/election.jsonl", "--json").Output);
        return
        [
            .. json
                .RootElement.GetProperty("result")
                .EnumerateArray()
                .Select(total => int.Parse(total.GetRawText(), CultureInfo.InvariantCulture)),
        ];
    }
}
