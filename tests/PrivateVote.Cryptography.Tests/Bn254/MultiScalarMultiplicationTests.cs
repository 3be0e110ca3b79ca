using System.Numerics;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Bn254;

/// <summary>Multi-scalar multiplication against one multiplication after another, in both groups.</summary>
public sealed class MultiScalarMultiplicationTests
{
    private static readonly BigInteger[] Boundaries =
    [
        0,
        1,
        2,
        3,
        127,
        128,
        ulong.MaxValue,
        BigInteger.One << 128,
        (BigInteger.One << 253) - 1,
        BigInteger.One << 253,
        (BigInteger.One << 253) + 1,
        (Fr.Modulus - 1) / 2,
        (Fr.Modulus + 1) / 2,
        Fr.Modulus - 3,
        Fr.Modulus - 2,
        Fr.Modulus - 1,
    ];

    private static readonly G1Affine[] SomeG1 =
    [
        .. Enumerable.Range(0, 12).Select(_ => G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine()),
    ];

    private static readonly G2Affine[] SomeG2 =
    [
        .. Enumerable.Range(0, 4).Select(_ => G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine()),
    ];

    private static readonly Dictionary<string, LaneBucketSums<Fp>> InG1 = new()
    {
        ["scalar"] = LaneBucketSums<Fp>.On<ScalarLanes<Bn254Base>>(),
        ["avx2"] = LaneBucketSums<Fp>.On<Avx2Lanes<Bn254Base>>(),
        ["avx512"] = LaneBucketSums<Fp>.On<Avx512Lanes<Bn254Base>>(),
    };

    private static readonly Dictionary<string, LaneBucketSums<Fp2>> InG2 = new()
    {
        ["scalar"] = LaneBucketSums<Fp2>.On<ScalarLanes<Bn254Base>>(),
        ["avx2"] = LaneBucketSums<Fp2>.On<Avx2Lanes<Bn254Base>>(),
        ["avx512"] = LaneBucketSums<Fp2>.On<Avx512Lanes<Bn254Base>>(),
    };

