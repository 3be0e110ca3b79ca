using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.Standard;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Standard;

public sealed class Secp256k1RecoveryTests
{
    private const string WycheproofFile = "wycheproof-ecdsa_secp256k1_sha256_p1363_test.json";

    private static readonly byte[] PrivateKey = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] Digest = SHA256.HashData("message"u8);

    [Fact]
    public void What_is_signed_recovers_the_signer_and_nobody_else() =>
        Prop.ForAll<byte[]>(seed =>
            {
                var privateKey = SHA256.HashData([1, .. seed]);
                var digest = SHA256.HashData([2, .. seed]);
                var signature = Secp256k1.SignRecoverable(privateKey, digest, out var parity);
                Assert.Equal(Secp256k1.Sign(privateKey, digest), signature);
                Assert.True(Secp256k1.TryUncompress(Secp256k1.PublicKey(privateKey), out var expected));
                Assert.True(Secp256k1.TryRecover(digest, signature, parity, out var recovered));
                Assert.Equal(expected, recovered);
                Assert.True(Secp256k1.TryRecover(digest, signature, 1 - parity, out var other));
                Assert.NotEqual(expected, other);
                Assert.True(Secp256k1.Verify(other, digest, signature));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    /// <summary>
    /// A valid signature recovers its key by one of the parities, an invalid one by none. Two valid ones have a nonce point
    /// whose x is above the order: those are not recovered, as in Ethereum.
    /// </summary>
    [SharedVectorFact(WycheproofFile)]
    public void Recovery_agrees_with_wycheproof()
    {
        var recovered = 0;
        var above = 0;
        foreach (var group in VectorFile.Read(SharedVectors.PathOf(WycheproofFile)).List("testGroups"))
        {
            var key = group.GetProperty("publicKey").Hex("uncompressed");
            foreach (var test in group.List("tests"))
            {
                var digest = SHA256.HashData(test.Hex("msg"));
                var signature = test.Hex("sig");
                if (test.Text("result") == "valid" && Secp256k1Order.IsHigh(signature))
                {
                    signature = Secp256k1Order.WithOtherS(signature);
                }

                var found = Enumerable
                    .Range(0, 2)
                    .Count(parity =>
                        Secp256k1.TryRecover(digest, signature, parity, out var candidate)
                        && candidate.AsSpan().SequenceEqual(key)
                    );
                var valid = Secp256k1.Verify(key, digest, signature);
                Assert.InRange(found, 0, valid ? 1 : 0);
                recovered += found;
                above += valid && found == 0 ? 1 : 0;
            }
        }

        Assert.Equal((165, 2), (recovered, above));
    }

    [Fact]
    public void Malformed_signatures_recover_nothing()
    {
        var signature = Secp256k1.SignRecoverable(PrivateKey, Digest, out var parity);
        var order = Secp256k1Order.Value.ToByteArray(isUnsigned: true, isBigEndian: true);

        AssertRefused(Digest, Secp256k1Order.WithOtherS(signature), parity);
        AssertRefused(Digest, [.. signature[..32], .. new byte[32]], parity);
        AssertRefused(Digest, [.. new byte[32], .. signature[32..]], parity);
        AssertRefused(Digest, [.. order, .. signature[32..]], parity);
        AssertRefused(Digest, [.. signature[..32], .. order], parity);
        AssertRefused(Digest, signature[1..], parity);
        AssertRefused(Digest, [.. signature, 0], parity);
        AssertRefused(Digest[1..], signature, parity);
        AssertRefused(Digest, signature, 2);
        AssertRefused(Digest, signature, -1);
    }

    [Fact]
    public void An_r_that_is_no_x_of_the_curve_recovers_nothing() =>
        // y^2 = x^3 + 7 has no solution for x = 5.
        AssertRefused(Digest, [.. Small(5), .. Small(1)], 0);

    [Fact]
    public void The_identity_is_not_recovered()
    {
        // R = G and s = z: s·R - z·G is the identity.
        Assert.True(Secp256k1.TryUncompress(Secp256k1.PublicKey(Small(1)), out var generator));
        var parity = generator[64] & 1;
        AssertRefused(Small(9), [.. generator[1..33], .. Small(9)], parity);
        Assert.True(Secp256k1.TryRecover(Small(9), [.. generator[1..33], .. Small(8)], parity, out _));
    }

    private static byte[] Small(byte value) => [.. new byte[31], value];

    private static void AssertRefused(byte[] digest, byte[] signature, int parity)
    {
        Assert.False(Secp256k1.TryRecover(digest, signature, parity, out var publicKey));
        Assert.Null(publicKey);
    }
}
