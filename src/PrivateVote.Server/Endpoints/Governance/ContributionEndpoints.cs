using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>What somebody did, and what weight follows from it.</summary>
internal static class ContributionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/spaces/{id}/contributions/{commitment}", GetAsync)
            .WithTags("Governance")
            .WithSummary("A member's contributions, and every step from them to the weight that they give now");

    private static async Task<Results<JsonAnswer<ContributionView>, ProblemHttpResult>> GetAsync(
        string id,
        string commitment,
        LogDirectory logs,
        SpaceTables tables,
        CancellationToken cancellation
    )
    {
        if ((await SpaceLookup.FindAsync(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!SpaceLookup.TryFindMember(host, commitment, out var member, out problem))
        {
            return problem;
        }

        var (size, table) = await tables.WeightsAsync(host, cancellation);
        var name = member.Tenures[0].Commitment;
        var row = table.Rows.FirstOrDefault(row => row.Member == name);
        return new JsonAnswer<ContributionView>(
            host.Read(log => new ContributionView(
                size,
                MemberName.Of(log, member.Position),
                [.. log.Contributions.Where(contribution => contribution.Member == name)],
                row is null ? null : WeightView.Of(row)
            ))
        );
    }
}
