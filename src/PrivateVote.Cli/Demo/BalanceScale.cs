using System.Globalization;

namespace PrivateVote.Cli.Demo;

/// <summary>Balances as weights: whole numbers, made so by one power of ten for all.</summary>
/// <param name="Decimals">A weight is the balance times ten to this power.</param>
/// <param name="Weights">One for each vote.</param>
internal sealed record BalanceScale(int Decimals, IReadOnlyList<uint> Weights)
{
    /// <summary>Totals stay below this, so that their logarithms are found.</summary>
    private const decimal TotalLimit = 1UL << 44;

    /// <exception cref="Failure">No power of ten makes all balances whole and keeps them in the limits.</exception>
    public static BalanceScale Of(IReadOnlyList<SnapshotVote> votes)
    {
        var decimals = votes.Max(vote => DecimalsOf(vote.Balance));
        var factor = 1m;
        for (var i = 0; i < decimals; i++)
        {
            factor *= 10;
        }

        var largest = votes.Max(vote => vote.Balance);
        if (largest > uint.MaxValue / factor || votes.Sum(vote => vote.Balance) >= TotalLimit / factor)
        {
            throw new Failure(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the balances have {decimals} decimals and reach {largest}, and weights are whole numbers below 2^32 that sum up to less than 2^44: round the balances in the file to fewer decimals"
                )
            );
        }

        return new BalanceScale(decimals, [.. votes.Select(vote => (uint)(vote.Balance * factor))]);
    }

    /// <summary>A total as Snapshot would state it.</summary>
    public decimal ToBalance(ulong total)
    {
        var balance = (decimal)total;
        for (var i = 0; i < Decimals; i++)
        {
            balance /= 10;
        }

        return balance;
    }

    private static int DecimalsOf(decimal value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : text.TrimEnd('0').Length - point - 1;
    }
}
