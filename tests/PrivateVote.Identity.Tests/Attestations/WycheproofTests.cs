using System.Text.Json;
using PrivateVote.Identity.Jose;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>Hostile signatures through what a JWS takes: a JWK, and the verification of a key.</summary>
public sealed class WycheproofTests
{
    private const string Ed25519File = "wycheproof-ed25519_test.json";
    private const string Secp256k1File = "wycheproof-ecdsa_secp256k1_sha256_p1363_test.json";
    private const string P256File = "wycheproof-ecdsa_secp256r1_sha256_p1363_test.json";

    private const string HalfOrder = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";

    [SharedVectorFact(Ed25519File)]
    public void EdDSA() => Check(Ed25519File, _ => true);

    [SharedVectorFact(P256File)]
    public void ES256() => Check(P256File, _ => true);

    /// <summary>What is valid with a high s is refused here.</summary>
    [SharedVectorFact(Secp256k1File)]
    public void ES256K() =>
        Check(
            Secp256k1File,
            signature => signature.Length == 128 && string.CompareOrdinal(signature[64..], HalfOrder) <= 0
        );

    private static void Check(string file, Func<string, bool> isTaken)
    {
        var taken = 0;
        var refused = 0;
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedVectors.PathOf(file)));
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            if (!group.TryGetProperty("publicKeyJwk", out var jwk))
            {
                continue;
            }

            Assert.True(Jwk.TryParse(jwk, out var key, out var refusal), refusal);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var signature = test.GetProperty("sig").GetString()!;
                var verifies = key.Verify(
                    Convert.FromHexString(test.GetProperty("msg").GetString()!),
                    Convert.FromHexString(signature)
                );
                var expected = test.GetProperty("result").GetString() == "valid" && isTaken(signature);
                Assert.True(expected == verifies, $"{file} {test.GetProperty("tcId")}");
                _ = verifies ? taken++ : refused++;
            }
        }

        Assert.True(taken > 50 && refused > 50, $"{taken} taken, {refused} refused");
    }
}
