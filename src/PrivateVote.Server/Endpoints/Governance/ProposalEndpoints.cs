using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>Proposals: what they say, what rules them, and where they stand.</summary>
internal static class ProposalEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/spaces/{id}/proposals").WithTags("Governance");
        group
            .MapGet("", ListAsync)
            .WithSummary("Proposals, in one stage if asked, in the order of the log, page by page");
        group
            .MapGet("/{proposal}", GetAsync)
            .WithSummary(
                "A proposal by the index of its entry: text, frozen rules, stages, risks, elections, council, ending"
            );
    }

    private static async Task<Results<JsonAnswer<Page<ProposalSummary>>, ProblemHttpResult>> ListAsync(
        string id,
        string? stage,
        string? after,
        string? limit,
        LogDirectory logs,
        CancellationToken cancellation
    )
    {
        if ((await SpaceLookup.FindAsync(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!ListPage.TryParse(after, limit, out var page))
        {
            return ListPage.Malformed;
        }

        ProposalStage? wanted = null;
        if (stage is not null)
        {
            if (
                !Enum.TryParse<ProposalStage>(stage, ignoreCase: true, out var parsed)
                || !stage.All(char.IsAsciiLetterLower)
            )
            {
                return Problems.Of(
                    ServiceCode.MalformedRequest,
                    "stage is one of " + string.Join(", ", Enum.GetNames<ProposalStage>()).ToLowerInvariant()
                );
            }

            wanted = parsed;
        }

        return new JsonAnswer<Page<ProposalSummary>>(
            host.Read(log =>
                page.Of(
                    wanted is null ? log.Proposals : [.. log.Proposals.Where(proposal => proposal.Stage == wanted)],
                    proposal => ProposalSummary.Of(log, proposal)
                )
            )
        );
    }

    private static Task<Results<JsonAnswer<ProposalView>, ProblemHttpResult>> GetAsync(
        string id,
        string proposal,
        LogDirectory logs,
        CancellationToken cancellation
    ) => SpaceLookup.OfProposalAsync(logs, id, proposal, ProposalView.Of, cancellation);
}
