using PrivateVote.Cli.Tests.Support;

namespace Scenarios.Tests;

/// <summary>People at different machines hold an election by running commands and handing each other files.</summary>
public sealed class RoleCommandScenarios : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void From_keys_to_a_verified_result()
    {
        FileElection.Open(cli, [3, 1, 2], trustees: 3, threshold: 2, "--weights", "multiply");

        // Voter 1 audits a ballot, which is thereby spoiled, and casts another one.
        var digest = Make(1, "1", "@first").ValueOf("digest");
        var audit = cli.Do("ballot", "audit", "@record", "@first");
        Assert.Equal(digest, audit.ValueOf("digest"));
        Assert.Contains("1  For", audit.Output, StringComparison.Ordinal);
        cli.Fail(2, "ballot", "cast", "@record", "@first", "--log-key", "@log.key", "--receipt", "@r");
        Make(1, "1", "@ballot1");
        Cast("ballot1");
        Assert.False(File.Exists(cli.PathOf("ballot1.opening")));

        // Voter 2 hands the ballot to whoever keeps the log.
        Make(2, "2", "@ballot2");
        cli.Do("election", "add", "@record", "@ballot2");
        var twice = cli.Run("election", "add", "@record", "@ballot2");
        Assert.Equal(1, twice.ExitCode);
        Assert.Contains("E2104", twice.Output, StringComparison.Ordinal);

        // Voter 3 is watched, and changes their mind later; a volunteer re-encrypts every slot.
        Make(3, "2", "@ballot3");
        Cast("ballot3");
        File.Copy(cli.PathOf("record"), cli.PathOf("fork"));
        Make(3, "1", "@ballot3b");
        Cast("ballot3b");
        cli.Do("ballot", "re-encrypt", "@record", "--out", "@noise");
        Assert.Equal(3, File.ReadAllLines(cli.PathOf("noise")).Length);
        cli.Do("election", "add", "@record", "@noise");

        cli.Fail(1, "trustee", "decrypt", "@record", "--key", "@trustee1.key", "--out", "@early");
        cli.Clock.Advance(FileElection.Duration);
        cli.Do("election", "close", "@record");
        Assert.Contains(
            "has not signed a checkpoint",
            cli.Fail(1, "trustee", "decrypt", "@record", "--key", "@trustee1.key", "--out", "@unsigned"),
            StringComparison.Ordinal
        );
        cli.Do("election", "checkpoint", "@record", "--log-key", "@log.key");
        cli.Do("trustee", "decrypt", "@record", "--key", "@trustee1.key", "--out", "@share1");
        Assert.Contains("1 decryption shares are in the log", TallyWith("@share1"), StringComparison.Ordinal);
        cli.Do("trustee", "decrypt", "@record", "--key", "@trustee3.key", "--out", "@share3");
        cli.Do("election", "add", "@record", "@share3");
        Assert.Contains("passed", cli.Do("election", "tally", "@record").Output, StringComparison.Ordinal);
        cli.Do("election", "checkpoint", "@record", "--log-key", "@log.key");

        Assert.Contains("\"result\":[5,1]", cli.Do("verify", "@record", "--json").Output, StringComparison.Ordinal);
        cli.Do("verify", "@record", "--receipt", "@receipt-ballot1", "--ballot", "@ballot1");
        Assert.Contains("another ballot", ReceiptFor("ballot2"), StringComparison.Ordinal);
        AssertForkIsNotDecrypted();
    }

    [Fact]
    public void With_one_ballot_for_each_voter_a_second_one_is_not_even_made()
    {
        FileElection.Open(cli, [1], trustees: 1, threshold: 1, "--revoting", "none");
        Make(1, "1", "@ballot");
        Cast("ballot");

        Assert.Contains(
            "voted already",
            cli.Fail(1, "ballot", "make", "@record", "--key", "@voter1.key", "--choose", "2", "--out", "@second"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "one ballot",
            cli.Fail(1, "ballot", "re-encrypt", "@record", "--out", "@noise"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_audit_catches_a_device_that_encrypts_another_vote()
    {
        FileElection.Open(cli, [1], trustees: 1, threshold: 1);
        Make(1, "1", "@ballot");
        var opening = File.ReadAllText(cli.PathOf("ballot.opening"));
        cli.Write("ballot.opening", opening.Replace("[1,0]", "[0,1]", StringComparison.Ordinal));

        var answer = cli.Run("ballot", "audit", "@record", "@ballot");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("do not trust the device", answer.Output, StringComparison.Ordinal);
    }

    private CliAnswer Make(int voter, string option, string output) =>
        cli.Do("ballot", "make", "@record", "--key", $"@voter{voter}.key", "--choose", option, "--out", output);

    private void Cast(string ballot) =>
        cli.Do("ballot", "cast", "@record", "@" + ballot, "--log-key", "@log.key", "--receipt", "@receipt-" + ballot);

    private string TallyWith(string share)
    {
        cli.Do("election", "add", "@record", share);
        return cli.Fail(1, "election", "tally", "@record");
    }

    private string ReceiptFor(string ballot)
    {
        var answer = cli.Run("verify", "@record", "--receipt", "@receipt-ballot1", "--ballot", "@" + ballot);
        Assert.Equal(1, answer.ExitCode);
        return answer.Output;
    }

    /// <summary>
    /// The log that ends before voter 3's change of mind is a log by the rules too. Whoever had both sums opened would
    /// subtract them and read that vote.
    /// </summary>
    private void AssertForkIsNotDecrypted()
    {
        cli.Do("election", "close", "@fork");
        cli.Do("election", "checkpoint", "@fork", "--log-key", "@log.key");
        var complaint = cli.Fail(1, "trustee", "decrypt", "@fork", "--key", "@trustee1.key", "--out", "@forked");

        Assert.Contains("forked", complaint, StringComparison.Ordinal);
        Assert.False(File.Exists(cli.PathOf("forked")));
        // The same log again is no fork; the other trustee has decrypted nothing yet, and cannot know.
        cli.Do("trustee", "decrypt", "@fork", "--key", "@trustee2.key", "--out", "@forked");
        var receipt = cli.Run("verify", "@fork", "--receipt", "@receipt-ballot3b", "--ballot", "@ballot3b");
        Assert.Equal(1, receipt.ExitCode);
        Assert.Contains("FAIL", receipt.Output, StringComparison.Ordinal);
    }
}
