using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Governance;

/// <summary>Who decides on a track.</summary>
[JsonConverter(typeof(NameForm<TrackKind>))]
public enum TrackKind
{
    /// <summary>The members, by proposals.</summary>
    Protocol,

    /// <summary>An elected committee, within mandates that proposals gave it and against the members' veto.</summary>
    Operations,
}

/// <summary>A way from an idea to a decision.</summary>
/// <param name="Id">1 to 64 of a-z, 0-9 and `-`.</param>
/// <param name="Stages">How long each stage lasts.</param>
/// <param name="Ballot">Protocol: the vote on a proposal. Operations: the veto vote on a decision, where the first option lets it stand.</param>
/// <param name="Amends">Whether proposals here may change the constitution.</param>
/// <param name="Temperature">Protocol: the temperature check before the vote; null for none.</param>
/// <param name="Optimistic">Protocol: passes without a vote unless members call for one; null for always a vote.</param>
/// <param name="Operations">Operations: the committee. Protocol: null.</param>
/// <param name="ComparesCapital">Protocol: whether votes here are shown beside the constitution's capital.</param>
public sealed record Track(
    string Id,
    TrackKind Kind,
    Stages Stages,
    BallotPlan Ballot,
    bool Amends = false,
    TemperatureCheck? Temperature = null,
    OptimisticPath? Optimistic = null,
    CommitteeRule? Operations = null,
    bool ComparesCapital = false
);

/// <summary>From when to when a stage may end, in whole seconds after it began: earlier it cannot, and after it has expired.</summary>
/// <param name="Maximum">At least 1, at most ten years, and not below <paramref name="Minimum"/>.</param>
public sealed record Window(long Minimum, long Maximum);

/// <summary>How long the stages of a track last; null for a stage that the track does not have.</summary>
/// <param name="Discussion">Counted from the last revision.</param>
/// <param name="Temperature">For the temperature check: how long its ballots are taken.</param>
/// <param name="Vote">How long ballots are taken; an election that was not opened within the maximum is not opened any more.</param>
/// <param name="Review">The council's time.</param>
/// <param name="Timelock">Between the council's signatures and execution.</param>
/// <param name="Execution">The time to execute.</param>
public sealed record Stages(
    Window Vote,
    Window? Discussion = null,
    Window? Temperature = null,
    Window? Review = null,
    Window? Timelock = null,
    Window? Execution = null
);

/// <summary>Everything about a ballot that the constitution says.</summary>
/// <param name="Options">The options' names; null where each proposal brings its own (plurality).</param>
/// <param name="Turnout">Ballots below which nothing is decrypted.</param>
public sealed record BallotPlan(
    BallotRule Rule,
    PassRule Pass,
    IReadOnlyList<string>? Options,
    int Turnout = 1,
    Revoting Revoting = Revoting.None,
    Quorum? Quorum = null
);

/// <summary>A vote that binds nobody: it shows whether a proposal is worth one that does.</summary>
/// <param name="Gate">Whether a proposal that misses it ends here; else it goes on and the result is there to be read.</param>
public sealed record TemperatureCheck(BallotPlan Ballot, bool Gate);

/// <summary>Passes without a vote unless members call for one.</summary>
/// <param name="Window">How long they may, in seconds.</param>
/// <param name="Callers">How many members bring it to a vote.</param>
public sealed record OptimisticPath(long Window, int Callers);

/// <summary>The committee of an operations track.</summary>
/// <param name="Seats">How many it has, 1 to 8.</param>
/// <param name="Threshold">How many of them decide.</param>
/// <param name="Term">How long a seat is held, in seconds.</param>
/// <param name="VetoWindow">How long a decision waits for the members, in seconds.</param>
/// <param name="VetoCallers">How many members bring it to a veto vote.</param>
/// <param name="Unit">What budgets are counted in, such as `USDC`.</param>
/// <param name="Acts">Public acts (proposals, comments, risks, statements, opinions) that a candidate has done before.</param>
/// <param name="Points">Points of attested contributions that a candidate has.</param>
/// <param name="ReportWithin">Within how many seconds after it took effect a decision is reported on.</param>
public sealed record CommitteeRule(
    int Seats,
    int Threshold,
    long Term,
    long VetoWindow,
    int VetoCallers,
    string Unit,
    int Acts,
    ulong Points,
    long ReportWithin
);
