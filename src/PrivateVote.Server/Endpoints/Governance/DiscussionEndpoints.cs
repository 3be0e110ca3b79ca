using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>What members say about a proposal.</summary>
internal static class DiscussionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/spaces/{id}/proposals/{proposal}").WithTags("Governance");
        group
            .MapGet("/comments", CommentsAsync)
            .WithSummary("Comments in the order of the log, page by page; threads follow from what each answers");
        group
            .MapGet("/groups", GroupsAsync)
            .WithSummary("Where members agree on the statements, and where they divide");
    }

    private static async Task<Results<JsonAnswer<Page<CommentView>>, ProblemHttpResult>> CommentsAsync(
        string id,
        string proposal,
        string? after,
        string? limit,
        LogDirectory logs,
        CancellationToken cancellation
    ) =>
        ListPage.TryParse(after, limit, out var page)
            ? await SpaceLookup.OfProposalAsync(
                logs,
                id,
                proposal,
                (log, found) => Show(log, found.Discussion, page),
                cancellation
            )
            : ListPage.Malformed;

    private static Page<CommentView> Show(SpaceLog log, Discussion discussion, ListPage page)
    {
        var shown = page.Of(discussion.Comments, comment => comment);
        var reactions = discussion.ReactionsTo(shown.Items.Select(comment => comment.Index).ToHashSet());
        return new Page<CommentView>(
            [
                .. shown.Items.Select(comment => new CommentView(
                    comment.Index,
                    comment.At,
                    MemberName.Of(log, comment.Member),
                    comment.Text,
                    comment.Answers,
                    reactions.GetValueOrDefault(comment.Index) ?? new Dictionary<string, int>(StringComparer.Ordinal)
                )),
            ],
            shown.Next
        );
    }

    private static async Task<Results<JsonAnswer<GroupsView>, ProblemHttpResult>> GroupsAsync(
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

        var (size, groups) = await tables.GroupsAsync(host, found.Index, cancellation);
        var statements = host.Read(_ => found.Discussion.Statements.ToList());
        return new JsonAnswer<GroupsView>(GroupsView.Of(size, statements, groups));
    }
}
