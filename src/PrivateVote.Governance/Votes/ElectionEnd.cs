using System.Text;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>An election's log as somebody has it under one signed checkpoint.</summary>
/// <param name="Size">Entries under the checkpoint.</param>
/// <param name="Checkpoint">The signed note.</param>
/// <param name="ReadAsync">The lines from one index until before another.</param>
/// <param name="Prove">The RFC 6962 audit path of an entry to the checkpoint's root, 32 bytes each, concatenated.</param>
public sealed record ElectionLogView(
    long Size,
    string Checkpoint,
    Func<long, long, CancellationToken, Task<IReadOnlyList<byte[]>>> ReadAsync,
    Func<long, byte[]> Prove
);

/// <summary>Finds in an election's log what shows how it ended, without reading the ballots in between.</summary>
public static class ElectionEnd
{
    private const int Piece = 64;

    /// <summary>The outcome for the space's log; null while the election is not over.</summary>
    public static async Task<Submission?> ToOutcomeAsync(
        byte[] space,
        byte[] election,
        ElectionLogView log,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(log);
        var (manifest, close, last) = ((Found?)null, (Found?)null, (Found?)null);
        for (var from = 0L; from < log.Size && manifest is null; from += Piece)
        {
            manifest = Find(await ReadAsync(log, from, cancellation), from, kind => kind == EntryKind.Manifest);
        }

        for (var until = log.Size; until > 0 && manifest is not null && close is null; until -= Piece)
        {
            var from = Math.Max(0, until - Piece);
            var lines = await log.ReadAsync(from, until, cancellation);
            last ??= Find(lines, from, kind => kind is EntryKind.Result or EntryKind.Cancel);
            close = Find(lines, from, kind => kind == EntryKind.Close);
            if (manifest.Index >= from || Find(lines, from, kind => kind == EntryKind.Ballot) is not null)
            {
                // What ends an election comes after its ballots.
                break;
            }
        }

        if (manifest is null || (close is null && last is null))
        {
            return null;
        }

        return Submission.Plain(
            EntryKind.Outcome,
            new OutcomeBody(
                space,
                election,
                log.Checkpoint,
                manifest.Place(log),
                close?.Place(log),
                close?.Text,
                last?.Place(log),
                last?.Entry.Kind == EntryKind.Result ? last.Text : null,
                last?.Entry.Kind == EntryKind.Cancel ? last.Text : null
            )
        );
    }

    private static Task<IReadOnlyList<byte[]>> ReadAsync(
        ElectionLogView log,
        long from,
        CancellationToken cancellation
    ) => log.ReadAsync(from, Math.Min(from + Piece, log.Size), cancellation);

    private static Found? Find(IReadOnlyList<byte[]> lines, long from, Func<EntryKind, bool> isWanted)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (Entry.TryParse(lines[i], out var entry, out _) && isWanted(entry.Kind))
            {
                return new Found(from + i, entry);
            }
        }

        return null;
    }

    private sealed record Found(long Index, Entry Entry)
    {
        public string Text => Encoding.UTF8.GetString(Entry.Body.Span);

        public ProvenEntry Place(ElectionLogView log) => new(Index, Entry.At, log.Prove(Index));
    }
}
