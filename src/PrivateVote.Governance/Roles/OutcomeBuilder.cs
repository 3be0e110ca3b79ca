using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance.Roles;

/// <summary>
/// Makes the outcome entry of an election from the lines of its log: give it every line in order, then a signed checkpoint.
/// Keeps hashes and four lines, so that the record may be long. Who wants to believe the outcome replays the record as well.
/// </summary>
public sealed class OutcomeBuilder
{
    private readonly MerkleTree tree = new();
    private readonly Dictionary<EntryKind, (long Index, Entry Entry)> found = [];

    /// <summary>Takes the next entry's line, without a line feed.</summary>
    /// <exception cref="ArgumentException">It is no entry.</exception>
    public void Add(ReadOnlyMemory<byte> line)
    {
        if (!Entry.TryParse(line, out var entry, out var problem))
        {
            throw new ArgumentException(problem, nameof(line));
        }

        if (entry.Kind is EntryKind.Manifest or EntryKind.Close or EntryKind.Result or EntryKind.Cancel)
        {
            // The caller may use the line's memory again.
            found[entry.Kind] = (tree.Size, entry with { Body = entry.Body.ToArray() });
        }

        tree.Add(line.Span);
    }

    /// <summary>The outcome as proved by this checkpoint.</summary>
    /// <param name="space">The space's id.</param>
    /// <param name="checkpoint">A signed checkpoint of the election's log, of as many entries as were added.</param>
    /// <exception cref="InvalidOperationException">The log has no manifest, or the election has not ended in it.</exception>
    public OutcomeBody Build(byte[] space, string checkpoint)
    {
        if (!found.TryGetValue(EntryKind.Manifest, out var manifest))
        {
            throw new InvalidOperationException("the log has no manifest");
        }

        var last =
            found.ContainsKey(EntryKind.Cancel) ? EntryKind.Cancel
            : found.ContainsKey(EntryKind.Close) ? EntryKind.Result
            : throw new InvalidOperationException("the election has not ended in these entries");
        var id = SignedPayload.TryRead(manifest.Entry.Body.Span, out var payload)
            ? System.Security.Cryptography.SHA256.HashData(payload)
            : throw new InvalidOperationException("the manifest is no JWS");
        return new OutcomeBody(
            space,
            id,
            checkpoint,
            PlaceOf(EntryKind.Manifest)!,
            PlaceOf(EntryKind.Close),
            TextOf(EntryKind.Close),
            PlaceOf(last),
            last == EntryKind.Result ? TextOf(EntryKind.Result) : null,
            TextOf(EntryKind.Cancel)
        );
    }

    private ProvenEntry? PlaceOf(EntryKind kind) =>
        found.TryGetValue(kind, out var one)
            ? new ProvenEntry(
                one.Index,
                one.Entry.At,
                [.. tree.InclusionProof(one.Index, tree.Size).SelectMany(hash => hash)]
            )
            : null;

    private string? TextOf(EntryKind kind) =>
        found.TryGetValue(kind, out var one) ? Encoding.UTF8.GetString(one.Entry.Body.Span) : null;
}
