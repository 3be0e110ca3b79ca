using System.Security.Cryptography;
using Npgsql;

namespace PrivateVote.TestSupport.Postgres;

/// <summary>A schema of its own in the database that tests/run.sh started; gone with everything in it when disposed.</summary>
public sealed class PostgresSchema : IAsyncDisposable
{
    private PostgresSchema(string name) => Name = name;

    public string Name { get; }

    /// <summary>What a server is given: its connections bear the schema's name.</summary>
    public string Connection =>
        new NpgsqlConnectionStringBuilder(TestServices.Postgres)
        {
            SearchPath = Name,
            ApplicationName = Name,
        }.ToString();

    public static async Task<PostgresSchema> MakeAsync()
    {
        var schema = new PostgresSchema("test_" + RandomNumberGenerator.GetHexString(16, lowercase: true));
        await RunAsync($"CREATE SCHEMA {schema.Name}");
        return schema;
    }

    /// <summary>Cuts every connection that was made with <see cref="Connection"/>.</summary>
    public Task CutConnectionsAsync() =>
        RunAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{Name}'");

    public static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(TestServices.Postgres);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The schema's name is ours.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync() => await RunAsync($"DROP SCHEMA {Name} CASCADE");
}
