using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Tests.Weights;

/// <summary>The curves in fixed point, against what they stand for.</summary>
public sealed class CurveTests
{
    [Theory]
    // equal: 1 * 2^16; linear: P * 2^16
    [InlineData(WeightCurve.Equal, 0UL, 65_536UL)]
    [InlineData(WeightCurve.Equal, ulong.MaxValue, 65_536UL)]
    [InlineData(WeightCurve.Linear, 0UL, 0UL)]
    [InlineData(WeightCurve.Linear, 3UL, 196_608UL)]
    // squareRoot: floor(65,536 * sqrt(P)): sqrt(2) = 1.41421356.. * 65,536 = 92,681.9
    [InlineData(WeightCurve.SquareRoot, 0UL, 0UL)]
    [InlineData(WeightCurve.SquareRoot, 1UL, 65_536UL)]
    [InlineData(WeightCurve.SquareRoot, 2UL, 92_681UL)]
    [InlineData(WeightCurve.SquareRoot, 100UL, 655_360UL)]
    // 2^32 * 65,536 - 1: the root of 2^64 - 1 is just below 2^32
    [InlineData(WeightCurve.SquareRoot, ulong.MaxValue, 281_474_976_710_655UL)]
    // logarithm2: floor(65,536 * log2(1 + P)): log2(3) = 1.5849625.. * 65,536 = 103,872.1
    [InlineData(WeightCurve.Logarithm2, 0UL, 0UL)]
    [InlineData(WeightCurve.Logarithm2, 1UL, 65_536UL)]
    [InlineData(WeightCurve.Logarithm2, 2UL, 103_872UL)]
    [InlineData(WeightCurve.Logarithm2, 1023UL, 655_360UL)]
    [InlineData(WeightCurve.Logarithm2, ulong.MaxValue, 64UL << 16)]
    // 1 + P = 2^64 - 1, a hair below 64
    [InlineData(WeightCurve.Logarithm2, ulong.MaxValue - 1, (64UL << 16) - 1)]
    public void A_curve_has_the_value_of_its_definition(WeightCurve curve, ulong points, ulong value) =>
        Assert.Equal(value, CurveArithmetic.Evaluate(curve, points));

    [Fact]
    public void A_square_root_is_the_largest_whose_square_fits() =>
        Prop.ForAll<ulong, uint>(
                (high, low) =>
                {
                    var value = ((UInt128)high << 32) | low;
                    var root = CurveArithmetic.SquareRoot(value);
                    return root * root <= value && (root + 1) * (root + 1) > value;
                }
            )
            .QuickCheckThrowOnFailure();

    /// <summary>floor(65,536 log2 x) is the L with 2^L at most x^65,536 and 2^(L+1) above it; exact, and slow.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(65_537)]
    public void A_logarithm_is_the_real_one_rounded_down(int value)
    {
        var exact = (uint)(BigInteger.Pow(value, 1 << CurveArithmetic.FractionBits).GetBitLength() - 1);
        Assert.Equal(exact, CurveArithmetic.Logarithm2((UInt128)value));
    }

    [Fact]
    public void More_points_are_never_a_smaller_value()
    {
        foreach (var curve in Enum.GetValues<WeightCurve>())
        {
            Prop.ForAll<ulong, ulong>(
                    (a, b) =>
                        CurveArithmetic.Evaluate(curve, Math.Min(a, b))
                        <= CurveArithmetic.Evaluate(curve, Math.Max(a, b))
                )
                .QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void A_logarithm_of_nothing_or_of_too_much_is_misuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CurveArithmetic.Logarithm2(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => CurveArithmetic.Logarithm2((UInt128.One << 64) + 1));
    }
}
