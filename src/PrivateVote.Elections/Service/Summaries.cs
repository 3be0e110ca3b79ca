using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Elections.Service;

// What a service says about the logs it keeps. Nobody has to believe any of it: each value follows from the log, and a
// client that needs to rely on one replays the log.

/// <summary>A log from its committee entry on.</summary>
/// <param name="Id">The ceremony id: SHA-256 of the committee entry's payload.</param>
/// <param name="Log">The C2SP verifier key that the service signs this log's checkpoints with; the manifest must name it.</param>
/// <param name="Committed">The indices of trustees whose commit entry is in the log, ascending; the like for the next two.</param>
/// <param name="Excluded">The indices of trustees proven wrong.</param>
/// <param name="Complete">Whether the key is made, so that census and manifest may follow.</param>
/// <param name="Census">Members of the census entered so far.</param>
/// <param name="Election">The election's id once its manifest is in the log.</param>
public sealed record CommitteeSummary(
    [property: JsonConverter(typeof(DigestForm))] byte[] Id,
    string Log,
    string Organizer,
    IReadOnlyList<string> Members,
    int Threshold,
    IReadOnlyList<int> Committed,
    IReadOnlyList<int> Dealt,
    IReadOnlyList<int> Acknowledged,
    IReadOnlyList<int> Excluded,
    bool Complete,
    int Census,
    long Size,
    [property: JsonConverter(typeof(DigestForm))] byte[]? Election
);

/// <summary>An election, as lists and pages show it.</summary>
/// <param name="Id">SHA-256 of the manifest's bytes.</param>
/// <param name="Committee">The ceremony id of its log.</param>
/// <param name="Log">The C2SP verifier key of its log.</param>
/// <param name="Options">The options' names in order.</param>
/// <param name="Voters">Members of the census.</param>
/// <param name="Ballots">Slots that hold a ballot.</param>
/// <param name="Size">Entries in the log.</param>
/// <param name="Shares">The indices of the trustees whose decryption shares are in the log.</param>
/// <param name="Result">From the result entry on.</param>
/// <param name="Conclusion">Why it failed or was cancelled, or what the result means.</param>
public sealed record ElectionSummary(
    [property: JsonConverter(typeof(DigestForm))] byte[] Id,
    [property: JsonConverter(typeof(DigestForm))] byte[] Committee,
    string Log,
    string Space,
    string Title,
    IReadOnlyList<string> Options,
    BallotRule Rule,
    Revoting Revoting,
    [property: JsonConverter(typeof(NameForm<Phase>))] Phase Phase,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Opens,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Closes,
    int Voters,
    int Ballots,
    long Size,
    IReadOnlyList<int> Shares,
    int Threshold,
    ResultBody? Result,
    string? Conclusion
);

/// <summary>A page of a list.</summary>
/// <param name="Next">What the next page begins after; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Where a log stands, sent to those who follow it.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">RFC 6962 root over them.</param>
/// <param name="Phase">Null for the log of a space, which has none.</param>
/// <param name="Ballots">Slots that hold a ballot.</param>
public sealed record LogEvent(
    long Size,
    [property: JsonConverter(typeof(DigestForm))] byte[] Root,
    [property: JsonConverter(typeof(NameForm<Phase>))] Phase? Phase,
    int Ballots
);
