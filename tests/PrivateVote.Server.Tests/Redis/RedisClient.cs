using PrivateVote.Server.Redis;
using PrivateVote.Server.Tests.Support;
using StackExchange.Redis;

namespace PrivateVote.Server.Tests.Redis;

/// <summary>Somebody else who may write to the Redis of a server, and knows all its names.</summary>
internal sealed class RedisClient : IAsyncDisposable
{
    private readonly ConnectionMultiplexer connection;
    private readonly RedisLink link;
    private readonly SharedBallots shared;

    private RedisClient(ConnectionMultiplexer connection, RedisLink link, SharedBallots shared)
    {
        this.connection = connection;
        this.link = link;
        this.shared = shared;
    }

    public IDatabase Commands => connection.GetDatabase();

    public string Stream => shared.Stream;

    /// <summary>Entries of the queue.</summary>
    public long Length => (long)Commands.Execute("XLEN", Stream);

    public bool GroupIsThere =>
        Commands.KeyExists(Stream) && ((RedisResult[])Commands.Execute("XINFO", "GROUPS", Stream)!).Length == 1;

    public static async Task<RedisClient> ConnectAsync(RunningServer server)
    {
        var options = ConfigurationOptions.Parse(TestServices.Redis);
        options.SyncTimeout = (int)Replicas.Patience.TotalMilliseconds;
        return new RedisClient(
            await ConnectionMultiplexer.ConnectAsync(options),
            server.Service<RedisLink>(),
            server.Service<SharedBallots>()
        );
    }

    public Task<RedisResult> RunAsync(string command, params object[] arguments) =>
        Commands.ExecuteAsync(command, arguments);

    /// <summary>The deployment's keys that begin so.</summary>
    public async Task<string[]> KeysAsync(string begin) => (string[])(await RunAsync("KEYS", link.Name(begin) + "*"))!;

    public Task TellAsync(string channel, byte[] message) => RunAsync("PUBLISH", link.Name(channel), message);

    public Task AddAsync(byte[] logId, byte[] ballot) => RunAsync("XADD", Stream, "*", "log", logId, "ballot", ballot);

    /// <summary>Has a consumer read a new entry and do no more, before anybody else can.</summary>
    public Task AddAndReadAsync(string consumer, byte[] logId, byte[] ballot) =>
        RunAsync(
            "EVAL",
            """
            redis.call('XADD', KEYS[1], '*', 'log', ARGV[2], 'ballot', ARGV[3])
            return redis.call('XREADGROUP', 'GROUP', 'servers', ARGV[1], 'STREAMS', KEYS[1], '>')
            """,
            1,
            Stream,
            consumer,
            logId,
            ballot
        );

    public Task ListenAsync(string channel, Action heard) =>
        connection.GetSubscriber().SubscribeAsync(link.Name(channel), (_, _) => heard());

    /// <summary>Redis has lost all that the deployment had in it.</summary>
    public async Task ForgetAsync()
    {
        foreach (var key in await KeysAsync(""))
        {
            await RunAsync("DEL", key);
        }
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
