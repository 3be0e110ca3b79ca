using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Dids;

namespace PrivateVote.Identity.Tests.Dids;

public sealed class SubjectIdTests
{
    private const string Checksummed = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    private const string Account = "eip155:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

    [Theory]
    [InlineData(Checksummed)]
    [InlineData("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    [InlineData("0xF39FD6E51AAD88F6F4CE6AB8827279CFFFB92266")]
    [InlineData("did:pkh:eip155:1:" + Checksummed)]
    [InlineData("did:pkh:eip155:137:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    [InlineData("did:ethr:" + Checksummed)]
    [InlineData("did:ethr:0x1:" + Checksummed)]
    [InlineData("did:ethr:0xaa36a7:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    public void One_account_is_one_value_in_every_spelling(string text)
    {
        Assert.True(SubjectId.TryParse(text, out var id, out var refusal), refusal?.Reason);
        Assert.Equal(Account, id.UniqueValue);
        Assert.Equal(Checksummed, id.Account.ToString());
    }

    [Fact]
    public void A_secp256k1_key_is_its_account_as_did_key_did_jwk_and_did_ethr()
    {
        var key = Keys.Make(KeyType.Secp256k1).PublicKey;
        var account = SubjectId.Canonical(Ethereum.Address.FromPublicKey(key.PublicKey));
        foreach (
            var text in new[]
            {
                key.ToString(),
                Keys.DidJwk(key),
                "did:ethr:0x" + Convert.ToHexStringLower(key.PublicKey),
                "did:ethr:0x5:0x" + Convert.ToHexStringLower(key.PublicKey),
            }
        )
        {
            Assert.True(SubjectId.TryCanonical(text, out var value, out _), text);
            Assert.Equal(account, value);
        }
    }

    [Fact]
    public void A_key_is_one_value_as_did_key_and_as_every_did_jwk()
    {
        foreach (var type in new[] { KeyType.Ed25519, KeyType.P256, KeyType.P384 })
        {
            var key = Keys.Make(type).PublicKey;
            var jwk = Keys.Jwk(key);
            foreach (
                var text in new[] { jwk, " " + jwk, jwk.Replace("{", "{\"use\":\"sig\",", StringComparison.Ordinal) }
            )
            {
                var did = "did:jwk:" + Base64Url.Encode(Encoding.UTF8.GetBytes(text));
                Assert.True(SubjectId.TryCanonical(did, out var value, out var refusal), refusal?.Reason);
                Assert.Equal(key.ToString(), value);
            }
        }
    }

    [Fact]
    public void Percent_encoding_has_one_case()
    {
        Assert.True(SubjectId.TryCanonical("did:example:a%3ab", out var lower, out _));
        Assert.True(SubjectId.TryCanonical("did:example:a%3Ab", out var upper, out _));
        Assert.Equal(upper, lower);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("did:")]
    [InlineData("did:example")]
    [InlineData("did:example:")]
    [InlineData("did::x")]
    [InlineData("did:Example:x")]
    [InlineData("DID:example:x")]
    [InlineData("did:example:x:")]
    [InlineData("did:example:x#1")]
    [InlineData("did:example:x/y")]
    [InlineData("did:example:x?y")]
    [InlineData("did:example:x%")]
    [InlineData("did:example:x%4")]
    [InlineData("did:example:x%4g")]
    [InlineData("did:example:é")]
    [InlineData("did:example:x ")]
    [InlineData(" did:example:x")]
    [InlineData("did:pkh:eip155:1:0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    [InlineData("did:pkh:eip155:01:" + Checksummed)]
    [InlineData("did:pkh:eip155:0:" + Checksummed)]
    [InlineData("did:pkh:eip155:-1:" + Checksummed)]
    [InlineData("did:pkh:eip155:99999999999999999999:" + Checksummed)]
    [InlineData("did:pkh:eip155:1:" + Checksummed + ":x")]
    [InlineData("did:pkh:eip155:" + Checksummed)]
    [InlineData("did:pkh:eip155:1:0X" + "f39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    [InlineData("did:ethr:0x01:" + Checksummed)]
    [InlineData("did:ethr:1:" + Checksummed)]
    [InlineData("did:ethr:0x0:" + Checksummed)]
    [InlineData("did:ethr:0x")]
    [InlineData("did:ethr:0x020000000000000000000000000000000000000000000000000000000000000005")]
    [InlineData("0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    [InlineData("did:web:Example.org")]
    public void Other_texts_are_refused(string text)
    {
        Assert.False(SubjectId.TryParse(text, out _, out var refusal));
        Assert.Equal(IdentityCode.MalformedDid, refusal.Code);
    }

    [Theory]
    [InlineData("did:pkh:solana:4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZ:CKg5d12Jhpej1JqtmxLJgaFqqeYjxgPqToJ4LBdvG9Ev")]
    [InlineData("did:pkh:bip122:000000000019d6689c085ae165831e93:128Lkh3S7CkDTBZ8W7BbpsN3YYizJMp8p6")]
    public void Accounts_of_other_chains_are_refused_by_name(string text)
    {
        Assert.False(SubjectId.TryParse(text, out _, out var refusal));
        Assert.Equal(IdentityCode.UnsupportedDid, refusal.Code);
        Assert.Contains("did:pkh", refusal.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("did:web:example.org", "https://example.org/.well-known/did.json")]
    [InlineData("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json")]
    [InlineData("did:web:example.org%3A3000", "https://example.org:3000/.well-known/did.json")]
    [InlineData("did:web:example.org%3A3000:user:Alice_1.x", "https://example.org:3000/user/Alice_1.x/did.json")]
    public void Did_web_is_the_address_that_its_method_says(string did, string address)
    {
        Assert.True(DidWeb.TryParse(did, out var uri, out var refusal), refusal);
        Assert.Equal(address, uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("did:web:")]
    [InlineData("did:web:localhost")]
    [InlineData("did:web:localhost%3A8080")]
    [InlineData("did:web:EXAMPLE.org")]
    [InlineData("did:web:example.org.")]
    [InlineData("did:web:example..org")]
    [InlineData("did:web:.example.org")]
    [InlineData("did:web:-example.org")]
    [InlineData("did:web:ex_ample.org")]
    [InlineData("did:web:127.0.0.1")]
    [InlineData("did:web:10.0.0.1%3A80")]
    [InlineData("did:web:0x7f.0.0.0x1")]
    [InlineData("did:web:[::1]")]
    [InlineData("did:web:example.org%3a3000")]
    [InlineData("did:web:example.org%3A0")]
    [InlineData("did:web:example.org%3A443")]
    [InlineData("did:web:example.org%3A065")]
    [InlineData("did:web:example.org%3A65536")]
    [InlineData("did:web:example.org%3A")]
    [InlineData("did:web:example.org%3A1%3A2")]
    [InlineData("did:web:example.org%2Fpath")]
    [InlineData("did:web:example.org%40evil.example")]
    [InlineData("did:web:user@example.org")]
    [InlineData("did:web:example.org::x")]
    [InlineData("did:web:example.org:")]
    [InlineData("did:web:example.org:..:x")]
    [InlineData("did:web:example.org:.")]
    [InlineData("did:web:example.org:%2e%2e")]
    [InlineData("did:web:example.org:a%2Fb")]
    [InlineData("did:web:example.org:a/b")]
    [InlineData("did:web:example.org:a?b")]
    [InlineData("did:web:example.org#key")]
    [InlineData("did:web:exämple.org")]
    public void Did_web_has_one_spelling_and_no_address_of_a_machine(string did) =>
        Assert.False(DidWeb.TryParse(did, out _, out _));

    [Fact]
    public void A_did_jwk_that_is_no_public_key_of_a_known_type_is_refused()
    {
        var good = Keys.Jwk(Keys.Make(KeyType.P256).PublicKey);
        var ed25519 = Keys.Jwk(Keys.Make(KeyType.Ed25519).PublicKey);
        Assert.True(Parses(good));
        string[] bad =
        [
            "",
            "{}",
            "[]",
            good + good,
            good.Replace("P-256", "P-384", StringComparison.Ordinal),
            good.Replace("P-256", "secp256k1", StringComparison.Ordinal),
            good.Replace("P-256", "P-521", StringComparison.Ordinal),
            good.Replace("\"EC\"", "\"OKP\"", StringComparison.Ordinal),
            good.Replace("\"kty\"", "\"kty\":\"EC\",\"kty\"", StringComparison.Ordinal),
            good.Replace("{", "{\"d\":\"AA\",", StringComparison.Ordinal),
            good.Replace("{", "{\"use\":\"enc\",", StringComparison.Ordinal),
            good.Replace("{", "{\"alg\":\"ES384\",", StringComparison.Ordinal),
            good.Replace("{", "{\"alg\":1,", StringComparison.Ordinal),
            """{"kty":"oct","k":"AAAA"}""",
            """{"kty":"RSA","n":"AAAA","e":"AQAB"}""",
            """{"kty":"OKP","crv":"X25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""",
            // Points of small order: the identity, and 0.
            $$"""{"kty":"OKP","crv":"Ed25519","x":"{{Base64Url.Encode([1, .. new byte[31]])}}"}""",
            $$"""{"kty":"OKP","crv":"Ed25519","x":"{{Base64Url.Encode(new byte[32])}}"}""",
            ed25519.Replace("\"x\":\"", "\"x\":\"AA", StringComparison.Ordinal),
            // The other y of the same x is another key; any other is none.
            $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.Encode(new byte[32])}}","y":"{{Base64Url.Encode(new byte[32])}}"}""",
            new string(' ', 2000) + good,
        ];
        foreach (var jwk in bad)
        {
            Assert.False(Parses(jwk), jwk);
        }

        static bool Parses(string jwk) =>
            DidJwk.TryParse("did:jwk:" + Base64Url.Encode(Encoding.UTF8.GetBytes(jwk)), out _, out _);
    }
}