    public static TheoryData<string> Paths =>
        [
            "scalar",
            .. Avx2Lanes<Bn254Base>.IsSupported ? ["avx2"] : Array.Empty<string>(),
            .. Avx512Lanes<Bn254Base>.IsSupported ? ["avx512"] : Array.Empty<string>(),
        ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(160)]
    [InlineData(1500)]
    public void Sums_in_G1_agree_with_single_multiplications(int count)
    {
        // Few distinct points, so that buckets hold equal ones (doublings) and opposite ones (cancellations).
        var points = Enumerable.Range(0, count).Select(i => SomeG1[i % SomeG1.Length]).ToArray();
        var scalars = Scalars(count);
        Assert.Equal(Expected(points, scalars), Compute(points, scalars));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60)]
    public void Sums_in_G2_agree_with_single_multiplications(int count)
    {
        var points = Enumerable.Range(0, count).Select(i => SomeG2[i % SomeG2.Length]).ToArray();
        var scalars = Scalars(count);
        var expected = G2Xyzz.Infinity;
        for (var i = 0; i < count; i++)
        {
            expected += G2.MultiplyVariable(in points[i], in scalars[i]);
        }

        Assert.Equal(expected, Compute(points, scalars));
    }

    [Fact]
    public void Everything_in_one_bucket_is_summed_or_cancels()
    {
        var k = Fr.Random();
        var p = SomeG1[0];
        foreach (var count in new[] { 2, 3, 64, 1001, 3000 })
        {
            var equal = Enumerable.Repeat(p, count).ToArray();
            var expected = G1.MultiplyVariable(in p, k * Fr.From((ulong)count));
            Assert.Equal(expected, Compute(equal, [.. equal.Select(_ => k)]));

            var alternating = Enumerable.Range(0, 2 * count).Select(i => i % 2 == 0 ? p : -p).ToArray();
            Assert.True(Compute(alternating, [.. alternating.Select(_ => k)]).IsInfinity);
        }
    }

    [Fact]
    public void Scalars_that_share_their_digits_and_points_at_infinity_are_no_exception()
    {
        G1Affine[] points = [SomeG1[0], G1Affine.Infinity, -SomeG1[0], SomeG1[1], G1Affine.Infinity, SomeG1[1]];
        foreach (var boundary in Boundaries)
        {
            var scalars = points.Select(_ => Fr.FromBigInteger(boundary)).ToArray();
            Assert.Equal(Expected(points, scalars), Compute(points, scalars));
        }
    }

    [Fact]
    public void Scalars_can_be_chosen_by_index()
    {
        var scalars = Scalars(30);
        int[] indexes = [29, 3, 3, 17];
        var points = SomeG1[..4];
        using var sum = new MultiScalarMultiplication<Fp>(points, indexes, scalars);
        Assert.Equal(Expected(points, [.. indexes.Select(i => scalars[i])]), Finish(sum));
    }

    [Theory, MemberData(nameof(Paths))]
    public void Lanes_agree_with_one_element_at_a_time(string path)
    {
        foreach (var count in new[] { 1, 7, 8, 65, 1000, 2500 })
        {
            var scalars = Scalars(count);
            // All distinct, few distinct (doublings and cancellations), and some infinite.
            var distinct = new G1Affine[count];
            var multiple = G1.MultiplyVariable(in G1.Generator, Fr.Random());
            for (var i = 0; i < count; i++)
            {
                distinct[i] = multiple.ToAffine();
                multiple += SomeG1[0];
            }

            var repeated = distinct.Select((_, i) => i % 3 == 0 ? -SomeG1[i % 4] : SomeG1[i % 4]).ToArray();
            var infinite = distinct.Select((p, i) => i % 5 == 0 ? G1Affine.Infinity : p).ToArray();
            foreach (var points in new[] { distinct, repeated, infinite, new G1Affine[count] })
            {
                Assert.Equal(Compute(points, scalars), Compute(points, scalars, InG1[path]));
            }
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Lanes_agree_with_one_element_at_a_time_in_G2(string path)
    {
        foreach (var count in new[] { 1, 9, 300 })
        {
            var scalars = Scalars(count);
            var distinct = new G2Affine[count];
            var multiple = G2.MultiplyVariable(in G2.Generator, Fr.Random());
            for (var i = 0; i < count; i++)
            {
                distinct[i] = i % 7 == 0 ? G2Affine.Infinity : multiple.ToAffine();
                multiple += SomeG2[0];
            }

            var repeated = distinct.Select((_, i) => i % 3 == 0 ? -SomeG2[i % 4] : SomeG2[i % 4]).ToArray();
            foreach (var points in new[] { distinct, repeated })
            {
                Assert.Equal(Compute(points, scalars), Compute(points, scalars, InG2[path]));
            }
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void In_lanes_too_everything_in_one_bucket_is_summed_or_cancels(string path)
    {
        var k = Fr.Random();
        var p = SomeG1[0];
        foreach (var count in new[] { 2, 3, 64, 5001 })
        {
            var equal = Enumerable.Repeat(p, count).ToArray();
            var expected = G1.MultiplyVariable(in p, k * Fr.From((ulong)count));
            Assert.Equal(expected, Compute(equal, [.. equal.Select(_ => k)], InG1[path]));

            var alternating = Enumerable.Range(0, 2 * count).Select(i => i % 2 == 0 ? p : -p).ToArray();
            Assert.True(Compute(alternating, [.. alternating.Select(_ => k)], InG1[path]).IsInfinity);

            // Units have a bucket of their own. Neighbouring buckets that hold multiples of one point meet in the running sums.
            var units = equal.Select((_, i) => i % 5 == 0 ? -Fr.One : Fr.One).ToArray();
            Assert.Equal(Expected(equal, units), Compute(equal, units, InG1[path]));
            var small = Enumerable.Range(0, count).Select(i => Fr.From((ulong)(2 + (i % 100)))).ToArray();
            Assert.Equal(Compute(equal, small), Compute(equal, small, InG1[path]));
        }
    }

    [Fact]
    public void As_many_scalars_as_points_are_required()
    {
        Assert.Throws<ArgumentException>(() => Compute(SomeG1, new Fr[SomeG1.Length + 1]));
        Assert.Throws<ArgumentException>(() => new MultiScalarMultiplication<Fp>(SomeG1, [0], new Fr[1]));
    }

    private static Fr[] Scalars(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => i < Boundaries.Length ? Fr.FromBigInteger(Boundaries[i]) : Fr.Random()),
        ];

    private static G1Xyzz Expected(G1Affine[] points, Fr[] scalars)
    {
        var sum = G1Xyzz.Infinity;
        for (var i = 0; i < points.Length; i++)
        {
            sum += G1.MultiplyVariable(in points[i], in scalars[i]);
        }

        return sum;
    }

    /// <summary>With one element at a time unless lanes are given.</summary>
    private static XyzzPoint<F> Compute<F>(AffinePoint<F>[] points, Fr[] scalars, LaneBucketSums<F>? lanes = null)
        where F : unmanaged, IField<F>
    {
        using var sum = new MultiScalarMultiplication<F>(points, indexes: null, scalars, lanes);
        return Finish(sum);
    }

    private static XyzzPoint<F> Finish<F>(MultiScalarMultiplication<F> sum)
        where F : unmanaged, IField<F>
    {
        // In any order.
        for (var i = sum.WindowCount - 1; i >= 0; i--)
        {
            sum.SumWindow(i);
        }

        sum.Combine(out var result);
        return result;
    }
}
