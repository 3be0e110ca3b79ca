using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections;

public sealed partial class BallotBox
{
    private BallotBox(Election election, Dictionary<Fr, Slot> slots, CiphertextSums tally)
    {
        this.election = election;
        this.slots = slots;
        this.tally = tally;
        empty = EncryptedVote.Empty(election.Circuit.Options);
    }

    /// <summary>A box that stays as this one is now. What stands in a slot is shared: it never changes.</summary>
    internal BallotBox Copy() => new(election, new Dictionary<Fr, Slot>(slots), tally.Copy());

    /// <summary>The tally, the number of slots, and the slots: see <see cref="VotingSnapshot"/>.</summary>
    internal void Write(Stream destination)
    {
        destination.Write(Tally.Bytes);
        VotingSnapshot.WriteNumber(destination, slots.Count);
        Span<byte> nullifier = stackalloc byte[Fr.Size];
        foreach (var (name, slot) in slots)
        {
            name.Encode(nullifier);
            destination.Write(nullifier);
            VotingSnapshot.WriteNumber(destination, slot.Index);
            destination.Write(slot.Ciphertexts);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote, with heads from the first index until before the other.</summary>
    internal static bool TryRead(
        Stream source,
        Election election,
        long from,
        long until,
        [NotNullWhen(true)] out BallotBox? box
    )
    {
        box = null;
        var options = election.Circuit.Options;
        var sum = new byte[options * EncryptedVote.CiphertextSize];
        if (
            !VotingSnapshot.TryReadExactly(source, sum)
            || !EncryptedVote.TryDecode(sum, options, out var tally)
            || !VotingSnapshot.TryReadNumber(source, out var count)
            || count < 0
            || count > Math.Min(until - from, election.Manifest.Census.Size)
        )
        {
            return false;
        }

        var revoting = election.Manifest.Revoting == Revoting.Deniable;
        var slots = new Dictionary<Fr, Slot>((int)count);
        Span<byte> nullifier = stackalloc byte[Fr.Size];
        while (slots.Count < count)
        {
            var ciphertexts = revoting ? new byte[sum.Length] : null;
            if (
                !VotingSnapshot.TryReadExactly(source, nullifier)
                || !Fr.TryDecode(nullifier, out var name)
                || !VotingSnapshot.TryReadNumber(source, out var head)
                || head < from
                || head >= until
                || !VotingSnapshot.TryReadExactly(source, ciphertexts)
                || (ciphertexts is not null && !EncryptedVote.TryDecode(ciphertexts, options, out _))
                || !slots.TryAdd(name, new Slot(head, ciphertexts))
            )
            {
                return false;
            }
        }

        var sums = new CiphertextSums(options);
        sums.Add(tally.Ciphertexts);
        box = new BallotBox(election, slots, sums);
        return true;
    }
}
