using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PrivateVote.Server.Storage;

/// <summary>
/// The one connection of a <see cref="SqliteStore"/> that writes, taken in turns. Its statements are prepared once: EF
/// Core's change tracker costs several times what SQLite does for an entry.
/// </summary>
internal sealed class SqliteWriting(string connectionString, TimeSpan patience) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim gate = new(1, 1);
    private SqliteStatements? statements;

    /// <summary>Waits for the writers before it and for other processes, and begins a transaction that may write.</summary>
    public async Task<SqliteTurn> TakeTurnAsync(CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        if (!await gate.WaitAsync(patience, cancellation))
        {
            throw Busy();
        }

        try
        {
            var open = statements ??= new SqliteStatements(connectionString);
            for (var pause = FirstPause; !open.TryBegin(); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                if (Stopwatch.GetElapsedTime(since) > patience)
                {
                    throw Busy();
                }

                await Task.Delay(pause, cancellation);
            }

            return new SqliteTurn(open, Release);
        }
        catch (Exception exception)
        {
            gate.Release();
            if (exception is SqliteException failure)
            {
                throw Failed(failure);
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A writer that is still open ends first.
        await gate.WaitAsync();
        statements?.Dispose();
        statements = null;
        gate.Dispose();
    }

    public static StoreException Failed(Exception exception) => new($"SQLite: {exception.Message}", exception);

    private void Release(bool usable)
    {
        if (!usable)
        {
            statements?.Dispose();
            statements = null;
        }

        gate.Release();
    }

    private StoreException Busy() => new($"the store's lock was not free within {patience.TotalSeconds} s");
}

/// <summary>The statements that write, on a connection of their own.</summary>
internal sealed class SqliteStatements : IDisposable
{
    private readonly SqliteConnection connection;

    public SqliteStatements(string connectionString)
    {
        // Not from the pool: it lives as long as the store.
        connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString()
        );
        connection.Open();
        using var pragma = connection.CreateCommand();
        // FULL: the write-ahead log is synchronised at every commit, not only at checkpoints.
        // Keys and slots are spread over their whole indices: 64 MB hold those of a million entries.
        pragma.CommandText = "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536";
        pragma.ExecuteNonQuery();

        FindLog = Prepare("SELECT Number, Size, Checkpoint, Keep, Election, Summary FROM logs WHERE Id = $id", "$id");
        AddLog = Prepare(
            """
            INSERT INTO logs (Id, Size, Checkpoint, Keep, Election, Summary) VALUES ($id, 0, '', 0, NULL, '')
            ON CONFLICT DO NOTHING RETURNING Number
            """,
            "$id"
        );
        MoveHead = Prepare(
            """
            UPDATE logs SET Size = $size, Checkpoint = $checkpoint, Keep = $keep, Election = $election, Summary = $summary
            WHERE Number = $log
            """,
            "$log",
            "$size",
            "$checkpoint",
            "$keep",
            "$election",
            "$summary"
        );
        AddEntry = Prepare(
            """INSERT INTO entries (Log, "Index", Key, Line) VALUES ($log, $index, $key, $line) ON CONFLICT DO NOTHING""",
            "$log",
            "$index",
            "$key",
            "$line"
        );
        AddEvidence = Prepare(
            """INSERT INTO evidence (Log, "Index", Sealed) VALUES ($log, $index, $sealed)""",
            "$log",
            "$index",
            "$sealed"
        );
        FillSlot = Prepare(
            "INSERT INTO slots (Log, Slot, Head) VALUES ($log, $slot, $to) ON CONFLICT DO NOTHING",
            "$log",
            "$slot",
            "$to"
        );
        MoveSlot = Prepare(
            "UPDATE slots SET Head = $to WHERE Log = $log AND Slot = $slot AND Head = $from",
            "$log",
            "$slot",
            "$to",
            "$from"
        );
        KeepCheckpoint = Prepare(
            "INSERT OR REPLACE INTO checkpoints (Log, Size, Note) VALUES ($log, $size, $note)",
            "$log",
            "$size",
            "$note"
        );
    }

    public SqliteCommand FindLog { get; }

    public SqliteCommand AddLog { get; }

    public SqliteCommand MoveHead { get; }

    public SqliteCommand AddEntry { get; }

    public SqliteCommand AddEvidence { get; }

    public SqliteCommand FillSlot { get; }

    public SqliteCommand MoveSlot { get; }

    public SqliteCommand KeepCheckpoint { get; }

    /// <summary>Begins a transaction; false when another process is writing. Does not wait.</summary>
    public bool TryBegin() =>
        raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE") switch
        {
            raw.SQLITE_OK => true,
            raw.SQLITE_BUSY => false,
            var code => throw Error(code),
        };

    public void Commit()
    {
        if (raw.sqlite3_exec(connection.Handle, "COMMIT") is var code and not raw.SQLITE_OK)
        {
            throw Error(code);
        }
    }

    /// <summary>Undoes what was not committed; false when the connection is no longer to be used.</summary>
    public bool TryRollBack() =>
        raw.sqlite3_get_autocommit(connection.Handle) != 0
        || raw.sqlite3_exec(connection.Handle, "ROLLBACK") == raw.SQLITE_OK;

    /// <summary>Runs a statement with values for its parameters, in their order.</summary>
    /// <returns>The number of rows it changed.</returns>
    public static int Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        Bind(command, values);
        return command.ExecuteNonQuery();
    }

    public static void Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    public void Dispose() => connection.Dispose();

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of the constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }

    private SqliteException Error(int code) => new(raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), code);
}
