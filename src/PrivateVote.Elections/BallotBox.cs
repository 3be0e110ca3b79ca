using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Elections;

/// <summary>The slots of an election and the running encrypted tally: the sum over the last ciphertexts of all slots.</summary>
/// <remarks>
/// Without re-voting a slot is just its nullifier, 32 bytes; with it, its last ciphertexts are kept too, for the next
/// ballot in the slot is proved against them.
/// </remarks>
public sealed partial class BallotBox
{
    private readonly Election election;
    private readonly Dictionary<Fr, Slot> slots;
    private readonly CiphertextSums tally;
    private readonly EncryptedVote empty;

    internal BallotBox(Election election)
    {
        this.election = election;
        slots = [];
        tally = new CiphertextSums(election.Circuit.Options);
        empty = EncryptedVote.Empty(election.Circuit.Options);
    }

    /// <summary>Slots that hold a ballot.</summary>
    public int Count => slots.Count;

    /// <summary>The encrypted tally so far.</summary>
    public EncryptedVote Tally => EncryptedVote.Encode(tally.ToCiphertexts());

    /// <summary>The entry that stands in a slot, or null when it is empty.</summary>
    public long? HeadOf(Fr nullifier) => slots.TryGetValue(nullifier, out var slot) ? slot.Index : null;

    /// <summary>What stands in a slot, as the next ballot there needs it; null when the slot is empty.</summary>
    public SlotHead? SlotHeadOf(Fr nullifier) =>
        HeadOf(nullifier) is { } index ? new SlotHead(index, PreviousOf(nullifier, out _)) : null;

    /// <summary>The slots in no particular order, with the entry that stands in each.</summary>
    public IEnumerable<(Fr Nullifier, long Head)> Slots => slots.Select(slot => (slot.Key, slot.Value.Index));

    /// <summary>
    /// What a ballot for this slot is proved against: what stands there where the election allows re-voting, else the
    /// empty slot.
    /// </summary>
    public EncryptedVote PreviousOf(Fr nullifier, out bool occupied)
    {
        occupied = slots.TryGetValue(nullifier, out var slot) && slot.Ciphertexts is not null;
        if (!occupied)
        {
            return empty;
        }

        return EncryptedVote.TryDecode(slot.Ciphertexts!, election.Circuit.Options, out var previous)
            ? previous
            : throw new System.Diagnostics.UnreachableException("what stands in a slot was decoded before");
    }

    /// <summary>Whether the slot takes this ballot, by its name and predecessor alone.</summary>
    internal Refusal? Check(Ballot ballot)
    {
        var head = HeadOf(ballot.Nullifier);
        if (head is not null && election.Manifest.Revoting == Revoting.None)
        {
            return new Refusal(
                RefusalCode.NullifierAlreadyUsed,
                $"nullifier already used, by entry {head}; this election takes one ballot for each voter"
            );
        }

        if (head is null && slots.Count == election.Manifest.Census.Size)
        {
            // No proof does this while the proof system is sound: it bounds what a forger of proofs could add.
            return new Refusal(
                RefusalCode.MoreSlotsThanVoters,
                $"all {slots.Count} members of the census have a slot with a ballot already"
            );
        }

        if (ballot.Replaces == head)
        {
            return null;
        }

        return new Refusal(
            RefusalCode.StalePredecessor,
            head is null
                ? "the slot is empty; the ballot must replace nothing"
                : $"the slot's last entry is {head}, and the ballot replaces {ballot.Replaces?.ToString() ?? "nothing"}; build upon {head}"
        );
    }

    /// <param name="ballot">A ballot that <see cref="Check"/> has nothing against.</param>
    /// <param name="replaced">What stood in its slot, or null if that was empty.</param>
    /// <param name="next">The ballot's ciphertexts.</param>
    /// <param name="index">The ballot's entry.</param>
    internal void Enter(Ballot ballot, EncryptedVote? replaced, EncryptedVote next, long index)
    {
        tally.Add(next.Ciphertexts);
        if (replaced is not null)
        {
            tally.Subtract(replaced.Ciphertexts);
        }

        var keep = election.Manifest.Revoting == Revoting.Deniable;
        slots[ballot.Nullifier] = new Slot(index, keep ? next.Bytes : null);
    }

    private readonly record struct Slot(long Index, byte[]? Ciphertexts);
}
