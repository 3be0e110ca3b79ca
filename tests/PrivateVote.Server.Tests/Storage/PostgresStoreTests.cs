using PrivateVote.TestSupport.Postgres;
using static PrivateVote.Server.Tests.Storage.StoreSamples;

namespace PrivateVote.Server.Tests.Storage;

/// <summary>Each test has a schema of its own in the database that tests/run.sh started.</summary>
[Needs(TestServices.PostgresVariable)]
public sealed class PostgresStoreTests : LogStoreTests
{
    private PostgresSchema? schema;

    protected override (string Kind, string Connection) Address => ("postgres", schema!.Connection);

    // Port 1 is nobody's.
    protected override string UnreachableConnection => "Host=127.0.0.1;Port=1;Username=nobody;Timeout=5";

    protected override async Task MakeDatabaseAsync() => schema = await PostgresSchema.MakeAsync();

    protected override async Task RemoveDatabaseAsync() => await schema!.DisposeAsync();

    protected override Task PretendNewerVersionAsync() =>
        PostgresSchema.RunAsync($"UPDATE {schema!.Name}.store SET version = 3");

    protected override Task ReturnToVersion1Async() =>
        PostgresSchema.RunAsync($"DROP TABLE {schema!.Name}.evidence; UPDATE {schema.Name}.store SET version = 1");

    [StoreFact]
    public async Task A_connection_that_is_cut_leaves_nothing_and_the_store_goes_on()
    {
        await CreateAsync();
        await using (var writer = await Store.LockAsync(Log, CancellationToken.None))
        {
            await schema!.CutConnectionsAsync();
            await Assert.ThrowsAsync<StoreException>(() =>
                writer.AppendAsync(Entries(1, 3), Head(4), CancellationToken.None)
            );
        }

        Assert.Equal(Head(1), await Store.FindAsync(Log, CancellationToken.None));
        await AppendAsync(Entries(1, 3));
        Assert.Equal(4, (await Store.FindAsync(Log, CancellationToken.None))!.Size);
    }
}
