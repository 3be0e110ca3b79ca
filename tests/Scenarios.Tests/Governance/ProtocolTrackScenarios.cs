using System.Text.Json.Nodes;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Ethereum;

namespace Scenarios.Tests.Governance;

/// <summary>The protocol track of docs/governance.md, by its commands: a proposal is talked about, checked, voted on, and changes the rules.</summary>
public sealed class ProtocolTrackScenarios
{
    [Fact]
    public async Task An_amendment_is_discussed_voted_on_approved_and_holds_from_then_on()
    {
        await using var space = await GuideSpace.OpenAsync();
        Withdraw(space);
        await RejectAsync(space);
        await AmendAsync(space);
        space.Verify();
    }

    [Fact]
    public async Task A_payload_whose_calls_fail_comes_to_no_election_by_oversight_and_a_cancelled_one_is_opened_again()
    {
        await using var space = await GuideSpace.OpenAsync();
        var safe = Address.Parse(space.Safe);
        using var node = new PretendedNode(safe, safe) { Revert = "no" };
        var payload = new JsonObject
        {
            ["calls"] = new JsonArray(
                new JsonObject
                {
                    ["to"] = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                    ["value"] = "1",
                    ["data"] = "0x",
                    ["operation"] = 0,
                }
            ),
        };
        space.Cli.Write("payload.json", payload.ToJsonString());
        var proposal = space.Draft(1, "Repair the roof", "change", "--payload", space.Cli.PathOf("payload.json"));
        await space.DiscussAsync(1, proposal);
        var (committee, trustees) = await space.OpenCommitteeAsync();
        string[] open = ["proposal", "open", proposal];
        var size = space.Size;
        Assert.Contains(
            "nothing is opened: the payload of Repair the roof does not go through now",
            space.Refused([
                .. open,
                .. (string[])["--committee", committee, "--key", "@organizer.key", "--rpc", node.Endpoint],
            ]),
            StringComparison.Ordinal
        );
        Assert.Equal(size, space.Size);

        var vote = await space.OpenWithAsync(
            committee,
            trustees,
            [.. open, "--rpc", node.Endpoint, "--accept-failing"]
        );
        Assert.Contains(
            "E5504",
            space.Refused([.. open, "--committee", committee, "--key", "@organizer.key"]),
            StringComparison.Ordinal
        );
        space.Cli.Do([
            .. (string[])["election", "cancel", "--server", space.Server, "--election", vote.Election],
            .. (string[])["--reason", "The roof holds", "--key", "@organizer.key"],
        ]);
        await GuideSpace.UntilAsync(
            () => space.Do("proposal", "show", proposal).Output,
            shown => shown.Contains("The roof holds", StringComparison.Ordinal)
        );
        await Task.WhenAll(vote.Trustees);

        node.Revert = null;
        await space.HoldAsync(await space.OpenVoteAsync([.. open, "--rpc", node.Endpoint]), "1", "1", "1", "1", "2");
        await space.UntilStageAsync(proposal, "vote");
    }

    /// <summary>What an author takes back is over, with the reason.</summary>
    private static void Withdraw(GuideSpace space)
    {
        space.Cli.Write("short.md", "## Motivation\n\nIt is time.\n");
        var proposal = space
            .Do(
                2,
                [
                    .. (string[])["proposal", "new", "--track", "protocol", "--template", "change"],
                    .. (string[])["--title", "Too early", "--text", "@short.md"],
                ]
            )
            .ValueOf("proposal");
        Assert.Contains("'Specification'", space.Refused(2, "proposal", "submit", proposal), StringComparison.Ordinal);
        Assert.Contains(
            "E5316",
            space.Refused(3, "proposal", "withdraw", proposal, "--reason", "Mine"),
            StringComparison.Ordinal
        );
        space.Do(2, "proposal", "revise", proposal, "--title", "Still too early", "--text", space.Text("change"));
        space.Do(2, "proposal", "submit", proposal);
        space.Do(2, "proposal", "withdraw", proposal, "--reason", "Too early");
        Assert.Contains(
            "withdrawn: Too early",
            space.Do("proposal", "show", proposal).Output,
            StringComparison.Ordinal
        );
    }

    /// <summary>A temperature check that says no is the end on a track that is gated by it.</summary>
    private static async Task RejectAsync(GuideSpace space)
    {
        var proposal = space.Draft(3, "Paint it pink", "change");
        await space.DiscussAsync(3, proposal);
        await space.HoldAsync(await space.OpenVoteAsync("proposal", "open", proposal), "2", "1", "2", "2", "3");
        await space.UntilStageAsync(proposal, "rejected");
        Assert.Contains(
            "the temperature check missed",
            space.Do("proposal", "show", proposal).Output,
            StringComparison.Ordinal
        );
    }

