using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>Elections: from the manifest on a committee's log is one.</summary>
internal static class ElectionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/elections").WithTags("Elections");
        group.MapGet("", ListAsync).WithSummary("Elections, of one space or in one phase if asked, page by page");
        group.MapGet("/{id}", GetAsync).WithSummary("Where an election stands");
        group
            .MapGet("/{id}/manifest", ManifestAsync)
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .WithSummary("The manifest's bytes as they were signed; their SHA-256 is the id");
        group.MapGet("/{id}/result", ResultAsync).WithSummary("The totals, once the trustees have opened the sum");
    }

    private static async Task<Results<JsonAnswer<Page<ElectionSummary>>, ProblemHttpResult>> ListAsync(
        string? space,
        string? phase,
        string? after,
        string? limit,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        Phase? wanted = null;
        if (phase is not null)
        {
            if (!Enum.TryParse<Phase>(phase, ignoreCase: true, out var parsed) || !phase.All(char.IsAsciiLetterLower))
            {
                return Problems.Of(
                    ServiceCode.MalformedRequest,
                    "phase is one of " + string.Join(", ", Enum.GetNames<Phase>()).ToLowerInvariant()
                );
            }

            wanted = parsed;
        }

        var page = await LogPage.ReadAsync(
            after,
            limit,
            logs,
            (_, summary) =>
                summary.Election is { } election
                && (space is null || election.Space == space)
                && (wanted is null || election.Phase == wanted)
                    ? election
                    : null,
            cancellation
        );
        return page is null ? LogPage.Malformed : new JsonAnswer<Page<ElectionSummary>>(page);
    }

    private static async Task<Results<JsonAnswer<ElectionSummary>, ProblemHttpResult>> GetAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        (await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out ElectionHost host)
            ? problem
            : new JsonAnswer<ElectionSummary>(host.View.Summary.Election!);

    private static async Task<Results<BytesAnswer, ProblemHttpResult>> ManifestAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        (await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out ElectionHost host)
            ? problem
            : BytesAnswer.Fixed(host.Read(log => log.Election!.ManifestBytes), "application/json");

    private static async Task<Results<JsonAnswer<Elections.Entries.ResultBody>, ProblemHttpResult>> ResultAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        if ((await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out ElectionHost host))
        {
            return problem;
        }

        return host.View.Summary.Election!.Result is { } result
            ? new JsonAnswer<Elections.Entries.ResultBody>(result)
            : Problems.Of(ServiceCode.NotYet, "there is no result yet");
    }
}
