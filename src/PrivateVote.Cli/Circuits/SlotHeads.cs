using PrivateVote.Elections;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Cli.Circuits;

internal static class SlotHeads
{
    /// <summary>What stands in a slot, as the next ballot there needs it; null when the slot is empty.</summary>
    public static SlotHead? SlotHeadOf(this BallotBox box, Fr nullifier) =>
        box.HeadOf(nullifier) is { } index ? new SlotHead(index, box.PreviousOf(nullifier, out _)) : null;
}
