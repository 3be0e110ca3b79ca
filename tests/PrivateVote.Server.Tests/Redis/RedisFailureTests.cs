using System.Diagnostics;
using System.Net;
using PrivateVote.Server.Redis;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests.Redis;

/// <summary>A Redis that is not there, dies, hangs, or comes back empty.</summary>
public sealed class RedisFailureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>For ten requests, of which one meets a Redis that hangs; on a machine that has other work.</summary>
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(10);

    [RedisFact]
    public async Task Every_ballot_gets_its_receipt_though_Redis_dies_and_hangs_midway()
    {
        await using var path = new RedisPath();
        await using var replicas = await Replicas.StartAsync(
            path.Address,
            options => options with { BallotsKept = 0, RedisPatience = Patience },
            options => options with { BallotsKept = 1, RedisPatience = Patience }
        );
        await replicas.MeetAsync();
        var election = await HttpElection.OpenAsync(replicas.A, voters: 12);
        var ballots = Enumerable.Range(0, 12).Select(i => election.Vote(i, [0, 1])).ToList();

        var dying = CastAllAsync(ballots[..6]);
        path.Close();
        await dying;
        await UntilStateAsync(replicas.A, "down");
        await election.CastAsync(ballots[6]);

        path.Open();
        await UntilStateAsync(replicas.A, "ok");
        await replicas.MeetAsync();
        var hanging = CastAllAsync(ballots[7..11]);
        path.Clog();
        await hanging;
        await UntilStateAsync(replicas.A, "down");
        await UntilStateAsync(replicas.B, "down");
        await election.CastAsync(ballots[11]);

        // Everything again, on whichever server: the same answers.
        path.Open();
        await CastAllAsync(ballots);
        await ReplicaTests.AssertTotalsAsync(election, 0, 24);

        Task CastAllAsync(List<Elections.Entries.Ballot> some) => Task.WhenAll(some.Select(election.CastAsync));
    }

    [RedisFact]
    public async Task A_server_starts_without_Redis_and_finds_it_later_and_again_when_it_comes_back_empty()
    {
        await using var path = new RedisPath(open: false);
        await using var replicas = await Replicas.StartAsync(path.Address, options => options with { BallotsKept = 0 });
        Assert.Equal("down", await replicas.A.RedisStateAsync());
        var election = await HttpElection.OpenAsync(replicas.A, voters: 3);
        await election.CastAsync(election.Vote(0, [1, 0]));

        path.Open();
        await replicas.MeetAsync();
        await election.CastAsync(election.Vote(1, [1, 0]));
        Assert.Equal(1, replicas.A.Service<SharedBallots>().Count);

        path.Close();
        await using (var client = await RedisClient.ConnectAsync(replicas.A))
        {
            await client.ForgetAsync();
        }

        await UntilStateAsync(replicas.A, "down");
        path.Open();
        await replicas.MeetAsync();
        await election.CastAsync(election.Vote(2, [1, 0]));
        Assert.Equal(2, replicas.A.Service<SharedBallots>().Count);
        await ReplicaTests.AssertTotalsAsync(election, 6, 0);
    }

    [RedisFact]
    public async Task Without_Redis_each_server_limits_by_itself_and_a_Redis_that_hangs_is_not_waited_for()
    {
        await using var path = new RedisPath();
        await using var replicas = await Replicas.StartAsync(
            path.Address,
            options => options with { AllowRate = 4, RedisPatience = Patience },
            options => options with { AllowRate = 4, RedisPatience = Patience }
        );
        await replicas.MeetAsync();

        path.Clog();
        var started = Stopwatch.GetTimestamp();
        foreach (var server in (RunningServer[])[replicas.A, replicas.B])
        {
            for (var i = 0; i < 4; i++)
            {
                await WriteAsync(server).MustNotAsync(HttpStatusCode.BadRequest, "E3001");
            }

            await WriteAsync(server).MustNotAsync(HttpStatusCode.TooManyRequests, "E3201");
        }

        Assert.True(Stopwatch.GetElapsedTime(started) < Bearable);
        Assert.Equal("down", await replicas.A.RedisStateAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ssl=true")]
    [InlineData("localhost:6379,ssl=perhaps")]
    [InlineData("localhost:6379,nonsense=1")]
    public void Options_that_name_no_Redis_are_refused(string connection) =>
        Assert.ThrowsAny<ArgumentException>(() => new ServerOptions { Data = "", Redis = connection }.Check());

    private static Task<HttpResponseMessage> WriteAsync(RunningServer server) =>
        server.Http.SendAsync("/committees", "{}"u8.ToArray());

    private static async Task UntilStateAsync(RunningServer server, string state)
    {
        for (var attempts = 0; await server.RedisStateAsync() != state; attempts++)
        {
            Assert.True(attempts < 200, $"Redis is not {state}");
            await Task.Delay(50);
        }
    }
}
