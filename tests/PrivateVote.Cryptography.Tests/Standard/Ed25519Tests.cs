using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Standard;

public sealed class Ed25519Tests
{
    private static readonly JsonElement Vectors = VectorFile.Read(SharedVectors.Fixture("ed25519.json"));

    [Fact]
    public void The_examples_of_rfc_8032_are_signed_and_verified()
    {
        foreach (var test in Vectors.List("rfc8032"))
        {
            Assert.Equal(test.Hex("publicKey"), Ed25519.PublicKey(test.Hex("seed")));
            Assert.Equal(test.Hex("signature"), Ed25519.Sign(test.Hex("seed"), test.Hex("message")));
            Assert.True(Ed25519.Verify(test.Hex("publicKey"), test.Hex("message"), test.Hex("signature")));
        }
    }

    [Fact]
    public void Keys_of_small_order_off_the_curve_or_not_canonical_are_no_keys()
    {
        var one = new byte[Ed25519.SignatureSize];
        one[32] = 1;
        foreach (var test in Vectors.List("badKeys"))
        {
            Assert.False(Ed25519.IsValidPublicKey(test.Hex("key")), test.Text("why"));
            Assert.False(Ed25519.Verify(test.Hex("key"), [], one), test.Text("why"));
        }

        Assert.False(Ed25519.IsValidPublicKey([]));
        Assert.False(Ed25519.IsValidPublicKey(new byte[33]));
    }

    [Fact]
    public void Hostile_signatures_are_judged_as_the_remarks_say()
    {
        foreach (var test in Vectors.List("signatures"))
        {
            Assert.True(
                test.GetProperty("valid").GetBoolean()
                    == Ed25519.Verify(test.Hex("key"), test.Hex("message"), test.Hex("signature")),
                test.Text("why")
            );
        }
    }

    [Fact]
    public void Every_flip_of_one_bit_and_every_other_length_is_refused()
    {
        var seed = new byte[32];
        var key = Ed25519.PublicKey(seed);
        var message = "message"u8.ToArray();
        var signature = Ed25519.Sign(seed, message);
        foreach (var bytes in new[] { key, message, signature })
        {
            for (var bit = 0; bit < 8 * bytes.Length; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(Ed25519.Verify(key, message, signature));
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.True(Ed25519.Verify(key, message, signature));
        Assert.False(Ed25519.Verify(key, message, signature.AsSpan(1)));
        Assert.False(Ed25519.Verify(key, message, [.. signature, 0]));
        Assert.False(Ed25519.Verify(key, message, []));
        Assert.False(Ed25519.Verify(key.AsSpan(1), message, signature));
    }

    [Fact]
    public void A_seed_of_another_length_is_misuse()
    {
        Assert.Throws<ArgumentException>(() => Ed25519.PublicKey(new byte[31]));
        Assert.Throws<ArgumentException>(() => Ed25519.Sign(new byte[64], []));
    }
}
