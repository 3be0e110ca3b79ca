using PrivateVote.Cli.Tests.Support;

namespace PrivateVote.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("elect")]
    [InlineData("verify")]
    [InlineData("verify a b")]
    [InlineData("verify a --jsonn")]
    [InlineData("demo --voters many")]
    [InlineData("demo --limit 3")]
    [InlineData("demo --votes x --revoting")]
    [InlineData("demo --votes x --voters 5")]
    [InlineData("election")]
    [InlineData("election committee r --threshold 2 --key k")]
    [InlineData("key verify-setup --circuit ballot-5")]
    [InlineData("key verify-setup --key k")]
    [InlineData("trustee new")]
    [InlineData("attestation verify")]
    [InlineData("register")]
    [InlineData("space open s")]
    [InlineData("registrar open --space 0x00")]
    [InlineData("council review")]
    [InlineData("council review r --server http://localhost")]
    [InlineData("council sign r --rpc http://localhost --key k")]
    [InlineData("council sign r --rpc http://localhost --key k --out o --member-key m")]
    [InlineData("council approve r --member-key m")]
    [InlineData("council refuse --server http://localhost --space 0x00 --proposal 1 --member-key m")]
    [InlineData("council execute --server http://localhost --space 0x00 --proposal 1 --rpc http://localhost")]
    [InlineData("council reject --nonce 1 --rpc http://localhost --key k --out o")]
    [InlineData(
        "council reject --chain-id 1 --safe 0x0000000000000000000000000000000000000001 --nonce 1 --rpc http://localhost --key k --send"
    )]
    [InlineData(
        "council report --server http://localhost --space 0x00 --proposal 1 --rpc http://localhost --member-key m"
    )]
    [InlineData("council queue --server http://localhost")]
    [InlineData("privacy")]
    [InlineData("privacy census.csv")]
    [InlineData("privacy --server http://127.0.0.1 --space 0x00")]
    [InlineData("privacy census.csv --plan p --server http://127.0.0.1 --space 0x00 --proposal 3")]
    [InlineData("privacy --minimum-class 3 --server http://127.0.0.1 --space 0x00 --proposal 3")]
    [InlineData("proposal")]
    [InlineData("proposal new")]
    [InlineData("proposal revise")]
    [InlineData("proposal submit four")]
    [InlineData("proposal withdraw 4")]
    [InlineData("proposal show")]
    [InlineData("proposal show four")]
    [InlineData("proposal rules")]
    [InlineData("proposal advance")]
    [InlineData("proposal comment 4")]
    [InlineData("proposal comment 4 --text t --answers some")]
    [InlineData("proposal react 4")]
    [InlineData("proposal react 4 applause")]
    [InlineData("proposal risk 4 --text t --severity unbearable")]
    [InlineData("proposal answer 4")]
    [InlineData("proposal statement 4")]
    [InlineData("proposal opinion 4 perhaps")]
    [InlineData("proposal position 4")]
    [InlineData("committee")]
    [InlineData("committee stand --track t")]
    [InlineData("committee decide")]
    [InlineData("committee endorse")]
    [InlineData("committee veto 4")]
    [InlineData("committee report 4 --spent all")]
    [InlineData("contribution")]
    [InlineData("contribution add")]
    [InlineData("contribution attest --points 5")]
    [InlineData("contribution import")]
    [InlineData("contribution show")]
    [InlineData("delegate")]
    [InlineData("delegate set")]
    [InlineData("delegate revoke")]
    [InlineData("delegate show")]
    [InlineData("space constitution")]
    [InlineData("space weights")]
    [InlineData("privacy census.csv --plan p --minimum-class few")]
    [InlineData("bench fast")]
    [InlineData("bench --jsonn")]
    public void A_command_that_is_wrong_is_explained_and_exits_with_2(string arguments)
    {
        var answer = cli.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, answer.ExitCode);
        Assert.Empty(answer.Output);
        Assert.Contains("--help", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("election plan --method guess", "--method: 'guess' is none of Single, Approval")]
    [InlineData("proposal list --stage over", "--stage: 'over' is none of Draft, ")]
    [InlineData("proposal react 4 applause", "REACTION: 'applause' is none of None, Support")]
    [InlineData("proposal submit four", "'four' is no whole number")]
    [InlineData("election plan --maximum -3", "--maximum: '-3' is no whole number from 0 on")]
    [InlineData("demo --voters 3000000000", "--voters: '3000000000' is no whole number, or too large a one")]
    public void A_value_that_is_wrong_is_explained_without_the_names_of_our_types(string arguments, string expected)
    {
        var answer = cli.Run(arguments.Split(' '));

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("as expected type", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("demo ")]
    [InlineData("verify ")]
    [InlineData("identity new ")]
    [InlineData("identity show ")]
    [InlineData("census from-csv ")]
    [InlineData("identity import ")]
    [InlineData("issuer new ")]
    [InlineData("issuer show ")]
    [InlineData("issuer vc ")]
    [InlineData("issuer sd-jwt ")]
    [InlineData("issuer eas ")]
    [InlineData("holder new ")]
    [InlineData("holder show ")]
    [InlineData("wallet new ")]
    [InlineData("wallet import ")]
    [InlineData("wallet address ")]
    [InlineData("attestation verify ")]
    [InlineData("space plan ")]
    [InlineData("space new ")]
    [InlineData("space open ")]
    [InlineData("space show ")]
    [InlineData("space list ")]
    [InlineData("space roll ")]
    [InlineData("space roots ")]
    [InlineData("space verify ")]
    [InlineData("capital ")]
    [InlineData("capital message ")]
    [InlineData("capital account ")]
    [InlineData("capital record ")]
    [InlineData("capital check ")]
    [InlineData("capital show ")]
    [InlineData("capital open ")]
    [InlineData("register ")]
    [InlineData("register challenge ")]
    [InlineData("registrar open ")]
    [InlineData("registrar check ")]
    [InlineData("organizer new ")]
    [InlineData("log new ")]
    [InlineData("trustee new ")]
    [InlineData("trustee commit ")]
    [InlineData("trustee deal ")]
    [InlineData("trustee acknowledge ")]
    [InlineData("trustee decrypt ")]
    [InlineData("election committee ")]
    [InlineData("election plan ")]
    [InlineData("election create ")]
    [InlineData("election add ")]
    [InlineData("election close ")]
    [InlineData("election tally ")]
    [InlineData("election checkpoint ")]
    [InlineData("election cancel ")]
    [InlineData("ballot make ")]
    [InlineData("ballot audit ")]
    [InlineData("ballot cast ")]
    [InlineData("ballot re-encrypt ")]
    [InlineData("key verify-setup ")]
    [InlineData("proposal new ")]
    [InlineData("proposal revise ")]
    [InlineData("proposal submit ")]
    [InlineData("proposal withdraw ")]
    [InlineData("proposal list ")]
    [InlineData("proposal show ")]
    [InlineData("proposal rules ")]
    [InlineData("proposal advance ")]
    [InlineData("proposal comment ")]
    [InlineData("proposal react ")]
    [InlineData("proposal risk ")]
    [InlineData("proposal answer ")]
    [InlineData("proposal statement ")]
    [InlineData("proposal opinion ")]
    [InlineData("proposal position ")]
    [InlineData("committee stand ")]
    [InlineData("committee decide ")]
    [InlineData("committee endorse ")]
    [InlineData("committee veto ")]
    [InlineData("committee report ")]
    [InlineData("committee show ")]
    [InlineData("contribution attest ")]
    [InlineData("contribution add ")]
    [InlineData("contribution import ")]
    [InlineData("contribution show ")]
    [InlineData("delegate set ")]
    [InlineData("delegate revoke ")]
    [InlineData("delegate show ")]
    [InlineData("space constitution ")]
    [InlineData("space weights ")]
    [InlineData("bench ")]
    public void Every_command_has_a_help_text(string command)
    {
        var answer = cli.Do($"{command}--help".Split(' '));

        Assert.Contains("Usage:", answer.Output, StringComparison.Ordinal);
        Assert.Empty(answer.Error);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1001)]
    [InlineData(-1)]
    public void A_demo_has_so_many_voters_and_no_others(int voters) =>
        Assert.Contains(
            "3 to 1000",
            cli.Fail(2, "demo", "--voters", $"{voters}", "--out", "@out"),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("no-such-file", cli.Fail(2, "verify", "@no-such-file"), StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_not_a_file()
    {
        Directory.CreateDirectory(cli.PathOf("folder"));

        Assert.Contains("is a folder", cli.Fail(2, "verify", "@folder"), StringComparison.Ordinal);
    }
}
