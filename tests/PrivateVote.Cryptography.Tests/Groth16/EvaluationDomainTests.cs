using PrivateVote.Cryptography.Fields;
using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Cryptography.Tests.Groth16;

public sealed class EvaluationDomainTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
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

    public static TheoryData<string> Paths =>
        [
            "scalar",
            .. Avx2Lanes<Bn254Scalar>.IsSupported ? ["avx2"] : Array.Empty<string>(),
            .. Avx512Lanes<Bn254Scalar>.IsSupported ? ["avx512"] : Array.Empty<string>(),
        ];

    [Theory, MemberData(nameof(Paths))]
    public void Lanes_agree_with_one_element_at_a_time(string path)
    {
        foreach (var logarithm in new[] { 6, 7, 9, 12 })
        {
            var one = new EvaluationDomain(logarithm, tables => new SingleCosetTransform(tables));
            var eight = new EvaluationDomain(logarithm, tables => InLanes(path, tables));
            var random = Enumerable.Range(0, one.Size).Select(_ => Fr.Random()).ToArray();
            var sparse = random.Select((value, i) => i % 97 == 5 ? value : Fr.Zero).ToArray();
            var largest = random.Select(_ => -Fr.One).ToArray();
            foreach (var values in new[] { random, sparse, largest, new Fr[one.Size] })
            {
                var expected = values.ToArray();
                one.MoveToCoset(expected);
                eight.MoveToCoset(values);
                Assert.Equal(expected, values);
            }
        }
    }

    private static ICosetTransform InLanes(string path, CosetTables tables) =>
        path switch
        {
            "scalar" => new LaneCosetTransform<ScalarLanes<Bn254Scalar>>(tables),
            "avx2" => new LaneCosetTransform<Avx2Lanes<Bn254Scalar>>(tables),
            _ => new LaneCosetTransform<Avx512Lanes<Bn254Scalar>>(tables),
        };

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
