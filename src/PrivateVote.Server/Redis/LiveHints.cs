using System.Buffers.Binary;
using System.Collections.Concurrent;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Redis;

/// <summary>
/// Tells other servers that a log has moved, and looks into the store when they tell it. A hint is a log's id and its size, 40
/// bytes; it says that a look may be worth while and nothing else. Lost hints are made up for by the next poll.
/// </summary>
internal sealed partial class LiveHints : BackgroundService
{
    public const string Channel = "moved";

    private const int HintSize = LogId.Size + sizeof(long);

    /// <summary>Between two looks, however many hints come: a flood of them costs so many looks a second and log.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly RedisLink redis;
    private readonly LogDirectory logs;
    private readonly ILogger<LiveHints> logger;
    private readonly Signal arrived = new();

    // Only logs that are in memory get in, so this is bounded with them.
    private readonly ConcurrentDictionary<string, byte> moved = new(StringComparer.Ordinal);

    public LiveHints(RedisLink redis, LogDirectory logs, LogNews news, ILogger<LiveHints> logger)
    {
        this.redis = redis;
        this.logs = logs;
        this.logger = logger;
        redis.Subscribe(Channel, OnHint);
        news.Entered += (id, size) => _ = redis.AskAsync("PUBLISH", redis.Name(Channel), Encode(id, size));
    }

    public static byte[] Encode(byte[] logId, long size)
    {
        var hint = new byte[HintSize];
        logId.CopyTo(hint, 0);
        BinaryPrimitives.WriteInt64BigEndian(hint.AsSpan(LogId.Size), size);
        return hint;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await arrived.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken);
                foreach (var name in moved.Keys)
                {
                    moved.TryRemove(name, out _);
                    if (logs.FindLoaded(name) is { } host)
                    {
                        await RefreshAsync(host, stoppingToken);
                    }
                }

                await Task.Delay(Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task RefreshAsync(LogHost host, CancellationToken stop)
    {
        try
        {
            await host.RefreshAsync(stop);
        }
        catch (Exception exception) when (exception is StoreException or StoreMismatchException)
        {
            // The next hint, the next poll and the next request look again.
            LogFailure(logger, exception.GetType().Name);
        }
    }

    private void OnHint(byte[] hint)
    {
        if (hint.Length != HintSize)
        {
            return;
        }

        var name = LogId.ToName(hint[..LogId.Size]);
        if (
            logs.FindLoaded(name) is { } host
            && BinaryPrimitives.ReadInt64BigEndian(hint.AsSpan(LogId.Size)) > host.View.Size
            && moved.TryAdd(name, 0)
        )
        {
            arrived.Raise();
        }
    }

    [LoggerMessage(LogLevel.Warning, "A log that others moved could not be read: {Fault}")]
    private static partial void LogFailure(ILogger logger, string fault);
}
