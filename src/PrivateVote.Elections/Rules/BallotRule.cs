using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Rules;

/// <summary>How a voter fills in a ballot.</summary>
[JsonConverter(typeof(NameForm<VotingMethod>))]
public enum VotingMethod
{
    /// <summary>Exactly one option.</summary>
    Single,

    /// <summary>Any number of options, also none.</summary>
    Approval,

    /// <summary>A score from 0 to <see cref="BallotRule.Maximum"/> for each option.</summary>
    Score,

    /// <summary>Points spread over the options, up to <see cref="BallotRule.Maximum"/> or up to the voter's weight.</summary>
    Cumulative,

    /// <summary>As cumulative, but v points for an option cost v^2.</summary>
    Quadratic,
}

/// <summary>What a voter's weight does.</summary>
[JsonConverter(typeof(NameForm<WeightMode>))]
public enum WeightMode
{
    /// <summary>Nothing: every ballot counts as filled in.</summary>
    One,

    /// <summary>It multiplies what was filled in.</summary>
    Multiply,

    /// <summary>It is what the voter may spend.</summary>
    Budget,
}

/// <summary>The ballot rule of a manifest.</summary>
/// <param name="Method">How a ballot is filled in.</param>
/// <param name="Maximum">The highest score (score), the budget B (cumulative and quadratic without budget weights), else absent.</param>
/// <param name="Weights">What the weight does.</param>
public sealed record BallotRule(VotingMethod Method, WeightMode Weights, uint? Maximum = null)
{
    /// <summary>The circuit's choices are below 2^16.</summary>
    private const uint MaximumChoice = ushort.MaxValue;

    /// <summary>The circuit compares totals as numbers below 2^40.</summary>
    private const ulong MaximumTotal = (1UL << 40) - 1;

    /// <summary>Why this rule is not one, or null.</summary>
    public string? Problem()
    {
        var spends = Method is VotingMethod.Cumulative or VotingMethod.Quadratic;
        if (Weights == WeightMode.Budget && !spends)
        {
            return $"weights can be a budget in cumulative and quadratic voting only, not in {Method} voting";
        }

        if (Weights == WeightMode.Multiply && Method == VotingMethod.Quadratic)
        {
            return "in quadratic voting weights are the budget or one; multiplying them would undo the square root";
        }

        var needsMaximum = Method == VotingMethod.Score || (spends && Weights != WeightMode.Budget);
        if (needsMaximum != Maximum.HasValue)
        {
            return needsMaximum
                ? $"{Method} voting with weights '{Weights}' needs a maximum"
                : $"{Method} voting with weights '{Weights}' takes no maximum";
        }

        return Maximum switch
        {
            0 => "the maximum is at least 1",
            > MaximumChoice when Method != VotingMethod.Quadratic => $"the maximum is at most {MaximumChoice}",
            _ => null,
        };
    }

    /// <summary>The rule as the ballot circuit's public signals state it.</summary>
    public CircuitRule ForCircuit(int options)
    {
        var budget = Weights == WeightMode.Budget ? MaximumTotal : Maximum.GetValueOrDefault();
        var (maximum, minimumTotal, maximumTotal) = Method switch
        {
            VotingMethod.Single => (1u, 1UL, 1UL),
            VotingMethod.Approval => (1u, 0UL, (ulong)options),
            VotingMethod.Score => (Maximum!.Value, 0UL, (ulong)options * Maximum.Value),
            VotingMethod.Cumulative => ((uint)Math.Min(budget, MaximumChoice), 0UL, budget),
            VotingMethod.Quadratic => ((uint)Math.Min(IntegerSquareRoot(budget), MaximumChoice), 0UL, budget),
            _ => throw new ArgumentOutOfRangeException(nameof(options), Method, "unknown voting method"),
        };
        return new CircuitRule(
            maximum,
            minimumTotal,
            // With the weight as the budget the circuit does not look at maxTotal.
            Weights == WeightMode.Budget
                ? 0
                : maximumTotal,
            Square: Method == VotingMethod.Quadratic,
            Multiply: Weights == WeightMode.Multiply,
            BudgetIsWeight: Weights == WeightMode.Budget
        );
    }

    /// <summary>The largest total that one option can reach.</summary>
    public UInt128 LargestTotal(int options, int voters, ulong totalWeight)
    {
        var maximum = ForCircuit(options).MaximumChoice;
        return Weights switch
        {
            WeightMode.One => (UInt128)maximum * (uint)voters,
            WeightMode.Multiply => (UInt128)maximum * totalWeight,
            // Nobody puts more on an option than they may spend in all, nor more than the largest choice.
            _ => UInt128.Min((UInt128)maximum * (uint)voters, totalWeight),
        };
    }

    /// <summary>Why these choices are not allowed for a voter of this weight, or null.</summary>
    /// <remarks>The same statement that the circuit proves, so that a voter gets a sentence instead of a failed proof.</remarks>
    public string? Problem(ReadOnlySpan<uint> choices, int options, uint weight)
    {
        if (choices.Length != options)
        {
            return $"the election has {options} options, and there are {choices.Length} choices";
        }

        var rule = ForCircuit(options);
        UInt128 spent = 0;
        for (var i = 0; i < choices.Length; i++)
        {
            if (choices[i] > rule.MaximumChoice)
            {
                return $"option {i + 1} has {choices[i]}, and the most is {rule.MaximumChoice}";
            }

            spent += rule.Square ? (UInt128)choices[i] * choices[i] : choices[i];
        }

        var budget = rule.BudgetIsWeight ? weight : rule.MaximumTotal;
        if (spent < rule.MinimumTotal || spent > budget)
        {
            return rule.MinimumTotal == budget
                ? $"exactly {budget} is to be chosen, and it is {spent}"
                : $"between {rule.MinimumTotal} and {budget} can be spent, and it is {spent}";
        }

        return null;
    }

    private static ulong IntegerSquareRoot(ulong value)
    {
        var root = (ulong)Math.Sqrt(value);
        while (root * root > value)
        {
            root--;
        }

        while ((root + 1) * (root + 1) <= value)
        {
            root++;
        }

        return root;
    }
}

/// <summary>A ballot rule in the ballot circuit's terms; all are public signals.</summary>
public sealed record CircuitRule(
    uint MaximumChoice,
    ulong MinimumTotal,
    ulong MaximumTotal,
    bool Square,
    bool Multiply,
    bool BudgetIsWeight
);
