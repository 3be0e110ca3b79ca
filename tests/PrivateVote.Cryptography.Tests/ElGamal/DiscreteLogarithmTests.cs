using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;

namespace PrivateVote.Cryptography.Tests.ElGamal;

public sealed class DiscreteLogarithmTests
{
    private static EdwardsPoint PointOf(ulong m) => EdwardsPoint.MultiplyBase(Scalar.From(m));

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(20UL)]
    [InlineData(300UL)]
    public void Every_number_up_to_a_small_maximum_is_found_and_the_next_is_not(ulong maximum)
    {
        var logarithm = new DiscreteLogarithm(maximum);
        for (ulong m = 0; m <= maximum; m++)
        {
            Assert.True(logarithm.TryFind(PointOf(m), out var found));
            Assert.Equal(m, found);
        }

        for (var m = maximum + 1; m < maximum + 80; m++)
        {
            Assert.False(logarithm.TryFind(PointOf(m), out _));
        }

        Assert.False(logarithm.TryFind(-EdwardsPoint.Base, out _));
    }

    [Fact]
    public void Numbers_where_the_affine_law_has_exceptions_are_found()
    {
        // T = 2^15 for this maximum: multiples of 2T + 1 make a center of the first two batches the identity or equal to a
        // step or its negative.
        const ulong Maximum = 1UL << 30;
        const ulong T = 1 << 15;
        const ulong Stride = (2 * T) + 1;
        const ulong Half = BabyStepTable.HalfBatch;
        const ulong Batch = BabyStepTable.Batch;
        var logarithm = new DiscreteLogarithm(Maximum);
        foreach (var i in new ulong[] { 0, 1, 2, Half - 1, Half, Half + 1, Batch - 1, Batch, Batch + 1, Batch + Half })
        {
            foreach (var m in new[] { i * Stride, (i * Stride) + T, (i * Stride) + T + 1 }.Where(m => m <= Maximum))
            {
                Assert.True(logarithm.TryFind(PointOf(m), out var found), $"{m}");
                Assert.Equal(m, found);
            }
        }
    }

    [Fact]
    public void Searches_may_run_side_by_side()
    {
        var logarithm = new DiscreteLogarithm(1UL << 34);
        Parallel.For(
            0,
            16,
            i =>
            {
                var m = ((ulong)i + 1) * 1_000_000_007 % (1UL << 34);
                Assert.True(logarithm.TryFind(PointOf(m), out var found));
                Assert.Equal(m, found);
            }
        );
    }

    [Fact]
    public void Random_numbers_and_the_edges_of_a_large_range_are_found()
    {
        const ulong Maximum = 1UL << 34;
        var logarithm = new DiscreteLogarithm(Maximum);
        foreach (var m in new[] { Maximum, Maximum - 1, Maximum / 2 })
        {
            Assert.True(logarithm.TryFind(PointOf(m), out var found));
            Assert.Equal(m, found);
        }

        Assert.False(logarithm.TryFind(PointOf(Maximum + 1), out _));
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).Select(m => (ulong)m * 8).ToArbitrary(),
                m => logarithm.TryFind(PointOf(m), out var found) && found == m
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Fact]
    public void Points_outside_the_subgroup_are_not_found()
    {
        var logarithm = new DiscreteLogarithm(100);
        var orderTwo = EdwardsPoint.FromAffine(Fr.Zero, -Fr.One);
        Assert.False(logarithm.TryFind(orderTwo, out _));
        Assert.False(logarithm.TryFind(PointOf(5) + orderTwo, out _));
    }

    [Fact]
    public void Progress_rises_to_one()
    {
        var reports = new List<double>();
        var logarithm = new DiscreteLogarithm(1UL << 30);
        Assert.False(logarithm.TryFind(-EdwardsPoint.Base, out _, new Recorder(reports)));
        Assert.Equal(1, reports[^1]);
        Assert.Equal(reports.Order(), reports);
    }

    [Fact]
    public void A_maximum_above_the_limit_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLogarithm(DiscreteLogarithm.Limit + 1));

    private sealed class Recorder(List<double> reports) : IProgress<double>
    {
        public void Report(double value) => reports.Add(value);
    }
}
