using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>
/// Server-sent events: where a log stands, at once and whenever it moves. An event tells a state, not a step, so that a
/// client that was away has missed nothing once it has the newest.
/// </summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "/committees", LogLookup.CommitteeAsync);
        MapOne(routes, "/elections", LogLookup.ElectionAsync);
        MapOne(routes, "/spaces", LogLookup.SpaceAsync);
    }

    private static void MapOne(IEndpointRouteBuilder routes, string parent, LogFinder find) =>
        routes
            .MapGet(
                parent + "/{id}/events",
                (
                    string id,
                    HttpContext context,
                    LogDirectory logs,
                    IHostApplicationLifetime lifetime,
                    CancellationToken cancellation
                ) => FollowAsync(id, context, logs, lifetime, find, cancellation)
            )
            .Produces<LogEvent>(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Streams()
            .WithTags("Log")
            .WithSummary("Where the log stands, whenever it moves (server-sent events; the id is the size)");

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> FollowAsync(
        string id,
        HttpContext context,
        LogDirectory logs,
        IHostApplicationLifetime lifetime,
        LogFinder find,
        CancellationToken cancellation
    )
    {
        if ((await find(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!TryReadLastEvent(context.Request, out var seen))
        {
            return Problems.Of(ServiceCode.MalformedRequest, "Last-Event-ID is the size of the log in the last event");
        }

        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(
            async body =>
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(
                    cancellation,
                    lifetime.ApplicationStopping
                );
                try
                {
                    await WriteAsync(body, host, seen, stop.Token);
                }
                catch (OperationCanceledException)
                {
                    // The client has gone, or the server stops: the stream ends.
                }
            },
            "text/event-stream"
        );
    }

    private static async Task WriteAsync(Stream body, LogHost host, long seen, CancellationToken stop)
    {
        using var following = host.Follow();
        // The client knows at once that it is being answered, even when there is nothing to tell yet.
        await body.FlushAsync(stop);
        // A log whose store failed is read anew, and moves without this host: the client asks again.
        while (!host.IsBroken)
        {
            var move = host.NextMove;
            var view = host.View;
            if (view.Size > seen)
            {
                seen = view.Size;
                byte[] message =
                [
                    .. "id: "u8,
                    .. System.Text.Encoding.ASCII.GetBytes(seen.ToString(CultureInfo.InvariantCulture)),
                    .. "\ndata: "u8,
                    .. StrictJson.Serialize(view.ToEvent()),
                    .. "\n\n"u8,
                ];
                await body.WriteAsync(message, stop);
                await body.FlushAsync(stop);
            }

            try
            {
                await move.WaitAsync(Heartbeat, stop);
            }
            catch (TimeoutException)
            {
                // Keeps proxies from ending a quiet connection, and shows whether the client is still there.
                await body.WriteAsync(": still here\n\n"u8.ToArray(), stop);
                await body.FlushAsync(stop);
            }
        }
    }

    /// <summary>An event is sent only for a log that is longer than the client has seen.</summary>
    private static bool TryReadLastEvent(HttpRequest request, out long seen)
    {
        seen = 0;
        return !request.Headers.TryGetValue("Last-Event-ID", out var header)
            || long.TryParse(header.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out seen);
    }
}
