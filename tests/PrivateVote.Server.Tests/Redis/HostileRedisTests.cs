using System.Net;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Redis;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests.Redis;

/// <summary>Somebody else writes into the Redis that the servers share: that costs them time and changes no answer.</summary>
public sealed class HostileRedisTests
{
    [RedisFact]
    public async Task A_ballot_that_is_taken_from_the_queue_and_called_done_is_entered_all_the_same()
    {
        // Neither takes: whatever is done to what they offer, the stranger does it.
        await using var replicas = await Replicas.StartAsync(
            TestServices.Redis,
            options => options with { BallotsKept = 0 },
            options => options with { BallotsKept = 0 }
        );
        await replicas.MeetAsync();
        var election = await HttpElection.OpenAsync(replicas.A, voters: 3);
        Ballot[] ballots = [.. Enumerable.Range(0, 3).Select(i => election.Vote(i, [1, 0]))];
        var forged = ReplicaTests.WithOtherProof(ballots[2], ballots[0]);
        byte[] digests = [.. ballots.Append(forged).SelectMany(ballot => Ballot.DigestOf(ballot.ToBytes()))];
        await using var stranger = await RedisClient.ConnectAsync(replicas.A);
        await stranger.ListenAsync(
            "offers",
            () =>
            {
                _ = stranger.RunAsync("DEL", stranger.Stream);
                _ = stranger.TellAsync("done", digests);
            }
        );

        await Task.WhenAll(ballots[..2].Select(election.CastAsync));
        await replicas
            .A.Http.SendAsync(election.BallotPath, forged.ToBytes())
            .MustNotAsync(HttpStatusCode.UnprocessableEntity, "E2105");
        await election.CastAsync(ballots[2]);
        Assert.Equal(4, replicas.A.Service<SharedBallots>().Count);
        await ReplicaTests.AssertTotalsAsync(election, 6, 0);
    }

    [RedisFact]
    public async Task Nothing_that_is_put_into_the_queue_or_published_changes_an_answer()
    {
        await using var replicas = await Replicas.StartAsync(
            TestServices.Redis,
            options => options with { BallotsKept = 0 }
        );
        await replicas.MeetAsync();
        var election = await HttpElection.OpenAsync(replicas.A, voters: 2);
        var other = await HttpElection.OpenAsync(replicas.A, voters: 1);
        var first = election.Vote(0, [1, 0]);
        await election.CastAsync(first);
        await using var stranger = await RedisClient.ConnectAsync(replicas.A);
        var taken = replicas.B.Service<BallotTaker>().Count;

        // Of no form, too long, of no log, of another log, a second time, and with another's proof.
        var id = election.Committee.Id;
        await stranger.RunAsync("XADD", stranger.Stream, "*", "nonsense", "");
        await stranger.RunAsync("XADD", stranger.Stream, "*", "log", id, "ballot", "{}", "more", "");
        await stranger.AddAsync([], first.ToBytes());
        await stranger.AddAsync(id, []);
        await stranger.AddAsync(id, "\0\xff{"u8.ToArray());
        await stranger.AddAsync(id, new byte[RequestBody.BallotLimit + 1]);
        await stranger.AddAsync(id, new byte[4 << 20]);
        await stranger.AddAsync(new byte[32], first.ToBytes());
        await stranger.AddAsync(other.Committee.Id, first.ToBytes());
        await stranger.AddAsync(id, first.ToBytes());
        await stranger.AddAsync(id, first.ToBytes());
        await stranger.AddAsync(id, ReplicaTests.WithOtherProof(election.Vote(1, [1, 0]), first).ToBytes());
        // Hints at logs that are not there, at sizes that no log has, and of no form.
        foreach (var channel in (string[])[LiveHints.Channel, "done", "offers", "servers"])
        {
            await stranger.TellAsync(channel, []);
            await stranger.TellAsync(channel, new byte[31]);
            await stranger.TellAsync(channel, new byte[1 << 20]);
            await stranger.TellAsync(channel, LiveHints.Encode(new byte[32], long.MaxValue));
            await stranger.TellAsync(channel, LiveHints.Encode(id, long.MaxValue));
            await stranger.TellAsync(channel, LiveHints.Encode(id, long.MinValue));
        }

        await Replicas.UntilAsync(() => stranger.Length == 0);
        Assert.Equal(taken + 12, replicas.B.Service<BallotTaker>().Count);
        await election.CastAsync(election.Vote(1, [0, 1]));
        await ReplicaTests.AssertTotalsAsync(election, 1, 2);
        Assert.Equal(0, (await replicas.B.Http.GetAsync<ElectionSummary>(other.Path)).Ballots);
    }

    [RedisFact]
    public async Task Keys_of_another_type_and_a_queue_that_is_full_leave_the_work_to_the_server()
    {
        await using var replicas = await Replicas.StartAsync(
            TestServices.Redis,
            options => options with { BallotsKept = 0, AllowRate = 1000 }
        );
        await replicas.MeetAsync();
        var election = await HttpElection.OpenAsync(replicas.A, voters: 3);
        await using var stranger = await RedisClient.ConnectAsync(replicas.A);
        await stranger.RunAsync("DEL", stranger.Stream);
        await stranger.RunAsync("SET", stranger.Stream, "text");
        await stranger.RunAsync("SET", replicas.A.Service<SharedRate>().NameOf("127.0.0.1"), "text");
        await election.CastAsync(election.Vote(0, [1, 0]));

        await stranger.RunAsync("DEL", stranger.Stream);
        await stranger.RunAsync(
            "EVAL",
            "for i = 1, tonumber(ARGV[1]) do redis.call('XADD', KEYS[1], '*', 'log', '', 'ballot', '') end",
            1,
            stranger.Stream,
            SharedBallots.MostOffered
        );
        await election.CastAsync(election.Vote(1, [1, 0]));

        // What was in it is dropped, and the queue is used again.
        await Replicas.UntilAsync(() => stranger.Length == 0);
        await election.CastAsync(election.Vote(2, [1, 0]));
        Assert.Equal("ok", await replicas.A.RedisStateAsync());
        await ReplicaTests.AssertTotalsAsync(election, 6, 0);
    }
}
