using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>What is voted on.</summary>
[JsonConverter(typeof(NameForm<VotePurpose>))]
public enum VotePurpose
{
    Temperature,
    Vote,

    /// <summary>Who sits in a track's committee.</summary>
    Seats,

    /// <summary>Whether a committee's decision stands.</summary>
    Veto,

    /// <summary>The question of a vote once more, by capital; it binds nobody.</summary>
    Comparison,
}

/// <summary>An election is opened; by an organizer.</summary>
/// <param name="Subject">The proposal's or decision's entry; for seats the call for candidates is the track, see <paramref name="Track"/>.</param>
/// <param name="Manifest">The manifest as it stands in the election's log: the organizer's compact JWS.</param>
/// <param name="Track">Seats: the operations track. Else null.</param>
public sealed record ElectionBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    VotePurpose Purpose,
    string Manifest,
    long? Subject = null,
    string? Track = null
) : ISpaceEntry;

/// <summary>An election may be opened although its classes are small; by an organizer.</summary>
/// <param name="Roll">The roll's entry: it holds for no other.</param>
public sealed record OverrideBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    VotePurpose Purpose,
    long Roll,
    string Reason,
    long? Subject = null,
    string? Track = null
) : ISpaceEntry;

/// <summary>An entry of an election's log, proved by a checkpoint.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="At">The time that the log gave it.</param>
/// <param name="Path">RFC 6962 audit path, 32 bytes each, concatenated.</param>
public sealed record ProvenEntry(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    [property: JsonConverter(typeof(BytesForm))] byte[] Path
);

/// <summary>How an election ended, proved by its own log; anyone shows it.</summary>
/// <param name="Election">The election's id.</param>
/// <param name="Checkpoint">A signed checkpoint of the election's log that all paths lead to.</param>
/// <param name="Manifest">Where the manifest stands in that log: the checkpoint is of this election's log and no other.</param>
/// <param name="Close">Where the close entry stands; null when the election was cancelled before it.</param>
/// <param name="CloseBody">The close entry's body, as text.</param>
/// <param name="Last">Where the result or cancel entry stands; null when too few voted, so that nothing was decrypted.</param>
/// <param name="Result">The result entry's body, as text; null without one.</param>
/// <param name="Cancel">The cancel entry's compact JWS; null without one.</param>
public sealed record OutcomeBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    [property: JsonConverter(typeof(DigestForm))] byte[] Election,
    string Checkpoint,
    ProvenEntry Manifest,
    ProvenEntry? Close = null,
    string? CloseBody = null,
    ProvenEntry? Last = null,
    string? Result = null,
    string? Cancel = null
) : ISpaceEntry;
