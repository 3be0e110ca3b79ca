using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>What stands in a slot, and receipts asked for again.</summary>
internal static class SlotEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/elections/{id}").WithTags("Ballots");
        group
            .MapGet("/slots/{nullifier}", SlotAsync)
            .WithSummary("The ballot that stands in a slot now: what the next one there is proved against");
        group.MapGet("/receipts/{ballotDigest}", ReceiptAsync).WithSummary("The receipt of a ballot, by its SHA-256");
    }

    private static async Task<Results<JsonAnswer<SlotView>, ProblemHttpResult>> SlotAsync(
        string id,
        string nullifier,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        if ((await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out ElectionHost host))
        {
            return problem;
        }

        if (!LogId.TryParse(nullifier, out var slot))
        {
            return Problems.Of(ServiceCode.MalformedRequest, "a nullifier is 64 lower-case hexadecimal digits");
        }

        if (await host.HeadOfSlotAsync(slot, cancellation) is not { } head)
        {
            return Problems.Of(ServiceCode.SlotEmpty, "no ballot stands in this slot");
        }

        var inclusion = host.Prove(head.Index);
        return new JsonAnswer<SlotView>(
            new SlotView(head.Index, Encoding.UTF8.GetString(head.Line), inclusion.Path, inclusion.Checkpoint)
        );
    }

    private static async Task<Results<JsonAnswer<Receipt>, ProblemHttpResult>> ReceiptAsync(
        string id,
        string ballotDigest,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        if ((await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out ElectionHost host))
        {
            return problem;
        }

        if (!LogId.TryParse(ballotDigest, out var digest))
        {
            return Problems.Of(ServiceCode.MalformedRequest, "a ballot's digest is 64 lower-case hexadecimal digits");
        }

        return await host.FindEnteredAsync(digest, cancellation) is { } entered
            ? new JsonAnswer<Receipt>(BallotEndpoints.ToReceipt(host, digest, entered))
            : Problems.Of(ServiceCode.NotFound, "no ballot with this digest is in the log");
    }
}
