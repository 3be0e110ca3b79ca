using System.Text.Json.Nodes;

namespace Scenarios.Tests.Governance;

/// <summary>What members did becomes weight, and weight goes to delegates, by the commands of docs/governance.md.</summary>
public sealed class WeightScenarios
{
    [Fact]
    public async Task Contributions_and_delegations_are_the_weights_of_a_vote_unless_they_would_show_somebody()
    {
        await using var space = await GuideSpace.OpenAsync();
        Attest(space);
        await ImportAsync(space);
        await DelegateAsync(space);
        space.Verify();
    }

    /// <summary>The guild vouches for three members; whoever has its word enters it, once.</summary>
    private static void Attest(GuideSpace space)
    {
        string[] files = ["@work1.jws", "@work2.jws", "@work3.jws"];
        for (var i = 1; i <= files.Length; i++)
        {
            space.Cli.Do([
                .. (string[])["contribution", "attest", "--space", space.Id, "--member", space.CommitmentOf(i)],
                .. (string[])["--category", "code", "--points", "16", "--reference", $"https://dao.example/{i}"],
                .. (string[])["--key", "@guild.key", "--out", files[i - 1]],
            ]);
        }

        var added = space.Do(["contribution", "add", .. files, "--source", "guild"]).Output;
        Assert.Contains(
            space.Do("contribution", "add", files[0], "--source", "guild").Line,
            added,
            StringComparison.Ordinal
        );
        // With so few who did anything, nobody may have more than a tenth of the whole.
        var shown = space.Do("contribution", "show", "--member", space.CommitmentOf(1)).Output;
        Assert.Contains("weight 5, 1 after the cap, 1 by tiers", shown, StringComparison.Ordinal);
    }

    /// <summary>A file of contributions counts once a proposal that named it has passed: that file, byte for byte.</summary>
    private static async Task ImportAsync(GuideSpace space)
    {
        var rows = Enumerable
            .Range(4, 7)
            .Select(i => $"{space.CommitmentOf(i)},code,16,2025-12-31,https://dao.example/{i}\n");
        var csv = "member,category,points,date,reference\n" + string.Concat(rows);
        space.Cli.Write("file.csv", csv);
        space.Cli.Write("other.csv", csv.Replace(",16,", ",900,", StringComparison.Ordinal));

        var proposal = space.Draft(
            1,
            "Count the work of last year",
            "change",
            "--import",
            space.Cli.PathOf("file.csv")
        );
        await space.DiscussAsync(1, proposal);
        Assert.Contains(
            "E5317",
            space.Refused("contribution", "import", proposal, "@file.csv"),
            StringComparison.Ordinal
        );
        await space.WarmAsync(proposal);
        await space.HoldAsync(await space.OpenVoteAsync("proposal", "open", proposal), "1", "1", "1", "1", "2");
        await space.ApproveAsync(proposal, then: "execution");
        Assert.Contains(
            "E5605",
            space.Refused("contribution", "import", proposal, "@other.csv"),
            StringComparison.Ordinal
        );
        space.Do("contribution", "import", proposal, "@file.csv");
        Assert.Contains(
            "executed: the contributions count from now on",
            space.Do("proposal", "show", proposal).Output,
            StringComparison.Ordinal
        );
        Assert.Contains("16 voters, total weight 56", space.Do("space", "weights", "--track", "protocol").Output);
    }

    private static async Task DelegateAsync(GuideSpace space)
    {
        var first = space.CommitmentOf(1);
        space.Do(16, "delegate", "set", "--track", "protocol", "--to", first);
        space.Do(15, "delegate", "set", "--track", "protocol", "--to", first);
        Assert.Contains("E5602", space.Refused(1, "delegate", "set", "--track", "protocol", "--to", first));
        Assert.Contains(
            "E5602",
            space.Refused(1, "delegate", "set", "--track", "protocol", "--to", space.CommitmentOf(16))
        );
        var page = space.Do("delegate", "show", "--track", "protocol", "--member", first).Output;
        Assert.Contains("received  2 from 2", page, StringComparison.Ordinal);
        Assert.Contains("weight    5\ncut       2,", page, StringComparison.Ordinal);
        Assert.Contains(
            "everybody has one vote",
            space.Do(16, "delegate", "set", "--track", "operations", "--to", first).Error,
            StringComparison.Ordinal
        );

        var proposal = space.Draft(3, "Move the meeting to Sundays", "change");
        await space.DiscussAsync(3, proposal);
        await space.WarmAsync(proposal);

        // Only four would be left who have nothing but themselves. Nothing is entered anywhere, and the committee is as good as new.
        var (committee, trustees) = await space.OpenCommitteeAsync();
        string[] open = ["proposal", "open", proposal, "--committee", committee, "--key", "@organizer.key"];
        var before = space.Size;
        AssertShowsSomebody(space, proposal);
        var refusal = space.Refused(open);
        Assert.Contains(
            "E5503 1 of 2 weights (1) are shared by fewer than 5 voters",
            refusal,
            StringComparison.Ordinal
        );
        Assert.Equal(before, space.Size);

        space.Do(15, "delegate", "revoke", "--track", "protocol");
        var vote = await space.OpenWithAsync(committee, trustees, "proposal", "open", proposal);
        string[] election = ["--server", space.Server, "--election", vote.Election];
        Assert.Contains(
            "`delegate revoke` counts from the next roll on",
            space.Cli.Fail(
                1,
                ["ballot", "make", .. election, "--key", GuideSpace.Key(16), "--choose", "1", "--out", "@no"]
            ),
            StringComparison.Ordinal
        );
        // 5 of member 1, who holds 6, and 5 of member 2: For 10. Against 15 by members 3 to 5. 1 abstains.
        space.Cast(vote, 11, "3");
        await space.HoldAsync(vote, "1", "1", "2", "2", "2");
        await space.UntilStageAsync(proposal, "rejected");
        Assert.Contains(
            "For 10, Against 15, Abstain 1 of 6 ballots",
            space.Do("proposal", "show", proposal).Output,
            StringComparison.Ordinal
        );
    }

    /// <summary>The same before anybody opens anything, with what delegations lose to tiers.</summary>
    private static void AssertShowsSomebody(GuideSpace space, string proposal)
    {
        string[] privacy = ["privacy", "--proposal", proposal, "--server", space.Server, "--space", space.Id];
        var shown = space.Cli.Run(privacy);
        Assert.Equal(1, shown.ExitCode);
        Assert.Contains(
            "FAIL 1 of 2 weights (1) are shared by fewer than 5 voters",
            shown.Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "note: 1 who vote hold more than they can vote with: a weight of 2 in all counts for nobody",
            shown.Output,
            StringComparison.Ordinal
        );
        var json = JsonNode.Parse(space.Cli.Run([.. privacy, "--json"]).Line)!;
        Assert.Equal(5, (int)json["report"]!["minimumClass"]!);
        Assert.Equal(4, (int)json["report"]!["smallestClass"]!);
        Assert.Equal("""[{"from":1,"weight":1}]""", json["helpfulTiers"]!.ToJsonString());
        Assert.Single(json["warnings"]!.AsArray());
    }
}
