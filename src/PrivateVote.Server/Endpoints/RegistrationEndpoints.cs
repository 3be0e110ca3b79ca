using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Governance.Service;
using PrivateVote.Identity.Attestations;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Registration;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Endpoints;

/// <summary>Presentations come in here, and those who made them leave as members.</summary>
internal static class RegistrationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/spaces/{id}/registrations", RegisterAsync)
            .TakesJson<Presentation>(Presentation.MaximumLength)
            .WithTags("Registration")
            .WithSummary(
                "Become a member by a presentation; the receipt is given when it is durable, and again for the same bytes"
            );

    private static async Task<Results<JsonAnswer<RegistrationReceipt>, ProblemHttpResult>> RegisterAsync(
        string id,
        HttpContext context,
        LogDirectory logs,
        RegistrationDesk desk,
        CancellationToken cancellation
    )
    {
        var body = await RequestBody.ReadAsync(context.Request, Presentation.MaximumLength, cancellation);
        if ((await LogLookup.SpaceAsync(logs, id, cancellation)).IsMissing(out var problem, out SpaceHost host))
        {
            return problem;
        }

        if (!StrictJson.TryParse<Presentation>(body, out var presentation, out var malformed))
        {
            return Problems.Of(ServiceCode.MalformedRequest, malformed);
        }

        if (!desk.IsOurs(presentation.Challenge))
        {
            return Problems.Of(
                ServiceCode.ChallengeNotIssued,
                "this service did not issue the challenge as it stands in the presentation: ask for one"
            );
        }

        var answer = await desk.SubmitAsync(host, body, presentation, cancellation);
        if (answer.Outcome is not { } outcome)
        {
            context.Response.Headers.RetryAfter = Problems.RetryAfterSeconds;
            return Problems.Of(
                ServiceCode.QueueFull,
                "too many registrations wait to be verified; hand this one in again"
            );
        }

        if (outcome.Refusal is { } refusal)
        {
            return answer.Cause is { } cause ? Problems.Of(cause, refusal.Reason) : Problems.Of(refusal);
        }

        return new JsonAnswer<RegistrationReceipt>(await ReceiptAsync(host, outcome, cancellation));
    }

    private static async Task<RegistrationReceipt> ReceiptAsync(
        LogHost host,
        Outcome entered,
        CancellationToken cancellation
    )
    {
        var line = (await host.EntryAsync(entered.Index, cancellation)).Line;
        if (!Entry.TryParse(line, out var entry, out var problem))
        {
            throw new StoreMismatchException($"log {LogId.ToName(host.Id)}, entry {entered.Index}: {problem}");
        }

        var inclusion = host.Prove(entered.Index);
        return new RegistrationReceipt(
            Encoding.UTF8.GetString(line),
            new EntryReceipt(
                new Submission(entry.Kind, entry.Body.ToArray()).Digest(),
                entered.At,
                entered.Index,
                inclusion.Path,
                inclusion.Checkpoint
            )
        );
    }
}
