using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Governance.Weights;

/// <summary>A rational factor: both parts 1 to 2^32 - 1.</summary>
public sealed record Factor(uint Numerator, uint Denominator = 1)
{
    /// <remarks>No property: it would be written into constitutions as a member.</remarks>
    public bool IsValid() => Numerator > 0 && Denominator > 0;

    /// <summary>floor(value * this), for a value below 2^96.</summary>
    internal UInt128 Times(UInt128 value) => value * Numerator / Denominator;

    public override string ToString() => $"{Numerator}/{Denominator}";
}

/// <summary>What the points of one category are worth.</summary>
/// <param name="Name">1 to 32 lower-case letters, digits and hyphens, the first no hyphen.</param>
/// <param name="Factor">What a point of this category is worth beside the others.</param>
/// <param name="HalfLifeDays">Whole days after which points are halved, again and again; null for never. 1 to 36,500.</param>
/// <param name="Cap">The most decayed points of this category that count for one member; null for no limit.</param>
public sealed record CategoryRule(string Name, Factor Factor, int? HalfLifeDays = null, ulong? Cap = null)
{
    internal const string Expected = "1 to 32 lower-case letters, digits and hyphens, the first no hyphen";

    internal static bool IsName(string? name) =>
        name is { Length: > 0 and <= 32 }
        && name[0] != '-'
        && name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}

/// <summary>How points become weight.</summary>
[JsonConverter(typeof(NameForm<WeightCurve>))]
public enum WeightCurve
{
    /// <summary>1, whatever the points: one person, one vote.</summary>
    Equal,

    /// <summary>The points.</summary>
    Linear,

    /// <summary>The square root of the points.</summary>
    SquareRoot,

    /// <summary>The logarithm to base 2 of one more than the points.</summary>
    Logarithm2,
}

/// <summary>Whoever has at least <paramref name="From"/> has <paramref name="Weight"/>, up to the next tier.</summary>
public sealed record WeightTier(uint From, uint Weight);

/// <summary>How contributions become the weights of a census: docs/weights.md has the definition with worked numbers.</summary>
/// <param name="Curve">How points become weight.</param>
/// <param name="Categories">Up to 32, with different names.</param>
/// <param name="Scale">What the curve's value is multiplied with.</param>
/// <param name="Base">The weight that every member has before contributions are looked at; 0 for none.</param>
/// <param name="CapShare">The most that one voter may have of the total weight; null for no limit.</param>
/// <param name="Tiers">Ascending; up to 64, or null for none. Whoever is below the first is not in the census.</param>
/// <param name="ChainLimit">How many delegations in a row one weight follows, 1 to 100.</param>
/// <param name="HeldTiers">As tiers, for what voters hold once others have delegated to them; null for none.</param>
public sealed record WeightPolicy(
    WeightCurve Curve,
    IReadOnlyList<CategoryRule> Categories,
    Factor Scale,
    uint Base = 0,
    Share? CapShare = null,
    IReadOnlyList<WeightTier>? Tiers = null,
    int ChainLimit = 5,
    IReadOnlyList<WeightTier>? HeldTiers = null
)
{
    public const int MaximumCategories = 32;

    public const int MaximumTiers = 64;

    public const int MaximumHalfLifeDays = 36_500;

    public const int MaximumChainLimit = 100;

    /// <summary>One person, one vote.</summary>
    public static WeightPolicy OnePersonOneVote { get; } = new(WeightCurve.Equal, [], new Factor(1));

    /// <summary>Why nobody can compute weights by this policy, or null.</summary>
    public string? Problem() =>
        CategoryProblem()
        ?? (Enum.IsDefined(Curve) ? null : "the curve is equal, linear, squareRoot or logarithm2")
        ?? (Scale.IsValid() ? null : "the scale is a fraction of whole numbers above 0")
        ?? (
            Curve == WeightCurve.Equal || Base > 0 || Categories.Count > 0
                ? null
                : "without categories and without a base weight nobody would have a weight"
        )
        ?? (
            CapShare is null || (CapShare.IsValid() && CapShare.Numerator > 0)
                ? null
                : "the cap is a share of the total: a fraction above 0, at most 1"
        )
        ?? TierProblem(Tiers)
        ?? TierProblem(HeldTiers)
        ?? (
            ChainLimit is >= 1 and <= MaximumChainLimit
                ? null
                : $"the limit of chains is 1 to {MaximumChainLimit} delegations in a row"
        );

    private string? CategoryProblem()
    {
        if (Categories is null || Categories.Count > MaximumCategories)
        {
            return $"a policy has at most {MaximumCategories} categories";
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var category in Categories)
        {
            if (category is null || !CategoryRule.IsName(category.Name))
            {
                return $"a category's name is {CategoryRule.Expected}";
            }

            var problem =
                !names.Add(category.Name) ? "is there twice"
                : !category.Factor.IsValid() ? "has a factor that is no fraction of whole numbers above 0"
                : category.HalfLifeDays is < 1 or > MaximumHalfLifeDays
                    ? $"has a half-life that is not 1 to {MaximumHalfLifeDays} whole days"
                : category.Cap is 0 ? "has a cap of 0; leave the category out instead"
                : null;
            if (problem is not null)
            {
                return $"category '{category.Name}' {problem}";
            }
        }

        return null;
    }

    private static string? TierProblem(IReadOnlyList<WeightTier>? tiers)
    {
        if (tiers is null)
        {
            return null;
        }

        if (tiers.Count is 0 or > MaximumTiers || tiers.Any(tier => tier is null))
        {
            return $"there are 1 to {MaximumTiers} tiers, or none are named";
        }

        if (tiers[0].Weight == 0)
        {
            return "a tier's weight is at least 1; who is below the first tier is not in the census";
        }

        for (var i = 1; i < tiers.Count; i++)
        {
            if (tiers[i].From <= tiers[i - 1].From || tiers[i].Weight <= tiers[i - 1].Weight)
            {
                return $"tier {i + 1} is not above tier {i}: thresholds and weights ascend";
            }
        }

        return null;
    }
}
