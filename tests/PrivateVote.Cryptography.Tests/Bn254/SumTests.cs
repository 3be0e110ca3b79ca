using System.Numerics;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Bn254;

/// <summary>Sums of multiples against one multiplication after another.</summary>
public sealed class SumTests
{
    private static G1Affine[] Points(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine())];

    private static G1Xyzz Expected(ReadOnlySpan<G1Affine> points, ReadOnlySpan<Fr> scalars)
    {
        G1Xyzz sum = default;
        for (var i = 0; i < points.Length; i++)
        {
            sum += G1.MultiplyVariable(in points[i], in scalars[i]);
        }

        return sum;
    }

    [Fact]
    public void Sums_over_fixed_points_agree_at_the_boundaries_and_at_random()
    {
        Fr[] scalars =
        [
            Fr.Zero,
            Fr.One,
            -Fr.One,
            Fr.From(127),
            Fr.From(128),
            Fr.From(255),
            Fr.From(256),
            Fr.FromBigInteger((BigInteger.One << 253) - 1),
            Fr.FromBigInteger(BigInteger.Parse(new string('8', 64), System.Globalization.NumberStyles.HexNumber)),
            Fr.Random(),
        ];
        var points = Points(scalars.Length);
        points[^1] = G1Affine.Infinity;
        var sum = new FixedPointSum(points);
        Assert.Equal(Expected(points, scalars), sum.Evaluate(scalars));
        Assert.True(sum.Evaluate(new Fr[scalars.Length]).IsInfinity);
        // All in one bucket, and cancelling.
        G1Affine[] opposite = [points[0], -points[0], points[1], points[1]];
        Fr[] equal = [scalars[7], scalars[7], scalars[4], scalars[4]];
        Assert.Equal(Expected(opposite, equal), new FixedPointSum(opposite).Evaluate(equal));
        Assert.Throws<ArgumentException>(() => sum.Evaluate(new Fr[1]));
        Assert.True(new FixedPointSum([]).Evaluate([]).IsInfinity);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(70)]
    [InlineData(140)]
    [InlineData(300)]
    [InlineData(600)]
    [InlineData(1100)]
    public void Sums_with_short_scalars_agree_at_every_window(int count)
    {
        var some = Points(Math.Min(count, 20));
        var points = Enumerable.Range(0, count).Select(i => some[i % some.Length]).ToArray();
        ulong[] special = [0, 1, ulong.MaxValue, 1UL << 63, 0x8080808080808080, 0x7f7f7f7f7f7f7f7f];
        var scalars = Enumerable
            .Range(0, count)
            .Select(i => i < special.Length ? special[i] : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)))
            .ToArray();
        Assert.Equal(Expected(points, [.. scalars.Select(Fr.From)]), ShortScalarSum.Evaluate(points, scalars));
        Assert.Throws<ArgumentException>(() => ShortScalarSum.Evaluate(points, new ulong[count + 1]));
    }

    [Fact]
    public void Batch_coefficients_do_not_collide()
    {
        // a + bλ = a' + b'λ mod r needs a vector (a - a', b - b') below 2^65 in the lattice of a + bλ = 0. Reduced by Lagrange's
        // algorithm, its shortest vector is far longer.
        var lambda = G1.Lambda.ToBigInteger();
        var (u, v) = ((X: Fr.Modulus, Y: BigInteger.Zero), (X: -lambda, Y: BigInteger.One));
        BigInteger Dot((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b) => (a.X * b.X) + (a.Y * b.Y);
        while (true)
        {
            if (Dot(u, u) < Dot(v, v))
            {
                (u, v) = (v, u);
            }

            var twice = 2 * Dot(u, v);
            var norm = 2 * Dot(v, v);
            var quotient = (twice + (norm / 2)) / norm;
            if (quotient.IsZero)
            {
                quotient = (twice - (norm / 2)) / norm;
            }

            if (quotient.IsZero)
            {
                break;
            }

            u = (u.X - (quotient * v.X), u.Y - (quotient * v.Y));
        }

        Assert.Equal(BigInteger.Zero, (v.X + (v.Y * lambda)) % Fr.Modulus);
        Assert.True(Dot(v, v) > BigInteger.One << 250);
    }

    [Fact]
    public void Multiples_in_lanes_are_those_of_one_point_at_a_time()
    {
        Multiples<Fp>();
        Multiples<PrimeFieldLanes<Bn254Base, ScalarLanes<Bn254Base>>>();
        if (Avx2Lanes<Bn254Base>.IsSupported)
        {
            Multiples<PrimeFieldLanes<Bn254Base, Avx2Lanes<Bn254Base>>>();
        }

        if (Avx512Lanes<Bn254Base>.IsSupported)
        {
            Multiples<PrimeFieldLanes<Bn254Base, Avx512Lanes<Bn254Base>>>();
        }
    }

    private static void Multiples<L>()
        where L : unmanaged, ILanes<L, Fp>
    {
        ulong[] special = [0, 1, 2, 3, 16, 17, ulong.MaxValue, ulong.MaxValue - 1, 1UL << 63, 0xF0F0F0F0F0F0F0F0];
        var groups = 16;
        var points = Points(groups * L.Width);
        var scalars = new EndomorphismScalar[points.Length];
        for (var i = 0; i < scalars.Length; i++)
        {
            ulong Half(int k) =>
                i < 100 && groups * L.Width > 16 || i < 10
                    ? special[k % special.Length]
                    : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
            scalars[i] = new EndomorphismScalar(Half(i), Half((i / special.Length) + (3 * i)));
        }

        var lanes = new AffinePoint<L>[groups];
        for (var i = 0; i < groups; i++)
        {
            LanePoints<L>.Load(out lanes[i], points.AsSpan(i * L.Width, L.Width));
        }

        LaneMultiples<L>.MultiplyAll(lanes, scalars);
        var x = new Fp[L.Width];
        var y = new Fp[L.Width];
        for (var i = 0; i < points.Length; i++)
        {
            lanes[i / L.Width].X.Store(x);
            lanes[i / L.Width].Y.Store(y);
            var expected = G1.MultiplyVariable(in points[i], scalars[i].ToFr()).ToAffine();
            Assert.Equal(expected, new G1Affine(in x[i % L.Width], in y[i % L.Width]));
        }

        Assert.Throws<ArgumentException>(() => LaneMultiples<L>.MultiplyAll(lanes, scalars.AsSpan(1)));
    }

    [Fact]
    public void Endomorphism_scalars_are_odd_in_both_halves()
    {
        Assert.Equal(Fr.One + G1.Lambda, new EndomorphismScalar(1, 1).ToFr());
        Assert.Equal(-Fr.One - G1.Lambda, new EndomorphismScalar(0, 0).ToFr());
        Assert.Equal(
            Fr.From(ulong.MaxValue) - (Fr.From(3) * G1.Lambda),
            new EndomorphismScalar(ulong.MaxValue, 2).ToFr()
        );
    }
}
