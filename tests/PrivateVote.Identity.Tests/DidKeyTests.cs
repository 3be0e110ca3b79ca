using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests;

public sealed class DidKeyTests
{
    private const string Ed25519File = "did-key-ed25519-x25519.json";
    private const string Secp256k1File = "did-key-secp256k1.json";
    private const string NistFile = "did-key-nist-curves.json";

    private static readonly JsonElement Vectors = Read(SharedVectors.Fixture("did-key-jws.json"));

    [Fact]
    public void The_published_dids_are_the_published_keys_both_ways()
    {
        foreach (var test in Vectors.GetProperty("dids").EnumerateArray())
        {
            var type = Enum.Parse<KeyType>(Text(test, "type"));
            var publicKey = Convert.FromHexString(Text(test, "publicKey"));

            Assert.True(DidKey.TryParse(Text(test, "did"), out var did, out var refusal), refusal);
            Assert.Equal(type, did.Type);
            Assert.Equal(publicKey, did.PublicKey);
            Assert.Equal(Text(test, "did"), DidKey.FromPublicKey(type, publicKey).ToString());
        }
    }

    [SharedVectorFact(Ed25519File)]
    public void The_ed25519_vectors_of_the_specification_hold()
    {
        foreach (var test in Read(SharedVectors.PathOf(Ed25519File)).EnumerateObject())
        {
            using var key = RoleKey.FromSeed(Convert.FromHexString(Text(test.Value, "seed")));
            Assert.Equal(test.Name, key.Did);
            Assert.Equal(MethodId(test.Value), key.PublicKey.KeyId);

            // Its key for Diffie-Hellman is a did:key of a type that signs nothing.
            var agreement = test.Value.GetProperty("keyAgreementKeyPair").GetProperty("id").GetString()![1..];
            AssertRefused($"did:key:{agreement}");
        }
    }

    [SharedVectorFact(Secp256k1File)]
    public void The_secp256k1_vectors_of_the_specification_hold()
    {
        var derived = 0;
        foreach (var test in Read(SharedVectors.PathOf(Secp256k1File)).EnumerateObject())
        {
            Assert.True(DidKey.TryParse(test.Name, out var did, out _));
            Assert.Equal(KeyType.Secp256k1, did.Type);
            Assert.Equal(MethodId(test.Value), did.KeyId);
            if (test.Value.TryGetProperty("seed", out var seed))
            {
                using var key = EcdsaKey.FromPrivateKey(KeyType.Secp256k1, Convert.FromHexString(seed.GetString()!));
                Assert.Equal(did, key.PublicKey);
                derived++;
            }
        }

        Assert.Equal(5, derived);
    }

