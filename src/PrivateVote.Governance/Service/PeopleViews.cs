using System.Globalization;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance.Delegation;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Service;

/// <summary>Somebody whom others have given their weight.</summary>
/// <param name="Own">Weight by contributions.</param>
/// <param name="Received">The weight that others gave.</param>
/// <param name="Givers">How many they are.</param>
/// <param name="Weight">What the member would vote with now.</param>
public sealed record DelegateSummary(MemberName Member, uint Own, ulong Received, int Givers, uint Weight);

/// <param name="Hops">1 for who delegated directly.</param>
public sealed record GiverView(MemberName Member, uint Weight, int Hops);

/// <param name="Proposal">Its entry.</param>
/// <param name="Title">As it stands now.</param>
/// <param name="Text">Where the member stands and why; Markdown.</param>
public sealed record PositionView(
    long Proposal,
    string Title,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    string Text
);

/// <summary>What a member represents on a track, and how they explained where they stood.</summary>
/// <param name="Size">After how many entries of the log.</param>
/// <param name="Delegate">Whom the member delegates to; null for nobody.</param>
/// <param name="Fate">What becomes of the member's own weight: `notDelegated`, `followed`, `delegateGone` or `chainTooLong`.</param>
/// <param name="Voter">Who would vote with it now.</param>
/// <param name="Represents">The first thousand of those whose weight the member has.</param>
public sealed record DelegateView(
    long Size,
    DelegateSummary Summary,
    MemberName? Delegate,
    string Fate,
    MemberName Voter,
    IReadOnlyList<GiverView> Represents,
    IReadOnlyList<PositionView> Positions
)
{
    private const int MostShown = 1000;

    /// <summary>The summary of one row.</summary>
    public static DelegateSummary SummaryOf(SpaceLog log, DelegationRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new DelegateSummary(NameOf(log, row.Member), row.Own, row.Received, row.Givers, row.Weight);
    }

    /// <summary>The page of a member; null for who is none now.</summary>
    /// <param name="table">The track's.</param>
    /// <param name="size">After how many entries it is.</param>
    public static DelegateView? Of(SpaceLog log, DelegationTable table, long size, string track, Member member)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(member);
        if (table.PageOf(member.Tenures[0].Commitment) is not { } page)
        {
            return null;
        }

        var row = page.Row;
        return new DelegateView(
            size,
            SummaryOf(log, row),
            row.Delegate is { } to ? NameOf(log, to) : null,
            ProposalBook.NameOf(row.Fate),
            NameOf(log, row.Voter),
            [
                .. page
                    .Represents.Take(MostShown)
                    .Select(giver => new GiverView(NameOf(log, giver.Member), giver.Weight, giver.Hops)),
            ],
            [
                .. log.PositionsOf(member.Position, track)
                    .Select(pair => new PositionView(
                        pair.Proposal.Index,
                        pair.Proposal.Content.Title,
                        pair.Position.At,
                        pair.Position.Text
                    )),
            ]
        );
    }

    private static MemberName NameOf(SpaceLog log, Fr first)
    {
        var member = log.Members.FindEver(first)!;
        return new MemberName(member.Position, member.Commitment);
    }
}

/// <summary>Points of one category; decimal, since they may be larger than what JSON readers read exactly.</summary>
public sealed record CategoryView(string Category, string Received, string Decayed, string Capped, string Worth);

/// <summary>How a weight came about, step by step, as docs/weights.md defines the steps.</summary>
/// <param name="Points">Decimal.</param>
/// <param name="Curve">The curve's value in units of 2^-16, decimal.</param>
/// <param name="Uncapped">Base weight and scaled curve.</param>
/// <param name="Capped">After the cap on a voter's share.</param>
/// <param name="Tiered">After tiers.</param>
/// <param name="Weight">0: not in a census.</param>
public sealed record WeightView(
    IReadOnlyList<CategoryView> Categories,
    string Points,
    string Curve,
    uint Uncapped,
    uint Capped,
    uint Tiered,
    uint Weight
)
{
    public static WeightView Of(WeightRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new WeightView(
            [
                .. row.Categories.Select(category => new CategoryView(
                    category.Category,
                    Text(category.Received),
                    Text(category.Decayed),
                    Text(category.Capped),
                    Text(category.Worth)
                )),
            ],
            Text(row.Points),
            Text(row.Curve),
            row.Uncapped,
            row.Capped,
            row.Tiered,
            row.Weight
        );
    }

    private static string Text(UInt128 value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a member contributed, and the weight that follows from it now.</summary>
/// <param name="Size">After how many entries of the log.</param>
/// <param name="Contributions">In the order of the log.</param>
/// <param name="Weight">Before delegations; null for who is no member now.</param>
public sealed record ContributionView(
    long Size,
    MemberName Member,
    IReadOnlyList<Contribution> Contributions,
    WeightView? Weight
);
