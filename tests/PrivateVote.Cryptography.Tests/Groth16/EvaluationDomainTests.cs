using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Cryptography.Tests.Groth16;

public sealed class EvaluationDomainTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Values_on_the_coset_are_those_of_the_polynomial_through_the_values_on_the_domain(int logarithm)
    {
        var domain = new EvaluationDomain(logarithm);
        Assert.Equal(1 << logarithm, domain.Size);
        var coefficients = Enumerable.Range(0, domain.Size).Select(_ => Fr.Random()).ToArray();
        var shift = Fr.From(5).Power((Fr.Modulus - 1) >> (logarithm + 1));
        var root = shift * shift;
        var values = Enumerable.Range(0, domain.Size).Select(i => Evaluate(coefficients, root.Power(i))).ToArray();
        domain.MoveToCoset(values);
        Assert.Equal(
            Enumerable.Range(0, domain.Size).Select(i => Evaluate(coefficients, shift * root.Power(i))),
            values
        );
    }

    [Fact]
    public void The_shift_of_the_coset_is_a_root_of_unity_of_twice_the_order()
    {
        // So x^n = -1 on the coset, and the vanishing polynomial x^n - 1 is the constant -2 there.
        var shift = Fr.From(5).Power((Fr.Modulus - 1) >> (10 + 1));
        Assert.Equal(-Fr.One, shift.Power(1 << 10));
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationDomain(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationDomain(EvaluationDomain.LargestLogarithm + 1));
        Assert.Throws<ArgumentException>(() => new EvaluationDomain(2).MoveToCoset(new Fr[3]));
    }

    private static Fr Evaluate(Fr[] coefficients, Fr x)
    {
        var value = Fr.Zero;
        foreach (var coefficient in coefficients.Reverse())
        {
            value = (value * x) + coefficient;
        }

        return value;
    }
}
