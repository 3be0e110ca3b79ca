using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>Spaces: who may become a member, and who is one.</summary>
internal static class SpaceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/spaces").WithTags("Spaces");
        group.MapGet("", ListAsync).WithSummary("All spaces, in the order of their ids");
    }

    private static async Task<Results<JsonAnswer<Page<SpaceSummary>>, ProblemHttpResult>> ListAsync(
        string? after,
        string? limit,
        LogDirectory logs,
        SpaceCounts counts,
        CancellationToken cancellation
    )
    {
        var elections = await counts.ReadAsync(cancellation);
        var page = await LogPage.ReadAsync(
            after,
            limit,
            logs,
            (_, summary) => summary.Space is { } space ? SpaceCounts.Fill(space, elections) : null,
            cancellation
        );
        return page is null ? LogPage.Malformed : new JsonAnswer<Page<SpaceSummary>>(page);
    }
}
