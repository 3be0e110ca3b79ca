using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PrivateVote.Elections.Entries;
using PrivateVote.TestSupport.Registration;
using Xunit.Abstractions;

namespace Scenarios.Tests.Service;

/// <summary>Everything that a client can do wrong, to a server that goes on as if nothing had happened.</summary>
[Collection(ServiceTrials.Name)]
public sealed class FuzzScenarios(ITestOutputHelper output)
{
    private const int Requests = 1500;
    private const int AtOnce = 16;
    private const int UnknownIds = 1000;

    /// <summary>Collections come when they come; a leak of 16 KB a request would be more.</summary>
    private const long MemoryMargin = 40L << 20;

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(40);

    // RFC 9110 section 15.6.6: what is no HTTP/1.1 at all.
    private const int VersionNotSupported = 505;

    private readonly ConcurrentDictionary<int, int> statuses = new();

    [Fact]
    public async Task No_request_gives_a_5xx_or_a_hang_and_memory_stays_flat()
    {
        await using var ground = ServiceGround.Embedded();
        var server = await ground.StartAsync();
        using var election = await TrialElection.OpenAsync(server.Address, 2, Revoting.None, TimeSpan.FromHours(1));
        using var http = new HttpClient { BaseAddress = server.Address };
        var first = election.Vote(0, 0);
        Assert.NotNull((await BallotBox.CastAsync(http, election, first)).Receipt);
        using var trial = await RegistrationScenarios.OpenAsync(http);
        using var person = new Person();
        var presentation = await RegistrationScenarios.PresentAsync(http, trial, person, TrialSpace.Vc);
        Assert.NotNull((await RegistrationScenarios.PostAsync(http, trial, presentation)).Receipt);
        var requests = new HostileRequests(
            await http.GetStringAsync("openapi/v1.json"),
            [
                Convert.ToHexStringLower(election.Election.Id),
                Convert.ToHexStringLower(election.Committee.Log.Id),
                Convert.ToHexStringLower(election.NullifierOf(0).ToBytes()),
                Convert.ToHexStringLower(Ballot.DigestOf(first)),
                Convert.ToHexStringLower(trial.Space.Id),
                Convert.ToHexStringLower(person.Commitment.ToBytes()),
            ],
            [first, presentation]
        );
        Assert.InRange(requests.Operations, 20, Requests / 10);

        // Slow ones wait beside the others.
        var slow = Task.WhenAll(SlowAsync(server, election), NothingAsync(server));
        await FuzzAsync(server, requests, 0);
        var before = server.ResidentMemory;
        await FuzzAsync(server, requests, Requests);
        await AskForUnknownAsync(http);
        var after = server.ResidentMemory;
        output.WriteLine($"{requests.Operations} operations, memory {before >> 20} MB, then {after >> 20} MB");
        output.WriteLine("answers: " + string.Join(' ', statuses.OrderBy(pair => pair.Key)));
        await slow;

        Assert.InRange(after - before, long.MinValue, MemoryMargin);
        Assert.DoesNotContain(" fail: ", server.Errors, StringComparison.Ordinal);
        Assert.NotNull((await BallotBox.CastAsync(http, election, election.Vote(1, 1))).Receipt);
        Assert.True((await http.GetAsync("health/ready")).IsSuccessStatusCode);
        Assert.Equal(0, await server.StopAsync());
    }

    private Task FuzzAsync(ServerProcess server, HostileRequests requests, int from) =>
        Parallel.ForEachAsync(
            Enumerable.Range(from, Requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) =>
            {
                var request = requests.Make(number);
                using var patience = new CancellationTokenSource(LongestAnswer);
                if (number % 10 == 0)
                {
                    // Whoever goes away in the middle is owed nothing.
                    await RawHttp.LeaveAsync(
                        server.Address,
                        request.Bytes[..(request.Bytes.Length / 2)],
                        patience.Token
                    );
                    return;
                }

                try
                {
                    // The last of it may not be there: then this side is done all the same.
                    var answer = await RawHttp.AskAsync(server.Address, [request.Bytes], TimeSpan.Zero, patience.Token);
                    Check(request, answer);
                }
                catch (OperationCanceledException)
                {
                    Assert.Fail("no answer: " + request.Shown);
                }
            }
        );

    private void Check(HostileRequest request, RawAnswer? answer)
    {
        statuses.AddOrUpdate(answer?.Status ?? 0, 1, (_, count) => count + 1);
        if (answer is null)
        {
            Assert.False(request.IsHttp, "closed without an answer: " + request.Shown);
            return;
        }

        Assert.True(
            answer.Status is < 500 or 503 || (!request.IsHttp && answer.Status == VersionNotSupported),
            $"{answer.Status}: {request.Shown}"
        );
        if (answer.Status < 400 || !request.HasBody || (!request.IsHttp && answer.Body.Length == 0))
        {
            return;
        }

        Assert.True(answer.ContentType == "application/problem+json", $"{answer}: {request.Shown}");
        using var json = JsonDocument.Parse(answer.Body);
        Assert.Equal(answer.Status, json.RootElement.GetProperty("status").GetInt32());
        Assert.Matches("^E[0-9]{4}$", json.RootElement.GetProperty("code").GetString());
    }

    /// <summary>A body that never comes to its end: the server does not wait for it.</summary>
    private static async Task SlowAsync(ServerProcess server, TrialElection election)
    {
        var head = Encoding.ASCII.GetBytes(
            $"POST /{election.Path}/ballots HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n"
        );
        byte[][] parts = [head, .. Enumerable.Repeat("{"u8.ToArray(), 12)];
        using var patience = new CancellationTokenSource(2 * LongestAnswer);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, AtOnce)
                .Select(_ => RawHttp.AskAsync(server.Address, parts, TimeSpan.FromSeconds(1), patience.Token))
        );
        Assert.All(answers, answer => Assert.True(answer is null or { Status: 408 or 400 }, $"{answer}"));
    }

    /// <summary>Connections on which nothing is ever asked.</summary>
    private static async Task NothingAsync(ServerProcess server)
    {
        using var patience = new CancellationTokenSource(2 * LongestAnswer);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, AtOnce)
                .Select(_ => RawHttp.AskAsync(server.Address, ["GET /el"u8.ToArray()], TimeSpan.Zero, patience.Token))
        );
        Assert.All(answers, answer => Assert.True(answer is null or { Status: 408 or 400 }, $"{answer}"));
    }

    private static Task AskForUnknownAsync(HttpClient http) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, UnknownIds),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, cancellation) =>
            {
                var (kind, code) = (number % 3) switch
                {
                    0 => ("elections", "E3102"),
                    1 => ("committees", "E3103"),
                    _ => ("spaces", "E3111"),
                };
                var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
                using var answer = await http.GetAsync($"{kind}/{id}", cancellation);
                Assert.Contains(code, await answer.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
            }
        );
}
