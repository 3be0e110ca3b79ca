using PrivateVote.Elections;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;

namespace PrivateVote.Server.Logs;

/// <summary>Puts into words where a log stands.</summary>
internal static class Summaries
{
    public static LogSummary Of(ElectionLog log, string verifierKey) =>
        new(OfCommittee(log, verifierKey), OfElection(log, verifierKey));

    public static LogSummary Of(SpaceLog log, string verifierKey)
    {
        var space = log.Space!;
        return new LogSummary(
            null,
            null,
            new SpaceSummary(
                space.Id,
                space.Body.Name,
                space.Body.Domain,
                verifierKey,
                space.Body.Roll,
                log.Members.Count,
                log.Size,
                space.Body.Registrar?.Did,
                Elections: 0
            ),
            log.IsUnderWay
        );
    }

    private static CommitteeSummary OfCommittee(ElectionLog log, string verifierKey)
    {
        var ceremony = log.Ceremony!;
        int[] indices = [.. Enumerable.Range(1, ceremony.Members.Count)];
        return new CommitteeSummary(
            ceremony.Id,
            verifierKey,
            log.Organizer!,
            ceremony.Members,
            ceremony.Threshold,
            [.. indices.Where(index => ceremony.EncryptionKeyOf(index) is not null)],
            [.. indices.Where(index => ceremony.CommitmentsOf(index) is not null)],
            ceremony.Acknowledged,
            [.. ceremony.Excluded.Select(excluded => excluded.Index)],
            log.Election is not null || ceremony.CheckComplete() is null,
            log.Census.Members.Count,
            log.Size,
            log.Election?.Id
        );
    }

    private static ElectionSummary? OfElection(ElectionLog log, string verifierKey)
    {
        if (log.Election is not { } election)
        {
            return null;
        }

        var manifest = election.Manifest;
        return new ElectionSummary(
            election.Id,
            log.Ceremony!.Id,
            verifierKey,
            manifest.Space,
            manifest.Title,
            [.. manifest.Options.Select(option => option.Name)],
            manifest.Rule,
            manifest.Revoting,
            log.Phase,
            manifest.Opens,
            manifest.Closes,
            manifest.Census.Size,
            log.Box!.Count,
            log.Size,
            [.. log.ShareIndices],
            log.Ceremony.Threshold,
            log.Result,
            log.Conclusion
        );
    }
}
