using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Service;
using PrivateVote.Governance.Service;

namespace PrivateVote.Server.Logs;

/// <summary>
/// What lists show of a log; stored with its head, so that a list loads no log. There is either a committee, which may have an
/// election, or a space.
/// </summary>
/// <param name="IsUnderWay">Whether something in a space's log goes on when its time has come.</param>
internal sealed record LogSummary(
    CommitteeSummary? Committee,
    ElectionSummary? Election,
    SpaceSummary? Space = null,
    bool IsUnderWay = false
);

/// <summary>A log as its readers may see it: everything in it is durable and under the signed checkpoint.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">RFC 6962 root over them.</param>
/// <param name="Checkpoint">The signed note over exactly these entries.</param>
internal sealed record LogView(long Size, byte[] Root, string Checkpoint, LogSummary Summary)
{
    /// <summary>A log of which nothing is known yet.</summary>
    public static readonly LogView Nothing = new(0, MerkleHash.Empty(), "", new LogSummary(null, null));

    /// <summary>Where its election stands; null for a space.</summary>
    public Phase? Phase => Summary.Space is not null ? null : Summary.Election?.Phase ?? Elections.Phase.Setup;

    /// <summary>Whether nothing happens in it any more by itself.</summary>
    public bool IsEnded => !Summary.IsUnderWay && Phase is not (Elections.Phase.Open or Elections.Phase.Closed);

    /// <summary>Whether many entries may be still to come.</summary>
    public bool IsGrowing => Phase is null or Elections.Phase.Setup or Elections.Phase.Open;

    public LogEvent ToEvent() => new(Size, Root, Phase, Summary.Election?.Ballots ?? 0);
}
