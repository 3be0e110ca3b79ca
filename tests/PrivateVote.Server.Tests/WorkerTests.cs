using System.Net.ServerSentEvents;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Tests.Support;
using PrivateVote.Server.Workers;

namespace PrivateVote.Server.Tests;

/// <summary>What the server does without being asked.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task Noise_reencrypts_slots_and_changes_no_total()
    {
        // A mean pause of a twentieth of a second.
        await using var server = await RunningServer.StartAsync(options => options with { Noise = 1200 });
        var election = await HttpElection.OpenAsync(server, voters: 2, Revoting.Deniable);
        await election.CastAsync(election.Vote(0, [1, 0]));
        await election.CastAsync(election.Vote(1, [0, 1]));
        var size = (await server.Http.GetAsync<ElectionSummary>(election.Path)).Size;

        ElectionSummary now;
        do
        {
            await Task.Delay(50);
            now = await server.Http.GetAsync<ElectionSummary>(election.Path);
        } while (now.Size < size + 3);

        Assert.Equal(2, now.Ballots);
        var summary = await election.CloseAndTallyAsync();
        Assert.Equal([1UL, 2UL], summary.Result!.Totals);
    }

    [Fact]
    public void Pauses_between_noise_have_the_mean_that_the_rate_says()
    {
        const int Count = 20_000;
        var pauses = Enumerable.Range(0, Count).Select(_ => ReEncrypter.RandomPause(6).TotalSeconds).ToList();

        // Mean and standard deviation are 10 seconds; six standard errors of the mean are 0.42.
        Assert.InRange(pauses.Average(), 9.5, 10.5);
        Assert.All(pauses, pause => Assert.True(pause >= 0));
        // No moment is special: e^-1 of the pauses outlast the mean.
        Assert.InRange(pauses.Count(pause => pause > 10) / (double)Count, 0.34, 0.40);
    }

    [Fact]
    public async Task Followers_are_told_where_the_log_stands_at_once_and_whenever_it_moves()
    {
        await using var server = await RunningServer.StartAsync();
        await using var other = await RunningServer.StartAsync(_ => server.Options, server.Clock);
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        // Followed on the other server, which learns of the log and of its moves from the store.
        await using var stream = await other.Http.GetStreamAsync(election.CommitteePath + "/events", limit.Token);
        var events = SseParser
            .Create(stream, (_, data) => Parse(data))
            .EnumerateAsync(limit.Token)
            .GetAsyncEnumerator(limit.Token);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("1", 1L), (events.Current.EventId, events.Current.Data.Size));
        await election.RunCeremonyAsync();
        while (events.Current.Data.Size < 7)
        {
            Assert.True(await events.MoveNextAsync());
        }

        Assert.Equal(Phase.Setup, events.Current.Data.Phase);
        Assert.Equal((await election.ReplayAsync()).Log.Root, events.Current.Data.Root);

        // A client that comes back with what it saw last is told nothing until there is something new.
        using var request = new HttpRequestMessage(HttpMethod.Get, election.CommitteePath + "/events");
        request.Headers.Add("Last-Event-ID", "7");
        using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        await using var again = await answer.Content.ReadAsStreamAsync(limit.Token);
        var next = SseParser.Create(again, (_, data) => Parse(data)).EnumerateAsync(limit.Token).GetAsyncEnumerator();
        var waiting = next.MoveNextAsync().AsTask();
        await Task.Delay(200);
        Assert.False(waiting.IsCompleted);
        await election.EnterCensusAsync(1);
        Assert.True(await waiting);
        Assert.Equal(8, next.Current.Data.Size);
    }

    [Fact]
    public async Task An_election_that_nobody_votes_in_fails_by_itself_and_keeps_a_checkpoint_of_its_closing()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 1);

        server.Clock.Advance(TimeSpan.FromHours(2));
        var summary = await election.UntilAsync(Phase.Failed);

        Assert.Contains("turnout", summary.Conclusion, StringComparison.Ordinal);
        var replay = await election.ReplayAsync();
        Assert.Single(replay.Checkpoints);
        Assert.Equal(replay.Log.ClosingRoot, replay.Log.Root);
    }

    private static LogEvent Parse(ReadOnlySpan<byte> data) =>
        StrictJson.TryParse<LogEvent>(data, out var parsed, out var problem)
            ? parsed
            : throw new InvalidDataException(problem);
}
