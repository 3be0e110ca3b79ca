using System.Numerics;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Fields;

public sealed class FpTests : PrimeFieldLaws<Bn254Base>
{
    protected override string Decimal =>
        "21888242871839275222246405745257275088696311157297823662689037894645226208583";
}

public sealed class FrTests : PrimeFieldLaws<Bn254Scalar>
{
    protected override string Decimal =>
        "21888242871839275222246405745257275088548364400416034343698204186575808495617";
}

public sealed class ScalarTests : PrimeFieldLaws<BabyJubjubOrder>
{
    protected override string Decimal => "2736030358979909402780800718157159386076813972158567259200215660948447373041";
}

/// <summary>One suite of laws for the three fields, on boundary values crossed with each other and on random ones.</summary>
public abstract class PrimeFieldLaws<TModulus>
    where TModulus : struct, IModulus
{
    protected abstract string Decimal { get; }

    private BigInteger Q => BigInteger.Parse(Decimal);

    private IEnumerable<BigInteger> Values()
    {
        BigInteger[] boundaries =
        [
            0,
            1,
            2,
            ulong.MaxValue,
            BigInteger.One << 64,
            BigInteger.One << 128,
            (BigInteger.One << 192) - 1,
            (BigInteger.One << 256) % Q,
            (Q - 1) / 2,
            (Q + 1) / 2,
            Q - 2,
            Q - 1,
        ];
        return boundaries.Concat(Enumerable.Range(0, 12).Select(RandomBelowQ));
    }

    private BigInteger RandomBelowQ(int _) => new BigInteger(RandomNumberGenerator.GetBytes(40), isUnsigned: true) % Q;

    private static PrimeField<TModulus> Element(BigInteger value) => PrimeField<TModulus>.FromBigInteger(value);

    [Fact]
    public void The_modulus_and_the_Montgomery_constants_follow_from_its_decimal_value()
    {
        Assert.Equal(Q, PrimeField<TModulus>.Modulus);
        Assert.Equal(BigInteger.One, PrimeField<TModulus>.One.ToBigInteger());
        var radix = BigInteger.One << 64;
        Assert.Equal(radix - 1, (ulong)(Q % radix) * (BigInteger)TModulus.NegatedInverse % radix);
        var rSquared =
            ((((((BigInteger)TModulus.RSquared3 << 64) | TModulus.RSquared2) << 64) | TModulus.RSquared1) << 64)
            | TModulus.RSquared0;
        Assert.Equal(BigInteger.ModPow(2, 512, Q), rSquared);
    }

    [Fact]
    public void Arithmetic_agrees_with_integers_modulo_q()
    {
        foreach (var x in Values())
        {
            foreach (var y in Values())
            {
                var (a, b) = (Element(x), Element(y));
                Assert.Equal((x + y) % Q, (a + b).ToBigInteger());
                Assert.Equal((((x - y) % Q) + Q) % Q, (a - b).ToBigInteger());
                Assert.Equal(x * y % Q, (a * b).ToBigInteger());
            }

            Assert.Equal((Q - x) % Q, (-Element(x)).ToBigInteger());
        }
    }

    [Fact]
    public void Sums_of_complex_products_agree_with_integers_modulo_q()
    {
        var values = Values().ToArray();
        for (var count = 1; count <= 5; count++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                // All the largest value first, then mixed ones.
                var x = Enumerable.Range(0, 2 * count).Select(k => i == 0 ? Q - 1 : values[(i + k) % values.Length]);
                var y = Enumerable
                    .Range(0, 2 * count)
                    .Select(k => i == 0 ? Q - 1 : values[(i + 5 * k) % values.Length]);
                var (real, imaginary) = (BigInteger.Zero, BigInteger.Zero);
                foreach (var (p, r) in x.Chunk(2).Zip(y.Chunk(2)))
                {
                    real += (p[0] * r[0]) - (p[1] * r[1]);
                    imaginary += (p[0] * r[1]) + (p[1] * r[0]);
                }

                PrimeField<TModulus>[] a = [.. x.Select(Element)];
                PrimeField<TModulus>[] b = [.. y.Select(Element)];
                var order = new Indices([.. Enumerable.Range(0, count)]);
                PrimeField<TModulus>.SumOfComplexProducts(out a[0], out a[1], in a[0], order, in b[0], order);
                Assert.Equal(Element(real), a[0]);
                Assert.Equal(Element(imaginary), a[1]);
            }
        }
    }

    [Fact]
    public void Small_multiples_agree_with_integers_modulo_q()
    {
        foreach (
            var (m, n) in new[] { (1, 1), (9, -1), (3, -2), (-12, -12), (24, 0), (0, -24), (-2, 0), (0, 0), (12, 12) }
        )
        {
            foreach (var x in Values())
            {
                foreach (var y in Values())
                {
                    PrimeField<TModulus>.Combine(out var combination, m, Element(x), n, Element(y));
                    Assert.Equal(Element((m * x) + (n * y)), combination);
                }
            }
        }
    }

    [Fact]
    public void A_result_may_alias_its_operands()
    {
        var a = PrimeField<TModulus>.Random();
        var square = a * a;
        PrimeField<TModulus>.Multiply(out a, in a, in a);
        Assert.Equal(square, a);
        PrimeField<TModulus>.Subtract(out a, in a, in a);
        Assert.True(a.IsZero);
    }

    [Fact]
    public void Inverses_alone_and_in_a_batch()
    {
        var values = Values().Select(Element).ToArray();
        var batch = values.ToArray();
        PrimeField<TModulus>.InvertBatch(batch);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(values[i].Inverse(), batch[i]);
            Assert.Equal(values[i].IsZero ? 0 : 1, (values[i] * batch[i]).ToBigInteger());
        }
    }

    [Fact]
    public void Encodings_round_trip()
    {
        foreach (var x in Values())
        {
            var a = Element(x);
            Assert.True(PrimeField<TModulus>.TryDecode(a.ToBytes(), out var decoded));
            Assert.Equal(a, decoded);
            Assert.True(PrimeField<TModulus>.TryParseHex(a.ToHex(), out decoded));
            Assert.Equal(a, decoded);
            Assert.True(PrimeField<TModulus>.TryParseDecimal(a.ToString(), out decoded));
            Assert.Equal(a, decoded);
            Assert.Equal(x, new BigInteger(a.ToBytes(), isUnsigned: true, isBigEndian: true));
        }
    }

    [Fact]
    public void Numbers_that_are_not_below_q_are_refused()
    {
        foreach (var x in new[] { Q, Q + 1, Q * 2, (BigInteger.One << 256) - 1 })
        {
            var bytes = x.ToByteArray(isUnsigned: true, isBigEndian: true);
            var padded = new byte[32];
            bytes.CopyTo(padded, 32 - bytes.Length);
            Assert.False(PrimeField<TModulus>.TryDecode(padded, out _));
            Assert.False(PrimeField<TModulus>.TryParseHex("0x" + Convert.ToHexStringLower(padded), out _));
            Assert.False(PrimeField<TModulus>.TryParseDecimal(x.ToString(), out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0x01")]
    [InlineData("0x000000000000000000000000000000000000000000000000000000000000000A")]
    [InlineData("0X0000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("0x 000000000000000000000000000000000000000000000000000000000000001")]
    public void Other_hexadecimal_forms_are_refused(string text) =>
        Assert.False(PrimeField<TModulus>.TryParseHex(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    [InlineData("１")]
    public void Other_decimal_forms_are_refused(string text) =>
        Assert.False(PrimeField<TModulus>.TryParseDecimal(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Other_lengths_are_refused(int length) =>
        Assert.False(PrimeField<TModulus>.TryDecode(new byte[length], out _));

    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(64)]
    public void Wide_reduction_agrees_with_integers(int length)
    {
        byte[][] inputs =
        [
            new byte[length],
            [.. Enumerable.Repeat((byte)0xff, length)],
            RandomNumberGenerator.GetBytes(length),
        ];
        foreach (var bytes in inputs)
        {
            var expected = new BigInteger(bytes, isUnsigned: true, isBigEndian: true) % Q;
            Assert.Equal(expected, PrimeField<TModulus>.ReduceWide(bytes).ToBigInteger());
        }
    }
}
