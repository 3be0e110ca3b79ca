using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Cryptography.Standard;
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
        if ((await LogLookup.ElectionAsync(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!TryRead(body, out var proposal, out var refusal))
        {
            return Problems.Of(refusal);
        }

        if (await pipeline.SubmitAsync(host, proposal, cancellation) is not { } outcome)
        {
            context.Response.Headers.RetryAfter = Problems.RetryAfterSeconds;
            return Problems.Of(ServiceCode.QueueFull, "too many ballots wait to be verified; hand this one in again");
        }

        return outcome.Refusal is null
            ? new JsonAnswer<Receipt>(ToReceipt(host, proposal.Key, outcome))
            : Problems.Of(outcome.Refusal);
    }

    public static Receipt ToReceipt(LogHost host, byte[] ballotDigest, Outcome entered)
    {
        var inclusion = host.Prove(entered.Index);
        return new Receipt(ballotDigest, entered.At, entered.Index, inclusion.Path, inclusion.Checkpoint);
    }

    /// <summary>A body is the ballot itself: what stands in the entry, byte for byte, is what the voter's device hashed.</summary>
    private static bool TryRead(
        byte[] body,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Proposal? proposal,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Refusal? refusal
    )
    {
        proposal = null;
        byte[] file = [.. "{\"ballot\":"u8, .. body.AsSpan().Trim(" \t\r\n"u8), .. "}"u8];
        if (
            !Submission.TryParse(file, out var submission, out var problem)
            || !StrictJson.TryParse<Ballot>(submission.Body, out var ballot, out problem)
        )
        {
            refusal = new Refusal(RefusalCode.MalformedBallot, problem);
            return false;
        }

        proposal = new Proposal(submission, ballot);
        refusal = null;
        return true;
    }
}
