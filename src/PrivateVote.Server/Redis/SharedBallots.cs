using System.Collections.Concurrent;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Telemetry;
using StackExchange.Redis;

namespace PrivateVote.Server.Redis;

/// <summary>
/// The ballots that a server has no cores for just now, offered to all: a bounded stream in Redis with one group of
/// consumers, which <see cref="BallotTaker"/> reads.
/// </summary>
/// <remarks>
/// What comes back is `done` and the ballot's key, and not even that is believed: the one who offered looks into the store,
/// and does the work itself when the ballot is not there. So whatever happens to a ballot here costs time and nothing else.
/// A ballot that was offered may also be entered later, by a server that read it and hung: it is one that its voter cast, and
/// every refusal that the rules give after the offer is final.
/// </remarks>
internal sealed class SharedBallots
{
    /// <summary>Ballots in the stream, of all servers.</summary>
    public const int MostOffered = 4096;

    /// <summary>Ballots whose work is announced in one message.</summary>
    public const int MostTaken = 64;

    /// <summary>Nothing is offered for so long when nobody took what was.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private const int KeySize = 32;

    private const string Offer = """
        if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[1]) then
          return false
        end
        local id = redis.call('XADD', KEYS[1], '*', 'log', ARGV[2], 'ballot', ARGV[3])
        redis.call('PUBLISH', ARGV[4], '')
        return id
        """;

    private readonly RedisLink redis;
    private readonly TimeSpan patience;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> offered = new(StringComparer.Ordinal);
    private long rested;
    private long count;

    public SharedBallots(RedisLink redis, TimeProvider clock, ServerOptions options, ServerMetrics metrics)
    {
        metrics.Watch("privatevote.ballots.offered", () => Count, "Ballots offered to other servers");
        this.redis = redis;
        patience = 2 * options.RedisPatience;
        this.clock = clock;
        redis.Subscribe("done", OnDone);
        redis.Lost += () =>
        {
            foreach (var waiting in offered.Values)
            {
                waiting.TrySetResult();
            }
        };
    }

    public string Stream => redis.Name("ballots");

    public string Offers => redis.Name("offers");

    public string Done => redis.Name("done");

    /// <summary>Ballots that were offered to others.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>
    /// Offers a ballot and waits for somebody to say that it is dealt with; not for long. What became of it, the store knows.
    /// </summary>
    /// <returns>False when it was not offered.</returns>
    public async Task<bool> OfferAsync(byte[] logId, Proposal ballot, CancellationToken gone)
    {
        if (redis.Others == 0 || Rests())
        {
            return false;
        }

        // Somebody hands in the same bytes at the same moment: both wait for one answer.
        var key = Convert.ToHexStringLower(ballot.Key);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = offered.GetOrAdd(key, mine);
        if (!ReferenceEquals(waiting, mine))
        {
            await WaitAsync(waiting.Task, gone);
            return true;
        }

        RedisResult? id = null;
        var said = false;
        try
        {
            var arguments = new object[] { Offer, 1, Stream, MostOffered, logId, ballot.Submission.Body, Offers };
            id = await redis.AskAsync("EVAL", arguments);
            if (id is not { IsNull: false })
            {
                return false;
            }

            Interlocked.Increment(ref count);
            said = await WaitAsync(mine.Task, gone);
            if (!said)
            {
                Volatile.Write(ref rested, clock.GetTimestamp());
            }

            return true;
        }
        finally
        {
            offered.TryRemove(key, out _);
            mine.TrySetResult();
            if (!said && id is { IsNull: false } && (string?)id is { } unanswered)
            {
                // Nobody has read it, or is still at it: then this changes nothing.
                _ = redis.AskAsync("XDEL", Stream, unanswered);
            }
        }
    }

    private async Task<bool> WaitAsync(Task said, CancellationToken gone)
    {
        try
        {
            await said.WaitAsync(patience, gone);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private bool Rests() => Volatile.Read(ref rested) is var since && since != 0 && clock.GetElapsedTime(since) < Rest;

    private void OnDone(byte[] keys)
    {
        if (keys.Length > MostTaken * KeySize)
        {
            return;
        }

        foreach (var key in keys.Chunk(KeySize))
        {
            if (offered.TryGetValue(Convert.ToHexStringLower(key), out var waiting))
            {
                waiting.TrySetResult();
            }
        }
    }
}
