using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Records;

/// <summary>
/// A log as a role replays it, wherever its entries come from: each is held against the rules at once, and proofs are checked
/// in batches beside that. Nothing is to be believed before <see cref="CheckProofs"/> has answered.
/// </summary>
/// <remarks>After a problem the replay is of no more use: what follows has no rules to stand on. Not for concurrent use.</remarks>
public sealed class LogReplay(ReplayRules rules)
{
    /// <summary>The log's tree, for inclusion proofs and earlier roots.</summary>
    public MerkleTree Tree { get; } = new();

    /// <summary>Takes the next entry.</summary>
    /// <param name="line">The entry's bytes without a line feed; they are not kept.</param>
    /// <returns>Why it does not follow by the rules, naming its index, or null.</returns>
    public string? Take(ReadOnlyMemory<byte> line) =>
        Entry.TryParse(line, out var entry, out var problem)
            ? Take(entry, MerkleHash.Leaf(line.Span))
            : Describe(new Refusal(RefusalCode.MalformedEntry, problem));

    /// <summary>The same for a line that was parsed and hashed before.</summary>
    internal string? Take(Entry entry, byte[] leafHash)
    {
        if (rules.Append(entry, leafHash) is { } refusal)
        {
            return Describe(refusal);
        }

        Tree.AddLeafHash(leafHash);
        return null;
    }

    /// <summary>Waits for the proofs of all entries so far; which is the first that does not hold, or null.</summary>
    public string? CheckProofs() =>
        rules.FinishProofs() is [var first, ..] ? $"entry {first.Index}: {first.Refusal}" : null;

    internal string Describe(Refusal refusal) => $"entry {Tree.Size}: {refusal}";
}
