using System.Diagnostics;
using System.Net;
using System.Text;
using PrivateVote.Client;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Tests.Support;
using PrivateVote.Identity;

namespace Scenarios.Tests.Service;

/// <summary>A whole election at two servers, everybody in a process of their own or at a client of their own.</summary>
[Collection(ServiceTrials.Name)]
public sealed class WholeElectionScenarios
{
    private const int TrusteeCount = 5;
    private const int Threshold = 3;
    private const int Voters = 40;
    private const int SecondThoughts = 10;

    /// <summary>Re-encryptions a minute on each server.</summary>
    private const string Noise = "60";

    private static readonly TimeSpan LongestCeremony = TimeSpan.FromMinutes(3);

    [SeveralServersFact]
    public async Task Forty_voters_two_servers_five_trustees_of_whom_one_is_silent_and_one_cheats()
    {
        var proof = Pace.OfOneProof();
        await using var ground = await ServiceGround.SharedAsync();
        ServerProcess[] servers =
        [
            await ground.StartAsync("first", ["--noise", Noise, .. ServiceGround.Redis]),
            await ground.StartAsync("second", ["--noise", Noise, .. ServiceGround.Redis]),
        ];
        using var first = new ServiceClient(servers[0].Address);
        using var second = new ServiceClient(servers[1].Address);
        ServiceClient[] services = [first, second];
        Trustee[] trustees = [.. Enumerable.Range(0, TrusteeCount).Select(_ => Trustee.Create())];
        using var election = await TrialElection.OpenCommitteeAsync(first, trustees, Threshold, Voters);
        await using var faithful = new TrusteeProcesses(ground, election, servers);

        // Three run their program, each at one of the servers. The fourth and the fifth are at the ceremony only.
        faithful.Start(0);
        faithful.Start(1);
        faithful.Start(2);
        using var patience = new CancellationTokenSource(LongestCeremony);
        await Task.WhenAll(trustees[3..].Select(trustee => AttendAsync(election, second, trustee, patience.Token)));
        // The third's machine fails; it comes back after the closing.
        await faithful.KillAsync(2);

        var lasts = ((Voters + SecondThoughts) * proof * 3) + TimeSpan.FromSeconds(15);
        await election.OpenVotingAsync(await election.FollowAsync(first), Revoting.Deniable, lasts);
        var votes = await VoteAsync(election, services);

        await election.UntilAsync(first, Phase.Closed);
        await CheatAsync(election, first, trustees[4]);
        faithful.Start(2);
        var summary = await election.UntilAsync(first, Phase.Tallied);
        await faithful.UntilFinishedAsync();

        ulong[] totals = [.. Enumerable.Range(0, 2).Select(option => (ulong)votes.Count(vote => vote == option))];
        Assert.Equal(totals, summary.Result!.Totals);
        Assert.Equal([1, 2, 3], summary.Shares);
        await AuditAsync(election, servers[1], totals);
        var entries = TrialElection.Verify(await election.RecordAsync(servers[1].Address));
        Assert.InRange(
            entries.Count(entry => entry.Kind == EntryKind.Ballot),
            Voters + SecondThoughts + 1,
            int.MaxValue
        );
        Assert.All(await Task.WhenAll(servers.Select(server => server.StopAsync())), code => Assert.Equal(0, code));
    }

    /// <summary>A trustee who does all that the ceremony asks, and leaves.</summary>
    private static async Task AttendAsync(
        TrialElection election,
        ServiceClient service,
        Trustee trustee,
        CancellationToken patience
    )
    {
        var follower = await election.FollowAsync(service);
        var run = new TrusteeRun(follower, trustee, new TrusteeRunOptions { BeforeDecryption = _ => { } });
        while (follower.Log.Ceremony!.Acknowledged.Count < TrusteeCount)
        {
            try
            {
                await run.StepAsync(patience);
            }
            catch (ServiceException)
            {
                // Another trustee was faster, and the log has moved on.
            }

            await Task.Delay(100, patience);
            await follower.CatchUpAsync(null, patience);
        }
    }

    /// <summary>All vote at once, half of them at each server; some think again and vote at the other.</summary>
    /// <returns>The option that each voter's last vote is for.</returns>
    private static async Task<int[]> VoteAsync(TrialElection election, ServiceClient[] services)
    {
        int[] votes = [.. Enumerable.Range(0, Voters).Select(voter => voter % 3 == 0 ? 1 : 0)];
        var booths = await Task.WhenAll(
            services.Select(service => ElectionClient.OpenAsync(service, election.Election.Id))
        );
        byte[][] ballots = [.. votes.Select((option, voter) => election.Vote(voter, option))];
        await Task.WhenAll(ballots.Select((ballot, voter) => booths[voter % 2].CastAsync(ballot)));
        for (var voter = 0; voter < SecondThoughts; voter++)
        {
            votes[voter] = 1 - votes[voter];
            await ChangeAsync(election, booths[(voter + 1) % 2], voter, votes[voter]);
        }

        return votes;
    }

