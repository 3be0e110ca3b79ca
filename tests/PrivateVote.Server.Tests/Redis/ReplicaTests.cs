using System.Net;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Server.Redis;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests.Redis;

/// <summary>What two servers have of a Redis that works.</summary>
public sealed class ReplicaTests
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    [RedisFact]
    public async Task What_one_server_enters_the_other_shows_at_once()
    {
        await using var replicas = await Replicas.StartAsync(
            TestServices.Redis,
            b: options => options with { Tick = Never }
        );
        await replicas.MeetAsync();
        var election = new HttpElection(replicas.A);
        await election.OpenCommitteeAsync();
        using var events = new StreamReader(await replicas.B.Http.GetStreamAsync(election.CommitteePath + "/events"));
        Assert.Equal("id: 1", await events.ReadLineAsync());

        await election.EnterAsync(election.Trustees[0].Commit((await election.ReplayAsync()).Log.Ceremony!));
        string? line;
        do
        {
            line = await events.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
        } while (line is not "id: 2");
    }

    [RedisFact]
    public async Task A_client_has_one_limit_on_all_servers_and_its_address_is_kept_nowhere()
    {
        await using var replicas = await Replicas.StartAsync(
            TestServices.Redis,
            options => options with { AllowRate = 6 },
            options => options with { AllowRate = 6 }
        );
        await replicas.MeetAsync();

        for (var i = 0; i < 6; i++)
        {
            await WriteAsync(i % 2 == 0 ? replicas.A : replicas.B).MustNotAsync(HttpStatusCode.BadRequest, "E3001");
        }

        await WriteAsync(replicas.A).MustNotAsync(HttpStatusCode.TooManyRequests, "E3201");
        using var refused = await WriteAsync(replicas.B);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        await using var client = await RedisClient.ConnectAsync(replicas.A);
        var key = replicas.A.Service<SharedRate>().NameOf("127.0.0.1");
        Assert.Equal(key, replicas.B.Service<SharedRate>().NameOf("127.0.0.1"));
        Assert.DoesNotContain("127.0.0.1", key, StringComparison.Ordinal);
        Assert.InRange((long)await client.RunAsync("PTTL", key), 1, 120_000);
        Assert.Equal([key], await client.KeysAsync("rate:"));
    }

    [RedisFact]
    public async Task Ballots_of_a_busy_server_are_verified_by_another()
    {
        // One that is always too busy, and one that never is.
        await using var replicas = await Replicas.StartAsync(
            TestServices.Redis,
            options => options with { BallotsKept = 0 }
        );
        await replicas.MeetAsync();
        var election = await HttpElection.OpenAsync(replicas.A, voters: 6);
        Ballot[] ballots = [.. Enumerable.Range(0, 6).Select(i => election.Vote(i, [1, 0]))];

        await Task.WhenAll(ballots[..5].Select(election.CastAsync));
        Assert.Equal(5, replicas.A.Service<SharedBallots>().Count);
        Assert.Equal(5, replicas.B.Service<BallotTaker>().Count);

        // A refusal is this server's own, and the same bytes are answered as before.
        await replicas
            .A.Http.SendAsync(election.BallotPath, WithOtherProof(ballots[5], ballots[0]).ToBytes())
            .MustNotAsync(HttpStatusCode.UnprocessableEntity, "E2105");
        await election.CastAsync(ballots[0]);
        await election.CastAsync(ballots[5]);
        await AssertTotalsAsync(election, 12, 0);
    }

    [RedisFact]
    public async Task What_a_dead_server_had_read_another_claims()
    {
        await using var replicas = await Replicas.StartAsync(
            TestServices.Redis,
            options => options with { BallotsKept = 0 }
        );
        await replicas.MeetAsync();
        var election = await HttpElection.OpenAsync(replicas.A, voters: 1);
        var ballot = election.Vote(0, [0, 1]);
        await using var client = await RedisClient.ConnectAsync(replicas.A);
        // The group is made by the first who finds none.
        await Replicas.UntilAsync(() => client.GroupIsThere);
        await client.AddAndReadAsync("dead", election.Committee.Id, ballot.ToBytes());

        await Replicas.UntilAsync(() => client.Length == 0);
        Assert.Equal(1, replicas.B.Service<BallotTaker>().Count);
        await AssertTotalsAsync(election, 0, 1);
    }

    /// <summary>The election ends with these totals, by a record that verifies.</summary>
    internal static async Task AssertTotalsAsync(HttpElection election, params ulong[] totals)
    {
        var summary = await election.CloseAndTallyAsync();
        Assert.Equal(totals, summary.Result!.Totals);
        using var record = new MemoryStream(await election.RecordAsync());
        var report = RecordVerifier.Verify(record);
        Assert.True(report.Valid, string.Join('\n', report.Findings));
    }

    internal static Ballot WithOtherProof(Ballot ballot, Ballot other) => ballot with { Proof = other.Proof };

    private static Task<HttpResponseMessage> WriteAsync(RunningServer server) =>
        server.Http.SendAsync("/committees", "{}"u8.ToArray());
}
