using System.Diagnostics;
using PrivateVote.Server.Ballots;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Telemetry;
using StackExchange.Redis;

namespace PrivateVote.Server.Redis;

/// <summary>
/// Takes ballots that servers have offered, while few of this server's own wait, and deals with them as if a client had handed
/// them in: what is malformed, too long or of no log here is dropped, and the rest goes through the same pipeline.
/// </summary>
internal sealed partial class BallotTaker : BackgroundService
{
    private const string Group = "servers";

    /// <summary>Batches at once, so that one is verified while the other is written.</summary>
    private const int Batches = 2;

    /// <summary>A server that has not finished what it read by now is gone.</summary>
    private const int AbandonedMilliseconds = 5000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenClaims = TimeSpan.FromSeconds(2);

    private const string Finish = """
        local ids = {}
        for i = 3, #ARGV do
          ids[#ids + 1] = ARGV[i]
        end
        redis.call('XACK', KEYS[1], ARGV[1], unpack(ids))
        redis.call('XDEL', KEYS[1], unpack(ids))
        return redis.call('PUBLISH', KEYS[2], ARGV[2])
        """;

    private readonly RedisLink redis;
    private readonly SharedBallots shared;
    private readonly BallotPipeline pipeline;
    private readonly LogDirectory logs;
    private readonly ServerOptions options;
    private readonly ILogger<BallotTaker> logger;
    private readonly Signal offers = new();

    // A name for each start: what one before has read and not finished is claimed like anybody's.
    private readonly string consumer = Guid.NewGuid().ToString("N");
    private readonly Stopwatch told = new();
    private int dropped;
    private long count;

    public BallotTaker(
        RedisLink redis,
        SharedBallots shared,
        BallotPipeline pipeline,
        LogDirectory logs,
        ServerOptions options,
        ServerMetrics metrics,
        ILogger<BallotTaker> logger
    )
    {
        this.redis = redis;
        this.shared = shared;
        this.pipeline = pipeline;
        this.logs = logs;
        this.options = options;
        this.logger = logger;
        metrics.Watch("privatevote.ballots.taken", () => Count, "Ballots of other servers' queues dealt with");
        redis.Subscribe("offers", _ => offers.Raise());
    }

    /// <summary>Entries of the stream that this server has dealt with.</summary>
    public long Count => Interlocked.Read(ref count);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.BallotsKept == 0)
        {
            return;
        }

        try
        {
            await Task.WhenAll(Enumerable.Range(0, Batches).Select(_ => RunAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; what was read has been dealt with.
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        var claimed = Stopwatch.GetTimestamp();
        while (true)
        {
            await offers.WaitAsync(Poll, stop);
            try
            {
                while (redis.IsUp && pipeline.Waiting < options.BallotsKept && !stop.IsCancellationRequested)
                {
                    var taken = await DealWithAsync(await ReadAsync());
                    if (Stopwatch.GetElapsedTime(claimed) >= BetweenClaims)
                    {
                        claimed = Stopwatch.GetTimestamp();
                        taken += await DealWithAsync(await ClaimAsync());
                    }

                    if (taken == 0)
                    {
                        break;
                    }
                }
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                LogFailure(logger, exception.GetType().Name);
            }
        }
    }

    /// <summary>What nobody has read yet.</summary>
    private async Task<RedisResult[]> ReadAsync()
    {
        var answer = await redis.AskAsync(
            "XREADGROUP",
            "GROUP",
            Group,
            consumer,
            "COUNT",
            SharedBallots.MostTaken,
            "STREAMS",
            shared.Stream,
            ">"
        );
        if (answer is null)
        {
            // A Redis that is new, or has lost what it had, has no group; an error says that there is one.
            await redis.AskAsync("XGROUP", "CREATE", shared.Stream, Group, "0", "MKSTREAM");
            return [];
        }

        return ToArray(answer) is [var stream] && ToArray(stream) is [_, var entries] ? ToArray(entries) : [];
    }

    /// <summary>What a server has read and not finished.</summary>
    private async Task<RedisResult[]> ClaimAsync()
    {
        var answer = await redis.AskAsync(
            "XAUTOCLAIM",
            shared.Stream,
            Group,
            consumer,
            AbandonedMilliseconds,
            "0-0",
            "COUNT",
            SharedBallots.MostTaken
        );
        return answer is not null && ToArray(answer) is [_, var entries, ..] ? ToArray(entries) : [];
    }

    private async Task<int> DealWithAsync(RedisResult[] entries)
    {
        if (entries.Length == 0)
        {
            return 0;
        }

        var dealing = entries.Select(ToArray).Where(entry => entry.Length > 0).ToList();
        var keys = await Task.WhenAll(dealing.Select(entry => EnterAsync(entry)));
        Interlocked.Add(ref count, dealing.Count);
        TellDropped(keys.Count(key => key is null));

        var ids = dealing.Select(entry => (object)(byte[])entry[0]!);
        byte[] done = [.. keys.SelectMany(key => key ?? [])];
        await redis.AskAsync("EVAL", [Finish, 2, shared.Stream, shared.Done, Group, done, .. ids]);
        return dealing.Count;
    }

    /// <summary>Somebody who fills the queue with them does not fill the log.</summary>
    private void TellDropped(int more)
    {
        lock (told)
        {
            dropped += more;
            if (dropped > 0 && (!told.IsRunning || told.Elapsed > BetweenWarnings))
            {
                LogDropped(logger, dropped);
                dropped = 0;
                told.Restart();
            }
        }
    }

    /// <summary>The key of the ballot that is dealt with; null when there is none in the entry.</summary>
    private async Task<byte[]?> EnterAsync(RedisResult[] entry)
    {
        if (
            entry is not [_, var fields]
            || ToArray(fields) is not [_, var log, _, var ballot]
            || (byte[]?)log is not { Length: LogId.Size } logId
            || (byte[]?)ballot is not { Length: <= RequestBody.BallotLimit } body
            || !BallotBody.TryRead(body, out var proposal, out _)
        )
        {
            return null;
        }

        try
        {
            if (await logs.FindAsync(logId, CancellationToken.None) is ElectionHost host)
            {
                await pipeline.TakeAsync(host, proposal);
            }
        }
        catch (Exception exception)
        {
            // Whoever offered it does the work, and answers for what comes of it.
            LogFailure(logger, exception.GetType().Name);
        }

        return proposal.Key;
    }

    /// <summary>Empty for null and for what is no array: whatever stands in Redis, somebody else may have written it.</summary>
    private static RedisResult[] ToArray(RedisResult result)
    {
        try
        {
            return result.IsNull ? [] : (RedisResult[]?)result ?? [];
        }
        catch (InvalidCastException)
        {
            return [];
        }
    }

    [LoggerMessage(LogLevel.Warning, "Dropped {Count} entries of the shared queue that hold no ballot")]
    private static partial void LogDropped(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "Taking ballots from the shared queue failed and goes on: {Fault}")]
    private static partial void LogFailure(ILogger logger, string fault);
}
