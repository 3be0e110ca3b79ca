using System.Security.Cryptography;
using Npgsql;
using static PrivateVote.Server.Tests.Storage.StoreSamples;

namespace PrivateVote.Server.Tests.Storage;

/// <summary>Each test has a schema of its own in the database that tests/run.sh started.</summary>
[Needs(TestServices.PostgresVariable)]
public sealed class PostgresStoreTests : LogStoreTests
{
    private string schema = "";

    protected override (string Kind, string Connection) Address =>
        (
            "postgres",
            new NpgsqlConnectionStringBuilder(TestServices.Postgres)
            {
                SearchPath = schema,
                ApplicationName = schema,
            }.ToString()
        );

    // Port 1 is nobody's.
    protected override string UnreachableConnection => "Host=127.0.0.1;Port=1;Username=nobody;Timeout=5";

    protected override Task MakeDatabaseAsync()
    {
        schema = "store_" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        return RunAsync($"CREATE SCHEMA {schema}");
    }

    protected override Task RemoveDatabaseAsync() => RunAsync($"DROP SCHEMA {schema} CASCADE");

    protected override Task PretendNewerVersionAsync() => RunAsync($"UPDATE {schema}.store SET version = 2");

    [StoreFact]
    public async Task A_connection_that_is_cut_leaves_nothing_and_the_store_goes_on()
    {
        await CreateAsync();
        await using (var writer = await Store.LockAsync(Log, CancellationToken.None))
        {
            await RunAsync(
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{schema}'"
            );
            await Assert.ThrowsAsync<StoreException>(() =>
                writer.AppendAsync(Entries(1, 3), Head(4), CancellationToken.None)
            );
        }

        Assert.Equal(Head(1), await Store.FindAsync(Log, CancellationToken.None));
        await AppendAsync(Entries(1, 3));
        Assert.Equal(4, (await Store.FindAsync(Log, CancellationToken.None))!.Size);
    }

    private static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(TestServices.Postgres);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The schema's name is ours.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
