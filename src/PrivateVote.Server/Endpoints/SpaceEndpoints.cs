using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>The spaces that elections name.</summary>
internal static class SpaceEndpoints
{
    private const int PageSize = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/spaces", ListAsync)
            .WithTags("Elections")
            .WithSummary("The spaces that elections name, in the order of their names");

    private static async Task<JsonAnswer<Page<SpaceSummary>>> ListAsync(
        string? after,
        SpaceCounts counts,
        CancellationToken cancellation
    )
    {
        var spaces = await counts.ReadAsync(cancellation);
        var page = spaces
            .Where(space => after is null || string.CompareOrdinal(space.Key, after) > 0)
            .Take(PageSize + 1)
            .Select(space => new SpaceSummary(space.Key, space.Value))
            .ToList();
        var more = page.Count > PageSize;
        return new JsonAnswer<Page<SpaceSummary>>(
            new Page<SpaceSummary>(more ? page[..PageSize] : page, more ? page[PageSize - 1].Space : null)
        );
    }
}

/// <summary>How many elections each space has, counted at most every few seconds, however often it is asked.</summary>
internal sealed class SpaceCounts(LogDirectory logs, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Turn counting = new();
    private SortedDictionary<string, int>? counts;
    private long counted;

    public async Task<IReadOnlyDictionary<string, int>> ReadAsync(CancellationToken cancellation)
    {
        using var mine = await counting.TakeAsync(cancellation);
        if (counts is null || clock.GetElapsedTime(counted) > Fresh)
        {
            var fresh = new SortedDictionary<string, int>(StringComparer.Ordinal);
            await foreach (var (_, summary) in logs.ListAsync(null, cancellation))
            {
                if (summary.Election is { Space: var space })
                {
                    fresh[space] = fresh.GetValueOrDefault(space) + 1;
                }
            }

            counts = fresh;
            counted = clock.GetTimestamp();
        }

        return counts;
    }
}
