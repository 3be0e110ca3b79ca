using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Threshold;

namespace PrivateVote.Cryptography.Tests.Threshold;

/// <summary>Whole committees: key generation by several dealers, encryption, decryption of a sum by some of them.</summary>
public sealed class CommitteeTests
{
    private const int Members = 5;
    private const int Threshold = 3;

    private static readonly byte[] Election = "election"u8.ToArray();
    private readonly EdwardsPoint[][] _commitments;
    private readonly Scalar[] _secretShares;
    private readonly JointKey _key;
    private readonly Ciphertext[] _sums;
    private readonly EdwardsPoint[] _bases;

    public CommitteeTests()
    {
        var dealers = Enumerable.Range(0, Members).Select(_ => SecretPolynomial.Random(Threshold)).ToArray();
        _commitments = [.. dealers.Select(dealer => dealer.Commitments)];
        _secretShares =
        [
            .. Enumerable
                .Range(1, Members)
                .Select(j => dealers.Aggregate(Scalar.Zero, (sum, dealer) => sum + dealer.Evaluate(j))),
        ];
        Assert.True(JointKey.TryCreate(Members, Threshold, _commitments, out var key));
        _key = key;
        _sums =
        [
            .. new ulong[] { 3, 0, 40 }.Select(votes =>
                Ciphertext.Encrypt(_key.Key, votes, Scalar.Random())
                + Ciphertext.Encrypt(_key.Key, votes, Scalar.Random())
            ),
        ];
        _bases = [.. _sums.Select(sum => sum.R)];
    }

    private (int Index, DecryptionShare Share) Share(int index, Scalar? secret = null, EdwardsPoint[]? bases = null) =>
        (index, DecryptionShare.Create(secret ?? _secretShares[index - 1], bases ?? _bases, Election, index));

    private bool Verifies((int Index, DecryptionShare Share) share) =>
        share.Share.Verify(_key.PublicShare(share.Index), _bases, Election, share.Index);

    /// <summary>f(0)·R for each sum, if there are as many shares as f has coefficients.</summary>
    private EdwardsPoint[] Combine((int Index, DecryptionShare Share)[] shares)
    {
        var coefficients = Lagrange.CoefficientsAtZero([.. shares.Select(share => share.Index)]);
        return
        [
            .. _bases.Select(
                (_, i) =>
                    EdwardsPoint.SumOfProductsVariable([.. shares.Select(share => share.Share.Points[i])], coefficients)
            ),
        ];
    }

    private ulong[] Open(EdwardsPoint[] combined)
    {
        var logarithm = new DiscreteLogarithm(100);
        return
        [
            .. _sums.Select(
                (sum, i) =>
                {
                    Assert.True(logarithm.TryFind(sum.S - combined[i], out var votes));
                    return votes;
                }
            ),
        ];
    }

