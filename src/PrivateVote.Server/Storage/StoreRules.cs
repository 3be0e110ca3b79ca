namespace PrivateVote.Server.Storage;

/// <summary>What both stores demand of their callers.</summary>
internal static class StoreRules
{
    public const int IdSize = 32;

    /// <summary>A log before its first entry.</summary>
    public static readonly LogHead Nothing = new(0, "", false, null, "");

    /// <summary>Entries that a read holds at once: at most 16 MB.</summary>
    public const int PageSize = 256;

    public static void RequireId(byte[] id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length != IdSize)
        {
            throw new ArgumentException($"an id has {IdSize} bytes", nameof(id));
        }
    }

    public static void RequireBatch(IReadOnlyList<NewEntry> entries, LogHead before, LogHead head)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(head);
        if (entries.Count == 0)
        {
            throw new ArgumentException("a batch has an entry", nameof(entries));
        }

        if (head.Size != before.Size + entries.Count)
        {
            throw new ArgumentException(
                $"{entries.Count} entries after {before.Size} do not make a log of {head.Size}",
                nameof(head)
            );
        }
    }

    public static void RequireUnspent(bool spent)
    {
        if (spent)
        {
            throw new InvalidOperationException("a writer appends once");
        }
    }

    public static KeyNotFoundException NoSuchLog(byte[] logId) =>
        new($"there is no log {Convert.ToHexStringLower(logId)}");
}