    private static async Task ChangeAsync(TrialElection election, ElectionClient booth, int voter, int option)
    {
        while (true)
        {
            var head = await booth.HeadOfAsync(election.NullifierOf(voter));
            Assert.NotNull(head);
            try
            {
                await booth.CastAsync(election.Vote(voter, option, head));
                return;
            }
            catch (ServiceException exception) when (exception.Code == "E2104")
            {
                // Noise was faster: the vote is made again, for what stands in the slot now.
            }
        }
    }

    /// <summary>A share that opens another sum than its proof is for: refused, and its trustee is named.</summary>
    private static async Task CheatAsync(TrialElection election, ServiceClient service, Trustee trustee)
    {
        var follower = await election.FollowAsync(service);
        Assert.True(
            trustee.TryDecryptTally(
                follower.Log,
                [follower.Checkpoint!],
                TimeProvider.System.GetUtcNow(),
                out var honest,
                out var reason
            ),
            reason
        );
        var jws = Encoding.ASCII.GetString(honest.Body);
        Assert.True(Jws.TryVerify(jws, Entry.TypeOf(EntryKind.Share), out _, out var payload, out _));
        Assert.True(StrictJson.TryParse<ShareBody>(payload, out var share, out _));
        byte[] swapped = [.. share.Points[64..], .. share.Points[..64]];
        using var key = TrusteeSecrets.Of(trustee).SigningKey;
        var bad = Submission.Sign(EntryKind.Share, share with { Points = swapped }, key);
        var refused = await Assert.ThrowsAsync<ServiceException>(() => follower.SubmitAsync(bad));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "E2603"), (refused.Status, refused.Code));
        Assert.Contains("trustee 5", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Anybody, with nothing but the election's address.</summary>
    private static async Task AuditAsync(TrialElection election, ServerProcess server, ulong[] totals)
    {
        using var verify = Programs.Start("verify", new Uri(server.Address, election.Path).ToString(), "--json");
        var errors = verify.StandardError.ReadToEndAsync();
        var report = await verify.StandardOutput.ReadToEndAsync();
        await verify.WaitForExitAsync();
        Assert.True(verify.ExitCode == 0, await errors + report);
        Assert.Contains($"\"result\":[{totals[0]},{totals[1]}]", report, StringComparison.Ordinal);
    }

    /// <summary>Trustees as `trustee run`, each with a key file of their own.</summary>
    private sealed class TrusteeProcesses(ServiceGround ground, TrialElection election, ServerProcess[] servers)
        : IAsyncDisposable
    {
        /// <summary>The least that key files allow: these guard nothing.</summary>
        private const int CheapKeyCost = 1 << 10;

        private static readonly TimeSpan LongestFarewell = TimeSpan.FromMinutes(1);

        private readonly Process?[] running = new Process?[TrusteeCount];
        private readonly StringBuilder said = new();

        public void Start(int trustee)
        {
            var key = ground.PathOf($"trustee{trustee + 1}.key");
            if (!File.Exists(key))
            {
                var seed = election.Trustees[trustee].ExportSeed();
                File.WriteAllBytes(key, KeyFile.Encrypt(seed, Programs.Passphrase, "trustee", CheapKeyCost));
            }

            var server = servers[trustee % servers.Length].Address.ToString();
            var committee = Convert.ToHexStringLower(election.Committee.Log.Id);
            var process = Programs.Start("trustee", "run", "--server", server, "--committee", committee, "--key", key);
            process.OutputDataReceived += (_, line) => Hear(trustee, line.Data);
            process.ErrorDataReceived += (_, line) => Hear(trustee, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            running[trustee] = process;
        }

        public async Task KillAsync(int trustee)
        {
            running[trustee]!.Kill();
            await running[trustee]!.WaitForExitAsync();
            running[trustee]!.Dispose();
            running[trustee] = null;
        }

        /// <summary>They end by themselves when the election has.</summary>
        public async Task UntilFinishedAsync()
        {
            using var patience = new CancellationTokenSource(LongestFarewell);
            foreach (var process in running.OfType<Process>())
            {
                await process.WaitForExitAsync(patience.Token);
                Assert.True(process.ExitCode == 0, said.ToString());
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in running.OfType<Process>())
            {
                if (!process.HasExited)
                {
                    process.Kill();
                    await process.WaitForExitAsync();
                }

                process.Dispose();
            }
        }

        private void Hear(int trustee, string? line)
        {
            lock (said)
            {
                said.AppendLine($"trustee {trustee + 1}: {line}");
            }
        }
    }
}
