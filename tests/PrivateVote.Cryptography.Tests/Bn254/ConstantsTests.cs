using System.Numerics;
using System.Reflection;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Bn254;

/// <summary>Every constant, recomputed from the curve parameter x and ξ = 9 + u alone.</summary>
public sealed class ConstantsTests
{
    private static readonly BigInteger X = 4965661367192848881;
    private static readonly BigInteger P =
        (36 * BigInteger.Pow(X, 4)) + (36 * BigInteger.Pow(X, 3)) + (24 * X * X) + (6 * X) + 1;
    private static readonly BigInteger R = P - (6 * X * X);
    private static readonly Fp2 Xi = new(Fp.From(9), Fp.One);

    private static Fp2 Power(in Fp2 a, BigInteger exponent)
    {
        var power = Fp2.One;
        for (var bit = (int)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            power *= power;
            if (!((exponent >> bit) & 1).IsZero)
            {
                power *= a;
            }
        }

        return power;
    }

    [Fact]
    public void Both_primes_follow_from_x()
    {
        Assert.Equal(X, Bn254Parameters.X);
        Assert.Equal(P, Fp.Modulus);
        Assert.Equal(R, Fr.Modulus);
    }

    [Fact]
    public void A_constant_is_built_from_its_limbs()
    {
        var value = (BigInteger.One << 250) - 12345;
        Span<ulong> limbs = stackalloc ulong[4];
        Fp.FromBigInteger(value).GetCanonicalLimbs(limbs);
        Assert.Equal(Fp.FromBigInteger(value), FieldElement.Constant<Fp>(limbs[3], limbs[2], limbs[1], limbs[0]));
    }

    [Fact]
    public void Curve_coefficients()
    {
        Assert.Equal(Fp.From(3), Bn254Constants<Fp>.B);
        Assert.Equal(new Fp2(Fp.From(3), Fp.Zero), Bn254Constants<Fp>.TwistB * Xi);
    }

    [Fact]
    public void Frobenius_coefficients_are_powers_of_xi()
    {
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(Power(in Xi, i * (P - 1) / 6), Bn254Constants<Fp>.Frobenius1[i]);
            Assert.Equal(Power(in Xi, i * ((P * P) - 1) / 6), new Fp2(in Bn254Constants<Fp>.Frobenius2[i], Fp.Zero));
        }
    }

    [Fact]
    public void Loop_digits_are_six_x_plus_two_in_non_adjacent_form()
    {
        var digits = Bn254Parameters.LoopDigits;
        Assert.Equal((6 * X) + 2, Value(digits));
        for (var i = 0; i < digits.Length; i++)
        {
            Assert.InRange(digits[i], -1, 1);
            Assert.True(i == 0 || digits[i] == 0 || digits[i - 1] == 0);
        }

        Assert.Equal(1, digits[^1]);
        Assert.Equal(88, MillerLoop<Fp>.LineCount);
    }

    [Fact]
    public void Exponent_digits_are_x_in_signed_windows_of_four_bits()
    {
        var digits = Bn254Parameters.XDigits;
        Assert.Equal(X, Value(digits));
        Span<sbyte> recoded = stackalloc sbyte[65];
        var length = SignedDigits.Recode([Bn254Parameters.X], 4, recoded);
        Assert.True(digits.SequenceEqual(recoded[..length]));
    }

    [Fact]
    public void Signed_digits_have_the_value_of_the_number_at_every_width()
    {
        BigInteger[] values = [0, 1, 2, ulong.MaxValue, (BigInteger.One << 256) - 1, BigInteger.One << 255, R, P, X];
        Span<ulong> limbs = stackalloc ulong[4];
        Span<sbyte> digits = stackalloc sbyte[257];
        foreach (var value in values)
        {
            for (var i = 0; i < 4; i++)
            {
                limbs[i] = (ulong)((value >> (64 * i)) & ulong.MaxValue);
            }

            for (var window = 2; window <= 8; window++)
            {
                var length = SignedDigits.Recode(limbs, window, digits);
                Assert.Equal(value, Value(digits[..length]));
                foreach (var digit in digits[..length])
                {
                    Assert.True(digit == 0 || ((digit & 1) != 0 && Math.Abs((int)digit) < 1 << (window - 1)));
                }
            }
        }
    }

    [Fact]
    public void The_endomorphism_of_G1_multiplies_by_lambda()
    {
        var beta = Bn254Constants<Fp>.Beta;
        Assert.True(beta != Fp.One && (beta * beta * beta).IsOne);
        Assert.True(G1.Lambda != Fr.One && (G1.Lambda * G1.Lambda * G1.Lambda).IsOne);
        for (var i = 0; i < 8; i++)
        {
            var p = G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine();
            G1.Endomorphism(out var image, in p);
            Assert.Equal(G1.MultiplyVariable(in p, in G1.Lambda).ToAffine(), image);
        }
    }

    [Fact]
    public void The_equation_of_the_subgroup_check_leaves_only_r()
    {
        // ψ satisfies χ(ψ) = ψ² - tψ + p = 0, and the check is f(ψ)P = 0 with f = (x+1) + xψ + xψ² - 2xψ³. Reduced modulo χ,
        // f = a + bψ; then its resultant with χ annihilates P: Res = a² + abt + b²p.
        var t = (6 * X * X) + 1;
        var (a, b) = (-2 * X, BigInteger.Zero);
        foreach (var coefficient in new[] { X, X, X + 1 })
        {
            // (a + ...)·ψ by Horner: a carries the value, b the multiple of ψ.
            (a, b) = (coefficient - (b * P), a + (b * t));
        }

        var resultant = (a * a) + (a * b * t) + (b * b * P);
        // The order of the twist over Fp2 is r·(2p - r).
        var order = R * ((2 * P) - R);
        Assert.Equal(R, BigInteger.GreatestCommonDivisor(resultant, order));
    }

    [Fact]
    public void The_equation_of_the_end_of_the_Miller_loop_leaves_only_r()
    {
        // As above with f = (6x+2) + ψ - ψ² + ψ³.
        var t = (6 * X * X) + 1;
        var (a, b) = (BigInteger.One, BigInteger.Zero);
        foreach (var coefficient in new[] { -1, 1, (6 * X) + 2 })
        {
            (a, b) = (coefficient - (b * P), a + (b * t));
        }

        var resultant = (a * a) + (a * b * t) + (b * b * P);
        Assert.Equal(R, BigInteger.GreatestCommonDivisor(resultant, R * ((2 * P) - R)));
    }

    private static BigInteger Value(ReadOnlySpan<sbyte> digits)
    {
        var value = BigInteger.Zero;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            value = (2 * value) + digits[i];
        }

        return value;
    }
}
