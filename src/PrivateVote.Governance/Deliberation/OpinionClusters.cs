namespace PrivateVote.Governance.Deliberation;

/// <summary>
/// Groups of like opinions: k-means over what each participant said, in integers, from two groups that one divisive
/// statement makes up to five, each time by dividing one group more; how many there are is decided by silhouettes.
/// </summary>
/// <remarks>
/// S. Lloyd, "Least squares quantization in PCM", 1982. Silhouettes by distances to centers: E. R. Hruschka, L. N. de Castro,
/// R. J. G. B. Campello, "Evolutionary algorithms for clustering gene-expression data", 2004. What a participant did not
/// say anything of adds nothing to a distance; it is the same statements for every center, so distances compare.
/// </remarks>
internal sealed class OpinionClusters
{
    /// <summary>1 in fixed point: agreement is 1,024, disagreement -1,024, passing 0.</summary>
    private const int One = 1_024;

    private const int MaximumRounds = 30;

    /// <summary>Values of a cell: nothing, agree, disagree, pass.</summary>
    private const int Cells = 4;

    private readonly byte[][] rows;
    private readonly int statements;

    private OpinionClusters(byte[][] rows, int statements)
    {
        this.rows = rows;
        this.statements = statements;
    }

    /// <summary>The number of each row's group, from 0.</summary>
    public static int[] Find(byte[][] rows, int statements)
    {
        var search = new OpinionClusters(rows, statements);
        var best = new int[rows.Length];
        var bestScore = long.MinValue;
        var current = new int[rows.Length];
        for (var k = 2; k <= OpinionGroups.MaximumGroups; k++)
        {
            if (
                search.Divide(current, k - 1) is not { } centers
                || search.Settle(current, centers) is not { } distances
            )
            {
                break;
            }

            var score = Score(current, distances);
            if (score > bestScore)
            {
                (best, bestScore) = ([.. current], score);
            }
        }

        return best;
    }

    /// <summary>
    /// Centers for one group more: the group with the most divisive statement (the largest number that stands against
    /// another at least as large) becomes those who agree and those who disagree with it. Null where nobody disagrees.
    /// </summary>
    private int[][]? Divide(int[] assignment, int groups)
    {
        var counts = Count(assignment, groups);
        var (most, divided, divisive) = (0, 0, 0);
        for (var g = 0; g < groups; g++)
        {
            for (var s = 0; s < statements; s++)
            {
                var against = Math.Min(counts[g][s].Agree, counts[g][s].Disagree);
                if (against > most)
                {
                    (most, divided, divisive) = (against, g, s);
                }
            }
        }

        if (most == 0)
        {
            return null;
        }

        // Whoever says nothing of it is in neither part; the rounds that follow place everybody.
        const int Nowhere = -1;
        int[] parts =
        [
            .. assignment.Select(
                (group, i) =>
                    group != divided
                        ? group
                        : (Opinion)rows[i][divisive] switch
                        {
                            Opinion.Agree => divided,
                            Opinion.Disagree => groups,
                            _ => Nowhere,
                        }
            ),
        ];
        return CentersOf(Count(parts, groups + 1));
    }

    /// <summary>
    /// Places everybody with the nearest center and moves the centers, until nothing changes, 30 times at most.
    /// </summary>
    /// <returns>Each row's distances to the last centers; null where a group has lost everybody.</returns>
    private long[][]? Settle(int[] assignment, int[][] centers)
    {
        var distances = Array.Empty<long[]>();
        for (var round = 0; ; round++)
        {
            distances = DistancesTo(centers);
            if (round == MaximumRounds)
            {
                return distances;
            }

            var moved = false;
            var sizes = new int[centers.Length];
            for (var i = 0; i < assignment.Length; i++)
            {
                // The first of several that are as near.
                var nearest = Array.IndexOf(distances[i], distances[i].Min());
                moved |= nearest != assignment[i];
                assignment[i] = nearest;
                sizes[nearest]++;
            }

            if (sizes.Contains(0))
            {
                return null;
            }

            if (!moved && round > 0)
            {
                return distances;
            }

            centers = CentersOf(Count(assignment, centers.Length));
        }
    }

    /// <summary>
    /// The sum over all rows of their silhouettes in units of 1/1,024: with a the distance to the row's own center and b to
    /// the nearest other, 1,024 (b - a) / max(a, b) rounded towards 0.
    /// </summary>
    private static long Score(int[] assignment, long[][] distances)
    {
        var sum = 0L;
        for (var i = 0; i < assignment.Length; i++)
        {
            var own = distances[i][assignment[i]];
            var other = distances[i].Where((_, g) => g != assignment[i]).Min();
            var larger = Math.Max(own, other);
            sum += larger == 0 ? 0 : One * (other - own) / larger;
        }

        return sum;
    }

    private OpinionCount[][] Count(int[] assignment, int groups)
    {
        var sums = new int[groups][];
        for (var g = 0; g < groups; g++)
        {
            sums[g] = new int[statements * Cells];
        }

        for (var i = 0; i < assignment.Length; i++)
        {
            if (assignment[i] < 0)
            {
                continue;
            }

            var (sum, row) = (sums[assignment[i]], rows[i]);
            for (var s = 0; s < row.Length; s++)
            {
                sum[(s * Cells) + row[s]]++;
            }
        }

        return
        [
            .. sums.Select(sum =>
                (OpinionCount[])
                    [
                        .. Enumerable
                            .Range(0, statements)
                            .Select(s => s * Cells)
                            .Select(at => new OpinionCount(
                                sum[at + (int)Opinion.Agree],
                                sum[at + (int)Opinion.Disagree],
                                sum[at + (int)Opinion.Pass]
                            )),
                    ]
            ),
        ];
    }

    /// <summary>1,024 (agree - disagree) / said by statement, rounded towards 0; 0 where nobody said anything.</summary>
    private static int[][] CentersOf(OpinionCount[][] counts) =>
        [
            .. counts.Select(group =>
                (int[])
                    [
                        .. group.Select(count =>
                            count.Said == 0 ? 0 : (int)((long)One * (count.Agree - count.Disagree) / count.Said)
                        ),
                    ]
            ),
        ];

    /// <summary>The sum over what a row says of (value - center)^2, to each center; below 200 * 2^22.</summary>
    private long[][] DistancesTo(int[][] centers)
    {
        // What each cell adds is the same for all rows: looked up, not multiplied.
        int[][] tables =
        [
            .. centers.Select(center =>
                (int[])
                    [.. center.SelectMany(at => (int[])[0, (One - at) * (One - at), (One + at) * (One + at), at * at])]
            ),
        ];
        var distances = new long[rows.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var own = new long[tables.Length];
            for (var g = 0; g < tables.Length; g++)
            {
                var table = tables[g];
                var sum = 0L;
                for (var s = 0; s < row.Length; s++)
                {
                    sum += table[(s * Cells) + row[s]];
                }

                own[g] = sum;
            }

            distances[i] = own;
        }

        return distances;
    }
}
