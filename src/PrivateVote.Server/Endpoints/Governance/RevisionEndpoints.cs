using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>How a proposal's text changed.</summary>
internal static class RevisionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/spaces/{id}/proposals/{proposal}/revisions/{number}", GetAsync)
            .WithTags("Governance")
            .WithSummary(
                "One text of a proposal, by its number from 0, with the lines that it changed in the one before"
            );

    private static async Task<Results<JsonAnswer<RevisionView>, ProblemHttpResult>> GetAsync(
        string id,
        string proposal,
        string number,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        if ((await SpaceLookup.FindAsync(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!SpaceLookup.TryParseIndex(proposal, out var index) || !SpaceLookup.TryParseIndex(number, out var wanted))
        {
            return SpaceLookup.MalformedIndex;
        }

        var found = host.Read(log =>
            log.FindProposal(index) is { } one && wanted < one.Revisions.Count
                ? (
                    Summary: RevisionSummary.Of(one, (int)wanted),
                    one.Revisions[(int)wanted].Content,
                    Before: wanted > 0 ? one.Revisions[(int)wanted - 1].Content : null
                )
                : default
        );
        // Texts do not change: compared without the log's lock.
        return found.Summary is null
            ? Problems.Of(ServiceCode.NotFound, "there is no such proposal, or no such text of it")
            : new JsonAnswer<RevisionView>(RevisionView.Of(found.Summary, found.Content, found.Before));
    }
}
