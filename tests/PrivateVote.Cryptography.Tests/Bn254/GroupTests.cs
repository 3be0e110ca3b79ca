using System.Numerics;
using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Tests.Bn254;

/// <summary>The laws of the two groups, on random points and on the special ones.</summary>
public sealed class GroupTests
{
    private static readonly BigInteger R = Fr.Modulus;

    private static G1Affine RandomG1() => G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine();

    private static G2Affine RandomG2() => G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine();

    /// <summary>point·k by doubling and adding, for any k: the definition the fast forms are held against.</summary>
    private static G1Xyzz Multiple(in G1Affine point, BigInteger k)
    {
        G1Xyzz sum = default;
        for (var bit = (int)k.GetBitLength() - 1; bit >= 0; bit--)
        {
            G1Xyzz.Double(out sum, in sum);
            if (!((k >> bit) & 1).IsZero)
            {
                G1Xyzz.Add(out sum, in sum, in point);
            }
        }

        return sum;
    }

    private static G2Xyzz Multiple(in G2Affine point, BigInteger k)
    {
        G2Xyzz sum = default;
        for (var bit = (int)k.GetBitLength() - 1; bit >= 0; bit--)
        {
            G2Xyzz.Double(out sum, in sum);
            if (!((k >> bit) & 1).IsZero)
            {
                G2Xyzz.Add(out sum, in sum, in point);
            }
        }

        return sum;
    }

    private static G1Xyzz Lift(in G1Affine point)
    {
        G1Xyzz.FromAffine(out var lifted, in point);
        return lifted;
    }

    private static G2Xyzz Lift(in G2Affine point)
    {
        G2Xyzz.FromAffine(out var lifted, in point);
        return lifted;
    }

    [Fact]
    public void The_generators_are_on_their_curves_and_have_order_r()
    {
        Assert.True(G1.IsOnCurve(in G1.Generator));
        Assert.True(G2.IsOnCurve(in G2.Generator));
        Assert.True(Multiple(in G1.Generator, R).IsInfinity);
        Assert.True(Multiple(in G2.Generator, R).IsInfinity);
    }

    [Fact]
    public void Addition_in_G1_is_commutative_and_associative_with_infinity_as_identity()
    {
        for (var i = 0; i < 8; i++)
        {
            var (a, b, c) = (Lift(RandomG1()), Lift(RandomG1()), Lift(RandomG1()));
            Assert.Equal(a + b, b + a);
            Assert.Equal(a + b + c, a + (b + c));
            Assert.Equal(a, a + G1Xyzz.Infinity);
            Assert.Equal(a, G1Xyzz.Infinity + a);
            Assert.True((a + -a).IsInfinity);
        }
    }

    [Fact]
    public void Addition_in_G2_is_commutative_and_associative_with_infinity_as_identity()
    {
        for (var i = 0; i < 4; i++)
        {
            var (a, b, c) = (Lift(RandomG2()), Lift(RandomG2()), Lift(RandomG2()));
            Assert.Equal(a + b, b + a);
            Assert.Equal(a + b + c, a + (b + c));
            Assert.Equal(a, a + G2Xyzz.Infinity);
            Assert.Equal(a, G2Xyzz.Infinity + a);
            Assert.True((a + -a).IsInfinity);
        }
    }

    [Fact]
    public void Adding_a_point_to_itself_doubles_it_whatever_its_coordinates()
    {
        var p = RandomG1();
        // The same point with other denominators.
        var scaled = Lift(in p) + G1.Generator + -G1.Generator;
        G1Xyzz.Double(out var doubledAffine, in p);
        G1Xyzz.Double(out var doubled, in scaled);
        Assert.Equal(doubledAffine, doubled);
        Assert.Equal(doubled, scaled + p);
        Assert.Equal(doubled, scaled + Lift(in p));
        Assert.True((scaled + -p).IsInfinity);
        Assert.True((scaled + -Lift(in p)).IsInfinity);
        Assert.True((G1Xyzz.Infinity + G1Affine.Infinity).IsInfinity);
        G1Xyzz.Double(out doubled, G1Xyzz.Infinity);
        Assert.True(doubled.IsInfinity);
        G1Xyzz.Double(out doubled, G1Affine.Infinity);
        Assert.True(doubled.IsInfinity);
    }

    [Fact]
    public void A_result_may_be_written_over_either_operand()
    {
        var (a, b) = (Lift(RandomG2()), Lift(RandomG2()));
        var sum = a + b;
        var left = a;
        G2Xyzz.Add(out left, in left, in b);
        Assert.Equal(sum, left);
        var right = b;
        G2Xyzz.Add(out right, in a, in right);
        Assert.Equal(sum, right);
        var mixed = a;
        G2Xyzz.Add(out mixed, in mixed, b.ToAffine());
        Assert.Equal(sum, mixed);
        var twice = a;
        G2Xyzz.Double(out twice, in twice);
        Assert.Equal(a + a, twice);
    }

