using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Bn254;

public sealed class Fp2Tests : TowerLaws<Fp2>
{
    private protected override int Degree => 2;

    private protected override Fp2 Build(ReadOnlySpan<Fp> c) => new(in c[0], in c[1]);

    [Fact]
    public void The_square_of_u_is_minus_one() =>
        Assert.Equal(-Fp2.One, new Fp2(Fp.Zero, Fp.One) * new Fp2(Fp.Zero, Fp.One));

    [Fact]
    public void Conjugation_is_the_power_p() =>
        Laws(a =>
        {
            Fp2.Conjugate(out var conjugate, in a);
            return conjugate == Power(in a, Fp.Modulus);
        });

    [Fact]
    public void Multiplication_by_xi_is_multiplication_by_nine_plus_u() =>
        Laws(a =>
        {
            Fp2.MultiplyByXi(out var product, in a);
            return product == a * new Fp2(Fp.From(9), Fp.One);
        });
}

public sealed class Fp6Tests : TowerLaws<Fp6>
{
    private protected override int Degree => 6;

    private protected override Fp6 Build(ReadOnlySpan<Fp> c) =>
        new(new Fp2(in c[0], in c[1]), new Fp2(in c[2], in c[3]), new Fp2(in c[4], in c[5]));

    [Fact]
    public void The_cube_of_v_is_xi()
    {
        var v = new Fp6(Fp2.Zero, Fp2.One, Fp2.Zero);
        Assert.Equal(new Fp6(new Fp2(Fp.From(9), Fp.One), Fp2.Zero, Fp2.Zero), Power(in v, 3));
        Laws(a =>
        {
            Fp6.MultiplyByV(out var product, in a);
            Fp6.Multiply(out var expected, in a, in v);
            return product == expected;
        });
    }
}

public sealed class Fp12Tests : TowerLaws<Fp12>
{
    private protected override int Degree => 12;

    private protected override Fp12 Build(ReadOnlySpan<Fp> c) => Element(c);

    internal static Fp12 Element(ReadOnlySpan<Fp> c) =>
        new(
            new Fp6(new Fp2(in c[0], in c[1]), new Fp2(in c[2], in c[3]), new Fp2(in c[4], in c[5])),
            new Fp6(new Fp2(in c[6], in c[7]), new Fp2(in c[8], in c[9]), new Fp2(in c[10], in c[11]))
        );

    [Fact]
    public void The_square_of_w_is_v()
    {
        var w = new Fp12(Fp6.Zero, Fp6.One);
        Fp12.Square(out var square, in w);
        Assert.Equal(new Fp12(new Fp6(Fp2.Zero, Fp2.One, Fp2.Zero), Fp6.Zero), square);
    }

    [Fact]
    public void Frobenius_maps_are_powers_of_p() =>
        Laws(
            a =>
            {
                Fp12.Frobenius(out var frobenius, in a);
                Fp12.FrobeniusSquare(out var square, in a);
                Fp12.Conjugate(out var conjugate, in a);
                return frobenius == Power(in a, Fp.Modulus)
                    && square == Power(in a, BigInteger.Pow(Fp.Modulus, 2))
                    && conjugate == Power(in a, BigInteger.Pow(Fp.Modulus, 6));
            },
            count: 4
        );

    [Fact]
    public void A_product_with_a_line_agrees_with_the_full_product() =>
        Laws(a =>
        {
            var (c0, c3, c4) = (a.C1.C1, a.C0.C2, a.C1.C0);
            Fp12.MultiplyBy034(out var sparse, in a, in c0, in c3, in c4);
            var line = new Fp12(new Fp6(in c0, Fp2.Zero, Fp2.Zero), new Fp6(in c3, in c4, Fp2.Zero));
            Fp12.Multiply(out var full, in a, in line);
            return sparse == full;
        });

    [Fact]
    public void Cyclotomic_squares_are_squares_in_the_cyclotomic_subgroup() =>
        Laws(a =>
        {
            if (a == Fp12.Zero)
            {
                return true;
            }

            // a^((p^6 - 1)(p^2 + 1)) is in the cyclotomic subgroup.
            Fp12.Conjugate(out var cyclotomic, in a);
            Fp12.Invert(out var inverse, in a);
            Fp12.Multiply(out cyclotomic, in cyclotomic, in inverse);
            Fp12.FrobeniusSquare(out var image, in cyclotomic);
            Fp12.Multiply(out cyclotomic, in cyclotomic, in image);

            Fp12.Square(out var square, in cyclotomic);
            Fp12.CyclotomicSquare(out var fast, in cyclotomic);
            Fp12.CyclotomicSquare(out cyclotomic, in cyclotomic);
            return fast == square && cyclotomic == square;
        });
}

