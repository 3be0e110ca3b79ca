using System.Numerics;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Bn254;

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
        // 10069 is the smallest prime that divides the cofactor 2p - r.
        const int Order = 10069;
        var cofactor = (2 * Fp.Modulus) - Fr.Modulus;
        Assert.True((cofactor % Order).IsZero);
        for (var i = 0; i < 5; i++)
        {
            var point = Multiple(RandomPointOfTwist(), Fr.Modulus * cofactor / Order).ToAffine();
            Assert.True(Multiple(in point, Order).IsInfinity);
            Assert.Equal(point.IsInfinity, G2.IsInSubgroup(in point));
            var shifted = Multiple(in point, RandomNumberGenerator.GetInt32(1, Order)) + G2.Generator;
            Assert.Equal(point.IsInfinity, G2.IsInSubgroup(shifted.ToAffine()));
        }
    }
}