    [Fact]
    public void Public_shares_belong_to_the_secret_shares()
    {
        for (var j = 1; j <= Members; j++)
        {
            Assert.Equal(EdwardsPoint.MultiplyBase(_secretShares[j - 1]), _key.PublicShare(j));
        }

        Assert.Equal((Members, Threshold), (_key.Members, _key.Threshold));
        Assert.Throws<ArgumentOutOfRangeException>(() => _key.PublicShare(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _key.PublicShare(Members + 1));
    }

    [Fact]
    public void Any_t_trustees_open_the_sum()
    {
        foreach (int[] who in new int[][] { [1, 2, 3], [5, 3, 1], [2, 4, 5] })
        {
            var shares = who.Select(j => Share(j)).ToArray();
            Assert.All(shares, share => Assert.True(Verifies(share)));
            Assert.Equal([6, 0, 80], Open(Combine(shares)));
        }
    }

    [Fact]
    public void One_trustee_less_than_t_opens_nothing()
    {
        var combined = Combine([Share(1), Share(2)]);
        Assert.False(new DiscreteLogarithm(100).TryFind(_sums[0].S - combined[0], out _));
    }

    [Fact]
    public void Bad_shares_do_not_verify()
    {
        var (_, good) = Share(5);
        Assert.True(Verifies((5, good)));
        (int, DecryptionShare)[] bad =
        [
            Share(2, secret: Scalar.Random()),
            (4, DecryptionShare.Create(_secretShares[3], _bases, "older election"u8, 4)),
            (5, good with { Points = [.. good.Points.Reverse()] }),
            (4, good),
            (5, Share(4).Share),
            (5, good with { Proof = Share(5, bases: [.. _bases.Reverse()]).Share.Proof }),
        ];
        Assert.All(bad, share => Assert.False(Verifies(share)));
    }

    [Fact]
    public void A_share_of_another_sum_is_refused()
    {
        EdwardsPoint[] single = [.. _bases[..2], Ciphertext.Encrypt(_key.Key, 1, Scalar.Random()).R];
        var (_, other) = Share(1, bases: single);
        Assert.True(other.Verify(_key.PublicShare(1), single, Election, 1));
        Assert.False(other.Verify(_key.PublicShare(1), _bases, Election, 1));
        Assert.False(other.Verify(_key.PublicShare(1), _bases.AsSpan(0, 2), Election, 1));
    }

    [Fact]
    public void Shares_round_trip_and_other_bytes_are_refused()
    {
        var (_, share) = Share(1);
        var bytes = share.ToBytes();
        Assert.Equal(64 * 4, bytes.Length);
        Assert.True(DecryptionShare.TryDecode(bytes, 3, out var decoded));
        Assert.Equal(share, decoded);
        Assert.False(DecryptionShare.TryDecode(bytes, 2, out _));
        Assert.False(DecryptionShare.TryDecode(bytes, 4, out _));
        Assert.False(DecryptionShare.TryDecode(bytes.AsSpan(0, 64), 0, out _));
        Assert.False(DecryptionShare.TryDecode([], int.MaxValue, out _));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.False(
                DecryptionShare.TryDecode(changed, 3, out decoded)
                    && decoded.Verify(_key.PublicShare(1), _bases, Election, 1)
            );
        }
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(5, 6)]
    [InlineData(0, 0)]
    [InlineData(2, 3)]
    [InlineData(FeldmanCommitments.MaximumIndex + 1, 3)]
    public void Thresholds_of_zero_and_above_n_are_refused(int members, int threshold) =>
        Assert.False(JointKey.TryCreate(members, threshold, _commitments, out _));

    [Fact]
    public void The_threshold_is_the_number_needed_and_not_one_more_or_less()
    {
        // The commitments are to polynomials of exactly t coefficients.
        Assert.False(JointKey.TryCreate(Members, Threshold - 1, _commitments, out _));
        Assert.False(JointKey.TryCreate(Members, Threshold + 1, _commitments, out _));
        Assert.True(JointKey.TryCreate(Threshold, Threshold, _commitments, out _));
    }

    [Fact]
    public void A_dealer_with_a_higher_degree_or_a_cancelling_key_is_refused()
    {
        using var higher = SecretPolynomial.Random(Threshold + 1);
        Assert.False(JointKey.TryCreate(Members, Threshold, [.. _commitments, higher.Commitments], out _));

        // A dealer who saw the others' commitments could cancel them; the sum is then the identity.
        EdwardsPoint[] cancelling =
        [
            .. Enumerable
                .Range(0, Threshold)
                .Select(k => -_commitments.Aggregate(EdwardsPoint.Identity, (sum, c) => sum + c[k])),
        ];
        Assert.False(JointKey.TryCreate(Members, Threshold, [.. _commitments, cancelling], out _));
        Assert.False(JointKey.TryCreate(Members, Threshold, [], out _));
    }

    [Fact]
    public void A_dealer_who_copies_another_cannot_prove_knowledge()
    {
        using var dealer = SecretPolynomial.Random(Threshold);
        var key = dealer.Commitments[0];
        var proof = SchnorrProof.Prove(dealer.Constant, key, Election, 1);
        Assert.True(proof.Verify(key, Election, 1));
        Assert.False(proof.Verify(key, Election, 2));
        Assert.False(proof.Verify(-key, Election, 2));
    }
}
