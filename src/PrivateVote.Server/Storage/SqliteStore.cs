using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PrivateVote.Server.Storage;

/// <summary>
/// The embedded store: one SQLite file. Readers never wait (write-ahead log); a commit is on the disk when it returns
/// (synchronous = FULL).
/// </summary>
/// <remarks>
/// SQLite lets one writer into the whole file, so the lock of one log is the lock of all. Writers of this process take
/// turns in the order they came; other processes are waited for by asking again. While a writer is open, nothing else of the
/// store writes: <see cref="KeepCheckpointAsync"/> and <see cref="TryCreateAsync"/> wait for it too.
/// </remarks>
public sealed class SqliteStore : ILogStore
{
    /// <summary>How long a writer waits for its turn.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    private const int SchemaVersion = 2;

    /// <summary>What version 2 added, as EF Core makes it in a new store.</summary>
    private const string ToVersion2 = """
        CREATE TABLE "evidence" (
            "Log" INTEGER NOT NULL,
            "Index" INTEGER NOT NULL,
            "Sealed" BLOB NOT NULL,
            CONSTRAINT "PK_evidence" PRIMARY KEY ("Log", "Index")
        );
        """;

    private readonly SqliteWriting writing;
    private readonly DbContextOptions<StoreContext> reading;
    private readonly string connectionString;

    /// <param name="path">The database's file; made when it is not there.</param>
    /// <param name="patience">How long a writer waits for its turn before it gives up with a <see cref="StoreException"/>.</param>
    public SqliteStore(string path, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();
        reading = new DbContextOptionsBuilder<StoreContext>().UseSqlite(connectionString).Options;
        writing = new SqliteWriting(connectionString, patience ?? DefaultPatience);
    }