    private static async Task AmendAsync(GuideSpace space)
    {
        var club = space.Cli.Do("issuer", "new", "--out", "@club.key").Line;
        var rules = JsonNode.Parse(space.Do("proposal", "rules").Line)!;
        rules["personhood"]!["sources"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["id"] = "club",
                    ["format"] = "vc+jwt",
                    ["issuers"] = new JsonArray(club),
                    ["assurance"] = 2,
                    ["checkStatus"] = false,
                }
            );
        rules["personhood"]!["anyOf"]!.AsArray().Add(new JsonArray("club"));
        space.Cli.Write("rules.json", rules.ToJsonString());
        var proposal = space.Draft(
            1,
            "Let the club vouch for people",
            "change",
            "--amend",
            space.Cli.PathOf("rules.json")
        );

        // An election is of a stage that asks for one; the committee that made its key too early is kept for it.
        var (committee, trustees) = await space.OpenCommitteeAsync();
        string[] open = ["proposal", "open", proposal];
        Assert.Contains(
            "the stage draft",
            space.Refused([.. open, "--committee", committee, "--key", "@organizer.key"]),
            StringComparison.Ordinal
        );
        space.Do(1, "proposal", "submit", proposal);
        await DiscussAsync(space, proposal);
        await space.HoldAsync(await space.OpenWithAsync(committee, trustees, open), "1", "1", "1", "1", "2");
        await space.UntilStageAsync(proposal, "vote");
        await space.HoldAsync(await space.OpenVoteAsync("proposal", "open", proposal), "1", "1", "1", "1", "2");
        Assert.Contains("the space does not take this", Registered(space), StringComparison.Ordinal);
        await space.ApproveAsync(proposal, then: "executed");

        Assert.Contains(
            "executed: the constitution is amended",
            space.Do("proposal", "show", proposal).Output,
            StringComparison.Ordinal
        );
        Assert.Contains($"source    club: vc+jwt {club}", space.Do("space", "show").Output, StringComparison.Ordinal);
        Assert.Contains("member ", Registered(space), StringComparison.Ordinal);
        var list = space.Do("proposal", "list").Output;
        Assert.All(
            (string[])["withdrawn", "rejected", "executed"],
            ending => Assert.Contains(ending, list, StringComparison.Ordinal)
        );
    }

    /// <summary>Everything that members say; a text that was revised and a risk without an answer hold it up.</summary>
    private static async Task DiscussAsync(GuideSpace space, string proposal)
    {
        var comment = space.Do(2, "proposal", "comment", proposal, "--text", "Which club?").ValueOf("comment");
        space.Do(1, "proposal", "comment", proposal, "--text", "Ours", "--answers", comment);
        space.Do(3, "proposal", "react", proposal, "Support");
        space.Do(3, "proposal", "react", comment, "Support");
        var risk = space
            .Do(4, "proposal", "risk", proposal, "--severity", "High", "--text", "It may vouch for anybody")
            .ValueOf("risk");
        var statement = space
            .Do(5, "proposal", "statement", proposal, "--text", "The club knows its people")
            .ValueOf("statement");
        space.Do(6, "proposal", "opinion", statement, "Agree");
        space.Do(7, "proposal", "opinion", statement, "Disagree");
        space.Do(8, "proposal", "position", proposal, "--text", "I am for it: more people can join");

        space.Pass(TimeSpan.FromDays(6));
        space.Do(
            1,
            "proposal",
            "revise",
            proposal,
            "--title",
            "Let our club vouch for people",
            "--text",
            space.Text("change"),
            "--amend",
            space.Cli.PathOf("rules.json")
        );
        space.Pass(TimeSpan.FromDays(6));
        Assert.Contains("E5318", space.Refused("proposal", "advance", proposal), StringComparison.Ordinal);
        space.Pass(TimeSpan.FromDays(1));
        Assert.Contains("E5319", space.Refused("proposal", "advance", proposal), StringComparison.Ordinal);
        space.Do(1, "proposal", "answer", risk, "--text", "We can take the right away again");
        await space.UntilStageAsync(proposal, "temperature");
        Assert.Contains(
            "answered: We can take",
            space.Do("proposal", "show", proposal).Output,
            StringComparison.Ordinal
        );
    }

    /// <summary>Somebody tries to register by the word of the club.</summary>
    private static string Registered(GuideSpace space)
    {
        space.Cli.Do("identity", "new", "--out", "@new.key", "--force");
        var holder = space.Cli.Do("holder", "new", "--out", "@new.holder", "--force").Line;
        space.Cli.Do([
            .. (string[])["issuer", "vc", "--key", "@club.key", "--subject", holder, "--type", "Membership"],
            .. (string[])["--out", "@new.credential", "--force"],
        ]);
        var answer = space.Cli.Run([
            .. (string[])["register", "--identity", "@new.key", "--credential", "@new.credential"],
            .. (string[])["--key", "@new.holder"],
            .. space.At,
        ]);
        return answer.Output + answer.Error;
    }
}
