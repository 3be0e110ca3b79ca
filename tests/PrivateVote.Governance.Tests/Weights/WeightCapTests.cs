using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Tests.Weights;

/// <summary>The largest W that is at most a share of what remains after everybody was cut to W.</summary>
public sealed class WeightCapTests
{
    public static TheoryData<ulong[], uint, uint, ulong, bool> Cases =>
        new()
        {
            // Nobody: nothing to cut.
            { [], 1, 2, 0, true },
            { [0, 0], 1, 2, 0, true },
            // 100 of 100 + 10 + 10: W <= 1/2 (W + 20), so W = 20; then 20 of 40.
            { [100, 10, 10], 1, 2, 20, true },
            // W <= 1/2 (W + 21), W = 21.
            { [100, 11, 10], 1, 2, 21, true },
            // W <= 2/5 (W + 20): 3 W <= 40, W = 13; 13 * 5 = 65 <= 2 * 33 = 66; 14 * 5 = 70 > 2 * 34.
            { [100, 10, 10], 2, 5, 13, true },
            // Two are cut: W <= 1/3 (2 W + 5), W = 5; and that is the smallest too.
            { [100, 90, 5], 1, 3, 5, true },
            // W <= 3/10 (3 W + 9): W = 27 with 3 at the cap: 270 <= 3 * 90.
            { [100, 90, 80, 9], 3, 10, 27, true },
            // Nobody is above the share: the largest stands.
            { [5, 5, 5, 5], 1, 4, 5, true },
            { [7, 5, 5, 5], 1, 1, 7, true },
            { [1], 1, 1, 1, true },
            // Weights of 0 are no voters: two cannot have at most 1/3 each.
            { [9, 4, 0, 0], 1, 3, 4, false },
            { [8], 1, 2, 8, false },
            // W <= 1/2 (W + 1): two voters end equal.
            { [uint.MaxValue, 1], 1, 2, 1, true },
            { [uint.MaxValue, uint.MaxValue], 1, 2, uint.MaxValue, true },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_cap_is_as_its_arithmetic_says(ulong[] weights, uint a, uint b, ulong largest, bool reached) =>
        Assert.Equal(new WeightCap(largest, reached), WeightCap.Find(weights, new Share(a, b)));

    [Fact]
    public void No_smaller_number_would_do_and_no_larger_one_holds()
    {
        var dice = new Dice("cap");
        for (var i = 0; i < 2_000; i++)
        {
            var weights = Enumerable.Range(0, 1 + dice.Next(12)).Select(_ => dice.NextOfBits(52)).ToArray();
            var b = 1 + (uint)dice.Next(20);
            var share = new Share(1 + (uint)dice.Next((int)b), b);
            var cap = WeightCap.Find(weights, share);
            bool Holds(ulong w) =>
                (UInt128)w * share.Denominator
                <= share.Numerator * weights.Aggregate(UInt128.Zero, (sum, weight) => sum + ulong.Min(weight, w));

            var largest = weights.Max();
            if (!cap.Reached)
            {
                Assert.False(Holds(1));
                Assert.Equal(weights.Where(weight => weight > 0).Min(), cap.Largest);
                continue;
            }

            Assert.True(Holds(cap.Largest));
            Assert.True(cap.Largest == largest || !Holds(cap.Largest + 1));
        }
    }

    [Fact]
    public void A_share_of_nothing_or_of_more_than_all_is_misuse()
    {
        Assert.Throws<ArgumentException>(() => WeightCap.Find([1], new Share(0, 2)));
        Assert.Throws<ArgumentException>(() => WeightCap.Find([1], new Share(3, 2)));
        Assert.Throws<ArgumentException>(() => WeightCap.Find([1], new Share(0, 0)));
    }
}
