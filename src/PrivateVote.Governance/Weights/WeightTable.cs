using PrivateVote.Elections;

namespace PrivateVote.Governance.Weights;

/// <summary>One category of one member: received, after decay, after the category's cap, times its factor.</summary>
/// <param name="Received">The points up to the day of the census.</param>
public sealed record CategoryPoints(string Category, UInt128 Received, UInt128 Decayed, UInt128 Capped, UInt128 Worth);

/// <summary>How one member's weight came about, step by step.</summary>
/// <param name="Member">The identity commitment.</param>
/// <param name="Categories">In the policy's order; those without points left out.</param>
/// <param name="Points">The sum of what the categories are worth, at most 2^64 - 1.</param>
/// <param name="Curve">The curve's value in units of 2^-16.</param>
/// <param name="Uncapped">Base weight and scaled curve, at most 2^32 - 1.</param>
/// <param name="Capped">After the cap on a voter's share.</param>
/// <param name="Tiered">After tiers.</param>
/// <param name="Weight">After the cap was applied to what tiers gave. 0: not in the census.</param>
public sealed record WeightRow(
    Fr Member,
    IReadOnlyList<CategoryPoints> Categories,
    ulong Points,
    UInt128 Curve,
    uint Uncapped,
    uint Capped,
    uint Tiered,
    uint Weight
);

