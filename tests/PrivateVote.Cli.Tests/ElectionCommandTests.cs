using PrivateVote.Cli.Tests.Support;

namespace PrivateVote.Cli.Tests;

/// <summary>What organizers and trustees do wrong, before anybody votes.</summary>
public sealed class ElectionCommandTests : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void A_record_is_begun_once()
    {
        BeginWithOneTrustee();

        Assert.Contains("exists already", Begin(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_threshold_above_the_number_of_trustees_is_refused_by_the_rules()
    {
        cli.Do("organizer", "new", "--out", "@organizer.key");
        var member = cli.Do("trustee", "new", "--out", "@trustee.key").Line;

        Assert.Contains(
            "E2402",
            cli.Fail(
                1,
                "election",
                "committee",
                "@record",
                "--key",
                "@organizer.key",
                "--threshold",
                "2",
                "--member",
                member
            ),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(cli.PathOf("record")));
    }

    [Fact]
    public void A_trustee_who_deals_too_early_is_told_why()
    {
        BeginWithOneTrustee();

        Assert.Contains(
            "has not committed yet",
            cli.Fail(1, "trustee", "deal", "@record", "--key", "@trustee.key", "--out", "@deal"),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(cli.PathOf("deal")));
    }

    [Fact]
    public void A_stranger_is_no_trustee()
    {
        BeginWithOneTrustee();
        cli.Do("trustee", "new", "--out", "@stranger.key");
        cli.Do("trustee", "commit", "@record", "--key", "@stranger.key", "--out", "@commit");

        var answer = cli.Run("election", "add", "@record", "@commit");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("E2005", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_refused_is_not_in_the_record_and_the_rest_is()
    {
        BeginWithOneTrustee();
        cli.Do("trustee", "commit", "@record", "--key", "@trustee.key", "--out", "@commit");

        var answer = cli.Run("election", "add", "@record", "@commit", "@commit");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("entry 1, commit", answer.Output, StringComparison.Ordinal);
        Assert.Contains("E2403", answer.Output, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(cli.PathOf("record")).Length);
    }

    [Fact]
    public void A_record_that_breaks_the_rules_is_not_worked_on()
    {
        BeginWithOneTrustee();
        File.AppendAllText(cli.PathOf("record"), "{\"at\":\"2026-01-01T00:00:00.000Z\",\"close\":{}}\n");

        Assert.Contains(
            "breaks the rules",
            cli.Fail(1, "trustee", "commit", "@record", "--key", "@trustee.key", "--out", "@commit"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_election_without_a_key_is_not_created()
    {
        BeginWithOneTrustee();
        cli.Do("election", "plan", "--out", "@plan", "--title", "t", "--space", "s", "--option", "a");

        Assert.Contains(
            "E2203",
            cli.Fail(1, "election", "create", "@record", "--plan", "@plan", "--log", "x", "--key", "@organizer.key"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_plan_is_strict_json()
    {
        cli.Do("election", "plan", "--out", "@plan", "--title", "t", "--space", "s", "--option", "a");
        var plan = File.ReadAllText(cli.PathOf("plan"));
        cli.Write("plan", plan.Replace("\"turnout\"", "\"turnaround\"", StringComparison.Ordinal));
        BeginWithOneTrustee();

        Assert.Contains(
            "not a plan",
            cli.Fail(2, "election", "create", "@record", "--plan", "@plan", "--log", "x", "--key", "@organizer.key"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_plan_with_an_impossible_rule_is_refused() =>
        Assert.Contains(
            "needs a maximum",
            cli.Fail(
                2,
                "election",
                "plan",
                "--out",
                "@p",
                "--title",
                "t",
                "--space",
                "s",
                "--option",
                "a",
                "--method",
                "score"
            ),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("", "header")]
    [InlineData("commitment,weight\nx,1\n", "line 2")]
    [InlineData("commitment,weight\n1,1\n1,1\n", "line 3")]
    [InlineData("commitment,weight\n1,0\n", "E2302")]
    [InlineData("commitment,weight\n", "at least one member")]
    public void A_bad_line_of_a_census_is_named(string csv, string reason)
    {
        cli.Write("census.csv", csv);

        Assert.Contains(
            reason,
            cli.Fail(2, "census", "from-csv", "@census.csv", "--key", "@organizer.key", "--out", "@census"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_election_that_is_cancelled_takes_no_ballots_and_is_never_decrypted()
    {
        FileElection.Open(cli, [1], trustees: 1, threshold: 1);
        cli.Do("election", "cancel", "@record", "--key", "@organizer.key", "--reason", "wrong question");
        cli.Do("election", "checkpoint", "@record", "--log-key", "@log.key");

        Assert.Contains("cancelled", cli.Do("verify", "@record").Output, StringComparison.Ordinal);
        Assert.Contains(
            "cancelled",
            cli.Fail(1, "ballot", "make", "@record", "--key", "@voter1.key", "--choose", "1", "--out", "@b"),
            StringComparison.Ordinal
        );
        cli.Fail(1, "trustee", "decrypt", "@record", "--key", "@trustee1.key", "--out", "@share");
        Assert.False(File.Exists(cli.PathOf("share")));
    }

    [Fact]
    public void An_election_is_not_closed_early_nor_by_a_checkpoint_of_another_log()
    {
        FileElection.Open(cli, [1], trustees: 1, threshold: 1);

        Assert.Contains("E2501", cli.Fail(1, "election", "close", "@record"), StringComparison.Ordinal);
        cli.Do("log", "new", "--name", "example.org/log", "--out", "@other.key");
        Assert.Contains(
            "not the key of the election's log",
            cli.Fail(2, "election", "checkpoint", "@record", "--log-key", "@other.key"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("no option 3", "--choose", "3")]
    [InlineData("either --choose or --values", "--choose", "1", "--values", "1,0")]
    [InlineData("2 whole numbers", "--values", "1")]
    [InlineData("2 whole numbers", "--values", "1,-1")]
    public void A_vote_that_cannot_be_read_is_explained(string reason, params string[] vote)
    {
        FileElection.Open(cli, [1], trustees: 1, threshold: 1);

        Assert.Contains(
            reason,
            cli.Fail(2, ["ballot", "make", "@record", "--key", "@voter1.key", "--out", "@b", .. vote]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_vote_against_the_rules_is_refused_before_it_is_proved()
    {
        FileElection.Open(cli, [1], trustees: 1, threshold: 1);

        Assert.Contains(
            "exactly 1",
            cli.Fail(
                1,
                "ballot",
                "make",
                "@record",
                "--key",
                "@voter1.key",
                "--out",
                "@b",
                "--choose",
                "1",
                "--choose",
                "2"
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Who_is_not_in_the_census_does_not_vote()
    {
        FileElection.Open(cli, [1], trustees: 1, threshold: 1);
        cli.Do("identity", "new", "--out", "@stranger.key");

        Assert.Contains(
            "not in the election's census",
            cli.Fail(1, "ballot", "make", "@record", "--key", "@stranger.key", "--choose", "1", "--out", "@b"),
            StringComparison.Ordinal
        );
    }

    private void BeginWithOneTrustee()
    {
        cli.Do("organizer", "new", "--out", "@organizer.key");
        cli.Do("trustee", "new", "--out", "@trustee.key");
        var member = cli.Do("trustee", "show", "--key", "@trustee.key").Line;
        cli.Do("election", "committee", "@record", "--key", "@organizer.key", "--threshold", "1", "--member", member);
    }

    private string Begin(int exitCode) =>
        cli.Fail(
            exitCode,
            "election",
            "committee",
            "@record",
            "--key",
            "@organizer.key",
            "--threshold",
            "1",
            "--member",
            "did:key:z"
        );
}
