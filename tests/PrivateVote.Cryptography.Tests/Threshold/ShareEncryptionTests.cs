using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Threshold;

namespace PrivateVote.Cryptography.Tests.Threshold;

public sealed class ShareEncryptionTests : IDisposable
{
    private const int Dealer = 1;
    private const int Recipient = 2;

    private static readonly byte[] Ceremony = "ceremony"u8.ToArray();
    private readonly Scalar _secret = Scalar.Random();
    private readonly EdwardsPoint _key;
    private readonly SecretPolynomial _polynomial = SecretPolynomial.Random(2);

    public ShareEncryptionTests() => _key = EdwardsPoint.MultiplyBase(_secret);

    public void Dispose() => _polynomial.Dispose();

    private byte[] Encrypt(Scalar share) => ShareEncryption.Encrypt(_key, share, Ceremony, Dealer, Recipient);

    private ComplaintVerdict Judge(byte[] encrypted, ShareOpening? opening) =>
        ShareEncryption.Judge(_key, encrypted, opening, _polynomial.Commitments, Ceremony, Dealer, Recipient);

    private ShareOpening Open(byte[] encrypted) =>
        ShareEncryption.Open(_secret, encrypted, Ceremony, Dealer, Recipient)!;

    [Fact]
    public void A_share_comes_back()
    {
        var share = _polynomial.Evaluate(Recipient);
        var encrypted = Encrypt(share);
        Assert.Equal(ShareEncryption.Size, encrypted.Length);
        Assert.True(ShareEncryption.TryDecrypt(_secret, encrypted, Ceremony, Dealer, Recipient, out var decrypted));
        Assert.Equal(share, decrypted);
        Assert.NotEqual(encrypted, Encrypt(share));
    }

    [Fact]
    public void Ceremony_dealer_and_recipient_are_bound()
    {
        var encrypted = Encrypt(Scalar.One);
        Assert.False(ShareEncryption.TryDecrypt(_secret, encrypted, "other"u8, Dealer, Recipient, out _));
        Assert.False(ShareEncryption.TryDecrypt(_secret, encrypted, Ceremony, Dealer + 1, Recipient, out _));
        Assert.False(ShareEncryption.TryDecrypt(_secret, encrypted, Ceremony, Dealer, Recipient + 1, out _));
        Assert.False(ShareEncryption.TryDecrypt(_secret + Scalar.One, encrypted, Ceremony, Dealer, Recipient, out _));
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        var encrypted = Encrypt(Scalar.One);
        for (var i = 0; i < encrypted.Length; i++)
        {
            var changed = encrypted.ToArray();
            changed[i] ^= 1;
            Assert.False(ShareEncryption.TryDecrypt(_secret, changed, Ceremony, Dealer, Recipient, out _));
        }

        Assert.False(ShareEncryption.TryDecrypt(_secret, encrypted.AsSpan(1), Ceremony, Dealer, Recipient, out _));
        Assert.False(ShareEncryption.TryDecrypt(_secret, [.. encrypted, 0], Ceremony, Dealer, Recipient, out _));
    }

    [Fact]
    public void Keys_outside_the_subgroup_are_refused()
    {
        var orderTwo = EdwardsPoint.FromAffine(Fr.Zero, -Fr.One);
        foreach (var key in new[] { EdwardsPoint.Identity, orderTwo, _key + orderTwo })
        {
            Assert.Throws<ArgumentException>(() =>
                ShareEncryption.Encrypt(key, Scalar.One, Ceremony, Dealer, Recipient)
            );
        }
    }

    [Fact]
    public void An_honest_complaint_convicts_the_dealer()
    {
        var encrypted = Encrypt(_polynomial.Evaluate(Recipient) + Scalar.One);
        Assert.Equal(ComplaintVerdict.DealerAtFault, Judge(encrypted, Open(encrypted)));
    }

    [Fact]
    public void A_false_complaint_convicts_nobody()
    {
        var encrypted = Encrypt(_polynomial.Evaluate(Recipient));
        Assert.Equal(ComplaintVerdict.ShareValid, Judge(encrypted, Open(encrypted)));
    }

    [Fact]
    public void A_complaint_with_another_point_or_without_evidence_is_void()
    {
        var encrypted = Encrypt(_polynomial.Evaluate(Recipient));
        var opening = Open(encrypted);
        var lie = opening with { SharedPoint = opening.SharedPoint + EdwardsPoint.Base };
        Assert.Equal(ComplaintVerdict.OpeningInvalid, Judge(encrypted, lie));
        Assert.Equal(ComplaintVerdict.OpeningInvalid, Judge(encrypted, null));
    }

