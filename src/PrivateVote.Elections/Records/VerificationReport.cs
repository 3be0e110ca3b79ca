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
) : RecordReport(Readable, Findings);
