using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>Spaces: who may become a member, by whose word.</summary>
internal static class SpaceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/spaces").WithTags("Spaces");
        group
            .MapPost("", OpenAsync)
            .TakesJson<Dictionary<string, string>>(RequestBody.EntryLimit)
            .WithSummary("Open a space, and a log with it, by the submission {\"space\":\"JWS\"}");
        group.MapGet("", ListAsync).WithSummary("All spaces, in the order of their ids");
        group.MapGet("/{id}", GetAsync).WithSummary("Where a space stands");
    }

    private static async Task<
        Results<JsonAnswer<SpaceSummary>, CreatedAnswer<SpaceSummary>, ProblemHttpResult>
    > OpenAsync(
        HttpRequest request,
        LogDirectory logs,
        SpaceCounts counts,
        ServerOptions options,
        CancellationToken cancellation
    )
    {
        var opening = await LogOpening.OpenAsync(EntryKind.Space, request, logs, options, cancellation);
        if (opening.Host is not { } host)
        {
            return opening.Problem!;
        }

        var summary = await counts.FillAsync(host.View.Summary.Space!, cancellation);
        return opening.Created
            ? new CreatedAnswer<SpaceSummary>($"/spaces/{LogId.ToName(host.Id)}", summary)
            : new JsonAnswer<SpaceSummary>(summary);
    }

    private static async Task<Results<JsonAnswer<Page<SpaceSummary>>, ProblemHttpResult>> ListAsync(
        string? after,
        string? limit,
        LogDirectory logs,
        SpaceCounts counts,
        CancellationToken cancellation
    )
    {
        if (await LogPage.ReadAsync(after, limit, logs, (_, summary) => summary.Space, cancellation) is not { } page)
        {
            return LogPage.Malformed;
        }

        var items = new List<SpaceSummary>();
        foreach (var space in page.Items)
        {
            items.Add(await counts.FillAsync(space, cancellation));
        }

        return new JsonAnswer<Page<SpaceSummary>>(page with { Items = items });
    }

    private static async Task<Results<JsonAnswer<SpaceSummary>, ProblemHttpResult>> GetAsync(
        string id,
        LogDirectory logs,
        SpaceCounts counts,
        CancellationToken cancellation
    ) =>
        (await LogLookup.SpaceAsync(logs, id, cancellation)).IsMissing(out var problem, out var host)
            ? problem
            : new JsonAnswer<SpaceSummary>(await counts.FillAsync(host.View.Summary.Space!, cancellation));
}
