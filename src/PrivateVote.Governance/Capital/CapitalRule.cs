using System.Numerics;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Governance;

/// <summary>What counts as an account's capital.</summary>
[JsonConverter(typeof(NameForm<CapitalSource>))]
public enum CapitalSource
{
    /// <summary>`getVotes` of a token with ERC-5805 votes (OpenZeppelin's ERC20Votes): its own, and what others delegated to it on the chain.</summary>
    Votes,

    /// <summary>`balanceOf` of any ERC-20 token.</summary>
    Balance,
}

/// <summary>Whoever has at least <paramref name="From"/> has <paramref name="Weight"/>, up to the next tier.</summary>
/// <param name="From">In the token's smallest unit, 1 or more.</param>
public sealed record CapitalTier([property: JsonConverter(typeof(AmountForm))] BigInteger From, uint Weight);

/// <summary>What votes of tracks that ask for it are compared with: nothing that is decided depends on it.</summary>
/// <param name="Token">EIP-55.</param>
/// <param name="Tiers">
/// The weights of a parallel election, ascending, up to 64; whoever is below the first has no vote in it. Null: none is held,
/// and the censuses alone are compared.
/// </param>
public sealed record CapitalRule(
    ulong ChainId,
    string Token,
    CapitalSource Source,
    IReadOnlyList<CapitalTier>? Tiers = null
)
{
    public const int MaximumTiers = 64;

    /// <summary>Why nothing can be compared by this, or null.</summary>
    public string? Problem()
    {
        if (ChainId == 0 || !ConstitutionRules.IsAddress(Token))
        {
            return "a token is named by its chain, from 1, and its EIP-55 address";
        }

        if (Tiers is null)
        {
            return null;
        }

        if (Tiers.Count is 0 or > MaximumTiers || Tiers.Any(tier => tier is null))
        {
            return $"there are 1 to {MaximumTiers} tiers, or none are named";
        }

        if (Tiers[0].From.IsZero || Tiers[0].Weight == 0)
        {
            return "a tier begins at 1 and weighs 1 at least; who is below the first has no vote in the parallel election";
        }

        for (var i = 1; i < Tiers.Count; i++)
        {
            if (Tiers[i].From <= Tiers[i - 1].From || Tiers[i].Weight <= Tiers[i - 1].Weight)
            {
                return $"tier {i + 1} is not above tier {i}: thresholds and weights ascend";
            }
        }

        return null;
    }

    /// <summary>The vote's ballot plan where capital is the weight.</summary>
    internal static BallotPlan ByCapital(BallotPlan plan) =>
        plan.Rule.Weights == WeightMode.One
            ? plan with
            {
                Rule = plan.Rule with { Weights = WeightMode.Multiply },
            }
            : plan;
}
