using System.Text.Json.Nodes;
using PrivateVote.Cli.Tests.Support;

namespace PrivateVote.Cli.Tests;

/// <summary>Everything that an organizer decides, by options alone.</summary>
public sealed class PlanCommandTests : IDisposable
{
    private const string Safe = "0x41675C099F32341bf84BFc5382aF534df5C7461a";
    private const string Other = "0x9641d764fc13c8B624c04430C7356C1C7C8102e2";
    private const string Member = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";

    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void Without_options_the_most_votes_win_and_nothing_is_executed()
    {
        var plan = Plan();

        Assert.Equal("plurality", (string)plan["pass"]!["kind"]!);
        Assert.Null(plan["quorum"]);
        Assert.Null(plan["council"]);
        Assert.All(plan["options"]!.AsArray(), option => Assert.Null(option!["payload"]));
    }

    [Fact]
    public void A_plan_says_what_decides_and_who_executes_what()
    {
        var pay = cli.Write("pay", $$"""{"calls":[{"to":"{{Other.ToLowerInvariant()}}","value":5,"data":"0xAB"}]}""");
        var burn = cli.Write("burn", $$"""{"calls":[{"to":"{{Other}}","value":"0","data":"0x","operation":1}]}""");
        var plan = Plan([
            .. Words("--pass supermajority --share 2/3 --for Yes --against No --weights multiply"),
            .. Words("--quorum 1/4 --quorum-counts forAndAbstain --quorum-of weight --abstain Abstain"),
            .. Words($"--council {Member} --council-threshold 1 --chain-id 18446744073709551615 --safe {Safe}"),
            .. (string[])["--payload", pay, "--payload", $"No={burn}"],
        ]);

        AssertSame("""{"kind":"supermajority","share":{"numerator":2,"denominator":3},"for":0,"against":1}""", "pass");
        AssertSame(
            """{"counts":"forAndAbstain","of":"weight","share":{"numerator":1,"denominator":4},"abstain":2}""",
            "quorum"
        );
        AssertSame($$"""{"members":["{{Member}}"],"threshold":1}""", "council");
        var where = $"\"chainId\":18446744073709551615,\"safe\":\"{Safe}\"";
        var paid = $$"""{"to":"{{Other}}","value":"5","data":"0xab","operation":0}""";
        var burnt = $$"""{"to":"{{Other}}","value":"0","data":"0x","operation":1}""";
        AssertSame(
            $$"""
            [{"name":"Yes","payload":{ {{where}},"calls":[{{paid}}] } },
             {"name":"No","payload":{ {{where}},"calls":[{{burnt}}] } },
             {"name":"Abstain","payload":null}]
            """,
            "options"
        );

        void AssertSame(string expected, string member) =>
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(expected), plan[member]),
                $"{member}: {plan[member]?.ToJsonString()}"
            );
    }

    [Theory]
    [InlineData("--pass majority", "names the options for and against")]
    [InlineData("--for Yes --against No", "plurality names no options")]
    [InlineData(
        "--pass majority --for Ja --against No",
        "--for: there is no option 'Ja'; the options are Yes, No, Abst"
    )]
    [InlineData("--pass majority --for Yes --against Yes", "two different options")]
    [InlineData("--pass majority --for Yes --against No --share 1/2", "takes no share")]
    [InlineData("--pass optimistic --for Yes --against No", "needs a share")]
    [InlineData("--quorum 1/2 --quorum-counts for --quorum-of voters", "needs a pass rule that names for")]
    [InlineData("--quorum 1/2 --quorum-counts allBallots --quorum-of weight", "count ballots against voters")]
    [InlineData("--quorum 1/2 --quorum-counts allBallots --quorum-of voters --abstain No", "abstain is named exactly")]
    [InlineData("--council me --council-threshold 1", "--council: 'me': malformed DID")]
    [InlineData($"--council {Member} --council-threshold 2", "--council-threshold is 1 to 1")]
    [InlineData($"--council {Member} --council {Member} --council-threshold 1", "each is named once")]
    [InlineData($"--payload p --chain-id 1 --safe {Safe}", "say which option")]
    [InlineData($"--payload Yes=none --chain-id 1 --safe {Safe}", "there is no file none")]
    [InlineData($"--payload Maybe=none --chain-id 1 --safe {Safe}", "the options are Yes, No, Abstain")]
    [InlineData($"--payload Yes=none --chain-id 18446744073709551616 --safe {Safe}", "--chain-id is below 2^64")]
    public void A_decision_that_cannot_be_measured_is_refused_in_a_sentence(string options, string sentence) =>
        Assert.Contains(sentence, cli.Fail(2, Command(Words(options))), StringComparison.Ordinal);

    [Theory]
    [InlineData("--share 3/2", "--share: '3/2' is no fraction from 0 to 1")]
    [InlineData("--share 50%", "'50%' is no fraction")]
    [InlineData("--quorum 1/0 --quorum-counts for --quorum-of voters", "'1/0' is no fraction")]
    [InlineData("--quorum 1/2", "--quorum, --quorum-counts and --quorum-of go together")]
    [InlineData("--abstain No", "--abstain goes with them")]
    [InlineData("--council-threshold 1", "--council and --council-threshold go together")]
    [InlineData("--payload p", "--payload, --chain-id and --safe go together")]
    [InlineData("--payload p --chain-id 1 --safe 0x1", "--safe: '0x1' is no address")]
    public void An_option_that_is_wrong_is_explained(string options, string sentence)
    {
        var answer = cli.Run(Command(Words(options)));

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(sentence, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_that_is_none_and_a_second_one_are_refused()
    {
        var bad = cli.Write("bad", """{"calls":[]}""");
        var good = cli.Write("good", $$"""{"calls":[{"to":"{{Other}}","value":"5","data":"0x"}]}""");
        string[] place = ["--chain-id", "1", "--safe", Safe];

        Assert.Contains(
            "a payload has 1 to",
            cli.Fail(2, Command([.. place, "--payload", $"No={bad}"])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'No' has a payload already",
            cli.Fail(2, Command([.. place, "--payload", $"No={good}", "--payload", $"No={good}"])),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1, "quorum missed: 1 of 3 is less than 1/2")]
    [InlineData(2, "2 for of 2, needed 2/3")]
    public void What_was_planned_decides_the_election(int ballots, string arithmetic)
    {
        var payload = cli.Write("pay", $$"""{"calls":[{"to":"{{Other}}","value":"5","data":"0x"}]}""");
        FileElection.Open(
            cli,
            [1, 1, 1],
            trustees: 1,
            threshold: 1,
            [
                .. Words("--pass supermajority --share 2/3 --for For --against Against"),
                .. Words("--quorum 1/2 --quorum-counts allBallots --quorum-of voters"),
                .. Words($"--council {Member} --council-threshold 1 --payload {payload} --chain-id 10 --safe {Safe}"),
            ]
        );
        for (var voter = 1; voter <= ballots; voter++)
        {
            cli.Do("ballot", "make", "@record", "--key", $"@voter{voter}.key", "--choose", "1", "--out", $"@b{voter}");
            cli.Do("election", "add", "@record", $"@b{voter}");
        }

        cli.Clock.Advance(FileElection.Duration);
        cli.Do("election", "close", "@record");
        cli.Do("election", "checkpoint", "@record", "--log-key", "@log.key");
        cli.Do("trustee", "decrypt", "@record", "--key", "@trustee1.key", "--out", "@share");
        cli.Do("election", "add", "@record", "@share");
        cli.Do("election", "tally", "@record");
        cli.Do("election", "checkpoint", "@record", "--log-key", "@log.key");

        Assert.Contains(arithmetic, cli.Do("verify", "@record").Output, StringComparison.Ordinal);
        var brief = cli.Do("brief", "@record").Output;
        Assert.Contains($"for the Safe {Safe} on chain 10", brief, StringComparison.Ordinal);
        Assert.Contains($"pays 5 wei (0.000000000000000005 ether) to {Other}", brief, StringComparison.Ordinal);
    }

    private static string[] Words(string text) => text.Split(' ');

    private static string[] Command(string[] options) =>
        [
            .. Words("election plan --title T --space S --option Yes --option No --option Abstain --out @plan"),
            .. options,
        ];

    private JsonNode Plan(params string[] options)
    {
        cli.Do(Command(options));
        return JsonNode.Parse(File.ReadAllText(cli.PathOf("plan")))!;
    }
}
