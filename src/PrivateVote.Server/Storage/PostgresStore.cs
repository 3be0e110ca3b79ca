using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;

namespace PrivateVote.Server.Storage;

/// <summary>The store that several servers share: a PostgreSQL database, 13 or newer.</summary>
/// <remarks>
/// The lock of a log is the lock of its row. It ends with the connection, so a server that dies holds nothing; one that hangs
/// is cut off after <see cref="LongestTurn"/>. Tables are made in the first schema of the connection's search path.
/// </remarks>
public sealed class PostgresStore : ILogStore
{
    /// <summary>How long a writer waits for its turn.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long a writer may do nothing while it holds the lock.</summary>
    public static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Connections of one server, unless its connection string says otherwise: as it comes PostgreSQL has 100 for all servers, and
    /// Npgsql would take that many for itself.
    /// </summary>
    private const int Connections = 40;

    private const int SchemaVersion = 2;

    // "PrivVote" in ASCII: servers that start at once make the tables one after another.
    private const long SchemaLock = 0x50726976566f7465;

    // An entry of 2 to 8 KB stays in its row: PostgreSQL would try to compress it, in vain, and then put it elsewhere.
    private const string Schema =
        """
            CREATE TABLE store AS SELECT 2 AS version;
            CREATE TABLE logs (
                number bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
                id bytea NOT NULL UNIQUE,
                size bigint NOT NULL,
                checkpoint text NOT NULL,
                keep boolean NOT NULL,
                election bytea,
                summary text NOT NULL
            );
            CREATE INDEX logs_election ON logs (election);
            CREATE TABLE entries (
                log bigint NOT NULL,
                index bigint NOT NULL,
                key bytea NOT NULL,
                line bytea NOT NULL,
                PRIMARY KEY (log, index),
                UNIQUE (log, key)
            ) WITH (toast_tuple_target = 8160);
            ALTER TABLE entries ALTER COLUMN line SET STORAGE EXTERNAL;
            CREATE TABLE slots (
                log bigint NOT NULL,
                slot bytea NOT NULL,
                head bigint NOT NULL,
                PRIMARY KEY (log, slot)
            );
            CREATE TABLE checkpoints (
                log bigint NOT NULL,
                size bigint NOT NULL,
                note text NOT NULL,
                PRIMARY KEY (log, size)
            );

            """ + Evidence;

    private const string Evidence = """
        CREATE TABLE evidence (
            log bigint NOT NULL,
            index bigint NOT NULL,
            sealed bytea NOT NULL,
            PRIMARY KEY (log, index)
        );
        """;

    private const string ToVersion2 = Evidence + "UPDATE store SET version = 2;";

    private readonly NpgsqlDataSource source;
    private readonly TimeSpan patience;

    /// <param name="connectionString">As Npgsql has it. Commands may take 30 s unless it says otherwise.</param>
    /// <param name="patience">How long a writer waits for its turn before it gives up with a <see cref="StoreException"/>.</param>
    public PostgresStore(string connectionString, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        this.patience = patience ?? DefaultPatience;
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ShouldSerialize("Maximum Pool Size"))
        {
            settings.MaxPoolSize = Connections;
        }

