using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>How an election ended.</summary>
/// <param name="Index">The outcome's entry in the space's log.</param>
/// <param name="Cancelled">The organizer called it off: it decides nothing, and another may be opened.</param>
/// <param name="Passed">Whether the decision is taken.</param>
/// <param name="Reason">The arithmetic, in a sentence.</param>
/// <param name="Ballots">Slots that hold a ballot.</param>
/// <param name="Totals">One for each option; null when nothing was decrypted.</param>
/// <param name="Winner">The winning option's position; null for none.</param>
/// <param name="Record">RFC 6962 root of the election's log that the proof led to: the digest of the record that the council verifies.</param>
/// <param name="RecordSize">How many entries that record has.</param>
public sealed record VoteOutcome(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    bool Cancelled,
    bool Passed,
    string Reason,
    int Ballots,
    IReadOnlyList<ulong>? Totals,
    int? Winner,
    [property: JsonConverter(typeof(DigestForm))] byte[] Record,
    long RecordSize
);

/// <summary>An election that was opened about a proposal, a decision, or a committee's seats.</summary>
public sealed class VoteRecord
{
    internal VoteRecord(
        long index,
        VotePurpose purpose,
        byte[] id,
        string signedManifest,
        Manifest manifest,
        long? subject,
        string? track,
        FrozenRules rules,
        string? overridden
    )
    {
        (Index, Purpose, Id, SignedManifest) = (index, purpose, id, signedManifest);
        (Manifest, Subject, Track, Rules, Overridden) = (manifest, subject, track, rules, overridden);
    }

    /// <summary>Its entry in the space's log.</summary>
    public long Index { get; }

    public VotePurpose Purpose { get; }

    /// <summary>The election's id.</summary>
    [JsonConverter(typeof(DigestForm))]
    public byte[] Id { get; }

    /// <summary>The manifest as the organizer signed it.</summary>
    public string SignedManifest { get; }

    [JsonIgnore]
    public Manifest Manifest { get; }

    /// <summary>The proposal's or decision's entry; null for seats.</summary>
    public long? Subject { get; }

    /// <summary>Seats: the operations track; else null.</summary>
    public string? Track { get; }

    /// <summary>What rules its subject; for seats what ruled them when it was opened.</summary>
    [JsonIgnore]
    public FrozenRules Rules { get; }

    /// <summary>Why it opened below the minimum class size; null where it did not have to.</summary>
    public string? Overridden { get; }

    [JsonConverter(typeof(MomentForm))]
    public DateTimeOffset Opens => Manifest.Opens;

    [JsonConverter(typeof(MomentForm))]
    public DateTimeOffset Closes => Manifest.Closes;

    public VoteOutcome? Outcome { get; internal set; }

    /// <summary>A vote that is compared with capital: what the accounts of its roll had; else null.</summary>
    public CapitalRecord? Capital { get; internal set; }

    /// <summary>Whether nobody waits for its outcome any more: it closed longer ago than the window's maximum.</summary>
    internal bool IsGivenUp(DateTimeOffset at) =>
        Outcome is null && at >= StageMachine.Later(Closes, Rules.Track.Stages.Vote.Maximum);
}
