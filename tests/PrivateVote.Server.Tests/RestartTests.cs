using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests;

/// <summary>A server and what it left on the disk: it goes on where it was, or says that somebody was there.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(20_000)]
    [InlineData(0)]
    public async Task A_server_that_is_started_again_goes_on_with_the_same_log(long snapshotEvery)
    {
        await using var server = await RunningServer.StartAsync(options =>
            options with
            {
                SnapshotEvery = snapshotEvery,
            }
        );
        var election = await HttpElection.OpenAsync(server, voters: 3, Revoting.Deniable);
        var ballot = election.Vote(0, [1, 0]);
        var before = await election.CastAsync(ballot);
        await election.CastAsync(election.Vote(1, [1, 0]));
        var old = await OpenCheckpointAsync();

        await server.RestartAsync();

        Assert.Equal(
            snapshotEvery == 0,
            Directory.EnumerateFiles(server.Options.Data, "*.snapshot", SearchOption.AllDirectories).Any()
        );
        Assert.Equal(before.Index, (await election.CastAsync(ballot)).Index);
        await election.CastAsync(election.Vote(0, [0, 1], await election.HeadAsync(0)));
        await election.CastAsync(election.Vote(2, [0, 1]));
        var now = await OpenCheckpointAsync();
        var tree = (await election.ReplayAsync()).Tree;
        Assert.True(
            MerkleProofs.VerifyConsistency(
                old.Size,
                now.Size,
                old.RootHash,
                now.RootHash,
                tree.ConsistencyProof(old.Size, now.Size)
            )
        );
        var summary = await election.CloseAndTallyAsync();
        Assert.Equal([2UL, 4UL], summary.Result!.Totals);

        async Task<Checkpoint> OpenCheckpointAsync()
        {
            var note = await server.Http.GetStringAsync(election.Path + "/log/checkpoint");
            Assert.True(Checkpoint.TryOpen(note, election.Log, out var checkpoint, out var problem), problem);
            return checkpoint;
        }
    }

    [Theory]
    [InlineData(
        "UPDATE entries SET Line = CAST(replace(Line, '\"acknowledge\"', ' \"acknowledge\"') AS BLOB) WHERE rowid = 7",
        "have the root"
    )]
    [InlineData("DELETE FROM entries WHERE rowid = 2", "missing")]
    [InlineData("UPDATE logs SET Size = Size - 1", "its checkpoint is over")]
    [InlineData("UPDATE logs SET Checkpoint = replace(Checkpoint, 'test.example', 'evil.example')", "signed")]
    public async Task A_store_that_was_changed_stops_the_start_with_the_evidence(string change, string evidence)
    {
        await using var server = await RunningServer.StartAsync();
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        await election.RunCeremonyAsync();
        await server.StopAsync();
        await ChangeAsync(server.Options.Data, change);

        var stopped = await Assert.ThrowsAsync<StoreMismatchException>(server.StartAgainAsync);

        Assert.True(stopped.Message.Contains(evidence, StringComparison.Ordinal), stopped.Message);
        Assert.Contains(Convert.ToHexStringLower(election.Committee.Id), stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_from_a_backup_does_not_start_beside_a_newer_snapshot()
    {
        await using var server = await RunningServer.StartAsync(options => options with { SnapshotEvery = 0 });
        var election = await HttpElection.OpenAsync(server);
        await server.StopAsync();
        var backup = Directory
            .GetFiles(server.Options.Data, "privatevote.db*")
            .ToDictionary(file => file, File.ReadAllBytes);
        await server.StartAgainAsync();
        await election.CastAsync(election.Vote(0, [1, 0]));
        await server.StopAsync();
        foreach (var file in Directory.GetFiles(server.Options.Data, "privatevote.db*"))
        {
            File.Delete(file);
        }

        foreach (var (file, content) in backup)
        {
            await File.WriteAllBytesAsync(file, content);
        }

        var stopped = await Assert.ThrowsAsync<StoreMismatchException>(server.StartAgainAsync);

        Assert.Contains("this server's snapshot", stopped.Message, StringComparison.Ordinal);
        // Whoever knows that nobody saw more takes the snapshot away.
        Directory.Delete(Path.Combine(server.Options.Data, "snapshots"), recursive: true);
        await server.StartAgainAsync();
    }

    [Fact]
    public async Task An_entry_that_was_changed_before_a_snapshot_stops_the_server_soon_after_its_start()
    {
        await using var server = await RunningServer.StartAsync(options => options with { SnapshotEvery = 0 });
        var election = await HttpElection.OpenAsync(server);
        await election.CastAsync(election.Vote(0, [1, 0]));
        await server.StopAsync();
        // After the setup, which is replayed, and before the snapshot's end, which is not.
        await ChangeAsync(
            server.Options.Data,
            "UPDATE entries SET Line = CAST(replace(Line, '\"ballot\"', ' \"ballot\"') AS BLOB) WHERE Line LIKE '%\"ballot\"%'"
        );

        await server.StartAgainAsync();

        await server.Stopped.WaitAsync(TimeSpan.FromSeconds(20));
        var alarm = server.App.Services.GetRequiredService<StoreAlarm>();
        var stopped = Assert.Throws<StoreMismatchException>(alarm.ThrowIfRaised);
        Assert.Contains("is not the one that was signed", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_seed_is_asked_for_and_not_made_anew()
    {
        await using var server = await RunningServer.StartAsync();
        await new HttpElection(server).OpenCommitteeAsync();
        await server.StopAsync();
        var seed = Path.Combine(server.Options.Data, LogKeys.SeedName);
        var content = await File.ReadAllBytesAsync(seed);
        File.Delete(seed);

        var stopped = await Assert.ThrowsAsync<StoreMismatchException>(server.StartAgainAsync);

        Assert.Contains("restore it", stopped.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(seed));
        await File.WriteAllBytesAsync(seed, content);
        await server.StartAgainAsync();
    }

    [Fact]
    public async Task A_store_that_is_changed_while_the_server_runs_stops_it()
    {
        await using var server = await RunningServer.StartAsync();
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        // As if an older copy were put back: the server has seen more, and signed it.
        await election.EnterAsync(election.Trustees[0].Commit((await election.ReplayAsync()).Log.Ceremony!));
        await ChangeAsync(server.Options.Data, "UPDATE logs SET Size = 1");

        using var answer = await server.Http.SendAsync(
            election.CommitteePath + "/entries",
            election.Trustees[1].Commit((await election.ReplayAsync()).Log.Ceremony!).ToBytes()
        );

        Assert.Equal("E3203", await Answers.ReadProblemAsync(answer));
        await server.Stopped.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_server_with_another_seed_does_not_sign_for_the_logs_of_this_one()
    {
        await using var server = await RunningServer.StartAsync();
        await new HttpElection(server).OpenCommitteeAsync();
        await server.StopAsync();
        File.Delete(Path.Combine(server.Options.Data, "log.seed"));

        await Assert.ThrowsAsync<StoreMismatchException>(server.StartAgainAsync);
    }

    [Fact]
    public async Task Two_servers_on_one_store_enter_into_one_log()
    {
        await using var first = await RunningServer.StartAsync();
        await using var second = await RunningServer.StartAsync(_ => first.Options, first.Clock);
        var election = await HttpElection.OpenAsync(first, voters: 6, Revoting.Deniable);
        Ballot[] ballots = [.. Enumerable.Range(0, 6).Select(voter => election.Vote(voter, [1, 0]))];
        HttpClient[] servers = [first.Http, second.Http];

        await Task.WhenAll(
            ballots.Select(
                (ballot, i) =>
                    servers[i % 2]
                        .SendAsync(election.BallotPath, ballot.ToBytes())
                        .MustAsync<Elections.Records.Receipt>()
            )
        );
        // What one entered, the other knows at once: the slot's head is asked from the store.
        var head = await election.HeadAsync(1);
        await servers[1]
            .SendAsync(election.BallotPath, election.Vote(1, [0, 1], head).ToBytes())
            .MustAsync<Elections.Records.Receipt>();
        Assert.Equal(6, (await second.Http.GetAsync<ElectionSummary>(election.Path)).Ballots);

        var summary = await election.CloseAndTallyAsync();
        Assert.Equal(6, summary.Ballots);
        Assert.Equal(Phase.Tallied, summary.Phase);
    }

    private static async Task ChangeAsync(string folder, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "privatevote.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(await command.ExecuteNonQueryAsync() > 0);
        SqliteConnection.ClearPool(connection);
    }
}
