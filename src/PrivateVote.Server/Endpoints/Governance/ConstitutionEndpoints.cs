using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>A space's rules: as it was opened, and as its members have amended them.</summary>
internal static class ConstitutionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/spaces/{id}/constitution").WithTags("Governance");
        group
            .MapGet("", OpenedAsync)
            .Produces<SpaceBody>(StatusCodes.Status200OK, contentType: "application/json")
            .WithSummary("The space's bytes as they were signed when it was opened; their SHA-256 is the id");
        group.MapGet("/current", CurrentAsync).WithSummary("The space's rules as they are now, amendments included");
    }

    private static async Task<Results<BytesAnswer, ProblemHttpResult>> OpenedAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        (await LogLookup.SpaceAsync(logs, id, cancellation)).IsMissing(out var problem, out SpaceHost host)
            ? problem
            : BytesAnswer.Fixed(host.Read(log => log.Opened!.Bytes), "application/json");

    private static async Task<Results<JsonAnswer<ConstitutionView>, ProblemHttpResult>> CurrentAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        if ((await SpaceLookup.FindAsync(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        return new JsonAnswer<ConstitutionView>(host.Read(ConstitutionView.Of));
    }
}
