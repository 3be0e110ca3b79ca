using System.Security.Cryptography;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Standard;

/// <summary>
/// C2SP Wycheproof. We are stricter than it in one thing: ECDSA over secp256k1 with s above n/2 is refused; there the
/// test asks that the same signature with n - s is taken. For Ed25519 and P-256 the answers are Wycheproof's own.
/// </summary>
public sealed class WycheproofTests
{
    private const string Ed25519File = "wycheproof-ed25519_test.json";
    private const string Secp256k1File = "wycheproof-ecdsa_secp256k1_sha256_p1363_test.json";
    private const string P256File = "wycheproof-ecdsa_secp256r1_sha256_p1363_test.json";

    [SharedVectorFact(Ed25519File)]
    public void Ed25519_is_judged_as_by_wycheproof() =>
        Check(Ed25519File, "pk", (key, message, signature, valid) => Ed25519.Verify(key, message, signature) == valid);

    [SharedVectorFact(P256File)]
    public void P256_is_judged_as_by_wycheproof() =>
        Check(
            P256File,
            "uncompressed",
            (key, message, signature, valid) => NistEcdsa.P256.Verify(key, message, signature) == valid
        );

    [SharedVectorFact(Secp256k1File)]
    public void Secp256k1_is_judged_as_by_wycheproof_but_for_high_s()
    {
        var high = 0;
        Check(
            Secp256k1File,
            "uncompressed",
            (key, message, signature, valid) =>
            {
                var digest = SHA256.HashData(message);
                var taken = Secp256k1.Verify(key, digest, signature);
                if (!valid || !Secp256k1Order.IsHigh(signature))
                {
                    return taken == valid;
                }

                high++;
                return !taken && Secp256k1.Verify(key, digest, Secp256k1Order.WithOtherS(signature));
            }
        );
        Assert.Equal(72, high);
    }

    private static void Check(string file, string keyName, Func<byte[], byte[], byte[], bool, bool> judge)
    {
        var suite = VectorFile.Read(SharedVectors.PathOf(file));
        var judged = 0;
        foreach (var group in suite.List("testGroups"))
        {
            var key = group.GetProperty("publicKey").Hex(keyName);
            foreach (var test in group.List("tests"))
            {
                var valid = test.Text("result") == "valid";
                Assert.True(
                    judge(key, test.Hex("msg"), test.Hex("sig"), valid),
                    $"{file} {test.GetProperty("tcId").GetInt32()}: {test.Text("comment")}"
                );
                judged++;
            }
        }

        Assert.Equal(suite.GetProperty("numberOfTests").GetInt32(), judged);
    }
}
