using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>The electorate: whole, or in pieces from which a voter makes a path without saying which leaf is theirs.</summary>
internal static class CensusEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/elections/{id}/census").WithTags("Census");
        group
            .MapGet("", WholeAsync)
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .Streams()
            .WithSummary("The whole census, as CSV");
        group
            .MapGet("/tiles/{n}", TileAsync)
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .WithSummary("1,024 members: commitment, 32 bytes, and weight, 4 bytes, each");
        group
            .MapGet("/upper", UpperAsync)
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .WithSummary("The roots over the tiles, 32 bytes each");
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> WholeAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        if ((await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out ElectionHost host))
        {
            return problem;
        }

        return MemberCsv.Answer(host.Census.Members, cancellation);
    }

    private static async Task<Results<BytesAnswer, ProblemHttpResult>> TileAsync(
        string id,
        string n,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        if ((await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out ElectionHost host))
        {
            return problem;
        }

        if (
            !int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var tile)
            || tile >= CensusTiles.CountFor(host.Census.Members.Count)
        )
        {
            return Problems.Of(ServiceCode.NotFound, "the census has no such tile");
        }

        return BytesAnswer.Fixed(CensusTiles.EncodeTile(host.Census, tile), "application/octet-stream");
    }

    private static async Task<Results<BytesAnswer, ProblemHttpResult>> UpperAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        (await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out ElectionHost host)
            ? problem
            : BytesAnswer.Fixed(CensusTiles.EncodeUpper(host.Census), "application/octet-stream");
}
