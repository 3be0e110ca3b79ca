using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Service;
using PrivateVote.Governance.Service;
using PrivateVote.Identity;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Registration;

namespace PrivateVote.Server.Endpoints;

/// <summary>What somebody who wants to become a member signs. Nothing is remembered of it here.</summary>
internal static class ChallengeEndpoints
{
    private const int Limit = 4 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/spaces/{id}/challenges", IssueAsync)
            .TakesJson<ChallengeRequest>(Limit)
            .WithTags("Registration")
            .WithSummary("Ask for a challenge for an identity commitment; it lasts 10 minutes");

    private static async Task<Results<JsonAnswer<ChallengeAnswer>, ProblemHttpResult>> IssueAsync(
        string id,
        HttpRequest request,
        LogDirectory logs,
        Challenges challenges,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var body = await RequestBody.ReadAsync(request, Limit, cancellation);
        if ((await LogLookup.SpaceAsync(logs, id, cancellation)).IsMissing(out var problem, out SpaceHost host))
        {
            return problem;
        }

        if (!StrictJson.TryParse<ChallengeRequest>(body, out var asked, out var malformed))
        {
            return Problems.Of(ServiceCode.MalformedRequest, malformed);
        }

        if (asked.Commitment.IsZero)
        {
            return Problems.Of(ServiceCode.MalformedRequest, "zero is no identity commitment");
        }

        SubjectId? subject = null;
        if (asked.Subject is not null && !SubjectId.TryParse(asked.Subject, out subject, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var space = host.Read(log => log.Space!);
        var challenge = challenges.Issue(space, asked.Commitment, asked.Replaces, clock.Now());
        return new JsonAnswer<ChallengeAnswer>(ChallengeAnswer.Of(challenge, space, subject));
    }
}
