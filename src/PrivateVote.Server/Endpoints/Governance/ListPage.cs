using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>A page of a list that is in memory, in its order: `next` is how many were passed.</summary>
internal readonly record struct ListPage(int After, int Limit)
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 200;

    public static ProblemHttpResult Malformed =>
        Problems.Of(
            ServiceCode.MalformedRequest,
            $"limit is 1 to {LargestLimit}, and after is what the page before gave as next"
        );

    public static bool TryParse(string? after, string? limit, out ListPage page)
    {
        var (start, count) = (0, DefaultLimit);
        var good =
            (after is null || int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out start))
            && (limit is null || int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count))
            && count is >= 1 and <= LargestLimit;
        page = new ListPage(start, count);
        return good;
    }

    public Page<TView> Of<T, TView>(IReadOnlyList<T> all, Func<T, TView> show)
    {
        var items = all.Skip(After).Take(Limit).Select(show).ToList();
        var passed = After + items.Count;
        return new Page<TView>(
            items,
            passed < all.Count && items.Count > 0 ? passed.ToString(CultureInfo.InvariantCulture) : null
        );
    }
}
