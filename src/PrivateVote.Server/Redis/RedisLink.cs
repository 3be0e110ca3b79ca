using System.Globalization;
using PrivateVote.Server.Logs;
using StackExchange.Redis;

namespace PrivateVote.Server.Redis;

/// <summary>
/// The connection to the Redis that several servers share. Nothing that comes through it is believed, and nothing waits for
/// it longer than <see cref="ServerOptions.RedisPatience"/>: after one answer that is missing, nobody asks again before there
/// is a new connection.
/// </summary>
/// <remarks>
/// A connection is used until it fails once, and then replaced: what was subscribed is subscribed anew, what was stored
/// may be gone. All names begin with a prefix that follows from the master seed, so that deployments may share a Redis.
/// </remarks>
internal sealed partial class RedisLink : BackgroundService
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(500);

    private readonly ConfigurationOptions configuration;
    private readonly TimeSpan patience;
    private readonly ILogger<RedisLink> logger;
    private readonly string prefix;
    private readonly List<(string Channel, Action<byte[]> Handler)> subscriptions = [];
    private readonly string presence;

    private volatile ConnectionMultiplexer? live;
    private int servers;

    public RedisLink(ServerOptions options, LogKeys keys, ILogger<RedisLink> logger)
    {
        this.logger = logger;
        patience = options.RedisPatience;
        configuration = Parse(options.Redis!, patience);
        prefix = $"privatevote:{Convert.ToHexStringLower(keys.Derive("PrivateVote/v1/redis", []).AsSpan(0, 8))}:";
        presence = Name("servers");
        Subscribe("servers", static _ => { });
    }

    /// <summary>The connection has failed; whoever waits for something that comes through it need not.</summary>
    public event Action? Lost;

    /// <summary>Whether Redis answered last time.</summary>
    public bool IsUp => live is not null;

    /// <summary>Other servers that are connected, by what Redis says.</summary>
    public int Others => IsUp ? Math.Max(0, Volatile.Read(ref servers) - 1) : 0;

    /// <summary>The options of a connection, `host:port` with what StackExchange.Redis adds (`,password=…`, `,ssl=true`).</summary>
    /// <exception cref="ArgumentException">They name no server, or cannot be read.</exception>
    public static ConfigurationOptions Parse(string connection, TimeSpan patience)
    {
        var parsed = ConfigurationOptions.Parse(connection);
        if (parsed.EndPoints.Count == 0)
        {
            throw new ArgumentException("a Redis is named as host:port");
        }

        parsed.AbortOnConnectFail = true;
        parsed.ConnectTimeout = (int)ConnectPatience.TotalMilliseconds;
        parsed.SyncTimeout = (int)patience.TotalMilliseconds;
        // No channel and no key by which others could tell this client to go to another Redis.
        parsed.ConfigurationChannel = "";
        parsed.TieBreaker = "";
        parsed.AllowAdmin = false;
        return parsed;
    }

    /// <summary>A key or a channel of this deployment.</summary>
    public string Name(string what) => prefix + what;

    /// <summary>Has messages of a channel handled, on every connection; before the first, that is before the server starts.</summary>
    /// <param name="handler">Returns at once and throws nothing.</param>
    public void Subscribe(string what, Action<byte[]> handler) => subscriptions.Add((Name(what), handler));

    /// <summary>Redis' answer to a command; null when it did not answer, or answered with an error.</summary>
    public async Task<RedisResult?> AskAsync(string command, params object[] arguments)
    {
        if (live is not { } connection)
        {
            return null;
        }

        Task<RedisResult>? asked = null;
        try
        {
            asked = connection.GetDatabase().ExecuteAsync(command, arguments);
            return await asked.WaitAsync(patience);
        }
        catch (RedisServerException)
        {
            // It answers, and does not do this: the group is gone, the memory is full, the key is of another type.
            return null;
        }
        catch (Exception exception)
            when (exception
                    is RedisException
                        or RedisCommandException
                        or TimeoutException
                        or ObjectDisposedException
                        or OperationCanceledException
            )
        {
            // What comes later is nobody's.
            _ = asked?.ContinueWith(
                static late => _ = late.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            );
            Drop(connection, exception.GetType().Name);
            return null;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = false;
        try
        {
            while (true)
            {
                if (live is null)
                {
                    if (await ConnectAsync())
                    {
                        LogUp(logger);
                        told = false;
                    }
                    else if (!told)
                    {
                        LogAbsent(logger);
                        told = true;
                    }
                }

                await CountServersAsync();
                await Task.Delay(BetweenProbes, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        finally
        {
            if (Interlocked.Exchange(ref live, null) is { } last)
            {
                Close(last);
            }
        }
    }

    private async Task<bool> ConnectAsync()
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(configuration);
        try
        {
            var connection = await connecting.WaitAsync(2 * ConnectPatience);
            // A message is a hint: their order does not matter, and one handler does not hold up another.
            connection.PreserveAsyncOrder = false;
            foreach (var (channel, handler) in subscriptions)
            {
                await connection
                    .GetSubscriber()
                    .SubscribeAsync(channel, (_, message) => handler((byte[]?)message ?? []))
                    .WaitAsync(patience);
            }

            // How many there are, this one says anew.
            Volatile.Write(ref servers, 0);
            live = connection;
            return true;
        }
        catch (Exception exception)
        {
            LogConnect(logger, exception.GetType().Name);
            _ = connecting.ContinueWith(
                static late =>
                {
                    if (late.IsCompletedSuccessfully)
                    {
                        Close(late.Result);
                    }
                    else
                    {
                        _ = late.Exception;
                    }
                },
                TaskScheduler.Default
            );
            return false;
        }
    }

    private async Task CountServersAsync()
    {
        var answer = await AskAsync("PUBSUB", "NUMSUB", presence);
        if (answer is not null && (RedisResult[]?)answer is [_, var count] && (string?)count is { } digits)
        {
            Volatile.Write(
                ref servers,
                int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
            );
        }
    }

    private void Drop(ConnectionMultiplexer failed, string fault)
    {
#pragma warning disable CS0420 // Interlocked is as strong as volatile.
        if (Interlocked.CompareExchange(ref live, null, failed) != failed)
#pragma warning restore CS0420
        {
            return;
        }

        LogDown(logger, fault);
        Lost?.Invoke();
        Close(failed);
    }

    /// <summary>Off the caller's thread: closing may wait for a Redis that does not answer.</summary>
    private static void Close(ConnectionMultiplexer connection) =>
        _ = Task.Run(() => connection.Close(allowCommandsToComplete: false));

    [LoggerMessage(LogLevel.Debug, "No connection to Redis: {Fault}")]
    private static partial void LogConnect(ILogger logger, string fault);

    [LoggerMessage(LogLevel.Information, "Redis answers")]
    private static partial void LogUp(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "Redis is not there; the service goes on by the store alone")]
    private static partial void LogAbsent(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "Redis fails: {Fault}; the service goes on by the store alone")]
    private static partial void LogDown(ILogger logger, string fault);
}
