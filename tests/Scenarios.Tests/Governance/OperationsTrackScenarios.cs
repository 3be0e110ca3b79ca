using PrivateVote.Cli.Tests.Support;

namespace Scenarios.Tests.Governance;

/// <summary>The operations track of docs/governance.md, by its commands: seats, a mandate, decisions within it, a report and a veto.</summary>
public sealed class OperationsTrackScenarios
{
    private const string Track = "operations";

    [Fact]
    public async Task A_committee_decides_within_its_mandate_reports_and_is_overruled()
    {
        await using var space = await GuideSpace.OpenAsync();
        var mandate = await MandateAsync(space);
        await SeatAsync(space, mandate);
        await DecideAsync(space, mandate);
        await VetoAsync(space, mandate);
        Assert.Contains(
            $"mandate {mandate}: Servers; 3850 of 5000 left",
            space.Do("committee", "show").Output,
            StringComparison.Ordinal
        );
        space.Verify();
    }

    private static async Task<string> MandateAsync(GuideSpace space)
    {
        var proposal = space.Draft(
            1,
            "Servers",
            "mandate",
            [
                .. (string[])["--mandate", Track, "--scope", "Servers of the DAO", "--budget", "5000"],
                .. (string[])["--expires", "2027-01-01T00:00Z"],
            ]
        );
        await space.DiscussAsync(1, proposal);
        await space.WarmAsync(proposal);
        await space.HoldAsync(await space.OpenVoteAsync("proposal", "open", proposal), "1", "1", "1", "1", "2");
        await space.ApproveAsync(proposal, then: "executed");
        Assert.Contains(
            "the mandate is in force",
            space.Do("proposal", "show", proposal).Output,
            StringComparison.Ordinal
        );
        return proposal;
    }

    /// <summary>Who takes part and contributes may stand; three are seated by approval, in private.</summary>
    private static async Task SeatAsync(GuideSpace space, string mandate)
    {
        Assert.Contains(
            "a seat needs 3 public acts and 50 points of contributions; there are 1 and 0",
            Stand(space, 1),
            StringComparison.Ordinal
        );
        var talk = space.Draft(4, "What the servers are for", "change");
        space.Do(4, "proposal", "submit", talk);
        for (var member = 1; member <= 3; member++)
        {
            for (var i = 1; i <= 3; i++)
            {
                space.Do(member, "proposal", "comment", talk, "--text", $"Thought {i}");
            }

            space.Cli.Do([
                .. (string[])["contribution", "attest", "--space", space.Id, "--member", space.CommitmentOf(member)],
                .. (string[])["--category", "care", "--points", "60", "--reference", "https://dao.example/care"],
                .. (string[])["--key", "@guild.key", "--out", $"@care{member}.jws"],
            ]);
            space.Do("contribution", "add", $"@care{member}.jws", "--source", "guild");
            Stand(space, member);
        }

        Assert.Contains("E5703", Decide(space, 1, mandate, "Too early", 1).Error, StringComparison.Ordinal);
        var vote = await space.OpenVoteAsync("committee", "open", "--track", Track);
        await space.HoldAsync(vote, "1,2,3", "1,2,3", "1,2", "2,3", "3");
        await GuideSpace.UntilAsync(
            () => space.Do("committee", "show").Output,
            shown => shown.Split("seat      member").Length - 1 == 3
        );
    }

    /// <summary>Three of the committee agree, nobody calls for a vote, and what was spent is reported.</summary>
    private static async Task DecideAsync(GuideSpace space, string mandate)
    {
        Assert.Contains("E5702", Decide(space, 1, mandate, "All of it", 5001).Error, StringComparison.Ordinal);
        Assert.Contains("E5703", Decide(space, 4, mandate, "Mine", 1).Error, StringComparison.Ordinal);
        var decision = Decide(space, 1, mandate, "A new server", 1200).ValueOf("decision");
        Assert.Contains("E5705", space.Refused(1, "committee", "endorse", decision), StringComparison.Ordinal);
        space.Do(2, "committee", "endorse", decision);
        space.Do(3, "committee", "endorse", decision);
        Assert.Contains(
            "vetoWindow, members may call for a vote until",
            space.Do("committee", "show").Output,
            StringComparison.Ordinal
        );
        space.Pass(TimeSpan.FromDays(3));
        await UntilAsync(space, decision, "effective");
        Assert.Contains(
            "E5702",
            space.Refused(1, "committee", "report", decision, "--text", "It runs", "--spent", "1201"),
            StringComparison.Ordinal
        );
        space.Do(1, "committee", "report", decision, "--text", "It runs", "--spent", "1150");
        await UntilAsync(space, decision, "reported");
    }

    /// <summary>Ten members call for a vote, and it says no.</summary>
    private static async Task VetoAsync(GuideSpace space, string mandate)
    {
        var decision = Decide(space, 2, mandate, "A second server", 1100).ValueOf("decision");
        space.Do(1, "committee", "endorse", decision);
        space.Do(3, "committee", "endorse", decision);
        space.Do(4, "committee", "veto", decision, "--reason", "Too dear");
        Assert.Contains(
            "E5706",
            space.Refused(4, "committee", "veto", decision, "--reason", "Far too dear"),
            StringComparison.Ordinal
        );
        for (var member = 5; member <= 13; member++)
        {
            space.Do(member, "committee", "veto", decision, "--reason", "Too dear");
        }

        await UntilAsync(space, decision, "vetoVote");
        await space.HoldAsync(await space.OpenVoteAsync("proposal", "open", decision), "1", "1", "2", "2", "2");
        await UntilAsync(space, decision, "ended, vetoed");
    }

    private static string Stand(GuideSpace space, int member)
    {
        var answer = space.Cli.Run([
            .. (string[])["committee", "stand", "--track", Track, "--name", $"Person {member}", "--text", "Why me"],
            .. (string[])["--identity", GuideSpace.Key(member)],
            .. space.At,
        ]);
        return answer.Error;
    }

    private static CliAnswer Decide(GuideSpace space, int member, string mandate, string title, int amount) =>
        space.Cli.Run([
            .. (string[])["committee", "decide", "--mandate", mandate, "--title", title, "--text", "Which and why"],
            .. (string[])["--amount", $"{amount}", "--identity", GuideSpace.Key(member)],
            .. space.At,
        ]);

    private static Task UntilAsync(GuideSpace space, string decision, string stage) =>
        GuideSpace.UntilAsync(
            () => space.Do("committee", "show").Output,
            shown =>
                shown
                    .Split('\n')
                    .Any(line =>
                        line.StartsWith($"decision {decision}:", StringComparison.Ordinal)
                        && line.Contains($"; {stage}", StringComparison.Ordinal)
                    )
        );
}
