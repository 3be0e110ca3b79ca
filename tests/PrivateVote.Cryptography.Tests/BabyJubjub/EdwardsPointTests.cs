using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Cryptography.Tests.BabyJubjub;

public sealed class EdwardsPointTests
{
    private static readonly BigInteger L = Scalar.Modulus;

    /// <summary>EIP-2494's generator G of the whole group, of order 8·l; 8·G is the base point.</summary>
    private static readonly EdwardsPoint Generator = EdwardsPoint.FromAffine(
        Fr.FromBigInteger(
            BigInteger.Parse("995203441582195749578291179787384436505546430278305826713579947235728471134", null)
        ),
        Fr.FromBigInteger(
            BigInteger.Parse("5472060717959818805561601436314318772137091100104008585924551046643952123905", null)
        )
    );

    private static Scalar K(BigInteger k) => Scalar.FromBigInteger(k);

    /// <summary>Scalars at the edges of windows, digits and limbs.</summary>
    private static IEnumerable<BigInteger> Boundaries() =>
        [
            0,
            1,
            2,
            7,
            8,
            9,
            15,
            16,
            17,
            0x88,
            ulong.MaxValue,
            BigInteger.One << 64,
            (BigInteger.One << 128) - 1,
            BigInteger.One << 250,
            (BigInteger.One << 250) - 1,
            BigInteger.Parse("0777777777777777777777777777777777777777777777777777777777777777", HexStyle, null) % L,
            BigInteger.Parse("0888888888888888888888888888888888888888888888888888888888888888", HexStyle, null) % L,
            L / 2,
            L - 16,
            L - 8,
            L - 2,
            L - 1,
        ];

    private const System.Globalization.NumberStyles HexStyle = System.Globalization.NumberStyles.AllowHexSpecifier;

    /// <summary>By the affine addition law of the curve as circomlib writes it: nothing shared with the code under test.</summary>
    private static (BigInteger X, BigInteger Y) AffineSum(
        (BigInteger X, BigInteger Y) p,
        (BigInteger X, BigInteger Y) q
    )
    {
        var r = Fr.Modulus;
        BigInteger Inverse(BigInteger v) => BigInteger.ModPow(((v % r) + r) % r, r - 2, r);
        var product = 168696 * p.X * p.Y % r * q.X % r * q.Y % r;
        var x = ((p.X * q.Y) + (p.Y * q.X)) % r * Inverse(1 + product) % r;
        var y = ((p.Y * q.Y) - (168700 * p.X * q.X)) % r * Inverse(1 - product) % r;
        return (x, (y + r) % r);
    }

    private static (BigInteger X, BigInteger Y) Affine(EdwardsPoint p)
    {
        p.ToAffine(out var x, out var y);
        return (x.ToBigInteger(), y.ToBigInteger());
    }

    /// <summary>k·Generator, so that every coset of the subgroup occurs; k small or random.</summary>
    private static readonly Arbitrary<EdwardsPoint> Points = Gen.OneOf(
            Gen.Choose(0, 16).Select(k => EdwardsPoint.MultiplyVariable(Generator, K(k))),
            Gen.Choose(0, 7).Select(k => EdwardsPoint.MultiplyVariable(Generator, Scalar.Random()) + LowOrder(k))
        )
        .ToArbitrary();

    private static readonly Arbitrary<BigInteger> Scalars = Gen.OneOf(
            Gen.Elements(Boundaries().ToArray()),
            Gen.Constant(0).Select(_ => Scalar.Random().ToBigInteger())
        )
        .ToArbitrary();

    /// <summary>k times the point l·Generator of order 8.</summary>
    private static EdwardsPoint LowOrder(int k)
    {
        var generatorOfTorsion = EdwardsPoint.MultiplyVariable(Generator, K(L - 1)) + Generator;
        return EdwardsPoint.MultiplyVariable(generatorOfTorsion, K(k));
    }

    [Fact]
    public void The_addition_is_complete_because_a_is_a_square_and_d_is_not()
    {
        var half = (Fr.Modulus - 1) / 2;
        Assert.True(Fr.From(168700).Power(half).IsOne);
        Assert.Equal(-Fr.One, Fr.From(168696).Power(half));
    }

