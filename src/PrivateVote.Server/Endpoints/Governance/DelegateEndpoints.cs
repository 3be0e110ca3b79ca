using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>Whom members have given their weight on a track.</summary>
internal static class DelegateEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/spaces/{id}/delegates/{track}").WithTags("Governance");
        group.MapGet("", ListAsync).WithSummary("Members who would vote with others' weight now, the most of it first");
        group
            .MapGet("/{commitment}", GetAsync)
            .WithSummary("What a member represents on a track, and how they explained where they stood");
    }

    private static async Task<Results<JsonAnswer<Page<DelegateSummary>>, ProblemHttpResult>> ListAsync(
        string id,
        string track,
        string? after,
        string? limit,
        LogDirectory logs,
        SpaceTables tables,
        CancellationToken cancellation
    )
    {
        if ((await SpaceLookup.FindAsync(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!ListPage.TryParse(after, limit, out var page))
        {
            return ListPage.Malformed;
        }

        if (!HasTrack(host, track))
        {
            return SpaceLookup.NoTrack;
        }

        var (_, table) = await tables.WeightsOnAsync(host, track, cancellation);
        var delegates = table.Rows.Where(row => row.Givers > 0).OrderByDescending(row => row.Received).ToList();
        return new JsonAnswer<Page<DelegateSummary>>(
            host.Read(log => page.Of(delegates, row => DelegateView.SummaryOf(log, row)))
        );
    }

    private static async Task<Results<JsonAnswer<DelegateView>, ProblemHttpResult>> GetAsync(
        string id,
        string track,
        string commitment,
        LogDirectory logs,
        SpaceTables tables,
        CancellationToken cancellation
    )
    {
        if ((await SpaceLookup.FindAsync(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!HasTrack(host, track))
        {
            return SpaceLookup.NoTrack;
        }

        if (!SpaceLookup.TryFindMember(host, commitment, out var member, out problem))
        {
            return problem;
        }

        var (size, table) = await tables.WeightsOnAsync(host, track, cancellation);
        return host.Read(log => DelegateView.Of(log, table, size, track, member)) is { } view
            ? new JsonAnswer<DelegateView>(view)
            : Problems.Of(ServiceCode.NotFound, "this membership has ended");
    }

    private static bool HasTrack(SpaceHost host, string track) =>
        host.Read(log => log.Space!.Body.Constitution?.FindTrack(track)) is not null;
}
