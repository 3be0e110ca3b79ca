using Microsoft.Data.Sqlite;

namespace PrivateVote.Server.Tests.Storage;

public sealed class SqliteStoreTests : LogStoreTests
{
    private string folder = "";

    protected override (string Kind, string Connection) Address => ("sqlite", Path.Combine(folder, "privatevote.db"));

    protected override string UnreachableConnection => Path.Combine(folder, "no such folder", "privatevote.db");

    protected override Task MakeDatabaseAsync()
    {
        folder = Directory.CreateTempSubdirectory("privatevote-store-").FullName;
        return Task.CompletedTask;
    }

    protected override Task PretendNewerVersionAsync() => RunAsync("PRAGMA user_version = 3");

    protected override Task ReturnToVersion1Async() => RunAsync("DROP TABLE evidence; PRAGMA user_version = 1");

    private async Task RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Address.Connection}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    protected override Task RemoveDatabaseAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
