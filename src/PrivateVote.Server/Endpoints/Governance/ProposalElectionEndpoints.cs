using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Governance;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>The elections about a proposal, and what their totals can reveal.</summary>
internal static class ProposalElectionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/spaces/{id}/proposals/{proposal}").WithTags("Governance");
        group
            .MapGet("/elections", ElectionsAsync)
            .WithSummary("The elections about a proposal with their outcomes; their own pages are /elections/{id}");
        group
            .MapGet("/privacy", PrivacyAsync)
            .WithSummary("What totals can reveal: of each election's census, and of the vote's as weights are now");
    }

    private static Task<Results<JsonAnswer<IReadOnlyList<VoteView>>, ProblemHttpResult>> ElectionsAsync(
        string id,
        string proposal,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        SpaceLookup.OfProposalAsync<IReadOnlyList<VoteView>>(
            logs,
            id,
            proposal,
            (_, found) => [.. found.Votes.Select(VoteView.Of)],
            cancellation
        );

    private static async Task<Results<JsonAnswer<IReadOnlyList<PrivacyView>>, ProblemHttpResult>> PrivacyAsync(
        string id,
        string proposal,
        LogDirectory logs,
        SpaceTables tables,
        CancellationToken cancellation
    )
    {
        if (
            (await ProposalLookup.FindAsync(logs, id, proposal, cancellation)).IsMissing(
                out var problem,
                out var host,
                out var found
            )
        )
        {
            return problem;
        }

        var votes = host.Read(_ => found.Votes.ToList());
        var views = new List<PrivacyView>();
        foreach (var vote in votes)
        {
            var manifest = vote.Manifest;
            var weights = await tables.RollAsync(host, manifest.Roll!.Entry, cancellation);
            var report = PrivacyReport.Of(weights, manifest.Rule, manifest.Options.Count, manifest.Turnout);
            views.Add(PrivacyView.Of(report, found.Rules!.MinimumClass, vote.Id, vote.Purpose));
        }

        if ((await tables.PrivacyAsync(host, found.Index, cancellation)).Expected is { } expected)
        {
            views.Add(PrivacyView.Of(expected.Report, expected.MinimumClass, null, null));
        }

        return new JsonAnswer<IReadOnlyList<PrivacyView>>(views);
    }
}
