using PrivateVote.BulletinBoard;
using PrivateVote.Client.Roles;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Client.Tests;

/// <summary>Trustees and witnesses who follow a real server's log by themselves.</summary>
public sealed class RoleTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("privatevote-client-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Trustees_who_only_run_make_the_key_and_open_the_sum()
    {
        await using var server = await RunningServer.StartAsync(OnOnePort);
        var election = new HttpElection(server, trustees: 3, threshold: 2);
        await election.OpenCommitteeAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var decrypted = 0;
        Task[] running =
        [
            .. election.Trustees.Select(
                (trustee, i) => RunAsync(server, election, trustee, i, () => Interlocked.Increment(ref decrypted), stop)
            ),
        ];
        await UntilAsync(election, log => log.Ceremony!.Acknowledged.Count == 3);
        await election.EnterCensusAsync(3, 1);
        await election.EnterManifestAsync(election.Plan(Revoting.None, TimeSpan.FromHours(1)));
        await election.CastAsync(election.Vote(0, [1, 0]));
        // They wait for the server, and go on with the one that comes.
        await server.RestartAsync();
        await election.CastAsync(election.Vote(1, [0, 1]));
        server.Clock.Advance(TimeSpan.FromHours(1));

        await Task.WhenAll(running);

        var summary = await election.UntilAsync(Phase.Tallied);
        Assert.Equal([3UL, 1UL], summary.Result!.Totals);
        Assert.InRange(decrypted, 2, 3);
        using var record = new MemoryStream(await election.RecordAsync());
        var seen = Memory(0).Read();
        var report = RecordVerifier.Verify(record, seen: seen);
        Assert.True(report.Valid, string.Join('\n', report.Findings));
        Assert.Contains(report.Findings, finding => finding is { Check: "seen", Ok: true });
    }

    [Fact]
    public async Task A_trustee_who_deals_too_late_is_waited_for_only_so_long()
    {
        await using var server = await RunningServer.StartAsync();
        var election = new HttpElection(server, trustees: 3, threshold: 2);
        await election.OpenCommitteeAsync();
        foreach (var trustee in election.Trustees)
        {
            await election.EnterAsync(trustee.Commit((await election.ReplayAsync()).Log.Ceremony!));
        }

        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Task[] running =
        [
            .. election.Trustees[..2].Select((trustee, i) => RunAsync(server, election, trustee, i, () => { }, stop)),
        ];
        await UntilAsync(election, log => log.Ceremony!.Acknowledged.Count == 2);

        var ceremony = (await election.ReplayAsync()).Log.Ceremony!;
        Assert.Equal([1, 2], ceremony.Dealers);
        Assert.Null(ceremony.CheckComplete());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(running));
    }

    [Fact]
    public async Task A_witness_cosigns_what_is_consistent()
    {
        using var key = NoteSigner.Create("witness.example", NoteKeyType.Cosignature);
        await using var server = await RunningServer.StartAsync(options =>
            options with
            {
                Witnesses = [key.VerifierKey],
            }
        );
        var election = await HttpElection.OpenAsync(server);
        using var service = new ServiceClient(server.Http.BaseAddress!);
        var log = new LogClient(service, LogReference.Election(election.Election.Id));
        var witness = await WitnessRun.StartAsync(log, key, _ => Memory(0), TimeProvider.System, _ => { });

        Assert.True(await witness.StepAsync());
        Assert.False(await witness.StepAsync());
        await election.CastAsync(election.Vote(0, [1, 0]));
        Assert.True(await witness.StepAsync());

        var note = await log.CheckpointAsync();
        Assert.True(
            Cosignature.TryOpen(note, election.Log, [key.Verifier], 1, out var checkpoint, out _, out var problem),
            problem
        );
        Assert.Equal((await election.ReplayAsync()).Log.Size, checkpoint.Size);
    }

    [Fact]
    public void Two_processes_do_not_act_by_one_memory()
    {
        using (Memory(0).Hold())
        {
            Assert.Throws<IOException>(() => Memory(0).Hold());
            Memory(1).Hold().Dispose();
        }

        Memory(0).Hold().Dispose();
    }

    private CheckpointFile Memory(int who) => new(new FileInfo(Path.Combine(folder.FullName, $"checkpoint{who}")));

    /// <summary>A server that is restarted keeps its port.</summary>
    private static ServerOptions OnOnePort(ServerOptions options)
    {
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return options with { Urls = [$"http://{probe.LocalEndpoint}"] };
    }

    private async Task RunAsync(
        RunningServer server,
        HttpElection election,
        Trustee trustee,
        int who,
        Action decrypts,
        CancellationTokenSource stop
    )
    {
        using var service = new ServiceClient(server.Http.BaseAddress!);
        var log = new LogClient(service, LogReference.Committee(election.Committee.Id));
        var follower = await ElectionFollower.StartAsync(log, Memory(who), stop.Token);
        await follower.CatchUpAsync(null, stop.Token);
        var options = new TrusteeRunOptions
        {
            Clock = server.Clock,
            BeforeDecryption = _ => decrypts(),
            Poll = TimeSpan.FromMilliseconds(500),
            DealerPatience = TimeSpan.FromSeconds(3),
        };
        await new TrusteeRun(follower, trustee, options).RunAsync(stop.Token);
    }

    private static async Task UntilAsync(HttpElection election, Func<ElectionLog, bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!reached((await election.ReplayAsync()).Log))
        {
            await Task.Delay(200, limit.Token);
        }
    }
}
