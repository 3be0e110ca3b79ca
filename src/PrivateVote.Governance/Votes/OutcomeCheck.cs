using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Records;

namespace PrivateVote.Governance;

/// <summary>
/// Whether the outcome of an election, as it stands in a space's log, is what the election's own record comes to. The space's log shows
/// who signed the outcome, and not that the totals follow from ballots: the operator of an election's log, whose key the organizer names,
/// could state any. This is the check that finds it.
/// </summary>
public static class OutcomeCheck
{
    /// <summary>The check of an election's verified record against the space's log, as auditors do it.</summary>
    /// <param name="report">What verifying the whole record showed; null where nobody has it.</param>
    public static Finding Of(VoteRecord vote, VerificationReport? report)
    {
        ArgumentNullException.ThrowIfNull(vote);
        var problem =
            report is null ? "its record is not to be had: nobody can say that its totals follow from ballots"
            : !report.Valid || report.State is not { } state ? VotedPayload.ProblemOf(report)
            : Problem(vote, state);
        return new Finding(
            "outcome",
            problem is null,
            $"election {Hex.Encode(vote.Id)}, entry {vote.Index}: "
                + (problem ?? $"its ballots come to what the space's log says, {vote.Outcome!.Reason}")
        );
    }

    /// <summary>Why a record that verifies does not bear out what the space's log says of the election, or null.</summary>
    public static string? Problem(VoteRecord vote, RecordState record)
    {
        ArgumentNullException.ThrowIfNull(vote);
        ArgumentNullException.ThrowIfNull(record);
        if (vote.Outcome is not { } outcome)
        {
            return "the space's log has no outcome of it";
        }

        if (!record.Election.Id.AsSpan().SequenceEqual(vote.Id))
        {
            return "the record is of another election";
        }

        var (tree, result) = (record.Tree, record.Result);
        if (tree.Size < outcome.RecordSize || !tree.RootAt(outcome.RecordSize).AsSpan().SequenceEqual(outcome.Record))
        {
            return "the record is not the one that the outcome was proved from: these are two histories";
        }

        if (outcome.Cancelled)
        {
            return record.Phase == Phase.Cancelled ? null : "by the record it was not called off";
        }

        if (result is null || outcome.Totals is not { } totals)
        {
            return result is null && outcome.Totals is null && record.Phase == Phase.Failed
                ? null
                : "of the record and the space's log one has a result and the other has none";
        }

        return (result.Passed, result.Winner) == (outcome.Passed, outcome.Winner) && result.Totals.SequenceEqual(totals)
            ? null
            : "the record has another result than the space's log says";
    }
}
