using System.Collections.Concurrent;
using System.Security.Cryptography;
using PrivateVote.Elections.Records;

namespace Scenarios.Tests.Service;

/// <summary>
/// Clients that hand in ballots at a server that comes and goes, again and again until each has its receipt, and ask for
/// receipts and checkpoints that they have already. All answers are kept.
/// </summary>
internal sealed class BallotLoad(TrialElection election, IReadOnlyList<byte[]> ballots)
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<int> waiting = new();
    private readonly ConcurrentDictionary<int, Receipt> receipts = new();
    private readonly ConcurrentDictionary<string, bool> checkpoints = new();
    private readonly ConcurrentDictionary<string, int> refusals = new();
    private int released;
    private int unanswered;
    private volatile HttpClient? http;

    /// <summary>The first receipt of each ballot that has one.</summary>
    public IReadOnlyDictionary<int, Receipt> Receipts => receipts;

    /// <summary>Every checkpoint that any answer held.</summary>
    public ICollection<string> Checkpoints => checkpoints.Keys;

    /// <summary>Refusals by code.</summary>
    public IReadOnlyDictionary<string, int> Refusals => refusals;

    /// <summary>Ballots that were handed in and got no answer.</summary>
    public int Unanswered => Volatile.Read(ref unanswered);

    public bool IsDone => receipts.Count == ballots.Count;

    /// <summary>Where the server is now; null for nowhere.</summary>
    public Uri? Server
    {
        set
        {
            var last = http;
            http = value is null ? null : new HttpClient { BaseAddress = value, Timeout = AnswerTime };
            last?.Dispose();
        }
    }

    /// <summary>Lets the clients hand in the ballots up to a number.</summary>
    public void Release(int until)
    {
        for (; released < Math.Min(until, ballots.Count); released++)
        {
            waiting.Enqueue(released);
        }
    }

    /// <summary>Several clients until they are stopped.</summary>
    public Task RunAsync(int clients, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => RunAsync(stop), CancellationToken.None)));

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (http is not { } server)
            {
                await Task.Delay(5, CancellationToken.None);
                continue;
            }

            if (waiting.TryDequeue(out var ballot))
            {
                await TryAsync(() => CastAsync(server, ballot));
                if (!receipts.ContainsKey(ballot))
                {
                    waiting.Enqueue(ballot);
                    await Task.Delay(20, CancellationToken.None);
                }
            }
            else
            {
                await TryAsync(() => AskAgainAsync(server));
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    private async Task CastAsync(HttpClient server, int ballot)
    {
        Interlocked.Increment(ref unanswered);
        var answer = await BallotBox.CastAsync(server, election, ballots[ballot]);
        Interlocked.Decrement(ref unanswered);
        if (answer.Receipt is { } receipt)
        {
            Take(ballot, receipt);
        }
        else
        {
            refusals.AddOrUpdate(answer.Code!, 1, (_, count) => count + 1);
        }
    }

    /// <summary>A ballot with a receipt handed in once more, or the newest checkpoint.</summary>
    private async Task AskAgainAsync(HttpClient server)
    {
        var known = receipts.Keys.ToArray();
        if (known.Length > 0 && RandomNumberGenerator.GetInt32(2) == 0)
        {
            var ballot = known[RandomNumberGenerator.GetInt32(known.Length)];
            if ((await BallotBox.CastAsync(server, election, ballots[ballot])).Receipt is { } receipt)
            {
                Take(ballot, receipt);
            }
        }
        else
        {
            using var answer = await server.GetAsync(election.Path + "/log/checkpoint");
            if (answer.IsSuccessStatusCode)
            {
                checkpoints.TryAdd(await answer.Content.ReadAsStringAsync(), true);
            }
        }
    }

    private void Take(int ballot, Receipt receipt)
    {
        checkpoints.TryAdd(receipt.Checkpoint, true);
        var first = receipts.GetOrAdd(ballot, receipt);
        Assert.Equal((first.Index, first.At), (receipt.Index, receipt.At));
    }

    /// <summary>A server that is killed answers nothing, or half.</summary>
    private static async Task TryAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception exception)
            when (exception
                    is HttpRequestException
                        or IOException
                        or OperationCanceledException
                        or ObjectDisposedException
            )
        {
            // Nobody knows what became of it: that is what the next attempt is for.
        }
    }
}
