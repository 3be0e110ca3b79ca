using System.Numerics;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Bn254;

/// <summary>The fast check of G2's subgroup against its definition, multiplication by r.</summary>
public sealed class SubgroupTests
{
    /// <summary>A point of the twist that is not in G2 but with probability 1/cofactor.</summary>
    internal static G2Affine RandomPointOfTwist()
    {
        while (true)
        {
            var x = new Fp2(Fp.Random(), Fp.Random());
            var right = (x * x * x) + Bn254Constants<Fp>.TwistB;
            if (TrySquareRoot(in right, out var y))
            {
                return new G2Affine(in x, in y);
            }
        }
    }

    /// <summary>The complex method: for a + bu, with n = sqrt(a² + b²), the real part is sqrt((a ± n)/2).</summary>
    private static bool TrySquareRoot(in Fp2 value, out Fp2 root)
    {
        var half = Fp.From(2).Inverse();
        var quarter = (Fp.Modulus + 1) / 4;
        var n = ((value.C0 * value.C0) + (value.C1 * value.C1)).Power(quarter);
        foreach (var sign in new[] { n, -n })
        {
            var real = ((value.C0 + sign) * half).Power(quarter);
            root = new Fp2(in real, value.C1 * half * real.Inverse());
            if (root * root == value)
            {
                return true;
            }
        }

        root = default;
        return false;
    }

    private static G2Xyzz Multiple(in G2Affine point, BigInteger k)
    {
        var limbs = new ulong[(int)((k.GetBitLength() + 63) / 64)];
        for (var i = 0; i < limbs.Length; i++)
        {
            limbs[i] = (ulong)((k >> (64 * i)) & ulong.MaxValue);
        }

        G2Xyzz.MultiplyVariable(out var result, in point, limbs);
        return result;
    }

    /// <summary>A point whose order, 10069, is the smallest prime that divides the cofactor 2p - r.</summary>
    internal static G2Affine RandomPointOfSmallOrder()
    {
        const int Order = 10069;
        var cofactor = (2 * Fp.Modulus) - Fr.Modulus;
        Assert.True((cofactor % Order).IsZero);
        while (true)
        {
            var point = Multiple(RandomPointOfTwist(), Fr.Modulus * cofactor / Order).ToAffine();
            Assert.True(Multiple(in point, Order).IsInfinity);
            if (!point.IsInfinity)
            {
                return point;
            }
        }
    }

    /// <summary>Without end: any points of the twist, points of small order, and such with a part in the subgroup.</summary>
    internal static IEnumerable<G2Affine> PointsOutside()
    {
        while (true)
        {
            yield return RandomPointOfTwist();
            var small = RandomPointOfSmallOrder();
            yield return small;
            yield return (Multiple(in small, RandomNumberGenerator.GetInt32(1, 10069)) + G2.Generator).ToAffine();
        }
    }

    [Fact]
    public void Points_of_the_twist_outside_the_subgroup_are_found()
    {
        for (var i = 0; i < 20; i++)
        {
            var point = RandomPointOfTwist();
            Assert.True(G2.IsOnCurve(in point));
            Assert.False(Multiple(in point, Fr.Modulus).IsInfinity);
            Assert.False(G2.IsInSubgroup(in point));
            var bytes = new byte[G2.Size];
            G2.Encode(in point, bytes);
            Assert.True(G2.TryDecodeUnchecked(bytes, out _));
            Assert.False(G2.TryDecode(bytes, out _));
        }
    }

    [Fact]
    public void Points_with_the_cofactor_cleared_are_in_the_subgroup()
    {
        var cofactor = (2 * Fp.Modulus) - Fr.Modulus;
        for (var i = 0; i < 20; i++)
        {
            var point = Multiple(RandomPointOfTwist(), cofactor).ToAffine();
            Assert.True(Multiple(in point, Fr.Modulus).IsInfinity);
            Assert.True(G2.IsInSubgroup(in point));
        }

        Assert.True(G2.IsInSubgroup(in G2.Generator));
        Assert.True(G2.IsInSubgroup(G2Affine.Infinity));
    }

    [Fact]
    public void Points_of_small_order_are_found()
    {
        for (var i = 0; i < 5; i++)
        {
            var point = RandomPointOfSmallOrder();
            Assert.False(G2.IsInSubgroup(in point));
            var shifted = Multiple(in point, RandomNumberGenerator.GetInt32(1, 10069)) + G2.Generator;
            Assert.False(G2.IsInSubgroup(shifted.ToAffine()));
        }
    }

    [Fact]
    public void A_Miller_loop_ends_where_only_points_of_the_subgroup_do()
    {
        EndsInSubgroup<Fp>();
        EndsInSubgroup<PrimeFieldLanes<Bn254Base, ScalarLanes<Bn254Base>>>();
        if (Avx2Lanes<Bn254Base>.IsSupported)
        {
            EndsInSubgroup<PrimeFieldLanes<Bn254Base, Avx2Lanes<Bn254Base>>>();
        }

        if (Avx512Lanes<Bn254Base>.IsSupported)
        {
            EndsInSubgroup<PrimeFieldLanes<Bn254Base, Avx512Lanes<Bn254Base>>>();
        }
    }

    /// <summary>In batches of a width, with every pattern of points inside and outside among them.</summary>
    private static void EndsInSubgroup<L>()
        where L : unmanaged, ILanes<L, Fp>
    {
        var outside = PointsOutside().Take(L.Width).ToArray();
        var inside = Enumerable
            .Range(0, L.Width)
            .Select(_ => G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine())
            .ToArray();
        LanePoints<L>.Load(out AffinePoint<L> p, [G1.Generator]);
        var running = new RunningPoint<L>[1];
        foreach (var pattern in new[] { 0, 1, 255, 254, 127, 170, 85, 15 })
        {
            var points = inside.ToArray();
            var expected = 0;
            for (var lane = 0; lane < points.Length; lane++)
            {
                if ((pattern >> lane & 1) == 0)
                {
                    points[lane] = outside[lane];
                    continue;
                }

                expected |= 1 << lane;
            }

            LanePoints<L>.Load(out AffinePoint<Fp2<L>> q, points);
            MillerLoop<L>.Run(out _, [p], [q], [], [], running);
            Assert.Equal(expected, LanePoints<L>.SubgroupMask(in running[0], in q));
        }
    }

    [Fact]
    public void A_Miller_loop_that_meets_infinity_ends_outside_the_subgroup()
    {
        // A point of order dividing 6x + 2 or its neighbours would meet infinity, or itself, on the way; the twist has none,
        // so the coordinates are set.
        var generator = G2.Generator;
        var running = new RunningPoint<Fp>(in generator);
        running.Add(in generator, out _);
        Assert.True(running.Z.IsZero);
        running = new RunningPoint<Fp>(in generator);
        running.Add(-generator, out _);
        Assert.True(running.Z.IsZero);
        running.Double(out _);
        Assert.True(running.Z.IsZero);
        running.Add(in generator, out _);
        Assert.True(running.Z.IsZero);
        Assert.Equal(0, LanePoints<Fp>.SubgroupMask(in running, in generator));
    }
}
