using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>The log itself, by the paths of C2SP tlog-tiles: any client of transparency logs reads it.</summary>
internal static class LogEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "/committees", LogLookup.CommitteeAsync);
        MapOne(routes, "/elections", LogLookup.ElectionAsync);
        MapOne(routes, "/spaces", LogLookup.SpaceAsync);
    }

    private static void MapOne(IEndpointRouteBuilder routes, string parent, LogFinder find)
    {
        var group = routes.MapGroup(parent + "/{id}/log").WithTags("Log");
        group
            .MapGet(
                "/checkpoint",
                (string id, LogDirectory logs, CancellationToken cancellation) =>
                    CheckpointAsync(id, logs, find, cancellation)
            )
            .Produces(StatusCodes.Status200OK, contentType: "text/plain")
            .WithSummary("The newest checkpoint, a signed note (C2SP tlog-checkpoint)");
        group
            .MapGet(
                "/key",
                (string id, LogDirectory logs, CancellationToken cancellation) => KeyAsync(id, logs, find, cancellation)
            )
            .Produces(StatusCodes.Status200OK, contentType: "text/plain")
            .WithSummary("The verifier key of its checkpoints (C2SP signed-note)");
        group
            .MapGet(
                "/tile/{**path}",
                (string id, string? path, LogDirectory logs, CancellationToken cancellation) =>
                    TileAsync(id, path, logs, find, cancellation)
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .WithSummary("A tile of hashes or a bundle of entries (C2SP tlog-tiles)");
    }

    private static async Task<Results<BytesAnswer, ProblemHttpResult>> CheckpointAsync(
        string id,
        LogDirectory logs,
        LogFinder find,
        CancellationToken cancellation
    ) =>
        (await find(logs, id, cancellation)).IsMissing(out var problem, out var host)
            ? problem
            : BytesAnswer.Current(Encoding.UTF8.GetBytes(host.CosignedCheckpoint), "text/plain; charset=utf-8");

    private static async Task<Results<BytesAnswer, ProblemHttpResult>> KeyAsync(
        string id,
        LogDirectory logs,
        LogFinder find,
        CancellationToken cancellation
    ) =>
        (await find(logs, id, cancellation)).IsMissing(out var problem, out var host)
            ? problem
            : BytesAnswer.Fixed(Encoding.UTF8.GetBytes(host.Verifier + "\n"), "text/plain; charset=utf-8");

    private static async Task<Results<BytesAnswer, ProblemHttpResult>> TileAsync(
        string id,
        string? path,
        LogDirectory logs,
        LogFinder find,
        CancellationToken cancellation
    )
    {
        if ((await find(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!TilePath.TryParse("tile/" + path, out var tile) || !tile.IsWithin(host.View.Size))
        {
            return Problems.Of(ServiceCode.NotFound, "the log has no such tile");
        }

        return tile.IsEntries
            ? BytesAnswer.Fixed(await BundleAsync(host, tile, cancellation), "application/octet-stream")
            : BytesAnswer.Fixed(host.Tile(tile), "application/octet-stream");
    }

    private static async Task<ReadOnlyMemory<byte>> BundleAsync(
        LogHost host,
        TilePath path,
        CancellationToken cancellation
    )
    {
        var start = path.Number * TilePath.FullWidth;
        var bundle = new ArrayBufferWriter<byte>();
        await foreach (var entry in host.EntriesAsync(start, start + path.Width, cancellation))
        {
            EntryBundle.Append(bundle, entry.Line);
        }

        return bundle.WrittenMemory;
    }
}
