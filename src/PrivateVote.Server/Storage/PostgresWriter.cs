using Npgsql;

namespace PrivateVote.Server.Storage;

/// <summary>A transaction that holds the lock on a log's row.</summary>
internal sealed class PostgresWriter : ILogWriter
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly long log;
    private bool spent;

    private PostgresWriter(NpgsqlConnection connection, NpgsqlTransaction transaction, long log, LogHead head)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.log = log;
        Head = head;
    }

    public LogHead Head { get; }

    public static async Task<ILogWriter> OpenAsync(
        NpgsqlDataSource source,
        byte[] logId,
        TimeSpan patience,
        CancellationToken cancellation
    )
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var batch = new NpgsqlBatch(connection);
            // Whatever the database's default is: a commit that is awaited is on the disk.
            Add(batch, "SET LOCAL synchronous_commit = on");
            Add(batch, $"SET LOCAL lock_timeout = {(long)patience.TotalMilliseconds}");
            Add(
                batch,
                $"SET LOCAL idle_in_transaction_session_timeout = {(long)PostgresStore.LongestTurn.TotalMilliseconds}"
            );
            Add(
                batch,
                "SELECT number, size, checkpoint, keep, election, summary FROM logs WHERE id = $1 FOR UPDATE",
                new NpgsqlParameter<byte[]> { TypedValue = logId }
            );
            // The wait for the lock is bounded above; it is not to be cut short as a command that hangs.
            batch.Timeout = (int)patience.TotalSeconds + connection.CommandTimeout;
            long log;
            LogHead head;
            await using (var row = await batch.ExecuteReaderAsync(cancellation))
            {
                if (!await row.ReadAsync(cancellation))
                {
                    throw StoreRules.NoSuchLog(logId);
                }

                log = row.GetInt64(0);
                head = PostgresStore.ReadHead(row, 1);
            }

            return new PostgresWriter(connection, transaction, log, head);
        }
        catch
        {
            // Ends the transaction too.
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task AppendAsync(IReadOnlyList<NewEntry> entries, LogHead head, CancellationToken cancellation)
    {
        StoreRules.RequireUnspent(spent);
        StoreRules.RequireBatch(entries, Head, head);
        cancellation.ThrowIfCancellationRequested();
        spent = true;
        return PostgresStore.Guard(async () =>
        {
            await AppendAsync(connection, log, Head.Size, entries, head, cancellation);
            // Not cancelled: its outcome would not be known.
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
    }

    public async ValueTask DisposeAsync()
    {
        // Rolls back what was not committed, and waits for it where the connection still stands.
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>Appends in one round trip, without the commit.</summary>
    public static async Task AppendAsync(
        NpgsqlConnection connection,
        long log,
        long start,
        IReadOnlyList<NewEntry> entries,
        LogHead head,
        CancellationToken cancellation
    )
    {
        var moves = SlotMove.Of(entries, start);
        var filled = moves.Where(move => move.From is null).ToList();
        var moved = moves.Where(move => move.From is not null).ToList();
        await using var batch = new NpgsqlBatch(connection);
        Add(
            batch,
            """
            INSERT INTO entries (log, index, key, line)
            SELECT $1, $2 + place - 1, key, line FROM unnest($3, $4) WITH ORDINALITY AS batch (key, line, place)
            """,
            Of(log),
            Of(start),
            Of(entries.Select(entry => entry.Key)),
            Of(entries.Select(entry => entry.Line))
        );
        var evidence = entries.Select((entry, place) => (entry.Evidence, Index: start + place)).ToList();
        evidence.RemoveAll(each => each.Evidence is null);
        if (evidence.Count > 0)
        {
            Add(
                batch,
                "INSERT INTO evidence (log, index, sealed) SELECT $1, index, sealed FROM unnest($2, $3) AS batch (index, sealed)",
                Of(log),
                Of(evidence.Select(each => each.Index)),
                Of(evidence.Select(each => each.Evidence!))
            );
        }

        if (filled.Count > 0)
        {
            Add(
                batch,
                "INSERT INTO slots (log, slot, head) SELECT $1, slot, head FROM unnest($2, $3) AS batch (slot, head)",
                Of(log),
                Of(filled.Select(move => move.Slot)),
                Of(filled.Select(move => move.To))
            );
        }

        var moving =
            moved.Count == 0
                ? null
                : Add(
                    batch,
                    """
                    UPDATE slots SET head = batch.next
                    FROM unnest($2, $3, $4) AS batch (slot, previous, next)
                    WHERE slots.log = $1 AND slots.slot = batch.slot AND slots.head = batch.previous
                    """,
                    Of(log),
                    Of(moved.Select(move => move.Slot)),
                    Of(moved.Select(move => move.From!.Value)),
                    Of(moved.Select(move => move.To))
                );
        Add(
            batch,
            "UPDATE logs SET size = $2, checkpoint = $3, keep = $4, election = $5, summary = $6 WHERE number = $1",
            Of(log),
            Of(head.Size),
            Of(head.Checkpoint),
            Of(head.Keep),
            new NpgsqlParameter
            {
                Value = head.ElectionId ?? (object)DBNull.Value,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea,
            },
            Of(head.Summary)
        );
        if (head.Keep)
        {
            Add(
                batch,
                "INSERT INTO checkpoints VALUES ($1, $2, $3) ON CONFLICT (log, size) DO UPDATE SET note = excluded.note",
                Of(log),
                Of(head.Size),
                Of(head.Checkpoint)
            );
        }

        await batch.ExecuteNonQueryAsync(cancellation);
        if (moving is not null && moving.RecordsAffected != moved.Count)
        {
            throw new DuplicateKeyException("an entry of the batch replaces one that does not stand in its slot");
        }
    }

    private static NpgsqlBatchCommand Add(
        NpgsqlBatch batch,
        string sql,
        params ReadOnlySpan<NpgsqlParameter> parameters
    )
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
        return command;
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter<T[]> Of<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };
}
