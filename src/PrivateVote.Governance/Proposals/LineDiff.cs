namespace PrivateVote.Governance;

/// <summary>What happened to a line.</summary>
public enum LineChange
{
    Kept,
    Removed,
    Added,
}

/// <param name="Text">Without its line feed.</param>
public sealed record DiffLine(LineChange Change, string Text);

/// <summary>The lines that two texts differ in: the same everywhere, since every choice is made in one order.</summary>
/// <remarks>
/// E. W. Myers, "An O(ND) difference algorithm and its variations", 1986, the greedy one: a shortest script of removals and
/// additions; of several the one that removes first. Beyond <see cref="MaximumChanges"/> changes what is between equal beginnings
/// and ends is shown as removed and added whole.
/// </remarks>
public static class LineDiff
{
    /// <summary>Removed and added lines that are still told apart line by line.</summary>
    public const int MaximumChanges = 1000;

    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var shorter = Math.Min(old.Length, now.Length);
        var start = 0;
        while (start < shorter && old[start] == now[start])
        {
            start++;
        }

        var end = 0;
        while (end < shorter - start && old[^(end + 1)] == now[^(end + 1)])
        {
            end++;
        }

        return
        [
            .. Marked(LineChange.Kept, old.AsSpan(..start)),
            .. Middle(old[start..^end], now[start..^end]),
            .. Marked(LineChange.Kept, old.AsSpan(^end..)),
        ];
    }

    private static DiffLine[] Marked(LineChange change, ReadOnlySpan<string> lines)
    {
        var marked = new DiffLine[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            marked[i] = new DiffLine(change, lines[i]);
        }

        return marked;
    }

    private static List<DiffLine> Middle(string[] old, string[] now)
    {
        var reached = new List<int[]>();
        var limit = Math.Min(old.Length + now.Length, MaximumChanges);
        // furthest[k + limit + 1]: how many old lines the longest way on diagonal k (old minus new lines) has passed.
        var furthest = new int[(2 * limit) + 3];
        for (var changes = 0; changes <= limit; changes++)
        {
            for (var k = -changes; k <= changes; k += 2)
            {
                var at = k + limit + 1;
                var x = GoesDown(furthest, at, k, changes) ? furthest[at + 1] : furthest[at - 1] + 1;
                while (x < old.Length && x - k < now.Length && x >= k && old[x] == now[x - k])
                {
                    x++;
                }

                furthest[at] = x;
                if (x >= old.Length && x - k >= now.Length)
                {
                    reached.Add([.. furthest]);
                    return WayBack(old, now, reached, limit);
                }
            }

            reached.Add([.. furthest]);
        }

        return [.. Marked(LineChange.Removed, old), .. Marked(LineChange.Added, now)];
    }

    /// <summary>Whether the way to diagonal k comes from the one above, by an added line.</summary>
    private static bool GoesDown(int[] furthest, int at, int k, int changes) =>
        k == -changes || (k != changes && furthest[at - 1] < furthest[at + 1]);

    private static List<DiffLine> WayBack(string[] old, string[] now, List<int[]> reached, int limit)
    {
        var lines = new List<DiffLine>();
        var (x, y) = (old.Length, now.Length);
        for (var changes = reached.Count - 1; changes > 0; changes--)
        {
            var before = reached[changes - 1];
            var k = x - y;
            var down = GoesDown(before, k + limit + 1, k, changes);
            var from = down ? k + 1 : k - 1;
            var (startX, startY) = (before[from + limit + 1], before[from + limit + 1] - from);
            while (x > startX + (down ? 0 : 1) && y > startY + (down ? 1 : 0))
            {
                lines.Add(new DiffLine(LineChange.Kept, old[--x]));
                y--;
            }

            lines.Add(down ? new DiffLine(LineChange.Added, now[--y]) : new DiffLine(LineChange.Removed, old[--x]));
        }

        while (x > 0)
        {
            lines.Add(new DiffLine(LineChange.Kept, old[--x]));
        }

        lines.Reverse();
        return lines;
    }
}
