namespace PrivateVote.Client;

/// <summary>What a service did that no honest one does.</summary>
public enum Dishonesty
{
    /// <summary>A manifest whose digest is not the election's id.</summary>
    OtherManifest,

    /// <summary>A constitution whose digest is not the space's id.</summary>
    OtherConstitution,

    /// <summary>The log of another election, committee or space than the one asked for.</summary>
    OtherLog,

    /// <summary>A checkpoint that the log's key did not sign.</summary>
    UnsignedCheckpoint,

    /// <summary>Entries that are not those its checkpoint is signed over.</summary>
    OtherTree,

    /// <summary>Two signed checkpoints of one log of which neither is a beginning of the other.</summary>
    SplitView,

    /// <summary>An older checkpoint than one it has shown before, and nothing newer for longer than replicas lag behind.</summary>
    Rollback,

    /// <summary>A log with an entry that the rules refuse.</summary>
    BrokenRules,

    /// <summary>A challenge for another commitment, space or domain than the one asked for, or with another text than follows from it.</summary>
    OtherChallenge,

    /// <summary>A receipt that does not show that what was handed in is in the log.</summary>
    BadReceipt,

    /// <summary>A ballot said to stand in a slot that is not in the log, or not of that slot.</summary>
    BadSlot,

    /// <summary>An entry said to make somebody a member that is not in the log, or makes somebody else one.</summary>
    BadMember,

    /// <summary>A census that is not the manifest's, or not the roll's.</summary>
    OtherCensus,

    /// <summary>A record of other entries than the log's.</summary>
    OtherRecord,
}

/// <summary>Something that shows to others what a service did.</summary>
/// <param name="Name">What it is, fit for a file's name.</param>
/// <param name="Content">The bytes as they came.</param>
public sealed record Evidence(string Name, byte[] Content);

/// <summary>
/// An answer of a service that contradicts what is signed, what it said before, or the rules. No fault of the network does
/// this: the evidence is worth keeping and showing to others.
/// </summary>
public sealed class DishonestServiceException(Dishonesty what, string message, params IReadOnlyList<Evidence> evidence)
    : Exception($"{what}: {message}")
{
    public Dishonesty What { get; } = what;

    public IReadOnlyList<Evidence> Evidence { get; } = evidence;
}
