using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>A member stands for a seat.</summary>
/// <param name="Name">What voters read as the option's name; different from other candidates'.</param>
public sealed record CandidacyBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    string Track,
    string Name,
    string Text
) : ISpaceEntry;

/// <summary>A committee member proposes a decision, and agrees to it by that.</summary>
/// <param name="Mandate">The entry of the proposal that gave the mandate.</param>
/// <param name="Amount">What it spends of the mandate's budget, in the track's unit.</param>
public sealed record DecisionBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Mandate,
    string Title,
    string Text,
    ulong Amount
) : ISpaceEntry;

/// <summary>A committee member agrees to a decision.</summary>
public sealed record EndorseBody([property: JsonConverter(typeof(DigestForm))] byte[] Space, long Decision)
    : ISpaceEntry;

/// <summary>A member asks for a vote on what would otherwise take effect.</summary>
/// <param name="Subject">A decision's entry, or that of a proposal on the optimistic path.</param>
public sealed record VetoCallBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Subject,
    string Reason
) : ISpaceEntry;

/// <summary>A committee member reports what came of a decision that took effect.</summary>
/// <param name="Spent">In the track's unit; at most what was decided. The rest goes back to the mandate.</param>
public sealed record ReportBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Decision,
    string Text,
    ulong Spent
) : ISpaceEntry;