    [SharedVectorFact(NistFile)]
    public void The_nist_vectors_of_the_specification_hold_and_p521_is_refused()
    {
        var taken = 0;
        foreach (var test in Read(SharedVectors.PathOf(NistFile)).EnumerateObject())
        {
            var method = test.Value.GetProperty("verificationMethod");
            if (!method.TryGetProperty("privateKeyJwk", out var jwk))
            {
                Assert.True(DidKey.TryParse(test.Name, out _, out _));
                continue;
            }

            if (Text(jwk, "crv") == "P-521")
            {
                AssertRefused(test.Name);
                continue;
            }

            var type = Text(jwk, "crv") == "P-256" ? KeyType.P256 : KeyType.P384;
            Assert.True(Base64Url.TryDecode(Text(jwk, "d"), out var privateKey));
            using var key = EcdsaKey.FromPrivateKey(type, privateKey);
            Assert.Equal(test.Name, key.PublicKey.ToString());
            taken++;
        }

        Assert.Equal(4, taken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("did:key:")]
    [InlineData("did:key:z")]
    [InlineData("did:web:example.com")]
    [InlineData("DID:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    [InlineData("did:key:6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    [InlineData("did:key:Z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    [InlineData("did:key:1:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    [InlineData("did:key:z16MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp ")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW0")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWé")]
    public void Texts_that_are_no_did_key_are_refused(string text) => AssertRefused(text);

    [Fact]
    public void Every_truncation_and_extension_is_refused()
    {
        foreach (var test in Vectors.GetProperty("dids").EnumerateArray())
        {
            var did = Text(test, "did");
            for (var length = 0; length < did.Length; length++)
            {
                AssertRefused(did[..length]);
            }

            AssertRefused(did + "1");
            AssertRefused(did + new string('z', 1_000_000));
        }
    }

    [Fact]
    public void A_key_of_the_wrong_length_off_its_curve_or_of_small_order_is_refused()
    {
        byte[] ed25519 = [0xed, 0x01];
        byte[] secp256k1 = [0xe7, 0x01];
        byte[] p256 = [0x80, 0x24];
        var p256Key = Convert.FromHexString(Text(Vectors.GetProperty("dids")[3], "publicKey"));
        Assert.True(DidKey.TryParse(Did([.. p256, .. p256Key]), out _, out _));

        // The identity, a point of order four, and y = 2, which is not on the curve.
        AssertRefused(Did([.. ed25519, 1, .. new byte[31]]));
        AssertRefused(Did([.. ed25519, 0, .. new byte[31]]));
        AssertRefused(Did([.. ed25519, 2, .. new byte[31]]));
        AssertRefused(Did([.. ed25519, .. new byte[31]]));
        AssertRefused(Did([.. ed25519, .. new byte[33]]));
        AssertRefused(Did(ed25519));

        // x = 5 is not on secp256k1; the uncompressed form is not the DID's; a key under the prefix of another type.
        AssertRefused(Did([.. secp256k1, 0x02, .. new byte[31], 5]));
        AssertRefused(Did([.. secp256k1, 0x04, .. new byte[64]]));
        AssertRefused(Did([.. ed25519, .. p256Key]));
        AssertRefused(Did([0x81, 0x24, .. p256Key]));

        // The prefix with a varint longer than it need be, and numbers that are not key types.
        AssertRefused(Did([0xed, 0x81, 0x00, .. new byte[32]]));
        AssertRefused(Did([0x00]));
        AssertRefused(Did([0xed]));
    }

    [Fact]
    public void Keys_of_other_types_or_forms_are_not_made_into_a_did()
    {
        Assert.Throws<ArgumentException>(() => DidKey.FromPublicKey(KeyType.Ed25519, new byte[32]));
        Assert.Throws<ArgumentException>(() => DidKey.FromPublicKey(KeyType.P256, new byte[33]));
        Assert.Throws<ArgumentException>(() => EcdsaKey.FromPrivateKey(KeyType.Ed25519, new byte[32]));
        Assert.Throws<ArgumentException>(() => EcdsaKey.FromPrivateKey(KeyType.Secp256k1, new byte[32]));
    }

    [Fact]
    public void Equal_keys_are_equal_dids()
    {
        using var key = RoleKey.FromSeed(new byte[32]);
        Assert.True(DidKey.TryParse(key.Did, out var parsed, out _));
        Assert.Equal(key.PublicKey, parsed);
        Assert.Equal(key.PublicKey.GetHashCode(), parsed.GetHashCode());
        Assert.NotEqual(key.PublicKey, Keys.Make(KeyType.P256).PublicKey);
    }

    private static string Did(byte[] bytes) => "did:key:z" + Base58.Encode(bytes);

    private static void AssertRefused(string text)
    {
        Assert.False(DidKey.TryParse(text, out var did, out var refusal), text);
        Assert.Null(did);
        Assert.StartsWith("malformed DID", refusal, StringComparison.Ordinal);
    }

    private static string MethodId(JsonElement test) =>
        test.GetProperty("didDocument").GetProperty("verificationMethod")[0].GetProperty("id").GetString()!;

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
