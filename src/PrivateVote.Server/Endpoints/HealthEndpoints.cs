using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Ballots;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Redis;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Endpoints;

/// <summary>Whether the server can do its work.</summary>
/// <param name="Store">Always `ok`: where the store does not answer, the answer is a problem.</param>
/// <param name="Redis">`ok`; `down`: the service goes on by the store alone; `off`: none is configured.</param>
/// <param name="Logs">Logs in memory.</param>
/// <param name="Waiting">Ballots in the queue.</param>
internal sealed record Readiness(string Store, string Redis, int Logs, int Waiting);

/// <summary>What a supervisor or a load balancer asks.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapGet("/live", () => TypedResults.Text("live\n")).WithSummary("The process answers");
        group.MapGet("/ready", ReadyAsync).WithSummary("The store answers, so that ballots can be entered");
    }

    private static async Task<Results<JsonAnswer<Readiness>, ProblemHttpResult>> ReadyAsync(
        ILogStore store,
        LogDirectory logs,
        BallotPipeline pipeline,
        [FromServices] RedisLink? redis,
        CancellationToken cancellation
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        bool reachable;
        try
        {
            reachable = await store.IsReachableAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            reachable = false;
        }

        return reachable
            ? new JsonAnswer<Readiness>(new Readiness("ok", StateOf(redis), logs.Loaded.Count(), pipeline.Waiting))
            : Problems.Of(ServiceCode.StoreUnavailable, "the store does not answer");
    }

    private static string StateOf(RedisLink? redis) =>
        redis switch
        {
            null => "off",
            { IsUp: true } => "ok",
            _ => "down",
        };
}
