using PrivateVote.Cli.Demo;

namespace PrivateVote.Cli.Tests;

public sealed class BalanceScaleTests
{
    [Fact]
    public void Whole_balances_are_weights_as_they_are()
    {
        var scale = Of(1m, 100m, 7.00m);

        Assert.Equal(0, scale.Decimals);
        Assert.Equal([1u, 100u, 7u], scale.Weights);
    }

    [Fact]
    public void One_power_of_ten_makes_all_balances_whole()
    {
        var scale = Of(1.5m, 0.025m, 3m);

        Assert.Equal(3, scale.Decimals);
        Assert.Equal([1500u, 25u, 3000u], scale.Weights);
        Assert.Equal(4.525m, scale.ToBalance(4525));
    }

    [Fact]
    public void The_largest_weight_is_below_two_to_the_32()
    {
        Assert.Equal([uint.MaxValue], Of(4294.967295m).Weights);
        Assert.Contains(
            "round the balances",
            Assert.Throws<Failure>(() => Of(4294.967296m)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Balances_with_eighteen_decimals_do_not_fit() =>
        Assert.Contains(
            "18 decimals",
            Assert.Throws<Failure>(() => Of(1.000000000000000001m)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_smallest_balance_does_not_overflow_anything() =>
        Assert.Throws<Failure>(() => Of(0.0000000000000000000000000001m, decimal.MaxValue / 4));

    [Fact]
    public void Weights_that_sum_up_to_too_much_are_refused() =>
        Assert.Throws<Failure>(() => Of([.. Enumerable.Repeat(4_000_000_000m, 5000)]));

    private static BalanceScale Of(params decimal[] balances) =>
        BalanceScale.Of([.. balances.Select(balance => new SnapshotVote([0], balance))]);
}
