using System.Text.Json;
using PrivateVote.Cli.Tests.Support;

namespace PrivateVote.Cli.Tests;

/// <summary>Over a record without ballots, which misses its turnout: valid, without a result.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly CliRun cli = new();

    public VerifyCommandTests()
    {
        FileElection.Open(cli, [1, 2], trustees: 1, threshold: 1);
        cli.Clock.Advance(FileElection.Duration);
        cli.Do("election", "close", "@record");
        cli.Do("election", "checkpoint", "@record", "--log-key", "@log.key");
    }

    public void Dispose() => cli.Dispose();

    [Fact]
    public void A_good_record_exits_with_0_and_shows_every_check()
    {
        var answer = cli.Do("verify", "@record");

        Assert.Contains("VERIFIED", answer.Output, StringComparison.Ordinal);
        Assert.Contains("setup: bootstrap", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAIL", answer.Output, StringComparison.Ordinal);
        Assert.Empty(answer.Error);
    }

    [Fact]
    public void A_changed_record_exits_with_1_and_names_what_fails()
    {
        var record = File.ReadAllText(cli.PathOf("record"));
        cli.Write("changed", record.Replace("\"ballots\":0", "\"ballots\":1", StringComparison.Ordinal));

        var answer = cli.Run("verify", "@changed");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("FAIL", answer.Output, StringComparison.Ordinal);
        Assert.Contains("E2502", answer.Output, StringComparison.Ordinal);
        Assert.Contains("NOT VERIFIED", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_a_checkpoint_exits_with_1()
    {
        var lines = File.ReadAllLines(cli.PathOf("record"));
        cli.Write("open", string.Concat(lines[..^1].Select(line => line + "\n")));

        Assert.Equal(1, cli.Run("verify", "@open").ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\n")]
    [InlineData("{\"a\":1}\n")]
    public void What_is_no_record_exits_with_2(string content)
    {
        cli.Write("other", content);

        Assert.Contains("not an election record", cli.Fail(2, "verify", "@other"), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_exactly_the_four_members_and_nothing_else()
    {
        var answer = cli.Do("verify", "@record", "--json");

        Assert.Empty(answer.Error);
        using var json = JsonDocument.Parse(answer.Output);
        Assert.Equal(
            ["valid", "electionId", "result", "findings"],
            json.RootElement.EnumerateObject().Select(member => member.Name)
        );
        Assert.True(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.Matches("^0x[0-9a-f]{64}$", json.RootElement.GetProperty("electionId").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("result").ValueKind);
        Assert.All(
            json.RootElement.GetProperty("findings").EnumerateArray(),
            finding =>
            {
                Assert.Equal(["check", "ok", "evidence"], finding.EnumerateObject().Select(member => member.Name));
                Assert.True(finding.GetProperty("ok").GetBoolean());
            }
        );
    }

    [Fact]
    public void Json_of_a_bad_record_says_that_it_is_not_valid()
    {
        var lines = File.ReadAllLines(cli.PathOf("record"));
        (lines[1], lines[2]) = (lines[2], lines[1]);
        cli.Write("swapped", string.Concat(lines.Select(line => line + "\n")));

        var answer = cli.Run("verify", "@swapped", "--json");

        Assert.Equal(1, answer.ExitCode);
        using var json = JsonDocument.Parse(answer.Output);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
    }

    [Fact]
    public void A_receipt_and_its_ballot_go_together() =>
        Assert.Contains(
            "belong together",
            cli.Fail(2, "verify", "@record", "--receipt", "@x"),
            StringComparison.Ordinal
        );
}