    [Fact]
    public void The_base_is_eight_times_the_generator_and_has_order_l()
    {
        Assert.Equal(EdwardsPoint.Base, Generator.Double().Double().Double());
        Assert.True(EdwardsPoint.Base.IsInSubgroup());
        Assert.False(Generator.IsInSubgroup());
    }

    [Fact]
    public void Multiples_agree_with_circomlibjs()
    {
        foreach (var known in Fixture.Read("baby-jubjub.json").List("multiples"))
        {
            var k = known!["k"].Scalar();
            var expected = known["point"].Point();
            Assert.Equal(expected, EdwardsPoint.MultiplyBase(k));
            Assert.Equal(expected, EdwardsPoint.Multiply(EdwardsPoint.Base, k));
            Assert.Equal(expected, EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, k));
        }
    }

    [Fact]
    public void Addition_agrees_with_the_affine_law_on_all_pairs_of_small_and_low_order_points()
    {
        var points = Enumerable
            .Range(0, 8)
            .Select(LowOrder)
            .Concat([EdwardsPoint.Base, -EdwardsPoint.Base, Generator, EdwardsPoint.Base.Double()])
            .ToArray();
        foreach (var p in points)
        {
            foreach (var q in points)
            {
                Assert.Equal(AffineSum(Affine(p), Affine(q)), Affine(p + q));
            }

            Assert.Equal(AffineSum(Affine(p), Affine(p)), Affine(p.Double()));
        }
    }

    [Fact]
    public void Group_laws() =>
        Prop.ForAll(
                Points,
                Points,
                Points,
                (p, q, s) =>
                    p + q == q + p
                    && (p + q) + s == p + (q + s)
                    && p + EdwardsPoint.Identity == p
                    && (p - p).IsIdentity
                    && p + p == p.Double()
                    && -(-p) == p
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Multiplication_is_linear_in_scalar_and_point() =>
        Prop.ForAll(
                Scalars,
                Scalars,
                Points,
                (a, b, p) =>
                {
                    var inSubgroup = p.Double().Double().Double();
                    var sum = EdwardsPoint.Multiply(inSubgroup, K(a)) + EdwardsPoint.Multiply(inSubgroup, K(b));
                    return sum == EdwardsPoint.Multiply(inSubgroup, K(a + b))
                        && EdwardsPoint.Multiply(p + Generator, K(a))
                            == EdwardsPoint.Multiply(p, K(a)) + EdwardsPoint.Multiply(Generator, K(a));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void All_ways_to_multiply_agree() =>
        Prop.ForAll(
                Scalars,
                Points,
                (k, p) =>
                    EdwardsPoint.Multiply(p, K(k)) == EdwardsPoint.MultiplyVariable(p, K(k))
                    && EdwardsPoint.MultiplyBase(K(k)) == EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, K(k))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Multiplication_by_boundary_scalars_agrees_with_double_and_add()
    {
        foreach (var k in Boundaries())
        {
            var expected = EdwardsPoint.Identity;
            for (var bit = 255; bit >= 0; bit--)
            {
                expected = expected.Double();
                expected = ((k >> bit) & 1).IsZero ? expected : expected + Generator;
            }

            Assert.Equal(expected, EdwardsPoint.Multiply(Generator, K(k)));
            Assert.Equal(expected, EdwardsPoint.MultiplyVariable(Generator, K(k)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(30)]
    public void A_sum_of_products_is_the_sum_of_the_products(int count)
    {
        var points = Enumerable.Range(0, count).Select(i => LowOrder(i % 8) + EdwardsPoint.Base).ToArray();
        var scalars = Enumerable.Range(0, count).Select(i => i == 2 ? Scalar.Zero : Scalar.Random()).ToArray();
        var expected = points
            .Zip(scalars)
            .Aggregate(EdwardsPoint.Identity, (sum, x) => sum + EdwardsPoint.Multiply(x.First, x.Second));
        Assert.Equal(expected, EdwardsPoint.SumOfProductsVariable(points, scalars));
        Assert.Throws<ArgumentException>(() => EdwardsPoint.SumOfProductsVariable(points, [.. scalars, Scalar.One]));
    }

    [Fact]
    public void Encodings_round_trip() =>
        Prop.ForAll(Points, p => EdwardsPoint.TryDecodeUnchecked(p.ToBytes(), out var decoded) && decoded == p)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Batches_agree_with_single_points()
    {
        var points = Enumerable
            .Range(0, 9)
            .Select(i => LowOrder(i) + (i > 4 ? EdwardsPoint.Base : LowOrder(0)))
            .ToArray();
        var bytes = new byte[points.Length * EdwardsPoint.Size];
        EdwardsPoint.EncodeBatch(points, bytes);
        Assert.Equal(points.SelectMany(p => p.ToBytes()), bytes);
        var (x, y) = (new Fr[points.Length], new Fr[points.Length]);
        EdwardsPoint.ToAffineBatch(points, x, y);
        Assert.Equal(points, x.Zip(y, (u, v) => EdwardsPoint.FromAffine(u, v)));
        Assert.Throws<ArgumentException>(() => EdwardsPoint.EncodeBatch(points, new byte[64]));
        Assert.Throws<ArgumentException>(() => EdwardsPoint.ToAffineBatch(points, x, y.AsSpan(1)));
    }

    [Fact]
    public void Points_outside_the_prime_subgroup_and_the_identity_are_refused()
    {
        for (var k = 0; k < 8; k++)
        {
            var lowOrder = LowOrder(k);
            Assert.True(EdwardsPoint.TryDecodeUnchecked(lowOrder.ToBytes(), out _));
            Assert.False(EdwardsPoint.TryDecode(lowOrder.ToBytes(), out _));
            Assert.Equal(k == 0, lowOrder.IsInSubgroup());
            var mixed = lowOrder + EdwardsPoint.MultiplyBase(Scalar.Random());
            Assert.Equal(k == 0, EdwardsPoint.TryDecode(mixed.ToBytes(), out _));
        }

        Assert.Equal((0, Fr.Modulus - 1), Affine(LowOrder(4)));
        Assert.Equal(8, Enumerable.Range(0, 8).Select(LowOrder).Distinct().Count());
    }

    [Fact]
    public void Coordinates_that_are_not_canonical_or_not_on_the_curve_are_refused()
    {
        var good = EdwardsPoint.Base.ToBytes();
        for (var half = 0; half < 2; half++)
        {
            // The same residue, written as a number above r.
            var bytes = good.ToArray();
            var number = new BigInteger(bytes.AsSpan(half * 32, 32), isUnsigned: true, isBigEndian: true) + Fr.Modulus;
            Assert.True(number.TryWriteBytes(bytes.AsSpan(half * 32, 32), out _, isUnsigned: true, isBigEndian: true));
            Assert.False(EdwardsPoint.TryDecodeUnchecked(bytes, out _));
        }

        for (var i = 0; i < good.Length; i++)
        {
            var bytes = good.ToArray();
            bytes[i] ^= 1;
            Assert.False(EdwardsPoint.TryDecodeUnchecked(bytes, out _));
        }

        Assert.False(EdwardsPoint.TryDecodeUnchecked(new byte[64], out _));
        Assert.False(EdwardsPoint.TryDecodeUnchecked(good.AsSpan(1), out _));
        Assert.False(EdwardsPoint.TryDecodeUnchecked([.. good, 0], out _));
        Assert.Throws<ArgumentException>(() => EdwardsPoint.FromAffine(Fr.One, Fr.One));
    }

    [Fact]
    public void The_default_value_is_no_point()
    {
        EdwardsPoint none = default;
        Assert.False(none.IsIdentity);
        Assert.False(none.IsInSubgroup());
        Assert.NotEqual(EdwardsPoint.Identity, none);
        Assert.NotEqual(EdwardsPoint.Base, EdwardsPoint.Base + none);
        Assert.Throws<ArgumentException>(() => none.ToBytes());
    }
}
