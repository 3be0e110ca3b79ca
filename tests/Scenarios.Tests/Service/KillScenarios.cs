using System.Diagnostics;
using System.Security.Cryptography;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.TestSupport;
using Xunit.Abstractions;

namespace Scenarios.Tests.Service;

/// <summary>
/// A server that is killed at random moments while ballots come in, and started again: what it has said once stays true.
/// </summary>
[Collection(ServiceTrials.Name)]
public sealed class KillScenarios(ITestOutputHelper output)
{
    private const int Kills = 50;
    private const int Voters = 60;
    private const int Clients = 4;

    /// <summary>One start in so many is cut short before the server answers.</summary>
    private const int CutStarts = 5;

    /// <summary>In one life in so many the database loses its connections too.</summary>
    private const int CutConnections = 4;

    [Fact]
    public async Task Killed_50_times_on_SQLite_it_keeps_what_it_said()
    {
        await using var ground = ServiceGround.Embedded();
        await RunAsync(ground, cut: () => Task.CompletedTask);
    }

    [PostgresFact]
    public async Task Killed_50_times_on_PostgreSQL_it_keeps_what_it_said()
    {
        await using var ground = await ServiceGround.SharedAsync();
        await RunAsync(ground, ground.CutConnectionsAsync);
    }

    private async Task RunAsync(ServiceGround ground, Func<Task> cut)
    {
        var proof = Pace.OfOneProof();
        var watch = Stopwatch.StartNew();
        var server = await ground.StartAsync();
        var start = watch.Elapsed;
        var lasts = (Voters * proof * 1.5) + (Kills * start * 2) + TimeSpan.FromSeconds(5);
        using var election = await TrialElection.OpenAsync(server.Address, Voters, Revoting.None, lasts);
        byte[][] ballots =
        [
            .. Enumerable.Range(0, Voters).Select(voter => election.Vote(voter, voter % 3 == 0 ? 1 : 0)),
        ];
        output.WriteLine(
            $"start {start.TotalSeconds:F1} s, proof {proof.TotalSeconds:F2} s, open for {lasts.TotalSeconds:F0} s"
        );

        var load = new BallotLoad(election, ballots);
        using var stop = new CancellationTokenSource();
        var clients = load.RunAsync(Clients, stop.Token);
        var starts = TimeSpan.Zero;
        load.Server = server.Address;
        for (var kill = 1; kill <= Kills; kill++)
        {
            load.Release(kill * Voters / Kills);
            await Task.Delay(Part(start));
            if (kill % CutConnections == 0)
            {
                await cut();
                await Task.Delay(Part(start));
            }

            await server.KillAsync();
            load.Server = null;
            watch.Restart();
            server = ground.Launch();
            if (kill % CutStarts == 0)
            {
                await Task.Delay(Part(start));
                await server.KillAsync();
                server = ground.Launch();
            }

            load.Server = await server.Listening;
            starts += watch.Elapsed;
        }

        while (!load.IsDone && TimeProvider.System.GetUtcNow() < election.Election.Manifest.Closes)
        {
            await Task.Delay(50);
        }

        output.WriteLine(
            $"{starts.TotalSeconds / Kills:F1} s a start, {load.Receipts.Count} receipts, {load.Unanswered} submissions without an answer, "
                + $"{load.Checkpoints.Count} checkpoints, refusals: {string.Join(' ', load.Refusals)}"
        );
        Assert.True(!load.Refusals.ContainsKey("E3204"), ground.Errors);
        await election.FinishAsync(server.Address);
        await stop.CancelAsync();
        await clients;
        AssertKept(election, ballots, load, await election.RecordAsync(server.Address));
        Assert.Equal(0, await server.StopAsync());
    }

    /// <summary>Somewhere before the end: a server lives no longer than it takes to start, in which it enters its first batches.</summary>
    private static TimeSpan Part(TimeSpan whole) => whole * RandomNumberGenerator.GetInt32(100) / 100;

    private static void AssertKept(TrialElection election, byte[][] ballots, BallotLoad load, byte[] record)
    {
        var entries = TrialElection.Verify(record);
        Assert.NotEmpty(load.Receipts);
        Assert.All(
            load.Receipts,
            known =>
            {
                var entry = entries[(int)known.Value.Index];
                Assert.Equal((EntryKind.Ballot, known.Value.At), (entry.Kind, entry.At));
                Assert.Equal(ballots[known.Key], entry.Body.ToArray());
            }
        );

        var entered = entries
            .Where(entry => entry.Kind == EntryKind.Ballot)
            .Select(entry => Key(entry.Body.Span))
            .ToList();
        Assert.Equal(entered.Count, entered.Distinct().Count());
        var tree = new MerkleTree();
        foreach (var entry in entries)
        {
            tree.Add(entry.ToBytes());
        }

        Assert.All(
            load.Checkpoints,
            note =>
            {
                Assert.True(Checkpoint.TryOpen(note, election.Committee.Key, out var seen, out var problem), problem);
                Assert.Equal(tree.RootAt(seen.Size), seen.RootHash);
            }
        );

        var against = entered.Count(key => Array.FindIndex(ballots, ballot => Key(ballot) == key) % 3 == 0);
        using var stream = new MemoryStream(record);
        Assert.True(PrivateVote.Elections.Records.RecordReplay.TryRead(stream, null, out var replay, out _));
        Assert.Equal([(ulong)(entered.Count - against), (ulong)against], replay.Log.Result!.Totals);

        static string Key(ReadOnlySpan<byte> ballot) => Convert.ToHexString(Ballot.DigestOf(ballot));
    }
}
