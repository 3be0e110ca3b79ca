using System.Diagnostics.CodeAnalysis;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Governance;

/// <summary>
/// The payload that was decided on, from the verified manifest of the vote, or where a proposal passed without one from the replayed
/// log of its space, and from nowhere else: what no service and no message can change.
/// </summary>
/// <param name="Basis">The election's id; without a vote SHA-256 of the entry with the proposal's last text. 32 bytes.</param>
/// <param name="Title">The election's or the proposal's title.</param>
/// <param name="Choice">The option that won, for people.</param>
/// <param name="Executed">Whether the log says that it was executed.</param>
/// <param name="Calls">Where, and which calls.</param>
public sealed record VotedPayload(byte[] Basis, string Title, string Choice, bool Executed, VotedCalls Calls)
{
    /// <summary>What was voted, if the record verifies and an option with a payload has won.</summary>
    /// <param name="report">What verifying the whole record showed.</param>
    /// <param name="voted">What was voted.</param>
    /// <param name="refusal">Why there is nothing to sign, in a sentence.</param>
    public static bool TryRead(
        VerificationReport report,
        [NotNullWhen(true)] out VotedPayload? voted,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(report);
        voted = null;
        refusal = null;
        if (!report.Valid || report.State is not { } state)
        {
            refusal = ProblemOf(report);
            return false;
        }

        if (state.Result is not { Passed: true, Winner: { } winner })
        {
            refusal = state.Result is null
                ? $"the election has no result: it is {state.Phase.ToString().ToLowerInvariant()}"
                : $"the election did not pass: {state.Conclusion}";
            return false;
        }

        var option = state.Election.Manifest.Options[winner];
        if (option.Payload is not { } payload)
        {
            refusal = $"{Shown.Text(option.Name)} has won, and nothing is executed for it";
            return false;
        }

        if (!VotedCalls.TryRead(payload, out var read, out refusal))
        {
            return false;
        }

        voted = new VotedPayload(
            state.Election.Id,
            state.Election.Manifest.Title,
            $"option {winner + 1}, {option.Name}",
            state.Phase == Phase.Executed,
            read
        );
        return true;
    }

    /// <summary>Why nothing follows from a record that does not verify.</summary>
    public static string ProblemOf(VerificationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var failed = report.Findings.First(finding => !finding.Ok);
        return $"the record does not verify: {failed.Check} {failed.Evidence}";
    }

    /// <summary>What passed because too few members called for a vote.</summary>
    /// <param name="proposal">From the space's log, replayed by the member's own software: its entries are all that there is to go by.</param>
    /// <param name="voted">What passed.</param>
    /// <param name="refusal">Why there is nothing to sign, in a sentence.</param>
    public static bool TryRead(
        Proposal proposal,
        [NotNullWhen(true)] out VotedPayload? voted,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(proposal);
        voted = null;
        if (proposal.OutcomeOf(VotePurpose.Vote) is not null)
        {
            refusal = "there was a vote: its record says what was decided";
            return false;
        }

        if (proposal.Payload is not { } payload)
        {
            refusal = "the proposal has not passed, or nothing is executed for it";
            return false;
        }

        if (!VotedCalls.TryRead(payload, out var read, out refusal))
        {
            return false;
        }

        var text = proposal.Revisions[^1];
        voted = new VotedPayload(
            text.Digest,
            text.Content.Title,
            "passed without a vote",
            proposal.Ending?.Kind == EndingKind.Executed,
            read
        );
        return true;
    }
}
