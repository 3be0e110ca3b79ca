using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PrivateVote.Server.Endpoints;
using PrivateVote.Server.Redis;
using PrivateVote.Server.Tests.Support;
using PrivateVote.TestSupport.Postgres;

namespace PrivateVote.Server.Tests.Redis;

/// <summary>
/// Two servers on one store and one Redis: on PostgreSQL, in a schema of their own, or, where there is none, on one SQLite file.
/// </summary>
internal sealed class Replicas : IAsyncDisposable
{
    /// <summary>A machine with other work may take its time; what tests say of time, they set.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PostgresSchema? schema;

    private Replicas(PostgresSchema? schema, RunningServer a, RunningServer b)
    {
        this.schema = schema;
        A = a;
        B = b;
    }

    public RunningServer A { get; }

    public RunningServer B { get; }

    /// <param name="redis">`host:port`.</param>
    public static async Task<Replicas> StartAsync(
        string redis,
        Func<ServerOptions, ServerOptions>? a = null,
        Func<ServerOptions, ServerOptions>? b = null
    )
    {
        var schema = TestServices.Missing(TestServices.PostgresVariable) is null
            ? await PostgresSchema.MakeAsync()
            : null;
        var first = await RunningServer.StartAsync(options => Change(options, a));
        var second = await RunningServer.StartAsync(
            options =>
            {
                Directory.Delete(options.Data);
                return Change(options with { Data = first.Options.Data }, b);
            },
            first.Clock
        );
        return new Replicas(schema, first, second);

        ServerOptions Change(ServerOptions options, Func<ServerOptions, ServerOptions>? change)
        {
            options = options with { Redis = redis, RedisPatience = Patience, Postgres = schema?.Connection };
            return change?.Invoke(options) ?? options;
        }
    }

    /// <summary>Waits until both are connected and see each other.</summary>
    public async Task MeetAsync()
    {
        foreach (var server in (RunningServer[])[A, B])
        {
            await UntilAsync(() => server.Service<RedisLink>().Others == 1);
        }
    }

    public static async Task UntilAsync(Func<bool> holds)
    {
        for (var attempts = 0; !holds(); attempts++)
        {
            if (attempts == 600)
            {
                throw new TimeoutException("it does not come to that");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await A.StopAsync();
        await B.StopAsync();
        await A.DisposeAsync();
        if (schema is not null)
        {
            await schema.DisposeAsync();
        }
    }
}

internal static class ReplicaExtensions
{
    public static T Service<T>(this RunningServer server)
        where T : notnull => server.App.Services.GetRequiredService<T>();

    /// <summary>What readiness says of Redis.</summary>
    public static async Task<string> RedisStateAsync(this RunningServer server) =>
        (await server.Http.GetAsync<Readiness>("/health/ready")).Redis;
}
