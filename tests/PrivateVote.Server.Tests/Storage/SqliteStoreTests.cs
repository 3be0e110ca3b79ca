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

    protected override async Task PretendNewerVersionAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Address.Connection}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version = 2";
        await command.ExecuteNonQueryAsync();
    }

    protected override Task RemoveDatabaseAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
