using Microsoft.Data.Sqlite;

namespace PrivateVote.Server.Storage;

/// <summary>A transaction that may write, until it is committed or disposed. What was not committed is undone.</summary>
internal sealed class SqliteTurn(SqliteStatements statements, Action<bool> release) : IDisposable
{
    private bool ended;

    public bool TryCreate(byte[] logId, NewEntry first, LogHead head) =>
        Guard(() =>
        {
            SqliteStatements.Bind(statements.AddLog, logId);
            if (statements.AddLog.ExecuteScalar() is not long log)
            {
                return false;
            }

            Append(log, 0, [first], head);
            return true;
        });

    /// <summary>The writer has this turn from now on.</summary>
    public ILogWriter OpenWriter(byte[] logId) =>
        Guard(() =>
            TryFind(logId, out var log, out var head) ? new Writer(this, log, head!) : throw StoreRules.NoSuchLog(logId)
        );

    public void Keep(byte[] logId, KeptCheckpoint checkpoint) =>
        Guard(() =>
        {
            if (!TryFind(logId, out var log, out _))
            {
                throw StoreRules.NoSuchLog(logId);
            }

            SqliteStatements.Run(statements.KeepCheckpoint, log, checkpoint.Size, checkpoint.Note);
            statements.Commit();
            return true;
        });

    public void Dispose()
    {
        if (!ended)
        {
            ended = true;
            release(statements.TryRollBack());
        }
    }

    private bool TryFind(byte[] logId, out long log, out LogHead? head)
    {
        SqliteStatements.Bind(statements.FindLog, logId);
        using var row = statements.FindLog.ExecuteReader();
        var found = row.Read();
        log = found ? row.GetInt64(0) : 0;
        head = !found
            ? null
            : new LogHead(
                row.GetInt64(1),
                row.GetString(2),
                row.GetBoolean(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4),
                row.GetString(5)
            );
        return found;
    }

    private void Append(long log, long start, IReadOnlyList<NewEntry> entries, LogHead head)
    {
        var moves = SlotMove.Of(entries, start);
        for (var i = 0; i < entries.Count; i++)
        {
            if (SqliteStatements.Run(statements.AddEntry, log, start + i, entries[i].Key, entries[i].Line) != 1)
            {
                throw new DuplicateKeyException($"the key of entry {start + i} is in the log already");
            }

            if (entries[i].Evidence is { } evidence)
            {
                SqliteStatements.Run(statements.AddEvidence, log, start + i, evidence);
            }
        }

        foreach (var move in moves)
        {
            var moved = move.From is { } from
                ? SqliteStatements.Run(statements.MoveSlot, log, move.Slot, move.To, from)
                : SqliteStatements.Run(statements.FillSlot, log, move.Slot, move.To);
            if (moved != 1)
            {
                throw new DuplicateKeyException($"entry {move.To}: another entry stands in its slot");
            }
        }

        SqliteStatements.Run(
            statements.MoveHead,
            log,
            head.Size,
            head.Checkpoint,
            head.Keep,
            head.ElectionId,
            head.Summary
        );
        if (head.Keep)
        {
            SqliteStatements.Run(statements.KeepCheckpoint, log, head.Size, head.Checkpoint);
        }

        statements.Commit();
    }

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException exception)
        {
            throw SqliteWriting.Failed(exception);
        }
    }

    private sealed class Writer(SqliteTurn turn, long log, LogHead head) : ILogWriter
    {
        private bool spent;

        public LogHead Head => head;

        public Task AppendAsync(IReadOnlyList<NewEntry> entries, LogHead next, CancellationToken cancellation)
        {
            ObjectDisposedException.ThrowIf(turn.ended, this);
            StoreRules.RequireUnspent(spent);
            StoreRules.RequireBatch(entries, head, next);
            cancellation.ThrowIfCancellationRequested();
            spent = true;
            // SQLite has no asynchronous calls; the disk is waited for on a thread of the pool.
            return Task.Run(
                () =>
                    Guard(() =>
                    {
                        turn.Append(log, head.Size, entries, next);
                        return true;
                    }),
                CancellationToken.None
            );
        }

        public ValueTask DisposeAsync()
        {
            turn.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