    public Task OpenAsync(CancellationToken cancellation) =>
        Guard(async () =>
        {
            await using var context = Context();
            // Kept in the file, and not to be set inside a transaction.
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellation);
            // Immediate, so that of several servers that start at once one makes the tables.
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            var connection = context.Database.GetDbConnection();
            await using var version = connection.CreateCommand();
            version.Transaction = transaction.GetDbTransaction();
            version.CommandText = "PRAGMA user_version";
            switch (await version.ExecuteScalarAsync(cancellation))
            {
                case 0L:
                    await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(cancellation);
                    await MarkAsync();
                    break;
                case 1L:
                    await context.Database.ExecuteSqlRawAsync(ToVersion2, cancellation);
                    await MarkAsync();
                    break;
                case (long)SchemaVersion:
                    break;
                case var other:
                    throw new StoreException(
                        $"the store's tables are of version {other}; this program knows {SchemaVersion}"
                    );
            }

            return true;

            async Task MarkAsync()
            {
                version.CommandText = $"PRAGMA user_version = {SchemaVersion}";
                await version.ExecuteNonQueryAsync(cancellation);
                await transaction.CommitAsync(cancellation);
            }
        });

    public async Task<bool> IsReachableAsync(CancellationToken cancellation)
    {
        try
        {
            await using var context = Context();
            _ = await context.Logs.AsNoTracking().AnyAsync(cancellation);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    public async Task<bool> TryCreateAsync(byte[] logId, NewEntry first, LogHead head, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        StoreRules.RequireBatch([first], StoreRules.Nothing, head);
        if (await FindAsync(logId, cancellation) is not null)
        {
            return false;
        }

        using var turn = await writing.TakeTurnAsync(cancellation);
        return turn.TryCreate(logId, first, head);
    }

    public async Task<LogHead?> FindAsync(byte[] logId, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await Guard(async () =>
        {
            await using var context = Context();
            var row = await context.Logs.AsNoTracking().FirstOrDefaultAsync(log => log.Id == logId, cancellation);
            return row?.ToHead();
        });
    }

    public Task<byte[]?> FindLogOfElectionAsync(byte[] electionId, CancellationToken cancellation) =>
        Guard(async () =>
        {
            await using var context = Context();
            return await context
                .Logs.AsNoTracking()
                .Where(log => log.Election == electionId)
                .Select(log => log.Id)
                .FirstOrDefaultAsync(cancellation);
        });

    public Task<IReadOnlyList<StoredLog>> ListAsync(byte[]? after, int limit, CancellationToken cancellation) =>
        Guard<IReadOnlyList<StoredLog>>(async () =>
        {
            await using var context = Context();
            // EF Core has no order on byte arrays in a condition; SQLite has.
            var logs = context.Logs.FromSqlInterpolated(
                $"SELECT * FROM logs WHERE {after} IS NULL OR Id > {after} ORDER BY Id LIMIT {limit}"
            );
            return
            [
                .. (await logs.AsNoTracking().ToListAsync(cancellation)).Select(row => new StoredLog(
                    row.Id,
                    row.ToHead()
                )),
            ];
        });

    public async Task<ILogWriter> LockAsync(byte[] logId, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        // Asked before the turn is taken, so that unknown ids hold nobody up.
        if (await FindAsync(logId, cancellation) is null)
        {
            throw StoreRules.NoSuchLog(logId);
        }

        var turn = await writing.TakeTurnAsync(cancellation);
        try
        {
            return turn.OpenWriter(logId);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<StoredEntry> ReadAsync(
        byte[] logId,
        long from,
        long until,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        StoreRules.RequireId(logId);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        while (from < until)
        {
            var page = await ReadPageAsync(logId, from, until, cancellation);
            foreach (var entry in page)
            {
                yield return entry;
            }

            if (page.Count < StoreRules.PageSize)
            {
                yield break;
            }

            from += page.Count;
        }
    }

    private Task<List<StoredEntry>> ReadPageAsync(
        byte[] logId,
        long from,
        long until,
        CancellationToken cancellation
    ) =>
        Guard(async () =>
        {
            await using var context = Context();
            return await EntriesOf(context, logId)
                .Where(entry => entry.Index >= from && entry.Index < until)
                .OrderBy(entry => entry.Index)
                .Take(StoreRules.PageSize)
                .Select(entry => new StoredEntry(entry.Index, entry.Line))
                .ToListAsync(cancellation);
        });

    public async Task<StoredEntry?> FindEntryAsync(byte[] logId, byte[] key, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await Guard(async () =>
        {
            await using var context = Context();
            return await EntriesOf(context, logId)
                .Where(entry => entry.Key == key)
                .Select(entry => new StoredEntry(entry.Index, entry.Line))
                .FirstOrDefaultAsync(cancellation);
        });
    }

    public async Task<StoredEntry?> HeadOfSlotAsync(byte[] logId, byte[] slot, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await Guard(async () =>
        {
            await using var context = Context();
            return await context
                .Logs.AsNoTracking()
                .Where(log => log.Id == logId)
                .Join(context.Slots, log => log.Number, row => row.Log, (_, row) => row)
                .Where(row => row.Slot == slot)
                .Join(
                    context.Entries,
                    row => new { row.Log, Index = row.Head },
                    entry => new { entry.Log, entry.Index },
                    (_, entry) => new StoredEntry(entry.Index, entry.Line)
                )
                .FirstOrDefaultAsync(cancellation);
        });
    }

    public async Task<byte[]?> FindEvidenceAsync(byte[] logId, long index, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await Guard(async () =>
        {
            await using var context = Context();
            return await context
                .Logs.AsNoTracking()
                .Where(log => log.Id == logId)
                .Join(context.Evidence, log => log.Number, row => row.Log, (_, row) => row)
                .Where(row => row.Index == index)
                .Select(row => row.Sealed)
                .FirstOrDefaultAsync(cancellation);
        });
    }

    public async Task<IReadOnlyList<KeptCheckpoint>> KeptCheckpointsAsync(byte[] logId, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await Guard<IReadOnlyList<KeptCheckpoint>>(async () =>
        {
            await using var context = Context();
            return await context
                .Logs.AsNoTracking()
                .Where(log => log.Id == logId)
                .Join(context.Checkpoints, log => log.Number, row => row.Log, (_, row) => row)
                .OrderBy(row => row.Size)
                .Select(row => new KeptCheckpoint(row.Size, row.Note))
                .ToListAsync(cancellation);
        });
    }

    public async Task KeepCheckpointAsync(byte[] logId, KeptCheckpoint checkpoint, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        ArgumentNullException.ThrowIfNull(checkpoint);
        using var turn = await writing.TakeTurnAsync(cancellation);
        turn.Keep(logId, checkpoint);
    }

    public async ValueTask DisposeAsync()
    {
        await writing.DisposeAsync();
        using var pooled = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(pooled);
    }

    private StoreContext Context() => new(reading);

    private static IQueryable<EntryRow> EntriesOf(StoreContext context, byte[] logId) =>
        context
            .Logs.AsNoTracking()
            .Where(log => log.Id == logId)
            .Join(context.Entries, log => log.Number, entry => entry.Log, (_, entry) => entry);

    private static async Task<T> Guard<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DbException exception)
        {
            throw SqliteWriting.Failed(exception);
        }
    }
}
