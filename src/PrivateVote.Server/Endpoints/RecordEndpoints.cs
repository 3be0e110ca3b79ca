using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Records;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>The record: everything that `privatevote verify` needs, in one stream.</summary>
internal static class RecordEndpoints
{
    private const int BlockSize = 1 << 16;

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "/committees", LogLookup.CommitteeAsync);
        MapOne(routes, "/elections", LogLookup.ElectionAsync);
        MapOne(routes, "/spaces", LogLookup.SpaceAsync);
    }

    private static void MapOne(IEndpointRouteBuilder routes, string parent, LogFinder find) =>
        routes
            .MapGet(
                parent + "/{id}/record",
                (string id, LogDirectory logs, CancellationToken cancellation) =>
                    DownloadAsync(id, logs, find, cancellation)
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/jsonl")
            .Streams()
            .WithTags("Log")
            .WithSummary("The record as JSON Lines: the entries in order, then checkpoints");

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> DownloadAsync(
        string id,
        LogDirectory logs,
        LogFinder find,
        CancellationToken cancellation
    )
    {
        if ((await find(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        return TypedResults.Stream(body => WriteAsync(body, host, cancellation), "application/jsonl");
    }

    private static async Task WriteAsync(Stream body, LogHost host, CancellationToken cancellation)
    {
        var view = host.View;
        using var block = new MemoryStream();
        await foreach (var entry in host.EntriesAsync(0, view.Size, cancellation))
        {
            RecordWriter.WriteEntry(block, entry.Line);
            if (block.Length >= BlockSize)
            {
                await FlushAsync();
            }
        }

        var newestIsKept = false;
        foreach (var kept in await host.KeptCheckpointsAsync(cancellation))
        {
            if (kept.Size <= view.Size)
            {
                RecordWriter.WriteCheckpoint(block, kept.Note);
                newestIsKept = kept.Size == view.Size;
            }
        }

        if (!newestIsKept)
        {
            RecordWriter.WriteCheckpoint(block, view.Checkpoint);
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            await body.WriteAsync(block.GetBuffer().AsMemory(0, (int)block.Length), cancellation);
            block.SetLength(0);
        }
    }
}
