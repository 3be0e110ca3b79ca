using PrivateVote.BulletinBoard;
using PrivateVote.Client;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;

namespace Scenarios.Tests.Service;

/// <summary>Two servers on one store, and ballots that want the same slot at the same moment.</summary>
[Collection(ServiceTrials.Name)]
public sealed class RaceScenarios
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [SeveralServersFact]
    public async Task Of_1_000_submissions_for_one_slot_over_two_servers_exactly_one_is_entered()
    {
        await using var ground = await ServiceGround.SharedAsync();
        var servers = await StartTwoAsync(ground);
        using var election = await TrialElection.OpenAsync(servers[0].Address, 2, Revoting.None, Hour);
        byte[][] ballots = [.. Enumerable.Range(0, 4).Select(i => election.Vote(0, i % 2))];

        var winner = await RaceAsync(servers, election, ballots, copies: 250, loses: "E2103");

        // The other voter's slot is their own.
        await RaceAsync(servers, election, [election.Vote(1, 0)], copies: 4, loses: "E2103");
        var entered = await EnteredAsync(servers, election);
        Assert.Equal(2, entered.Count);
        Assert.Equal(winner, entered[0]);
    }

    [SeveralServersFact]
    public async Task With_re_voting_every_head_of_a_slot_gets_exactly_one_successor()
    {
        await using var ground = await ServiceGround.SharedAsync();
        var servers = await StartTwoAsync(ground);
        using var election = await TrialElection.OpenAsync(servers[0].Address, 1, Revoting.Deniable, Hour);
        using var service = new ServiceClient(servers[1].Address);
        var voting = await ElectionClient.OpenAsync(service, election.Election.Id);
        var winners = new List<byte[]>();
        SlotHead? head = null;
        for (var step = 0; step < 4; step++)
        {
            byte[][] ballots = [.. Enumerable.Range(0, 3).Select(i => election.Vote(0, i % 2, head))];
            winners.Add(await RaceAsync(servers, election, ballots, copies: 60, loses: "E2104"));
            head = await voting.HeadOfAsync(election.NullifierOf(0));
            Assert.NotNull(head);
        }

        Assert.Equal(winners, await EnteredAsync(servers, election));
    }

    private static async Task<ServerProcess[]> StartTwoAsync(ServiceGround ground) =>
        [
            await ground.StartAsync("first", [.. ServiceGround.Redis]),
            await ground.StartAsync("second", [.. ServiceGround.Redis]),
        ];

    /// <summary>Hands in each ballot so many times, all at once, to the servers in turn.</summary>
    /// <returns>The one that was entered.</returns>
    private static async Task<byte[]> RaceAsync(
        ServerProcess[] servers,
        TrialElection election,
        byte[][] ballots,
        int copies,
        string loses
    )
    {
        using var first = new HttpClient { BaseAddress = servers[0].Address };
        using var second = new HttpClient { BaseAddress = servers[1].Address };
        HttpClient[] clients = [first, second];
        var sent = Enumerable.Range(0, copies * ballots.Length).ToList();
        var answers = await Task.WhenAll(
            // Every ballot goes to both.
            sent.Select(i =>
                BallotBox.CastAsync(clients[i / ballots.Length % 2], election, ballots[i % ballots.Length])
            )
        );

        var receipted = sent.Where(i => answers[i].Receipt is not null).ToList();
        var winner = Assert.Single(receipted.Select(i => i % ballots.Length).Distinct());
        // Whoever handed in the one that was entered is told so, however late.
        Assert.All(
            sent.Where(i => i % ballots.Length == winner),
            i => Assert.True(answers[i].Receipt is not null, answers[i].Code)
        );
        Assert.Single(receipted.Select(i => (answers[i].Receipt!.Index, answers[i].Receipt!.At)).Distinct());
        Assert.All(
            sent.Where(i => i % ballots.Length != winner),
            i => Assert.True(answers[i].Code == loses, $"{answers[i].Code}: {servers[0].Errors}{servers[1].Errors}")
        );
        return ballots[winner];
    }

    /// <summary>The ballots of the log, in order, after both servers have shown the same.</summary>
    private static async Task<IReadOnlyList<byte[]>> EnteredAsync(ServerProcess[] servers, TrialElection election)
    {
        using var service = new ServiceClient(servers[0].Address);
        using var other = new ServiceClient(servers[1].Address);
        var follower = await election.FollowAsync(service);
        var followerOfOther = await election.FollowAsync(other);
        Assert.Equal(follower.Log.Root, followerOfOther.Log.Root);
        using var record = new MemoryStream(await election.RecordAsync(servers[1].Address));
        return
        [
            .. RecordLines
                .Read(record)
                .Where(line => line.Entry?.Kind == EntryKind.Ballot)
                .Select(line => line.Entry!.Body.ToArray()),
        ];
    }
}
