using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Threshold;

namespace PrivateVote.Cryptography.Tests.Threshold;

/// <summary>Polynomials, commitments to them and interpolation.</summary>
public sealed class SharingTests
{
    [Fact]
    public void Any_t_shares_give_the_secret_and_fewer_do_not() =>
        Prop.ForAll(
                Gen.Choose(1, 6).Zip(Gen.Choose(0, 4)).ToArbitrary(),
                sizes =>
                {
                    var (threshold, members) = (sizes.Item1, sizes.Item1 + sizes.Item2);
                    using var polynomial = SecretPolynomial.Random(threshold);
                    var secret = EdwardsPoint.MultiplyBase(polynomial.Constant);
                    int[] indices = [.. Enumerable.Range(1, members).Reverse().Take(threshold)];
                    EdwardsPoint[] points = [.. indices.Select(j => EdwardsPoint.MultiplyBase(polynomial.Evaluate(j)))];
                    var scalar = indices
                        .Zip(Lagrange.CoefficientsAtZero(indices))
                        .Aggregate(Scalar.Zero, (sum, pair) => sum + (pair.Second * polynomial.Evaluate(pair.First)));
                    EdwardsPoint AtZero(int first) =>
                        EdwardsPoint.SumOfProductsVariable(
                            points.AsSpan(first),
                            Lagrange.CoefficientsAtZero(indices.AsSpan(first))
                        );
                    return AtZero(0) == secret
                        && scalar == polynomial.Constant
                        && (threshold == 1 || AtZero(1) != secret);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Shares_are_values_of_the_polynomial_that_the_commitments_show()
    {
        using var polynomial = SecretPolynomial.Random(4);
        var commitments = polynomial.Commitments;
        Assert.Equal(4, commitments.Length);
        Assert.Equal(EdwardsPoint.MultiplyBase(polynomial.Constant), commitments[0]);
        foreach (var index in new[] { 1, 2, 3, 10, FeldmanCommitments.MaximumIndex })
        {
            var share = polynomial.Evaluate(index);
            Assert.True(FeldmanCommitments.VerifyShare(commitments, index, share));
            Assert.Equal(EdwardsPoint.MultiplyBase(share), FeldmanCommitments.EvaluateInExponent(commitments, index));
        }
    }

    [Fact]
    public void A_bad_share_and_a_share_for_somebody_else_are_refused()
    {
        using var polynomial = SecretPolynomial.Random(3);
        var commitments = polynomial.Commitments;
        var share = polynomial.Evaluate(2);
        Assert.False(FeldmanCommitments.VerifyShare(commitments, 2, share + Scalar.One));
        Assert.False(FeldmanCommitments.VerifyShare(commitments, 1, share));
        Assert.False(FeldmanCommitments.VerifyShare(commitments, 2, Scalar.Zero));
        Assert.False(FeldmanCommitments.VerifyShare(commitments.AsSpan(1), 2, share));
    }

    [Fact]
    public void A_degree_that_is_not_t_minus_one_is_refused()
    {
        using var polynomial = SecretPolynomial.Random(3);
        var commitments = polynomial.Commitments;
        Assert.True(FeldmanCommitments.AreWellFormed(commitments, 3));
        Assert.False(FeldmanCommitments.AreWellFormed(commitments, 2));
        Assert.False(FeldmanCommitments.AreWellFormed(commitments, 4));
        Assert.False(FeldmanCommitments.AreWellFormed([.. commitments[..2], EdwardsPoint.Identity], 3));
        Assert.False(FeldmanCommitments.AreWellFormed([], 0));
    }

    [Fact]
    public void Commitments_outside_the_subgroup_or_to_zero_are_refused()
    {
        using var polynomial = SecretPolynomial.Random(3);
        var orderTwo = EdwardsPoint.FromAffine(Fr.Zero, -Fr.One);
        for (var k = 0; k < 3; k++)
        {
            var commitments = polynomial.Commitments;
            commitments[k] += orderTwo;
            Assert.False(FeldmanCommitments.AreWellFormed(commitments, 3));
        }

        var zero = polynomial.Commitments;
        zero[0] = EdwardsPoint.Identity;
        Assert.False(FeldmanCommitments.AreWellFormed(zero, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(FeldmanCommitments.MaximumIndex + 1)]
    public void Index_zero_and_indices_out_of_range_are_refused(int index)
    {
        using var polynomial = SecretPolynomial.Random(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => polynomial.Evaluate(index));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            FeldmanCommitments.EvaluateInExponent(polynomial.Commitments, index)
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => Lagrange.CoefficientsAtZero([1, index]));
    }

    [Fact]
    public void Indices_that_are_not_distinct_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Lagrange.CoefficientsAtZero([1, 2, 2]));
        Assert.Throws<ArgumentException>(() => Lagrange.CoefficientsAtZero([3, 3]));
    }

    [Fact]
    public void Coefficients_are_those_of_the_textbook()
    {
        // f(0) = 3·f(1) - 3·f(2) + f(3) for degree 2.
        Assert.Equal([Scalar.From(3), -Scalar.From(3), Scalar.One], Lagrange.CoefficientsAtZero([1, 2, 3]));
        Assert.Equal([Scalar.One, Scalar.From(3), -Scalar.From(3)], Lagrange.CoefficientsAtZero([3, 1, 2]));
        Assert.Equal([Scalar.One], Lagrange.CoefficientsAtZero([7]));
        Assert.Empty(Lagrange.CoefficientsAtZero([]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(FeldmanCommitments.MaximumIndex + 1)]
    public void Thresholds_out_of_range_are_refused(int threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretPolynomial.Random(threshold));

    [Fact]
    public void A_seed_stands_for_one_polynomial()
    {
        var seed = new byte[32];
        using var first = SecretPolynomial.FromSeed(seed, 3);
        using var second = SecretPolynomial.FromSeed(seed, 3);
        using var shorter = SecretPolynomial.FromSeed(seed, 2);
        seed[31] = 1;
        using var other = SecretPolynomial.FromSeed(seed, 3);
        Assert.Equal(first.Commitments, second.Commitments);
        Assert.Equal(first.Commitments[..2], shorter.Commitments);
        Assert.Equal(6, first.Commitments.Concat(other.Commitments).Distinct().Count());
        Assert.Throws<ArgumentException>(() => SecretPolynomial.FromSeed(new byte[31], 2));
    }

    [Fact]
    public void A_disposed_polynomial_tells_nothing()
    {
        var polynomial = SecretPolynomial.Random(2);
        polynomial.Dispose();
        Assert.Throws<ObjectDisposedException>(() => polynomial.Constant);
        Assert.Throws<ObjectDisposedException>(() => polynomial.Commitments);
        Assert.Throws<ObjectDisposedException>(() => polynomial.Evaluate(1));
    }
}