/// <summary>The laws of a field, on random elements and on elements made of boundary values.</summary>
public abstract class TowerLaws<T>
    where T : unmanaged, IField<T>, IEquatable<T>
{
    private protected abstract int Degree { get; }

    private protected abstract T Build(ReadOnlySpan<Fp> coefficients);

    private Arbitrary<T> Elements() =>
        Arb.From(
            Gen.Frequency(
                    (3, Gen.Constant(0).Select(_ => Fp.Random())),
                    (1, Gen.Elements(Fp.Zero, Fp.One, -Fp.One, Fp.FromBigInteger((Fp.Modulus - 1) / 2)))
                )
                .ArrayOf(Degree)
                .Select(c => Build(c))
        );

    private protected void Laws(Func<T, bool> law, int count = 50)
    {
        Assert.True(law(T.Zero));
        Assert.True(law(T.One));
        Prop.ForAll(Elements(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(count));
    }

    private void Laws(Func<T, T, T, bool> law) =>
        Prop.ForAll(Elements(), Elements(), Elements(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    private protected static T Power(in T a, BigInteger exponent)
    {
        var power = T.One;
        for (var bit = (int)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            T.Square(out power, in power);
            if (!((exponent >> bit) & 1).IsZero)
            {
                T.Multiply(out power, in power, in a);
            }
        }

        return power;
    }

    private static T Sum(in T a, in T b)
    {
        T.Add(out var result, in a, in b);
        return result;
    }

    private static T Product(in T a, in T b)
    {
        T.Multiply(out var result, in a, in b);
        return result;
    }

    [Fact]
    public void Addition_and_multiplication_are_commutative_associative_and_distributive() =>
        Laws(
            (a, b, c) =>
                Sum(in a, in b).Equals(Sum(in b, in a))
                && Sum(Sum(in a, in b), in c).Equals(Sum(in a, Sum(in b, in c)))
                && Product(in a, in b).Equals(Product(in b, in a))
                && Product(Product(in a, in b), in c).Equals(Product(in a, Product(in b, in c)))
                && Product(in a, Sum(in b, in c)).Equals(Sum(Product(in a, in b), Product(in a, in c)))
        );

    [Fact]
    public void Zero_and_one_are_neutral_and_negation_and_subtraction_are_inverse_to_addition() =>
        Laws(a =>
        {
            T.Negate(out var negated, in a);
            T.Subtract(out var difference, in a, in a);
            T.Double(out var twice, in a);
            return Sum(in a, T.Zero).Equals(a)
                && Product(in a, T.One).Equals(a)
                && Sum(in a, in negated).Equals(T.Zero)
                && difference.Equals(T.Zero)
                && twice.Equals(Sum(in a, in a));
        });

    [Fact]
    public void Squares_are_products_and_inverses_are_inverse_except_for_zero() =>
        Laws(a =>
        {
            T.Square(out var square, in a);
            T.Invert(out var inverse, in a);
            return square.Equals(Product(in a, in a))
                && Product(in a, in inverse).Equals(a.Equals(T.Zero) ? T.Zero : T.One);
        });

    [Fact]
    public void A_result_may_be_written_over_its_operands() =>
        Laws(
            (a, b, _) =>
            {
                var (product, sum) = (Product(in a, in b), Sum(in a, in b));
                T.Subtract(out var difference, in a, in b);
                T.Square(out var square, in a);
                T.Invert(out var inverse, in a);
                T x = a,
                    y = b,
                    d = b,
                    s = a,
                    i = a,
                    u = a;
                T.Multiply(out x, in x, in b);
                T.Multiply(out y, in a, in y);
                T.Subtract(out d, in a, in d);
                T.Square(out s, in s);
                T.Invert(out i, in i);
                T.Add(out u, in u, in b);
                return x.Equals(product)
                    && y.Equals(product)
                    && d.Equals(difference)
                    && s.Equals(square)
                    && i.Equals(inverse)
                    && u.Equals(sum);
            }
        );

    [Fact]
    public void Equality_is_of_values() =>
        Laws(
            (a, b, _) =>
                a.Equals((object)a)
                && !a.Equals(Sum(in a, T.One))
                && !a.Equals((object)"a")
                && a.GetHashCode() == Sum(in a, T.Zero).GetHashCode()
        );
}