        source = NpgsqlDataSource.Create(settings);
    }

    public Task OpenAsync(CancellationToken cancellation) =>
        Guard(async () =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var setting = new NpgsqlCommand("SHOW fsync", connection);
            if (await setting.ExecuteScalarAsync(cancellation) is not "on")
            {
                throw new StoreException("PostgreSQL runs with fsync off: what it acknowledges would not be durable");
            }

            await using var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection);
            turn.Parameters.Add(new NpgsqlParameter<long> { TypedValue = SchemaLock });
            await turn.ExecuteNonQueryAsync(cancellation);
            await using var there = new NpgsqlCommand("SELECT to_regclass('store') IS NOT NULL", connection);
            if (await there.ExecuteScalarAsync(cancellation) is not true)
            {
                await using var make = new NpgsqlCommand(Schema, connection);
                await make.ExecuteNonQueryAsync(cancellation);
            }

            await using var version = new NpgsqlCommand("SELECT version FROM store", connection);
            var found = await version.ExecuteScalarAsync(cancellation);
            if (found is 1)
            {
                await using var upgrade = new NpgsqlCommand(ToVersion2, connection);
                await upgrade.ExecuteNonQueryAsync(cancellation);
            }
            else if (found is not SchemaVersion)
            {
                throw new StoreException(
                    $"the store's tables are of version {found}; this program knows {SchemaVersion}"
                );
            }

            await transaction.CommitAsync(cancellation);
            return true;
        });

    public async Task<bool> IsReachableAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = source.CreateCommand("SELECT 1 FROM logs LIMIT 1");
            await command.ExecuteNonQueryAsync(cancellation);
            return true;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            return false;
        }
    }

    public async Task<bool> TryCreateAsync(byte[] logId, NewEntry first, LogHead head, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        StoreRules.RequireBatch([first], StoreRules.Nothing, head);
        return await Guard(async () =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            // Whatever the database's default is. A log that is lost after it was answered would be begun again, and signed twice.
            await using var durable = new NpgsqlCommand("SET LOCAL synchronous_commit = on", connection);
            await durable.ExecuteNonQueryAsync(cancellation);
            await using var make = new NpgsqlCommand(
                """
                INSERT INTO logs (id, size, checkpoint, keep, summary) VALUES ($1, 0, '', false, '')
                ON CONFLICT DO NOTHING RETURNING number
                """,
                connection
            );
            make.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = logId });
            if (await make.ExecuteScalarAsync(cancellation) is not long log)
            {
                return false;
            }

            await PostgresWriter.AppendAsync(connection, log, 0, [first], head, cancellation);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
    }

    public async Task<LogHead?> FindAsync(byte[] logId, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await FirstAsync(
            "SELECT size, checkpoint, keep, election, summary FROM logs WHERE id = $1",
            row => ReadHead(row, 0),
            cancellation,
            logId
        );
    }

    public Task<byte[]?> FindLogOfElectionAsync(byte[] electionId, CancellationToken cancellation) =>
        FirstAsync(
            "SELECT id FROM logs WHERE election = $1",
            row => row.GetFieldValue<byte[]>(0),
            cancellation,
            electionId
        );

    public async Task<IReadOnlyList<StoredLog>> ListAsync(byte[]? after, int limit, CancellationToken cancellation) =>
        // No id comes before the empty one.
        await ListAsync(
            "SELECT id, size, checkpoint, keep, election, summary FROM logs WHERE id > $1 ORDER BY id LIMIT $2",
            row => new StoredLog(row.GetFieldValue<byte[]>(0), ReadHead(row, 1)),
            cancellation,
            after ?? [],
            limit
        );

    public async Task<ILogWriter> LockAsync(byte[] logId, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await Guard(() => PostgresWriter.OpenAsync(source, logId, patience, cancellation));
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
        // In pages, so that a slow reader keeps no connection.
        while (from < until)
        {
            var page = await ListAsync(
                """
                SELECT index, line FROM entries
                WHERE log = (SELECT number FROM logs WHERE id = $1) AND index >= $2 AND index < $3
                ORDER BY index LIMIT $4
                """,
                ReadEntry,
                cancellation,
                logId,
                from,
                until,
                StoreRules.PageSize
            );
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

    public async Task<StoredEntry?> FindEntryAsync(byte[] logId, byte[] key, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await FirstAsync(
            "SELECT index, line FROM entries WHERE log = (SELECT number FROM logs WHERE id = $1) AND key = $2",
            ReadEntry,
            cancellation,
            logId,
            key
        );
    }

    public async Task<StoredEntry?> HeadOfSlotAsync(byte[] logId, byte[] slot, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await FirstAsync(
            """
            SELECT entries.index, entries.line FROM slots JOIN entries ON entries.log = slots.log AND entries.index = slots.head
            WHERE slots.log = (SELECT number FROM logs WHERE id = $1) AND slots.slot = $2
            """,
            ReadEntry,
            cancellation,
            logId,
            slot
        );
    }

    public async Task<byte[]?> FindEvidenceAsync(byte[] logId, long index, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await FirstAsync(
            "SELECT sealed FROM evidence WHERE log = (SELECT number FROM logs WHERE id = $1) AND index = $2",
            row => row.GetFieldValue<byte[]>(0),
            cancellation,
            logId,
            index
        );
    }

    public async Task<IReadOnlyList<KeptCheckpoint>> KeptCheckpointsAsync(byte[] logId, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        return await ListAsync(
            "SELECT size, note FROM checkpoints WHERE log = (SELECT number FROM logs WHERE id = $1) ORDER BY size",
            row => new KeptCheckpoint(row.GetInt64(0), row.GetString(1)),
            cancellation,
            logId
        );
    }

    public async Task KeepCheckpointAsync(byte[] logId, KeptCheckpoint checkpoint, CancellationToken cancellation)
    {
        StoreRules.RequireId(logId);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var kept = await ListAsync(
            """
            INSERT INTO checkpoints SELECT number, $2, $3 FROM logs WHERE id = $1
            ON CONFLICT (log, size) DO UPDATE SET note = excluded.note RETURNING size
            """,
            row => row.GetInt64(0),
            cancellation,
            logId,
            checkpoint.Size,
            checkpoint.Note
        );
        if (kept.Count == 0)
        {
            throw StoreRules.NoSuchLog(logId);
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    internal static LogHead ReadHead(NpgsqlDataReader row, int column) =>
        new(
            row.GetInt64(column),
            row.GetString(column + 1),
            row.GetBoolean(column + 2),
            row.IsDBNull(column + 3) ? null : row.GetFieldValue<byte[]>(column + 3),
            row.GetString(column + 4)
        );

    private static StoredEntry ReadEntry(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<byte[]>(1));

    private async Task<T?> FirstAsync<T>(
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        params object[] values
    )
        where T : class => (await ListAsync(sql, read, cancellation, values)).FirstOrDefault();

    private Task<List<T>> ListAsync<T>(
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        params object[] values
    ) =>
        Guard(async () =>
        {
            await using var command = source.CreateCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await using var rows = await command.ExecuteReaderAsync(cancellation);
            var list = new List<T>();
            while (await rows.ReadAsync(cancellation))
            {
                list.Add(read(rows));
            }

            return list;
        });

    internal static async Task<T> Guard<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new DuplicateKeyException(
                "a key of the batch is in the log already, or its slot is taken",
                exception
            );
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw new StoreException($"PostgreSQL: {exception.Message}", exception);
        }
    }

    /// <summary>What a database or the network to it causes; everything else is a mistake of ours.</summary>
    private static bool IsFailure(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException;
}