/// <summary>The weights of all members on a day, each with its explanation.</summary>
/// <param name="Rows">In the order of the members.</param>
/// <param name="Cap">The cap on weights before tiers; null where the policy has none.</param>
/// <param name="CapAfterTiers">The cap on what tiers gave; null where the policy has no cap or no tiers.</param>
/// <param name="Later">Contributions that are dated after the day and did not count.</param>
/// <param name="Unplaced">Contributions of nobody who is a member, or of a category that the policy does not know.</param>
public sealed record WeightTable(
    IReadOnlyList<WeightRow> Rows,
    WeightCap? Cap,
    WeightCap? CapAfterTiers,
    int Later,
    int Unplaced
)
{
    /// <summary>The sum of all weights.</summary>
    public ulong Total => Rows.Aggregate(0UL, (sum, row) => sum + row.Weight);

    /// <summary>Members with their weights, also those with none, as delegation takes them.</summary>
    public IReadOnlyList<(Fr Member, uint Weight)> Weights => [.. Rows.Select(row => (row.Member, row.Weight))];

    /// <summary>Those who have a weight, in the order of the members.</summary>
    public IReadOnlyList<CensusMember> ToCensusMembers() =>
        [.. Rows.Where(row => row.Weight > 0).Select(row => new CensusMember(row.Member, row.Weight))];

    /// <summary>Computes the weights as docs/weights.md defines them.</summary>
    /// <param name="members">Identity commitments in the order of registration, each once.</param>
    /// <param name="day">The day of the census in UTC; what was done on it counts, undecayed.</param>
    /// <exception cref="ArgumentException">The policy has a problem, or a member is there twice.</exception>
    public static WeightTable Compute(
        IReadOnlyList<Fr> members,
        Contributions contributions,
        WeightPolicy policy,
        DateOnly day
    )
    {
        if (policy.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(policy));
        }

        var sums = new PointSums(members, policy);
        foreach (var contribution in contributions.All)
        {
            sums.Add(contribution, contributions.HolderOf(contribution.Member), day);
        }

        var rows = new WeightRow[members.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = sums.RowOf(i);
        }

        WeightCap? cap = null;
        WeightCap? capAfterTiers = null;
        if (policy.CapShare is { } share)
        {
            cap = WeightCap.Find(rows.Select(row => (ulong)row.Uncapped), share);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var capped = Cut(rows[i].Uncapped, cap);
            var tiered = policy.Tiers is { } tiers ? TierOf(tiers, capped) : capped;
            rows[i] = rows[i] with { Capped = capped, Tiered = tiered, Weight = tiered };
        }

        if (policy is { CapShare: { } again, Tiers: not null })
        {
            // Tiers may raise a share. Cutting to one number merges classes and makes no new one.
            capAfterTiers = WeightCap.Find(rows.Select(row => (ulong)row.Tiered), again);
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = rows[i] with { Weight = Cut(rows[i].Tiered, capAfterTiers) };
            }
        }

        return new WeightTable(rows, cap, capAfterTiers, sums.Later, sums.Unplaced);
    }

    /// <summary>The weight of the highest tier that begins at or below <paramref name="weight"/>, or 0.</summary>
    public static uint TierOf(IReadOnlyList<WeightTier> tiers, uint weight)
    {
        var found = 0u;
        foreach (var tier in tiers)
        {
            if (tier.From > weight)
            {
                break;
            }

            found = tier.Weight;
        }

        return found;
    }

    private static uint Cut(uint weight, WeightCap? cap) => cap is null ? weight : (uint)ulong.Min(weight, cap.Largest);

    /// <summary>Points by member and category.</summary>
    private sealed class PointSums
    {
        private readonly IReadOnlyList<Fr> members;
        private readonly WeightPolicy policy;
        private readonly Dictionary<Fr, int> positions;
        private readonly Dictionary<string, int> categories = new(StringComparer.Ordinal);
        private readonly UInt128[] received;
        private readonly UInt128[] decayed;

        public PointSums(IReadOnlyList<Fr> members, WeightPolicy policy)
        {
            this.members = members;
            this.policy = policy;
            positions = new Dictionary<Fr, int>(members.Count);
            for (var i = 0; i < members.Count; i++)
            {
                if (!positions.TryAdd(members[i], i))
                {
                    throw new ArgumentException("a member is there twice", nameof(members));
                }
            }

            for (var i = 0; i < policy.Categories.Count; i++)
            {
                categories.Add(policy.Categories[i].Name, i);
            }

            received = new UInt128[members.Count * categories.Count];
            decayed = new UInt128[received.Length];
        }

        public int Later { get; private set; }

        public int Unplaced { get; private set; }

        public void Add(Contribution contribution, Fr holder, DateOnly day)
        {
            if (
                !categories.TryGetValue(contribution.Category, out var category)
                || !positions.TryGetValue(holder, out var position)
            )
            {
                Unplaced++;
                return;
            }

            var age = day.DayNumber - contribution.Date.DayNumber;
            if (age < 0)
            {
                Later++;
                return;
            }

            var halvings = policy.Categories[category].HalfLifeDays is { } days ? age / days : 0;
            var at = (position * categories.Count) + category;
            received[at] += contribution.Points;
            // Points have 53 bits; C# would take the distance of a shift modulo 64.
            decayed[at] += halvings < 64 ? contribution.Points >> halvings : 0;
        }

        public WeightRow RowOf(int position)
        {
            var explained = new List<CategoryPoints>();
            UInt128 sum = 0;
            for (var i = 0; i < categories.Count; i++)
            {
                var at = (position * categories.Count) + i;
                if (received[at] == 0)
                {
                    continue;
                }

                var rule = policy.Categories[i];
                var capped = rule.Cap is { } cap ? UInt128.Min(decayed[at], cap) : decayed[at];
                var worth = rule.Factor.Times(capped);
                explained.Add(new CategoryPoints(rule.Name, received[at], decayed[at], capped, worth));
                sum += worth;
            }

            var points = (ulong)UInt128.Min(sum, ulong.MaxValue);
            var curve = CurveArithmetic.Evaluate(policy.Curve, points);
            var scaled = policy.Scale.Times(curve) >> CurveArithmetic.FractionBits;
            var uncapped = (uint)UInt128.Min(scaled + policy.Base, uint.MaxValue);
            return new WeightRow(members[position], explained, points, curve, uncapped, uncapped, uncapped, uncapped);
        }
    }
}
