using PrivateVote.Client.Roles;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Client.Tests;

/// <summary>Members and organizers of a space at a real server: what they hand in is found in the log that they replay.</summary>
public sealed class GovernanceClientTests
{
    [Fact]
    public async Task What_a_member_does_is_found_again_in_the_replayed_log()
    {
        await using var server = await RunningServer.StartAsync();
        using var governance = await HttpGovernance.OpenAsync(server);
        var proposal = await governance.SubmitAsync();
        using var service = new ServiceClient(server.Http.BaseAddress!);
        var client = await GovernanceClient.OpenAsync(service, governance.Id);
        var reader = await GovernanceClient.OpenAsync(service, governance.Id);
        var member = governance.Members[1];

        var body = new CommentBody(governance.Id, proposal, "Why?");
        var index = await client.ActAsync(EntryKind.Comment, body, member.Identity, server.Clock.GetUtcNow());
        var comment = client.Log.FindProposal(proposal)!.Discussion.Comments.Single(one => one.Index == index);
        Assert.Equal(("Why?", client.MemberOf(member.Commitment).Position), (comment.Text, comment.Member));
        Assert.Equal(client.Log.Space!.Digest, client.Space.Digest);

        // Another one sees it after they asked for it, and has the same state.
        Assert.Empty(reader.Log.FindProposal(proposal)!.Discussion.Comments);
        await reader.CatchUpAsync();
        Assert.Equal(client.Log.StateDigest(), reader.Log.StateDigest());
    }

    [Fact]
    public async Task What_the_rules_refuse_comes_back_as_their_refusal_and_leaves_the_log_as_it_was()
    {
        await using var server = await RunningServer.StartAsync();
        using var governance = await HttpGovernance.OpenAsync(server);
        var proposal = await governance.SubmitAsync();
        using var service = new ServiceClient(server.Http.BaseAddress!);
        var client = await GovernanceClient.OpenAsync(service, governance.Id);
        var before = client.Log.StateDigest();

        var refused = await Assert.ThrowsAsync<ServiceException>(() =>
            client.ActAsync(
                EntryKind.Withdraw,
                new WithdrawBody(governance.Id, proposal, "Not mine."),
                governance.Members[1].Identity,
                server.Clock.GetUtcNow()
            )
        );
        Assert.Equal(RefusalCode.NotTheAuthor, refused.Refusal?.Code);
        await client.CatchUpAsync();
        Assert.Equal(before, client.Log.StateDigest());
        using var stranger = new TestSupport.Registration.Person();
        Assert.Throws<ArgumentException>(() => client.MemberOf(stranger.Commitment));
    }

    [Fact]
    public async Task An_outcome_is_shown_once_the_election_is_over_and_once()
    {
        // The server shows nothing by itself.
        await using var server = await RunningServer.StartAsync(options =>
            options with
            {
                Tick = TimeSpan.FromDays(1),
            }
        );
        using var governance = await HttpGovernance.OpenAsync(server);
        var proposal = await ToVoteAsync(server, governance);
        var election = await governance.OpenVoteAsync(proposal);
        using var service = new ServiceClient(server.Http.BaseAddress!);
        var client = await GovernanceClient.OpenAsync(service, governance.Id);
        var vote = Assert.Single(client.Log.VotesUnderWay);
        Assert.Null(await client.ShowOutcomeAsync(vote));

        await election.EnterAsync(Organizer.Cancel(election.Election, "The trustees are gone.", governance.Organizer));
        var index = await client.ShowOutcomeAsync(vote);
        Assert.Equal((index, true), (vote.Outcome!.Index, vote.Outcome.Cancelled));
        Assert.Contains("The trustees are gone.", vote.Outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(client.Log.VotesUnderWay);
        // The same proof again is the same entry.
        var size = client.Log.Size;
        Assert.Equal((index, size), (await client.ShowOutcomeAsync(vote), client.Log.Size));
        // It decided nothing: another may be opened.
        Assert.True(VoteOrganizer.TryFind(client.Log, proposal, out _, out var refusal), refusal?.ToString());
    }

    private static async Task<long> ToVoteAsync(RunningServer server, HttpGovernance governance)
    {
        var proposal = await governance.SubmitAsync();
        server.Clock.Advance(TimeSpan.FromHours(1));
        await governance.Space.EnterAsync(
            Submission.Plain(EntryKind.Advance, new AdvanceBody(governance.Id, proposal, "discussion"))
        );
        return proposal;
    }
}
