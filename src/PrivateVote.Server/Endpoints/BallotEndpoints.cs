using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Ballots;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>Ballots come in here: no account, no signature, no session.</summary>
internal static class BallotEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/elections/{id}/ballots", CastAsync)
            .TakesJson<Ballot>(RequestBody.BallotLimit)
            .WithTags("Ballots")
            .WithSummary("Cast a ballot; the receipt is given when it is durable, and again for the same bytes");

    private static async Task<Results<JsonAnswer<Receipt>, ProblemHttpResult>> CastAsync(
        string id,
        HttpContext context,
        LogDirectory logs,
        BallotPipeline pipeline,
        CancellationToken cancellation
    )
    {
        var body = await RequestBody.ReadAsync(context.Request, RequestBody.BallotLimit, cancellation);
        if ((await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out ElectionHost host))
        {
            return problem;
        }

        if (!BallotBody.TryRead(body, out var proposal, out var refusal))
        {
            return Problems.Of(refusal);
        }

        if (await pipeline.SubmitAsync(host, proposal, cancellation) is not { } outcome)
        {
            context.Response.Headers.RetryAfter = Problems.RetryAfterSeconds;
            return Problems.Of(ServiceCode.QueueFull, "too many ballots wait to be verified; hand this one in again");
        }

        if (outcome.Refusal is not null)
        {
            return Problems.Of(outcome.Refusal);
        }

        if (outcome.Index >= host.View.Size)
        {
            // The store failed while the ballot waited: another host has read the log anew, and entered it.
            host = await logs.FindAsync(host.Id, cancellation) as ElectionHost ?? host;
        }

        return new JsonAnswer<Receipt>(ToReceipt(host, proposal.Key, outcome));
    }

    public static Receipt ToReceipt(LogHost host, byte[] ballotDigest, Outcome entered)
    {
        var inclusion = host.Prove(entered.Index);
        return new Receipt(ballotDigest, entered.At, entered.Index, inclusion.Path, inclusion.Checkpoint);
    }
}
