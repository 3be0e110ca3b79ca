using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Privacy;

/// <summary>All voters of one weight.</summary>
/// <param name="Weight">As the totals see it: 1 for all where weights do nothing.</param>
/// <param name="CountIsReadable">
/// Any one total shows how much this class gave to the option, whatever the others do: with weights that differ so much,
/// it is read off like a digit.
/// </param>
/// <param name="RemainderIsReadable">
/// A class of one: the weight is no multiple of what all other weights are multiples of, so a total's remainder shows what
/// this voter gave to the option.
/// </param>
public sealed record WeightClass(uint Weight, int Voters, bool CountIsReadable, bool RemainderIsReadable);

/// <summary>What totals can reveal about voters, known before the election opens. docs/weights.md defines each part.</summary>
/// <param name="Classes">By weight, the largest first.</param>
/// <param name="TotalWeight">As the totals see it.</param>
/// <param name="MinimumTurnout">The number of ballots below which the trustees do not decrypt.</param>
public sealed record PrivacyReport(
    IReadOnlyList<WeightClass> Classes,
    UInt128 TotalWeight,
    int Voters,
    int MinimumTurnout
)
{
    /// <summary>How many voters the smallest class has; 0 without voters.</summary>
    public int SmallestClass => Classes.Count == 0 ? 0 : Classes.Min(row => row.Voters);

    /// <summary>The weights that one voter alone has, the largest first.</summary>
    public IReadOnlyList<uint> UniqueWeights => [.. Classes.Where(row => row.Voters == 1).Select(row => row.Weight)];

    /// <summary>The voters whose choices totals show, whatever the others do: their weights, the largest first.</summary>
    public IReadOnlyList<uint> ReadableWeights =>
        [
            .. Classes
                .Where(row => row.Voters == 1 && (row.CountIsReadable || row.RemainderIsReadable))
                .Select(row => row.Weight),
        ];

    /// <summary>One voter has more than half of the weight.</summary>
    public bool HasDominantVoter => Classes is [{ Voters: 1 } first, ..] && 2 * (UInt128)first.Weight > TotalWeight;

    /// <summary>Reports on a census under a ballot rule.</summary>
    /// <param name="weights">1 or more each, in any order.</param>
    /// <param name="rule">Whether weights show in totals, and the most that a voter may put on one option.</param>
    /// <param name="options">How many options the election has.</param>
    public static PrivacyReport Of(IEnumerable<uint> weights, BallotRule rule, int options, int minimumTurnout)
    {
        var counts = new Dictionary<uint, int>();
        var voters = 0;
        foreach (var weight in weights)
        {
            ArgumentOutOfRangeException.ThrowIfZero(weight, nameof(weights));
            var seen = rule.Weights == WeightMode.One ? 1 : weight;
            counts[seen] = counts.GetValueOrDefault(seen) + 1;
            voters++;
        }

        (uint Weight, int Voters)[] ordered =
        [
            .. counts.OrderByDescending(pair => pair.Key).Select(pair => (pair.Key, pair.Value)),
        ];
        var total = ordered.Aggregate(UInt128.Zero, (sum, row) => sum + ((UInt128)row.Weight * (uint)row.Voters));
        // Where the weight is a budget, a total is a sum of choices alone: no weight is a digit of it.
        var multiplies = rule.Weights != WeightMode.Budget;
        var readable = multiplies ? ReadableCounts(ordered, rule.ForCircuit(options).MaximumChoice, total) : 0;
        var otherDivisors = multiplies ? DivisorsOfOthers(ordered) : new uint[ordered.Length];
        return new PrivacyReport(
            [
                .. ordered.Select(
                    (row, i) =>
                        new WeightClass(
                            row.Weight,
                            row.Voters,
                            i < readable || voters == 1,
                            row.Voters == 1 && otherDivisors[i] > 0 && row.Weight % otherDivisors[i] != 0
                        )
                ),
            ],
            total,
            voters,
            minimumTurnout
        );
    }

    /// <summary>
    /// Why the election does not open where a class has at least <paramref name="minimumClass"/> voters, one sentence for
    /// each reason with what to do. An organizer may open it nevertheless, and the space's log then says so.
    /// </summary>
    public IReadOnlyList<string> Problems(int minimumClass)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumClass, 1);
        var problems = new List<string>();
        if (Voters < minimumClass)
        {
            problems.Add(
                $"the electorate has {Voters} voters, and no class may be smaller than {minimumClass}: no tiers help; wait for more members"
            );
        }
        else if (SmallestClass < minimumClass)
        {
            problems.Add(ClassProblem(minimumClass));
        }

        if (MinimumTurnout < minimumClass)
        {
            problems.Add(
                $"the minimum turnout is {MinimumTurnout}, and that few ballots can be read off the totals: make it at least {minimumClass}"
            );
        }

        return problems;
    }

    private string ClassProblem(int minimumClass)
    {
        uint[] small = [.. Classes.Where(row => row.Voters < minimumClass).Select(row => row.Weight)];
        uint[] tiers = [.. SuggestTiers(minimumClass).Select(tier => tier.Weight)];
        return $"{small.Length} of {Classes.Count} weights ({Name(small)}) are shared by fewer than {minimumClass} voters: "
            + $"coarsen the tiers; weights rounded down to {Name(tiers)} are shared by {minimumClass} or more";
    }

    private static string Name(uint[] weights)
    {
        const int Named = 5;
        return string.Join(", ", weights.Take(Named))
            + (weights.Length > Named ? $" and {weights.Length - Named} more" : "");
    }

    /// <summary>
    /// Tiers that put at least <paramref name="minimumClass"/> voters into each class by rounding weights down: from the
    /// smallest weight on, a tier begins where the one before has enough; what is left over at the top joins the last.
    /// No other such tiers are more.
    /// </summary>
    /// <returns>Ascending; empty where there are too few voters for one class.</returns>
    public IReadOnlyList<WeightTier> SuggestTiers(int minimumClass)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumClass, 1);
        var tiers = new List<WeightTier>();
        var inLast = minimumClass;
        for (var i = Classes.Count - 1; i >= 0; i--)
        {
            if (inLast >= minimumClass)
            {
                tiers.Add(new WeightTier(Classes[i].Weight, Classes[i].Weight));
                inLast = 0;
            }

            inLast += Classes[i].Voters;
        }

        return inLast < minimumClass ? [.. tiers.SkipLast(1)] : tiers;
    }

    /// <summary>
    /// How many classes from the top can be read off like digits: a weight larger than all that voters of smaller weights
    /// could put on one option together. Then floor(total / weight) is what the class gave, and the rest belongs to the others.
    /// </summary>
    private static int ReadableCounts((uint Weight, int Voters)[] ordered, uint maximumChoice, UInt128 total)
    {
        var rest = total;
        var count = 0;
        foreach (var (weight, voters) in ordered)
        {
            rest -= (UInt128)weight * (uint)voters;
            // The smallest class of several has nobody below it: what is left of a total is its alone.
            if (weight <= maximumChoice * rest)
            {
                break;
            }

            count++;
        }

        return count;
    }

    /// <summary>For each class of one the greatest common divisor of all other weights; 0 without others.</summary>
    private static uint[] DivisorsOfOthers((uint Weight, int Voters)[] ordered)
    {
        var before = new uint[ordered.Length];
        var after = 0u;
        for (var i = 1; i < ordered.Length; i++)
        {
            before[i] = CommonDivisor(before[i - 1], ordered[i - 1].Weight);
        }

        for (var i = ordered.Length - 1; i >= 0; i--)
        {
            before[i] = CommonDivisor(before[i], after);
            after = CommonDivisor(after, ordered[i].Weight);
        }

        return before;
    }

    private static uint CommonDivisor(uint a, uint b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
