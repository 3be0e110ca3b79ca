using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>What committees do within their mandates.</summary>
internal static class OperationsEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/spaces/{id}/operations", GetAsync)
            .WithTags("Governance")
            .WithSummary(
                "Committees with their seats, mandates with what is left of them, decisions with their veto windows and reports"
            );

    private static async Task<Results<JsonAnswer<OperationsView>, ProblemHttpResult>> GetAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        (await SpaceLookup.FindAsync(logs, id, cancellation)).IsMissing(out var problem, out var host)
            ? problem
            : new JsonAnswer<OperationsView>(host.Read(OperationsView.Of));
}