    public static TheoryData<string> Scalars()
    {
        var l = Scalar.Modulus;
        BigInteger[] values =
        [
            0,
            1,
            2,
            3,
            15,
            16,
            17,
            31,
            32,
            l - 1,
            l,
            l + 1,
            R / 2,
            R - 2,
            R - 1,
            (BigInteger.One << 253) - 1,
        ];
        return [.. values.Select(v => v.ToString())];
    }

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Multiplication_agrees_with_doubling_and_adding(string scalar)
    {
        var k = BigInteger.Parse(scalar);
        var (p, q) = (RandomG1(), RandomG2());
        Assert.Equal(Multiple(in p, k), G1.MultiplyVariable(in p, Fr.FromBigInteger(k)));
        Assert.Equal(Multiple(in q, k), G2.MultiplyVariable(in q, Fr.FromBigInteger(k)));
        Assert.True(G1.MultiplyVariable(G1Affine.Infinity, Fr.FromBigInteger(k)).IsInfinity);
    }

    [Fact]
    public void Multiplication_is_linear_in_the_scalar()
    {
        for (var i = 0; i < 8; i++)
        {
            var p = RandomG1();
            var (a, b) = (Fr.Random(), Fr.Random());
            Assert.Equal(
                G1.MultiplyVariable(in p, a + b),
                G1.MultiplyVariable(in p, in a) + G1.MultiplyVariable(in p, in b)
            );
            var bp = G1.MultiplyVariable(in p, in b).ToAffine();
            Assert.Equal(G1.MultiplyVariable(in p, a * b), G1.MultiplyVariable(in bp, in a));
        }
    }

    [Fact]
    public void Affine_forms_alone_and_in_a_batch_agree()
    {
        G2Xyzz[] points = [default, Lift(RandomG2()) + RandomG2(), default, Lift(RandomG2()) + RandomG2(), default];
        var batch = new G2Affine[points.Length];
        G2Xyzz.ToAffine(points, batch);
        for (var i = 0; i < points.Length; i++)
        {
            Assert.Equal(points[i].ToAffine(), batch[i]);
            Assert.True(G2.IsOnCurve(in batch[i]));
            Assert.Equal(points[i], Lift(in batch[i]));
        }

        Assert.Throws<ArgumentException>(() => G2Xyzz.ToAffine(points, new G2Affine[1]));
    }

    [Fact]
    public void Encodings_round_trip_and_refuse_every_other_length()
    {
        foreach (var p in new[] { RandomG1(), G1.Generator, G1Affine.Infinity })
        {
            var bytes = new byte[G1.Size];
            G1.Encode(in p, bytes);
            Assert.True(G1.TryDecode(bytes, out var decoded));
            Assert.Equal(p, decoded);
            Assert.False(G1.TryDecode(bytes.AsSpan(1), out _));
            Assert.False(G1.TryDecode([.. bytes, 0], out _));
        }

        foreach (var q in new[] { RandomG2(), G2.Generator, G2Affine.Infinity })
        {
            var bytes = new byte[G2.Size];
            G2.Encode(in q, bytes);
            Assert.True(G2.TryDecode(bytes, out var decoded));
            Assert.Equal(q, decoded);
            Assert.False(G2.TryDecode(bytes.AsSpan(1), out _));
            Assert.False(G2.TryDecode([.. bytes, 0], out _));
        }
    }

    [Fact]
    public void Coordinates_of_p_and_above_are_refused()
    {
        // (1, 2) with p added to one coordinate at a time is the same point written another way.
        foreach (var (x, y) in new[] { (Fp.Modulus + 1, (BigInteger)2), (1, Fp.Modulus + 2) })
        {
            byte[] bytes = [.. Bytes(x), .. Bytes(y)];
            Assert.False(G1.TryDecode(bytes, out _));
        }

        var encoded = new byte[G2.Size];
        G2.Encode(in G2.Generator, encoded);
        for (var i = 0; i < 4; i++)
        {
            var changed = encoded.ToArray();
            var coordinate = new BigInteger(changed.AsSpan(32 * i, 32), isUnsigned: true, isBigEndian: true);
            Bytes(coordinate + Fp.Modulus).CopyTo(changed.AsSpan(32 * i));
            Assert.False(G2.TryDecodeUnchecked(changed, out _));
        }
    }

    [Fact]
    public void Points_off_the_curve_are_refused()
    {
        byte[] bytes = [.. Bytes(1), .. Bytes(3)];
        Assert.False(G1.TryDecode(bytes, out var p));
        Assert.True(p.IsInfinity);
        var encoded = new byte[G2.Size];
        G2.Encode(in G2.Generator, encoded);
        encoded[^1] ^= 1;
        Assert.False(G2.TryDecodeUnchecked(encoded, out _));
        Assert.False(G2.TryDecode(encoded, out _));
    }

    internal static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        var minimal = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        minimal.CopyTo(bytes, 32 - minimal.Length);
        return bytes;
    }
}
