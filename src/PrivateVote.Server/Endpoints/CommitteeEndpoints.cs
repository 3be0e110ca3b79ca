using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>Committees: a log begins with one.</summary>
internal static class CommitteeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/committees").WithTags("Committees");
        group
            .MapPost("", OpenAsync)
            .TakesJson<Dictionary<string, string>>(RequestBody.EntryLimit)
            .WithSummary("Open a committee, and a log with it, by the submission {\"committee\":\"JWS\"}");
        group.MapGet("", ListAsync).WithSummary("All committees, in the order of their ids");
        group.MapGet("/{id}", GetAsync).WithSummary("Where a committee's ceremony stands");
    }

    private static async Task<
        Results<JsonAnswer<CommitteeSummary>, CreatedAnswer<CommitteeSummary>, ProblemHttpResult>
    > OpenAsync(HttpRequest request, LogDirectory logs, ServerOptions options, CancellationToken cancellation)
    {
        var opening = await LogOpening.OpenAsync(EntryKind.Committee, request, logs, options, cancellation);
        if (opening.Host is not { View.Summary.Committee: { } summary })
        {
            return opening.Problem!;
        }

        return opening.Created
            ? new CreatedAnswer<CommitteeSummary>($"/committees/{LogId.ToName(summary.Id)}", summary)
            : new JsonAnswer<CommitteeSummary>(summary);
    }

    private static async Task<Results<JsonAnswer<Page<CommitteeSummary>>, ProblemHttpResult>> ListAsync(
        string? after,
        string? limit,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        await LogPage.ReadAsync(after, limit, logs, (_, summary) => summary.Committee, cancellation) is { } page
            ? new JsonAnswer<Page<CommitteeSummary>>(page)
            : LogPage.Malformed;

    private static async Task<Results<JsonAnswer<CommitteeSummary>, ProblemHttpResult>> GetAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        (await LogLookup.CommitteeAsync(logs, id, cancellation)).IsMissing(out var problem, out var host)
            ? problem
            : new JsonAnswer<CommitteeSummary>(host.View.Summary.Committee!);
}
