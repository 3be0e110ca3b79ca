using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Governance;

/// <summary>
/// The payload that an election decided on, from its verified manifest and nowhere else: what no service and no message can
/// change.
/// </summary>
/// <param name="Election">The election's id, 32 bytes.</param>
/// <param name="Title">The election's title.</param>
/// <param name="Option">The winning option's position, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Executed">Whether its log says that it was executed.</param>
/// <param name="Calls">Where, and which calls.</param>
public sealed record VotedPayload(
    byte[] Election,
    string Title,
    int Option,
    string Name,
    bool Executed,
    VotedCalls Calls
)
{
    /// <summary>What was voted, if the record verifies, is of this election, and an option with a payload has won.</summary>
    /// <param name="report">What verifying the whole record showed.</param>
    /// <param name="election">The election's id as the member knows it; null where the record is the member's own file.</param>
    /// <param name="voted">What was voted.</param>
    /// <param name="refusal">Why there is nothing to sign, in a sentence.</param>
    public static bool TryRead(
        VerificationReport report,
        byte[]? election,
        [NotNullWhen(true)] out VotedPayload? voted,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(report);
        voted = null;
        refusal = null;
        if (!report.Valid || report.State is not { } state)
        {
            var failed = report.Findings.FirstOrDefault(finding => !finding.Ok);
            refusal = $"the record does not verify: {failed?.Check} {failed?.Evidence}";
            return false;
        }

        if (election is not null && !election.AsSpan().SequenceEqual(state.Election.Id))
        {
            refusal = $"the record is of election {Hex.Encode(state.Election.Id)}, not {Hex.Encode(election)}";
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
            winner,
            option.Name,
            state.Phase == Phase.Executed,
            read
        );
        return true;
    }
}
