using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>Whether an election's census is a roll of a space: for who has replayed the space's log and read the manifest.</summary>
public static class RollCheck
{
    /// <summary>The reference that a manifest takes.</summary>
    /// <param name="log">The replayed log of the space.</param>
    /// <param name="logKey">The C2SP verifier key of that log.</param>
    /// <param name="index">The roll entry's index.</param>
    /// <exception cref="ArgumentException">The entry is no roll.</exception>
    public static RollReference Reference(SpaceLog log, string logKey, long index)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.FindRoll(index) is { } roll
            ? new RollReference(log.Id!, logKey, index, roll.LogRoot)
            : throw new ArgumentException($"entry {index} is no roll", nameof(index));
    }

    /// <summary>Null when the census is exactly the roll that the manifest names; else what differs.</summary>
    /// <param name="log">The space's log, replayed at least up to the roll.</param>
    /// <param name="logKey">The verifier key whose checkpoints vouch for that log; null where nobody's do.</param>
    public static Refusal? Check(SpaceLog log, Manifest manifest, string? logKey = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Roll is not { } reference)
        {
            return Differs("the manifest names no roll: its census is the organizer's word");
        }

        if (log.Id is null || !reference.Space.AsSpan().SequenceEqual(log.Id))
        {
            return new Refusal(RefusalCode.OtherSpace, "the manifest's roll is of another space");
        }

        if (logKey is not null && logKey != reference.Log)
        {
            return Differs("the manifest names another verifier key for the space's log");
        }

        if (log.FindRoll(reference.Entry) is not { } roll)
        {
            return Differs($"entry {reference.Entry} of the space's log is no roll, or is not there yet");
        }

        if (!reference.Root.AsSpan().SequenceEqual(roll.LogRoot))
        {
            return Differs("the space's log had another root at the roll: these are two histories of it");
        }

        return manifest.Census == roll.Census
            ? null
            : Differs($"the census has {manifest.Census.Size} members and is not the roll's of {roll.Census.Size}");
    }

    private static Refusal Differs(string reason) => new(RefusalCode.RollDiffers, reason);
}
