using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.TestSupport;

namespace Scenarios.Tests;

public sealed class DemoScenarios : IDisposable
{
    /// <summary>What gets a chain for the demo.</summary>
    private const string Install = "npm ci --prefix tests/oracles";

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
        Assert.Contains(Anvil.Missing is null ? "executed in block" : Install, demo.Output, StringComparison.Ordinal);
    }

    [AnvilFact]
    public void The_safe_executes_what_was_voted_and_nothing_else()
    {
        var demo = cli.Do("demo", "--server", "embedded", "--voters", "3", "--out", "@out");

        Assert.DoesNotContain("FAIL", demo.Output, StringComparison.Ordinal);
        foreach (
            var line in (string[])
                [
                    "ok   hash      0x",
                    "With 2 ETH in it, the Safe refuses these signatures: the call reverts: GS026",
                    "before  Safe: 10 ETH, 1000 tokens   garden: 0 ETH, 0 tokens",
                    "after   Safe: 9 ETH, 750 tokens   garden: 1 ETH, 250 tokens",
                    "ok   executed in block ",
                    "the proposal has ended, executed: the payload was executed",
                ]
        )
        {
            Assert.Contains(line, demo.Output, StringComparison.Ordinal);
        }

        Assert.Contains(
            "\"executed\":",
            File.ReadLines(cli.PathOf("out/space.jsonl"))
                .Last(line => line.StartsWith("{\"at\"", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        cli.Do("space", "verify", "@out/space.jsonl", "--election", "@out/election.jsonl");
    }

    /// <summary>Of eight voters who all change their minds, more weight is against than for.</summary>
    [Fact]
    public void A_proposal_that_is_rejected_is_neither_signed_nor_executed()
    {
        var demo = cli.Do("demo", "--server", "embedded", "--voters", "8", "--revoting", "--out", "@out");

        Assert.Contains("Not passed: 8 for, 11 against", demo.Output, StringComparison.Ordinal);
        Assert.Contains("The proposal was rejected: nothing was signed", demo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("council member 1", demo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("executed in block", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_chain_the_demo_says_what_is_missing_and_goes_on()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "privatevote.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [program, "demo", "--server", "embedded", "--voters", "3", "--out", "out"])
            {
                WorkingDirectory = cli.PathOf(""),
                RedirectStandardOutput = true,
                Environment = { ["PATH"] = cli.PathOf("") },
            }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("Skipped: this machine has no anvil", output, StringComparison.Ordinal);
        Assert.Contains(Install, output, StringComparison.Ordinal);
        cli.Do("space", "verify", "@out/space.jsonl", "--election", "@out/election.jsonl");
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
