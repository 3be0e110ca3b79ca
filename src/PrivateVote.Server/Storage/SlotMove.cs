namespace PrivateVote.Server.Storage;

/// <summary>What a batch does to one slot: from the entry that must stand in it, or none, to the batch's last one.</summary>
internal sealed record SlotMove(byte[] Slot, long? From, long To)
{
    /// <summary>The moves of a batch, one for each slot, in the order in which the slots first occur.</summary>
    /// <param name="start">The index of the batch's first entry.</param>
    /// <exception cref="DuplicateKeyException">Within the batch, an entry does not replace the one before it in its slot.</exception>
    public static IReadOnlyList<SlotMove> Of(IReadOnlyList<NewEntry> entries, long start)
    {
        var moves = new List<SlotMove>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            var (slot, replaces) = (entries[i].Slot, entries[i].Replaces);
            if (slot is null)
            {
                continue;
            }

            var name = Convert.ToHexStringLower(slot);
            if (!places.TryGetValue(name, out var place))
            {
                places.Add(name, moves.Count);
                moves.Add(new SlotMove(slot, replaces, start + i));
            }
            else if (moves[place].To == replaces)
            {
                moves[place] = moves[place] with { To = start + i };
            }
            else
            {
                throw new DuplicateKeyException(
                    $"entry {start + i} does not replace entry {moves[place].To} of its slot"
                );
            }
        }

        return moves;
    }
}
