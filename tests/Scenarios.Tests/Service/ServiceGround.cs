using System.Security.Cryptography;
using PrivateVote.TestSupport;
using PrivateVote.TestSupport.Postgres;

namespace Scenarios.Tests.Service;

/// <summary>Scenarios with server processes run one after another: each uses all processors.</summary>
[CollectionDefinition(Name)]
public sealed class ServiceTrials
{
    public const string Name = "service";
}

/// <summary>A fact for several servers, which need a PostgreSQL and a Redis; shown as skipped, with the reason, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SeveralServersFactAttribute : FactAttribute
{
    public SeveralServersFactAttribute() =>
        Skip = TestServices.Missing(TestServices.PostgresVariable) ?? TestServices.Missing(TestServices.RedisVariable);
}

/// <summary>What servers of one scenario stand on: data folders, and a schema of their own in the shared PostgreSQL.</summary>
internal sealed class ServiceGround : IAsyncDisposable
{
    /// <summary>What a server is started with that shares the tests' Redis.</summary>
    public static IReadOnlyList<string> Redis => ["--redis", TestServices.Redis];

    private const string SeedFile = "log.seed";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("privatevote-trial-");
    private readonly PostgresSchema? schema;
    private readonly List<ServerProcess> servers = [];

    private ServiceGround(PostgresSchema? schema) => this.schema = schema;

    /// <summary>Servers that keep their logs in a SQLite file in their folder.</summary>
    public static ServiceGround Embedded() => new(null);

    /// <summary>Servers that share a PostgreSQL, the master seed, and a Redis if they are started with <see cref="Redis"/>.</summary>
    public static async Task<ServiceGround> SharedAsync() => new(await PostgresSchema.MakeAsync());

    /// <summary>What the servers said on standard error, the dead ones too.</summary>
    public string Errors =>
        string.Join('\n', servers.Select(server => server.Errors.Trim()).Where(text => text.Length > 0));

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Begins to start the server with this data folder.</summary>
    public ServerProcess Launch(string name = "data", params string[] options)
    {
        var data = folder.CreateSubdirectory(name).FullName;
        if (schema is not null)
        {
            ShareSeed(data);
            options = ["--postgres", schema.Connection, .. options];
        }

        var server = ServerProcess.Launch(data, options);
        servers.Add(server);
        return server;
    }

    public async Task<ServerProcess> StartAsync(string name = "data", params string[] options)
    {
        var server = Launch(name, options);
        await server.Listening;
        return server;
    }

    /// <summary>Cuts the servers' connections to PostgreSQL.</summary>
    public Task CutConnectionsAsync() => schema!.CutConnectionsAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        if (schema is not null)
        {
            await schema.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    /// <summary>As an operator does for a second server: whoever signs for a log holds the same seed.</summary>
    private void ShareSeed(string data)
    {
        var seed = PathOf(SeedFile);
        if (!File.Exists(seed))
        {
            File.WriteAllText(seed, RandomNumberGenerator.GetHexString(64, lowercase: true) + "\n");
        }

        File.Copy(seed, Path.Combine(data, SeedFile), overwrite: true);
    }
}
