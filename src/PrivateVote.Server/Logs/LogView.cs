using PrivateVote.Elections;
using PrivateVote.Elections.Service;

namespace PrivateVote.Server.Logs;

/// <summary>What lists show of a log; stored with its head, so that a list loads no log.</summary>
internal sealed record LogSummary(CommitteeSummary Committee, ElectionSummary? Election);

/// <summary>A log as its readers may see it: everything in it is durable and under the signed checkpoint.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">RFC 6962 root over them.</param>
/// <param name="Checkpoint">The signed note over exactly these entries.</param>
internal sealed record LogView(long Size, byte[] Root, string Checkpoint, Phase Phase, LogSummary Summary)
{
    public int Ballots => Summary.Election?.Ballots ?? 0;

    public LogEvent ToEvent() => new(Size, Root, Phase, Ballots);

    /// <summary>Whether nothing happens in it any more by itself.</summary>
    public bool IsEnded => Phase is not (Phase.Open or Phase.Closed);
}
