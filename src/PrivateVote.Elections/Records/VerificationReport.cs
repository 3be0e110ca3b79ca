using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Records;

/// <summary>One check of a record, its outcome, and what shows it.</summary>
public sealed record Finding(string Check, bool Ok, string Evidence);

/// <summary>What replaying a record showed, whichever rules its log keeps.</summary>
/// <param name="Readable">False when nothing in the file is an entry: then it is no record at all.</param>
public abstract record RecordReport(bool Readable, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether all checks hold.</summary>
    public bool Valid => Readable && Findings.All(finding => finding.Ok);
}

/// <summary>What replaying an election's record showed.</summary>
/// <param name="Readable">False when nothing in the file is an entry: then it is no record at all.</param>
/// <param name="ElectionId">`0x` and 64 hexadecimal digits, once a manifest was found good.</param>
/// <param name="Result">One total for each option, in order; absent while there is no verified result.</param>
public sealed record VerificationReport(
    bool Readable,
    string? ElectionId,
    IReadOnlyList<ulong>? Result,
    IReadOnlyList<Finding> Findings
) : RecordReport(Readable, Findings)
{
    /// <summary>What the record came to; null unless a manifest was found good and no entry was refused.</summary>
    /// <remarks>Only to be relied on where <see cref="RecordReport.Valid"/> is true.</remarks>
    public RecordState? State { get; init; }
}

/// <summary>What the entries of a record came to, for who acts on it.</summary>
/// <param name="Election">The election, with its manifest.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Result">Totals and whether it passed; null while there is none.</param>
/// <param name="Conclusion">The arithmetic of the result, in a sentence.</param>
/// <param name="Tree">The log's tree.</param>
public sealed record RecordState(
    Election Election,
    Phase Phase,
    ResultBody? Result,
    string? Conclusion,
    MerkleTree Tree
);