    [Fact]
    public void An_opening_is_bound_to_the_bytes_ceremony_dealer_and_trustee()
    {
        var encrypted = Encrypt(_polynomial.Evaluate(Recipient));
        var opening = Open(encrypted);
        var commitments = _polynomial.Commitments;
        var changed = encrypted.ToArray();
        changed[^1] ^= 1;
        Assert.Equal(ComplaintVerdict.OpeningInvalid, Judge(changed, opening));
        Assert.Equal(ComplaintVerdict.OpeningInvalid, JudgeElsewhere("other"u8, Dealer, Recipient));
        Assert.Equal(ComplaintVerdict.OpeningInvalid, JudgeElsewhere(Ceremony, Dealer + 1, Recipient));
        Assert.Equal(ComplaintVerdict.OpeningInvalid, JudgeElsewhere(Ceremony, Dealer, Recipient + 1));

        // What is encrypted elsewhere names its own place, so that it can be judged there at all.
        ComplaintVerdict JudgeElsewhere(ReadOnlySpan<byte> ceremony, int dealer, int recipient) =>
            ShareEncryption.Judge(
                _key,
                ShareEncryption.Encrypt(_key, _polynomial.Evaluate(Recipient), ceremony, dealer, recipient),
                opening,
                commitments,
                ceremony,
                dealer,
                recipient
            );
    }

    [Fact]
    public void A_dealer_who_sends_rubbish_is_convicted()
    {
        // A point but no box that opens: the trustee shows the key that does not open it.
        var broken = Encrypt(_polynomial.Evaluate(Recipient));
        broken[^1] ^= 1;
        Assert.Equal(ComplaintVerdict.DealerAtFault, Judge(broken, Open(broken)));

        // No point at all, or one outside the subgroup: the bytes are the evidence.
        var orderTwo = EdwardsPoint.FromAffine(Fr.Zero, -Fr.One);
        byte[][] pointless =
        [
            [],
            new byte[ShareEncryption.Size],
            [.. orderTwo.ToBytes(), .. broken[64..]],
            [.. (EdwardsPoint.Base + orderTwo).ToBytes(), .. broken[64..]],
            [.. EdwardsPoint.Identity.ToBytes(), .. broken[64..]],
        ];
        foreach (var bytes in pointless)
        {
            Assert.Null(ShareEncryption.Open(_secret, bytes, Ceremony, Dealer, Recipient));
            Assert.Equal(ComplaintVerdict.DealerAtFault, Judge(bytes, null));
        }
    }

    [Fact]
    public void A_point_taken_from_another_dealers_encryption_is_never_opened()
    {
        // Opening it would publish the Z that decrypts the honest dealer's share.
        var honest = Encrypt(_polynomial.Evaluate(Recipient));
        var shift = Scalar.Random();
        Assert.True(EdwardsPoint.TryDecode(honest.AsSpan(0, EdwardsPoint.Size), out var point));
        var own = ShareEncryption.Encrypt(_key, Scalar.One, Ceremony, Dealer + 1, Recipient);
        byte[][] stolen =
        [
            honest,
            [.. honest[..EdwardsPoint.Size], .. own[EdwardsPoint.Size..]],
            [.. (point + EdwardsPoint.MultiplyBase(shift)).ToBytes(), .. honest[EdwardsPoint.Size..]],
        ];
        foreach (var bytes in stolen)
        {
            Assert.Null(ShareEncryption.Open(_secret, bytes, Ceremony, Dealer + 1, Recipient));
            Assert.Equal(
                ComplaintVerdict.DealerAtFault,
                ShareEncryption.Judge(_key, bytes, null, _polynomial.Commitments, Ceremony, Dealer + 1, Recipient)
            );
        }

        Assert.Null(ShareEncryption.Open(_secret, honest, "another ceremony"u8, Dealer, Recipient));
    }

    [Theory]
    [InlineData(0, Recipient)]
    [InlineData(Dealer, 0)]
    [InlineData(-1, Recipient)]
    [InlineData(Dealer, -1)]
    [InlineData(Dealer, FeldmanCommitments.MaximumIndex + 1)]
    public void Indices_that_nobody_has_are_refused(int dealer, int recipient)
    {
        var encrypted = Encrypt(_polynomial.Evaluate(Recipient));
        var opening = Open(encrypted);
        Assert.False(ShareEncryption.TryDecrypt(_secret, encrypted, Ceremony, dealer, recipient, out _));
        Assert.Equal(
            ComplaintVerdict.OpeningInvalid,
            ShareEncryption.Judge(_key, encrypted, opening, _polynomial.Commitments, Ceremony, dealer, recipient)
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ShareEncryption.Encrypt(_key, Scalar.One, Ceremony, dealer, recipient)
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ShareEncryption.Open(_secret, encrypted, Ceremony, dealer, recipient)
        );
    }

    [Fact]
    public void Openings_round_trip()
    {
        var opening = Open(Encrypt(Scalar.One));
        Assert.True(ShareOpening.TryDecode(opening.ToBytes(), out var decoded));
        Assert.Equal(opening, decoded);
        Assert.False(ShareOpening.TryDecode(opening.ToBytes().AsSpan(1), out _));
        Assert.False(ShareOpening.TryDecode(new byte[ShareOpening.Size], out _));
    }
}
