using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>A page of a list over logs, in the order of their ids.</summary>
internal static class LogPage
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 200;

    /// <summary>Logs looked at for one page: a filter that fits few of them gives short pages, not long waits.</summary>
    private const int MostLogs = 1000;

    public static ProblemHttpResult Malformed =>
        Problems.Of(
            ServiceCode.MalformedRequest,
            $"limit is 1 to {LargestLimit}, and after is what the page before gave as next"
        );

    /// <returns>Null when a parameter is malformed.</returns>
    public static async Task<Page<T>?> ReadAsync<T>(
        string? after,
        string? limit,
        LogDirectory logs,
        Func<byte[], LogSummary, T?> select,
        CancellationToken cancellation
    )
        where T : class
    {
        byte[]? start = null;
        var count = DefaultLimit;
        if (
            (after is not null && !LogId.TryParse(after, out start))
            || (
                limit is not null
                && (
                    !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count)
                    || count is < 1 or > LargestLimit
                )
            )
        )
        {
            return null;
        }

        var items = new List<T>();
        var seen = 0;
        byte[]? last = null;
        await foreach (var (id, summary) in logs.ListAsync(start, cancellation))
        {
            if (items.Count == count || seen == MostLogs)
            {
                return new Page<T>(items, LogId.ToName(last!));
            }

            seen++;
            last = id;
            if (select(id, summary) is { } item)
            {
                items.Add(item);
            }
        }

        return new Page<T>(items, null);
    }
}
