using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Tests.Bn254;

/// <summary>What makes it a pairing.</summary>
public sealed class PairingTests
{
    private static G1Affine P(in Fr k) => G1.MultiplyVariable(in G1.Generator, in k).ToAffine();

    private static G2Affine Q(in Fr k) => G2.MultiplyVariable(in G2.Generator, in k).ToAffine();

    [Fact]
    public void Bilinear()
    {
        var e = Pairing.Pair(in G1.Generator, in G2.Generator);
        for (var i = 0; i < 5; i++)
        {
            var (a, b) = (Fr.Random(), Fr.Random());
            var expected = e.PowerVariable(a * b);
            Assert.Equal(expected, Pairing.Pair(P(in a), Q(in b)));
            Assert.Equal(expected, Pairing.Pair(P(in b), Q(in a)));
            Assert.Equal(expected, Pairing.Pair(P(a * b), in G2.Generator));
            Assert.Equal(e.PowerVariable(a + b), e.PowerVariable(in a) * e.PowerVariable(in b));
        }
    }

    [Fact]
    public void Not_degenerate_and_of_order_r()
    {
        var e = Pairing.Pair(in G1.Generator, in G2.Generator);
        Assert.NotEqual(Gt.One, e);
        // r - 1 and 1 add up to r: the value's order divides r, which is prime.
        Assert.Equal(Gt.One, e.PowerVariable(-Fr.One) * e);
        Assert.Equal(Gt.One, e.PowerVariable(Fr.Zero));
        Assert.Equal(e, e.PowerVariable(Fr.One));
    }

    [Fact]
    public void Infinity_on_either_side_gives_one()
    {
        Assert.Equal(Gt.One, Pairing.Pair(G1Affine.Infinity, in G2.Generator));
        Assert.Equal(Gt.One, Pairing.Pair(in G1.Generator, G2Affine.Infinity));
        Assert.Equal(Gt.One, Pairing.Product([], []));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public void A_product_is_the_product_of_its_pairings(int count)
    {
        var p = new G1Affine[count];
        var q = new G2Affine[count];
        var expected = Gt.One;
        for (var i = 0; i < count; i++)
        {
            (p[i], q[i]) = (P(Fr.Random()), Q(Fr.Random()));
            expected *= Pairing.Pair(in p[i], in q[i]);
        }

        Assert.Equal(expected, Pairing.Product(p, q));
        p[0] = G1Affine.Infinity;
        Assert.NotEqual(expected, Pairing.Product(p, q));
    }

    [Fact]
    public void Prepared_points_give_the_same_values()
    {
        G1Affine[] p = [P(Fr.Random()), P(Fr.Random()), P(Fr.Random())];
        G2Affine[] q = [Q(Fr.Random()), Q(Fr.Random()), Q(Fr.Random())];
        PreparedG2<Fp>[] prepared = [new(in q[1]), new(in q[2])];
        MillerLoop<Fp>.Run(out var f, p.AsSpan(0, 1), q.AsSpan(0, 1), p.AsSpan(1), prepared);
        Assert.Equal(Pairing.Product(p, q), Gt.FromMillerLoop(in f));
    }

    [Fact]
    public void Halves_of_different_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Pairing.Product(new G1Affine[1], new G2Affine[2]));
        Assert.Throws<ArgumentException>(() => MillerLoop<Fp>.Run(out _, new G1Affine[1], new G2Affine[2]));
    }
}
