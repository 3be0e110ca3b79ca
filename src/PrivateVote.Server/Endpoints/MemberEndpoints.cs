using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Service;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>Who is a member: one, with the proof of it, and all.</summary>
internal static class MemberEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/spaces/{id}").WithTags("Registration");
        group
            .MapGet("/members/{commitment}", MemberAsync)
            .WithSummary(
                "The entry by which an identity commitment is a member's now, with the proof that the log holds it"
            );
        group
            .MapGet("/roll", RollAsync)
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .Streams()
            .WithSummary("The members after the first `size` entries of the log, all by default, as CSV");
    }

    private static async Task<Results<JsonAnswer<MemberView>, ProblemHttpResult>> MemberAsync(
        string id,
        string commitment,
        LogDirectory logs,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if ((await LogLookup.SpaceAsync(logs, id, cancellation)).IsMissing(out var problem, out SpaceHost host))
        {
            return problem;
        }

        if (!LogId.TryParse(commitment, out var bytes) || !Fr.TryDecode(bytes, out var wanted))
        {
            return Problems.Of(
                ServiceCode.MalformedRequest,
                "an identity commitment is 64 lower-case hexadecimal digits, below r"
            );
        }

        await host.RefreshAsync(cancellation);
        var now = clock.Now();
        var index = host.Read(log =>
            log.Members.Find(wanted) is { } member && member.IsCurrent(now) ? member.Index : (long?)null
        );
        // What is not durable yet is nobody's to see.
        if (index is not { } at || at >= host.View.Size)
        {
            return Problems.Of(ServiceCode.NotFound, "no member has this identity commitment now");
        }

        var entry = await host.EntryAsync(at, cancellation);
        var inclusion = host.Prove(at);
        return new JsonAnswer<MemberView>(
            new MemberView(at, Encoding.UTF8.GetString(entry.Line), inclusion.Path, inclusion.Checkpoint)
        );
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> RollAsync(
        string id,
        string? size,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        if ((await LogLookup.SpaceAsync(logs, id, cancellation)).IsMissing(out var problem, out SpaceHost host))
        {
            return problem;
        }

        var newest = host.View.Size;
        var entries = newest;
        if (
            size is not null
            && (
                !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out entries)
                || entries is < 1
                || entries > newest
            )
        )
        {
            return Problems.Of(ServiceCode.MalformedRequest, $"size is a number of entries of the log, 1 to {newest}");
        }

        return MemberCsv.Answer(host.RollOf(entries), cancellation);
    }
}
