using PrivateVote.Elections.Rules;

namespace PrivateVote.Governance;

/// <summary>What a track has to be.</summary>
internal static class TrackRules
{
    /// <summary>Ten years of 365 days, in seconds.</summary>
    public const long LongestTime = 10L * 365 * 24 * 60 * 60;

    /// <summary>What the ballot circuit has room for.</summary>
    public const int MaximumOptions = 8;

    private const int MaximumCallers = 1 << 20;
    private const int MaximumUnit = 20;

    public static string? Problem(Track track, Constitution constitution) =>
        WindowsProblem(track.Stages)
        ?? BallotProblem("the ballot", track.Ballot, mayLeaveOptions: track.Kind == TrackKind.Protocol)
        ?? (track.Kind == TrackKind.Protocol ? ProtocolProblem(track, constitution) : OperationsProblem(track));

    private static string? WindowsProblem(Stages stages)
    {
        (string Name, Window? Window)[] windows =
        [
            ("discussion", stages.Discussion),
            ("temperature", stages.Temperature),
            ("vote", stages.Vote),
            ("review", stages.Review),
            ("timelock", stages.Timelock),
            ("execution", stages.Execution),
        ];
        foreach (var (name, window) in windows)
        {
            if (
                window is not null
                && (
                    window.Minimum < 0
                    || window.Maximum < 1
                    || window.Minimum > window.Maximum
                    || window.Maximum > LongestTime
                )
            )
            {
                return $"{name} has a minimum from 0 and a maximum from 1, not below it and at most {LongestTime} seconds";
            }
        }

        return null;
    }

    private static string? BallotProblem(string name, BallotPlan plan, bool mayLeaveOptions)
    {
        if (plan.Rule.Problem() is { } rule)
        {
            return $"{name}: {rule}";
        }

        if (plan.Turnout < 1)
        {
            return $"{name}: the minimum turnout is 1 or more";
        }

        if (plan.Options is not { } options)
        {
            // What a proposal's own options are worth shows when it brings them; two are the fewest.
            return !mayLeaveOptions ? $"{name}: it names its options"
                : plan.Pass.Kind != PassKind.Plurality ? $"{name}: options of a proposal's own are decided by plurality"
                : Decision.Problem(plan.Pass, plan.Quorum, plan.Rule, 2) is { } open ? $"{name}: {open}"
                : null;
        }

        if (options.Count is < 2 or > MaximumOptions || !options.All(Texts.IsName) || !SpaceRules.AreDistinct(options))
        {
            return $"{name}: 2 to {MaximumOptions} options with different names, of characters that are seen with single spaces between words";
        }

        if (plan.Pass.Kind == PassKind.Plurality)
        {
            return $"{name}: between fixed options a rule decides that says which is for and which against";
        }

        return Decision.Problem(plan.Pass, plan.Quorum, plan.Rule, options.Count) is { } problem
            ? $"{name}: {problem}"
            : null;
    }

    private static string? ProtocolProblem(Track track, Constitution constitution)
    {
        if (track.Operations is not null)
        {
            return "a protocol track has no committee";
        }

        if ((track.Temperature is null) != (track.Stages.Temperature is null))
        {
            return "a temperature check has a ballot and a window, or neither";
        }

        if (
            track.Temperature is { } check
            && BallotProblem("the temperature check", check.Ballot, mayLeaveOptions: false) is { } problem
        )
        {
            return problem;
        }

        if (
            track.Optimistic is { } path
            && (path.Window is < 1 or > LongestTime || path.Callers is < 1 or > MaximumCallers)
        )
        {
            return $"an optimistic path has a window of 1 to {LongestTime} seconds and 1 to {MaximumCallers} callers";
        }

        if (track.Optimistic is not null && track.Ballot.Options is null)
        {
            return "without a vote none of a proposal's own options wins: an optimistic path needs the track's options";
        }

        if (track.ComparesCapital && CapitalProblem(track, constitution.Capital) is { } capital)
        {
            return capital;
        }

        return track.Stages.Review is not null && constitution.Council is null ? "a review needs a council"
            : track.Stages.Execution is null && (track.Stages.Timelock is not null || track.Amends)
                ? "what takes effect after a timelock, or amends, needs a window to execute it in"
            : null;
    }

    private static string? CapitalProblem(Track track, CapitalRule? capital) =>
        capital is null ? "to compare with capital, the constitution names a token"
        : capital.Tiers is null ? null
        : BallotProblem(
            "a parallel election by capital multiplies weights, and without tiers there is none",
            CapitalRule.ByCapital(track.Ballot),
            mayLeaveOptions: true
        );

    private static string? OperationsProblem(Track track)
    {
        var stages = track.Stages;
        if (
            track.Temperature is not null
            || track.Optimistic is not null
            || track.Amends
            || track.ComparesCapital
            || stages is not { Discussion: null, Temperature: null, Review: null, Timelock: null, Execution: null }
        )
        {
            return "an operations track has a ballot and its window for veto votes and seats, no other stages, and no capital beside it";
        }

        if (track.Operations is not { } rule)
        {
            return "an operations track has a committee";
        }

        if (rule.Seats is < 1 or > MaximumOptions || rule.Threshold < 1 || rule.Threshold > rule.Seats)
        {
            return $"a committee has 1 to {MaximumOptions} seats, and a threshold of 1 to their number";
        }

        if (new[] { rule.Term, rule.VetoWindow, rule.ReportWithin }.Any(time => time is < 1 or > LongestTime))
        {
            return $"term, veto window and the time to report are 1 to {LongestTime} seconds";
        }

        if (rule.VetoCallers is < 1 or > MaximumCallers || rule.Acts < 0)
        {
            return $"1 to {MaximumCallers} members call for a veto vote, and acts are 0 or more";
        }

        return SpaceRules.IsText(rule.Unit, MaximumUnit)
            ? null
            : $"the budget's unit is text of 1 to {MaximumUnit} characters";
    }
}
