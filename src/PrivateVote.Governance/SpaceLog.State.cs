using System.Security.Cryptography;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance;

/// <summary>One tenure of a member, as the state writes it.</summary>
public sealed record TenureState(
    long Index,
    [property: JsonConverter(typeof(FrForm))] Fr Commitment,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset? ValidUntil
);

/// <summary>A member, as the state writes it.</summary>
public sealed record MemberState(
    int Position,
    IReadOnlyList<string> Tags,
    IReadOnlyList<TenureState> Tenures,
    int Acts
);

/// <summary>A roll, as the state writes it.</summary>
public sealed record RollState(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    CensusSummary Census,
    [property: JsonConverter(typeof(DigestForm))] byte[] LogRoot,
    long? Subject
);

/// <summary>A delegation, as the state writes it: both by the first commitment that they had.</summary>
public sealed record DelegationState(
    string Track,
    [property: JsonConverter(typeof(FrForm))] Fr From,
    [property: JsonConverter(typeof(FrForm))] Fr To
);

/// <summary>Everything that a space's entries left, in one value: who replays the same log has the same, byte for byte.</summary>
/// <param name="Space">SHA-256 of the space body that holds now; null before the first entry.</param>
public sealed record SpaceState(
    long Size,
    [property: JsonConverter(typeof(DigestForm))] byte[] Root,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset LastAt,
    [property: JsonConverter(typeof(DigestForm))] byte[]? Id,
    [property: JsonConverter(typeof(DigestForm))] byte[]? Space,
    IReadOnlyList<MemberState> Members,
    IReadOnlyList<RollState> Rolls,
    IReadOnlyList<IReadOnlyList<string>> Roots,
    IReadOnlyList<Proposal> Proposals,
    IReadOnlyList<Committee> Committees,
    IReadOnlyList<CommitteeDecision> Decisions,
    IReadOnlyList<Contribution> Contributions,
    IReadOnlyList<DelegationState> Delegations,
    IReadOnlyList<MemberAccount> Accounts
);

public sealed partial class SpaceLog
{
    /// <summary>Everything that the entries left. Takes time and memory in proportion to it.</summary>
    public SpaceState ToState() =>
        new(
            Size,
            Root,
            LastAt,
            Id,
            Space?.Digest,
            [.. members.All.Select(StateOf)],
            [.. rolls.Select(roll => new RollState(roll.Index, roll.At, roll.Census, roll.LogRoot, roll.Subject))],
            [.. (Space?.Body.Personhood.Sources ?? []).Select(source => Roots.Of(source.Id))],
            Proposals,
            Committees,
            Decisions,
            Contributions,
            [.. contributions.Delegations.SelectMany(track => StateOf(track.Track))],
            Accounts
        );

    /// <summary>SHA-256 of <see cref="ToState"/> as compact JSON.</summary>
    public byte[] StateDigest() => SHA256.HashData(StrictJson.Serialize(ToState()));

    private MemberState StateOf(Member member) =>
        new(
            member.Position,
            member.Tags,
            [.. member.Tenures.Select(tenure => new TenureState(tenure.Index, tenure.Commitment, tenure.ValidUntil))],
            ActsOf(member.Position)
        );

    private IEnumerable<DelegationState> StateOf(string track) =>
        members
            .All.Select(member => (From: ContributionBook.NameOf(member), To: DelegateOf(track, member)))
            .Where(pair => pair.To is not null)
            .Select(pair => new DelegationState(track, pair.From, ContributionBook.NameOf(pair.To!)));
}
