using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Governance;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Tests.Storage;
using PrivateVote.Server.Tests.Support;
using PrivateVote.Server.Workers;

namespace PrivateVote.Server.Tests;

/// <summary>What the server enters for a space because its time or its condition has come, and nobody has to sign it.</summary>
public sealed class SpaceConductorTests
{
    /// <summary>Enough ticks of a twentieth of a second for something that must not happen.</summary>
    private static readonly TimeSpan SomeTicks = TimeSpan.FromMilliseconds(600);

    [Fact]
    public async Task A_stage_ends_when_its_time_has_come_and_not_before()
    {
        await using var server = await RunningServer.StartAsync();
        using var governance = await HttpGovernance.OpenAsync(server);
        var proposal = await governance.SubmitAsync();
        server.Clock.Advance(TimeSpan.FromMinutes(59));
        await Task.Delay(SomeTicks);
        Assert.Equal(ProposalStage.Discussion, (await governance.Space.ReplayAsync()).FindProposal(proposal)!.Stage);

        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var log = await governance.UntilAsync(log => log.FindProposal(proposal)!.Stage == ProposalStage.Vote);
        Assert.True(log.LastAt >= log.FindProposal(proposal)!.Revisions[0].At.AddHours(1));
        Assert.Single(await AdvancesAsync(governance));
        // It waits for its election, and is not asked for one again and again.
        await Task.Delay(SomeTicks);
        Assert.Equal(log.Size, (await governance.Space.ReplayAsync()).Size);
    }

    [Fact]
    public async Task An_election_that_ended_is_shown_and_brings_its_proposal_on()
    {
        await using var server = await RunningServer.StartAsync();
        using var governance = await HttpGovernance.OpenAsync(server);
        var proposal = await ToVoteAsync(server, governance);
        var election = await governance.OpenVoteAsync(proposal);
        await Task.Delay(SomeTicks);
        Assert.Single((await governance.Space.ReplayAsync()).VotesUnderWay);

        server.Clock.Advance(TimeSpan.FromMinutes(61));
        var log = await governance.UntilAsync(log => log.FindProposal(proposal)!.Ending is not null);
        var vote = log.FindVote(election.Election.Id)!;
        Assert.Equal((0, false), (vote.Outcome!.Ballots, vote.Outcome.Passed));
        Assert.Equal(EndingKind.Rejected, log.FindProposal(proposal)!.Ending!.Kind);
        Assert.Empty(log.VotesUnderWay);
        // The digest of the record that the election's own log has.
        var replay = await election.ReplayAsync();
        Assert.Equal(replay.Log.Root, vote.Outcome.Record);
    }

    [Fact]
    public async Task Servers_that_share_a_store_enter_one_advance_for_each_stage()
    {
        await using var server = await RunningServer.StartAsync();
        using var governance = await HttpGovernance.OpenAsync(server);
        long[] proposals =
        [
            await governance.SubmitAsync(),
            await governance.SubmitAsync(),
            await governance.SubmitAsync(),
        ];
        await using var second = await RunningServer.StartAsync(_ => server.Options, server.Clock);
        await using var third = await RunningServer.StartAsync(_ => server.Options, server.Clock);

        server.Clock.Advance(TimeSpan.FromHours(1));
        await governance.UntilAsync(log => proposals.All(one => log.FindProposal(one)!.Stage == ProposalStage.Vote));
        // The second server looks for the spaces of others every thirtieth tick.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(proposals, (await AdvancesAsync(governance)).Select(advance => advance.Subject).Order());
        Assert.All(await AdvancesAsync(governance), advance => Assert.Equal("discussion", advance.Stage));
    }

    [Fact]
    public async Task An_election_whose_log_cannot_be_read_holds_no_other_up_and_is_shown_when_it_can()
    {
        // This server does nothing by itself: the workers of another do, whose disk fails.
        await using var server = await RunningServer.StartAsync(options =>
            options with
            {
                Tick = TimeSpan.FromDays(1),
            }
        );
        using var governance = await HttpGovernance.OpenAsync(server);
        long[] proposals = [await governance.SubmitAsync(), await governance.SubmitAsync()];
        server.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var proposal in proposals)
        {
            await governance.Space.EnterAsync(
                Submission.Plain(EntryKind.Advance, new AdvanceBody(governance.Id, proposal, "discussion"))
            );
        }

        HttpElection[] elections =
        [
            await governance.OpenVoteAsync(proposals[0]),
            await governance.OpenVoteAsync(proposals[1]),
        ];
        var services = server.App.Services.GetRequiredService<LogServices>();
        var store = FailingStore.On(services.Store, out var disk);
        var logs = new LogDirectory(services with { Store = store }, NullLogger<LogDirectory>.Instance);
        var space = (SpaceHost)(await logs.FindAsync(governance.Id, CancellationToken.None))!;
        var options = server.Options with { Tick = TimeSpan.FromMilliseconds(50) };
        using var closing = new Conductor(logs, options, server.Clock, NullLogger<Conductor>.Instance);
        using var showing = new SpaceConductor(logs, options, server.Clock, NullLogger<SpaceConductor>.Instance);
        server.Clock.Advance(TimeSpan.FromMinutes(61));
        await closing.StartAsync(CancellationToken.None);
        foreach (var election in elections)
        {
            var host = await logs.FindElectionAsync(election.Election.Id, CancellationToken.None);
            await UntilAsync(() => host!.View.Phase == Phase.Failed);
        }

        disk.Unreadable = elections[0].Committee.Id;
        await showing.StartAsync(CancellationToken.None);
        await UntilAsync(() => space.Read(log => log.FindProposal(proposals[1])!.Ending is not null));
        await Task.Delay(SomeTicks);
        Assert.Null(space.Read(log => log.FindVote(elections[0].Election.Id)!.Outcome));

        disk.Unreadable = null;
        await UntilAsync(() => space.Read(log => log.FindProposal(proposals[0])!.Ending is not null));
        await showing.StopAsync(CancellationToken.None);
        await closing.StopAsync(CancellationToken.None);
    }

    private static async Task<long> ToVoteAsync(RunningServer server, HttpGovernance governance)
    {
        var proposal = await governance.SubmitAsync();
        server.Clock.Advance(TimeSpan.FromHours(1));
        await governance.UntilAsync(log => log.FindProposal(proposal)!.Stage == ProposalStage.Vote);
        return proposal;
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!reached())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>The advances that the record has.</summary>
    private static async Task<List<AdvanceBody>> AdvancesAsync(HttpGovernance governance)
    {
        using var record = new MemoryStream(await governance.Space.RecordAsync());
        return
        [
            .. RecordLines
                .Read(record)
                .Select(line => line.Entry)
                .Where(entry => entry?.Kind == EntryKind.Advance)
                .Select(entry =>
                    StrictJson.TryParse<AdvanceBody>(entry!.Body.Span, out var body, out var problem)
                        ? body
                        : throw new InvalidDataException(problem)
                ),
        ];
    }
}
