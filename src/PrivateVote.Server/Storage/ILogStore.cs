namespace PrivateVote.Server.Storage;

/// <summary>
/// Where logs are kept: append-only, one sequence of entries for each log. Several servers may share one store. What is
/// awaited here is durable when the task ends, and a batch is stored whole or not at all.
/// </summary>
/// <remarks>
/// A store knows bytes and keys and none of the rules. A log's id is its ceremony id, 32 bytes. Failures of the database are
/// a <see cref="StoreException"/>.
/// </remarks>
public interface ILogStore : IAsyncDisposable
{
    /// <summary>Makes the tables if they are not there.</summary>
    Task OpenAsync(CancellationToken cancellation);

    /// <summary>Whether the database answers.</summary>
    Task<bool> IsReachableAsync(CancellationToken cancellation);

    /// <summary>Begins a log with its first entry.</summary>
    /// <returns>False when there is such a log already; nothing has changed.</returns>
    Task<bool> TryCreateAsync(byte[] logId, NewEntry first, LogHead head, CancellationToken cancellation);

    /// <summary>The newest head of a log, or null when there is no such log.</summary>
    Task<LogHead?> FindAsync(byte[] logId, CancellationToken cancellation);

    /// <summary>The log that an election's manifest is in, or null.</summary>
    Task<byte[]?> FindLogOfElectionAsync(byte[] electionId, CancellationToken cancellation);

    /// <summary>Every log with its newest head, in the order of their ids.</summary>
    /// <param name="after">The id that the page begins after; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<StoredLog>> ListAsync(byte[]? after, int limit, CancellationToken cancellation);

    /// <summary>
    /// Takes the log's write lock, which no two writers of all servers hold at once, until the writer has appended or is disposed.
    /// </summary>
    /// <remarks>Who holds it writes through the writer only: anything else that writes may wait for it.</remarks>
    /// <exception cref="KeyNotFoundException">There is no such log.</exception>
    /// <exception cref="StoreException">The database failed, or the lock was not free in time.</exception>
    Task<ILogWriter> LockAsync(byte[] logId, CancellationToken cancellation);

    /// <summary>The entries from one index until before another, in order; fewer when the log is shorter.</summary>
    IAsyncEnumerable<StoredEntry> ReadAsync(byte[] logId, long from, long until, CancellationToken cancellation);

    /// <summary>The entry with this key, or null.</summary>
    Task<StoredEntry?> FindEntryAsync(byte[] logId, byte[] key, CancellationToken cancellation);

    /// <summary>The entry that stands in a slot, or null when it is empty.</summary>
    Task<StoredEntry?> HeadOfSlotAsync(byte[] logId, byte[] slot, CancellationToken cancellation);

    /// <summary>What was stored beside the entry with this index (<see cref="NewEntry.Evidence"/>); null for nothing.</summary>
    Task<byte[]?> FindEvidenceAsync(byte[] logId, long index, CancellationToken cancellation);

    /// <summary>The checkpoints that are kept for good, ascending by size: see <see cref="LogHead.Keep"/>.</summary>
    Task<IReadOnlyList<KeptCheckpoint>> KeptCheckpointsAsync(byte[] logId, CancellationToken cancellation);

    /// <summary>Keeps a checkpoint for good, with the cosignatures it has; replaces the one of the same size.</summary>
    /// <exception cref="KeyNotFoundException">There is no such log.</exception>
    Task KeepCheckpointAsync(byte[] logId, KeptCheckpoint checkpoint, CancellationToken cancellation);
}

/// <summary>The one writer of a log until it is disposed; disposing without appending changes nothing.</summary>
public interface ILogWriter : IAsyncDisposable
{
    /// <summary>The log's head now that nobody else can move it.</summary>
    LogHead Head { get; }

    /// <summary>Appends a batch and moves the head; once for each writer.</summary>
    /// <exception cref="DuplicateKeyException">An entry's key is in the log, or its slot's head is not the one it replaces; nothing has changed.</exception>
    Task AppendAsync(IReadOnlyList<NewEntry> entries, LogHead head, CancellationToken cancellation);
}

/// <summary>An entry to append.</summary>
/// <param name="Line">The entry's bytes as they are hashed.</param>
/// <param name="Key">32 bytes that say of what was handed in whether it was entered: nothing is twice. Unique in its log.</param>
/// <param name="Slot">The nullifier, 32 bytes, for a ballot; else null.</param>
/// <param name="Replaces">The entry that stands in the slot; null when the slot must be empty.</param>
/// <param name="Evidence">What is stored in the same commit beside the entry, in no log, sealed by the caller; null for nothing.</param>
public sealed record NewEntry(
    byte[] Line,
    byte[] Key,
    byte[]? Slot = null,
    long? Replaces = null,
    byte[]? Evidence = null
);

/// <summary>An entry as it is stored.</summary>
public sealed record StoredEntry(long Index, byte[] Line);

/// <summary>Where a log stands.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Checkpoint">The signed note over exactly these entries.</param>
/// <param name="Keep">Whether the checkpoint is kept for good, as that of the closing is, which trustees ask for.</param>
/// <param name="ElectionId">The election's id from the manifest on; null before.</param>
/// <param name="Summary">What lists show, as JSON; the store does not read it.</param>
public sealed record LogHead(long Size, string Checkpoint, bool Keep, byte[]? ElectionId, string Summary);

public sealed record StoredLog(byte[] LogId, LogHead Head);

public sealed record KeptCheckpoint(long Size, string Note);

/// <summary>The database failed; what was asked has not happened, or its outcome is not known.</summary>
public class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A key that a log holds already, or a slot whose head has moved.</summary>
public sealed class DuplicateKeyException(string message, Exception? inner = null) : StoreException(message, inner);
