using Scenarios.Tests.Service;

namespace Scenarios.Tests.Governance;

/// <summary>The guide's way of a mandate with a server and trustees in processes of their own, in real time.</summary>
[Collection(ServiceTrials.Name)]
public sealed class GovernanceProcessScenarios
{
    /// <summary>What a vote takes besides the proofs of its two ballots: commands that replay, on a machine that has other things to do.</summary>
    private static readonly TimeSpan Commands = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task A_mandate_comes_into_force_without_anybody_but_the_organizer_keeping_an_eye_on_it()
    {
        await using var space = await GuideSpace.OpenInSecondsAsync(Commands + (10 * Pace.OfOneProof()));
        var proposal = space.Draft(
            1,
            "Servers",
            "mandate",
            [
                .. (string[])["--mandate", "operations", "--scope", "Servers of the DAO", "--budget", "5000"],
                .. (string[])["--expires", "2099-01-01T00:00Z"],
            ]
        );
        await space.DiscussAsync(1, proposal);
        string[] open = ["proposal", "open", proposal];
        await space.HoldAsync(await space.OpenVoteAsync(open), "1", "1");
        await space.UntilStageAsync(proposal, "vote");
        await space.HoldAsync(await space.OpenVoteAsync(open), "1", "1");
        await space.ApproveAsync(proposal, then: "executed");
        Assert.Contains(
            $"mandate {proposal}: Servers; 5000 of 5000 left",
            space.Do("committee", "show").Output,
            StringComparison.Ordinal
        );
        space.Verify();
    }
}
