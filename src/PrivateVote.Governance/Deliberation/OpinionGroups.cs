namespace PrivateVote.Governance.Deliberation;

/// <summary>How many of a group agree, disagree and pass on a statement.</summary>
public readonly record struct OpinionCount(int Agree, int Disagree, int Pass)
{
    /// <summary>Those who said anything.</summary>
    public int Said => Agree + Disagree + Pass;

    public static OpinionCount operator +(OpinionCount a, OpinionCount b) =>
        new(a.Agree + b.Agree, a.Disagree + b.Disagree, a.Pass + b.Pass);

    internal int Of(Opinion opinion) => opinion == Opinion.Agree ? Agree : Disagree;
}

/// <summary>A statement that tells a group from the others, or that all agree on.</summary>
/// <param name="Statement">From 0.</param>
/// <param name="Opinion">Agree or disagree.</param>
public sealed record TellingStatement(int Statement, Opinion Opinion);

/// <summary>People who think alike.</summary>
/// <param name="Members">Identity commitments in the order of their first opinion.</param>
/// <param name="Counts">By statement.</param>
/// <param name="Representative">Up to five, the most telling first.</param>
public sealed record OpinionGroup(
    IReadOnlyList<Fr> Members,
    IReadOnlyList<OpinionCount> Counts,
    IReadOnlyList<TellingStatement> Representative
);

/// <summary>
/// Where a community agrees and where it divides, from opinions on statements: as Polis does (Small et al., "Polis: Scaling
/// Deliberation by Mapping High Dimensional Opinion Spaces", 2021), with integers only and every tie broken, so that
/// everybody who replays the log finds the same groups. docs/weights.md has the definition.
/// </summary>
/// <param name="Groups">None, one, or two to five, by their first participant.</param>
/// <param name="Ungrouped">How many participants gave too few opinions to be placed.</param>
/// <param name="Consensus">What a majority of every group agrees on, or disagrees with; the clearest first.</param>
public sealed record OpinionGroups(
    IReadOnlyList<OpinionGroup> Groups,
    int Ungrouped,
    IReadOnlyList<TellingStatement> Consensus
)
{
    /// <summary>Who gave fewer opinions is not placed, where there are as many statements.</summary>
    public const int MinimumOpinions = 7;

    public const int MaximumGroups = 5;

    private const int MostRepresentative = 5;

    /// <summary>Finds the groups. The cost is bounded by participants * statements * 14 * 30 additions.</summary>
    public static OpinionGroups Of(Opinions opinions)
    {
        var needed = Math.Min(MinimumOpinions, Math.Max(opinions.Statements, 1));
        int[] placed =
        [
            .. Enumerable
                .Range(0, opinions.Participants.Count)
                .Where(i => opinions.RowOf(i).Count(said => said > 0) >= needed),
        ];
        var rows = placed.Select(opinions.RowOf).ToArray();
        var assignment = OpinionClusters.Find(rows, opinions.Statements);
        var byGroup = placed
            .Select((participant, i) => (participant, row: rows[i], group: assignment[i]))
            .GroupBy(item => item.group)
            .ToArray();
        OpinionCount[][] counts =
        [
            .. byGroup.Select(group => Count(group.Select(item => item.row), opinions.Statements)),
        ];
        return new OpinionGroups(
            [
                .. byGroup.Select(
                    (group, i) =>
                        new OpinionGroup(
                            [.. group.Select(item => opinions.Participants[item.participant])],
                            counts[i],
                            FindRepresentative(counts, i)
                        )
                ),
            ],
            opinions.Participants.Count - placed.Length,
            FindConsensus(counts)
        );
    }

    private static OpinionCount[] Count(IEnumerable<byte[]> rows, int statements)
    {
        var counts = new OpinionCount[statements];
        foreach (var row in rows)
        {
            for (var s = 0; s < statements; s++)
            {
                counts[s] += (Opinion)row[s] switch
                {
                    Opinion.Agree => new OpinionCount(1, 0, 0),
                    Opinion.Disagree => new OpinionCount(0, 1, 0),
                    Opinion.Pass => new OpinionCount(0, 0, 1),
                    _ => default,
                };
            }
        }

        return counts;
    }

    /// <summary>
    /// With p = (x + 1)/(n + 2) in the group and q the same among all others, a statement represents the group if p > q and
    /// x is a majority of n; the largest p^2/q first.
    /// </summary>
    private static TellingStatement[] FindRepresentative(OpinionCount[][] counts, int group)
    {
        var found = new List<(TellingStatement Telling, UInt128 Numerator, UInt128 Denominator)>();
        for (var s = 0; s < counts[group].Length; s++)
        {
            var own = counts[group][s];
            var others = counts
                .Where((_, g) => g != group)
                .Aggregate(default(OpinionCount), (sum, row) => sum + row[s]);
            foreach (var opinion in (ReadOnlySpan<Opinion>)[Opinion.Agree, Opinion.Disagree])
            {
                UInt128 x = (uint)own.Of(opinion) + 1;
                UInt128 n = (uint)own.Said + 2;
                UInt128 y = (uint)others.Of(opinion) + 1;
                UInt128 m = (uint)others.Said + 2;
                if (x * m > y * n && IsMajority(own.Of(opinion), own.Said))
                {
                    found.Add((new TellingStatement(s, opinion), x * x * m, n * n * y));
                }
            }
        }

        return Rank(found, MostRepresentative);
    }

    private static TellingStatement[] FindConsensus(OpinionCount[][] counts)
    {
        var found = new List<(TellingStatement Telling, UInt128 Numerator, UInt128 Denominator)>();
        for (var s = 0; counts.Length > 0 && s < counts[0].Length; s++)
        {
            foreach (var opinion in (ReadOnlySpan<Opinion>)[Opinion.Agree, Opinion.Disagree])
            {
                if (!counts.All(row => IsMajority(row[s].Of(opinion), row[s].Said)))
                {
                    continue;
                }

                // The group that is least of this opinion says how clear it is.
                var (numerator, denominator) = (UInt128.One, UInt128.One);
                foreach (var row in counts)
                {
                    UInt128 x = (uint)row[s].Of(opinion) + 1;
                    UInt128 n = (uint)row[s].Said + 2;
                    if (x * denominator < numerator * n)
                    {
                        (numerator, denominator) = (x, n);
                    }
                }

                found.Add((new TellingStatement(s, opinion), numerator, denominator));
            }
        }

        return Rank(found, found.Count);
    }

    /// <summary>
    /// More than half, and not by chance: (2x + 1 - n)/sqrt(n + 1) above 1.2816, nine chances in ten; squared, in integers.
    /// </summary>
    private static bool IsMajority(int x, int n)
    {
        var lead = (2L * x) + 1 - n;
        return lead > 0 && 10_000 * lead * lead > 16_424 * (n + 1L);
    }

    /// <summary>The largest fraction first; the sort is stable, so ties stay in the order of the statements.</summary>
    private static TellingStatement[] Rank(
        List<(TellingStatement Telling, UInt128 Numerator, UInt128 Denominator)> found,
        int most
    ) =>
        [
            .. found
                .OrderByDescending(
                    item => item,
                    Comparer<(TellingStatement, UInt128 Numerator, UInt128 Denominator)>.Create(
                        (a, b) => (a.Numerator * b.Denominator).CompareTo(b.Numerator * a.Denominator)
                    )
                )
                .Select(item => item.Telling)
                .Take(most),
        ];
}
