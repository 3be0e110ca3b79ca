using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Identity;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>Committees: a log begins with one.</summary>
internal static class CommitteeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/committees").WithTags("Committees");
        group
            .MapPost("", OpenAsync)
            .TakesJson<Dictionary<string, string>>(RequestBody.EntryLimit)
            .WithSummary("Open a committee, and a log with it, by the submission {\"committee\":\"JWS\"}");
        group.MapGet("", ListAsync).WithSummary("All committees, in the order of their ids");
        group.MapGet("/{id}", GetAsync).WithSummary("Where a committee's ceremony stands");
    }

    private static async Task<
        Results<JsonAnswer<CommitteeSummary>, CreatedAnswer<CommitteeSummary>, ProblemHttpResult>
    > OpenAsync(HttpRequest request, LogDirectory logs, ServerOptions options, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, RequestBody.EntryLimit, cancellation);
        if (!Submission.TryParse(body, out var submission, out var problem))
        {
            return Problems.Of(ServiceCode.MalformedRequest, problem);
        }

        if (submission.Kind != EntryKind.Committee)
        {
            return Problems.Of(ServiceCode.WrongPlace, "a log begins with its committee; other entries go to its log");
        }

        if (!IsAllowed(submission, options.Organizers))
        {
            return Problems.Of(
                ServiceCode.OrganizerNotAllowed,
                "this service opens committees only for the organizers that its operator named"
            );
        }

        var (host, refusal, created) = await logs.OpenAsync(submission, cancellation);
        if (host is null)
        {
            return Problems.Of(refusal!);
        }

        var summary = host.View.Summary.Committee!;
        return created
            ? new CreatedAnswer<CommitteeSummary>($"/committees/{LogId.ToName(host.Id)}", summary)
            : new JsonAnswer<CommitteeSummary>(summary);
    }

    private static async Task<Results<JsonAnswer<Page<CommitteeSummary>>, ProblemHttpResult>> ListAsync(
        string? after,
        string? limit,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        await LogPage.ReadAsync(after, limit, logs, (_, summary) => summary.Committee, cancellation) is { } page
            ? new JsonAnswer<Page<CommitteeSummary>>(page)
            : LogPage.Malformed;

    private static async Task<Results<JsonAnswer<CommitteeSummary>, ProblemHttpResult>> GetAsync(
        string id,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        (await LogLookup.CommitteeAsync(logs, id, cancellation)).IsMissing(out var problem, out var host)
            ? problem
            : new JsonAnswer<CommitteeSummary>(host.View.Summary.Committee!);

    private static bool IsAllowed(Submission submission, IReadOnlyList<string> organizers) =>
        organizers.Count == 0
        || (
            Jws.TryVerify(
                Encoding.ASCII.GetString(submission.Body),
                Entry.TypeOf(submission.Kind),
                out var signer,
                out _,
                out _
            ) && organizers.Contains(signer, StringComparer.Ordinal)
        );
}
