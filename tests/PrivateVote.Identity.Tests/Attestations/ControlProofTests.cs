using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Tests.Attestations;

public sealed class ControlProofTests
{
    private static readonly Challenge Challenge = Challenges.Make();

    public static TheoryData<KeyType> KeyTypes => [.. Enum.GetValues<KeyType>()];

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void A_key_shows_control_of_its_did_key_and_its_did_jwk(KeyType type)
    {
        var key = Keys.Make(type);
        Assert.Null(ControlProof.Verify(key.PublicKey.ToString(), ControlProof.Sign(key, Challenge), Challenge));

        var jwk = Keys.DidJwk(key.PublicKey);
        Assert.Null(ControlProof.Verify(jwk, SignAs(key, jwk + "#0", ControlProof.JwsType), Challenge));
    }

    [Theory]
    [InlineData("did:pkh:eip155:1:{0}", 1)]
    [InlineData("did:pkh:eip155:137:{0}", 137)]
    [InlineData("did:ethr:{0}", 1)]
    [InlineData("did:ethr:0x64:{0}", 100)]
    [InlineData("{0}", 1)]
    public void An_account_shows_control_by_signing_the_text(string form, ulong chainId)
    {
        using var key = EthereumKey.FromPrivateKey(Enumerable.Repeat((byte)7, 32).ToArray());
        var did = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, key.Address);
        Assert.Null(ControlProof.Verify(did, ControlProof.Sign(key, Challenge, chainId), Challenge));
        AssertRefused(IdentityCode.BadControl, did, ControlProof.Sign(key, Challenge, chainId + 1));
    }

    [Fact]
    public void An_account_shows_control_by_signing_typed_data()
    {
        using var key = EthereumKey.FromPrivateKey(Enumerable.Repeat((byte)7, 32).ToArray());
        var did = $"did:pkh:eip155:5:{key.Address}";
        Assert.Null(ControlProof.Verify(did, Sign(Challenge, 5), Challenge));
        AssertRefused(IdentityCode.BadControl, did, Sign(Challenge, 1));
        AssertRefused(IdentityCode.BadControl, did, Sign(Challenges.Make(commitment: 43), 5));
        AssertRefused(IdentityCode.BadControl, did, Sign(Challenges.Make(replaces: 41), 5));

        string Sign(Challenge challenge, ulong chainId) =>
            key.SignDigest(ControlMessage.ToTypedData(challenge, key.Address, chainId).Digest).ToString();
    }

    [Fact]
    public void A_domain_that_is_no_host_is_refused_and_never_put_into_a_text()
    {
        using var key = EthereumKey.FromPrivateKey(Enumerable.Repeat((byte)7, 32).ToArray());
        var control = ControlProof.Sign(key, Challenge);
        foreach (
            var domain in new[]
            {
                "",
                "a b",
                "a\nURI: x",
                "user@vote.example.org",
                "VOTE.example.org",
                "vote.example.org:",
                "é",
                new string('a', 10_000),
            }
        )
        {
            var other = Challenge with { Domain = domain };
            Assert.Equal(IdentityCode.BadControl, ControlProof.Verify(key.Address.ToString(), control, other)?.Code);
            Assert.Throws<ArgumentException>(() => ControlMessage.ToSiwe(other, key.Address, 1));
        }
    }

    [Fact]
    public void A_port_stands_in_the_text_as_browsers_name_the_host()
    {
        using var key = EthereumKey.FromPrivateKey(Enumerable.Repeat((byte)7, 32).ToArray());
        var local = Challenge with { Domain = "localhost:5000" };
        Assert.StartsWith(
            "localhost:5000 wants you to sign in",
            ControlMessage.ToSiwe(local, key.Address, 1),
            StringComparison.Ordinal
        );
        Assert.Null(ControlProof.Verify(key.Address.ToString(), ControlProof.Sign(key, local), local));
        AssertRefused(IdentityCode.BadControl, key.Address.ToString(), ControlProof.Sign(key, local));
    }

    [Fact]
    public void A_secp256k1_key_signs_either_way()
    {
        var key = Keys.Make(KeyType.Secp256k1);
        using var account = EthereumKey.FromPrivateKey(Enumerable.Repeat((byte)7, 32).ToArray());
        var did = key.PublicKey.ToString();
        Assert.Null(ControlProof.Verify(did, ControlProof.Sign(key, Challenge), Challenge));
        Assert.Null(ControlProof.Verify(did, ControlProof.Sign(account, Challenge), Challenge));
    }

    [Fact]
    public void A_challenge_for_another_space_commitment_nonce_or_replacement_is_refused()
    {
        var key = Keys.Make(KeyType.Ed25519);
        using var account = EthereumKey.FromPrivateKey(Enumerable.Repeat((byte)7, 32).ToArray());
        Challenge[] others =
        [
            Challenges.Make(space: 2),
            Challenges.Make(commitment: 43),
            Challenges.Make(nonce: 8),
            Challenges.Make(replaces: 41),
            Challenge with
            {
                Expires = Challenge.Expires.AddMilliseconds(1),
            },
            Challenge with
            {
                IssuedAt = Challenge.IssuedAt.AddMilliseconds(1),
            },
            Challenge with
            {
                Domain = "vote.example.com",
            },
        ];
        foreach (var other in others)
        {
            AssertRefused(IdentityCode.OtherChallenge, key.PublicKey.ToString(), ControlProof.Sign(key, other));
            AssertRefused(IdentityCode.BadControl, account.Address.ToString(), ControlProof.Sign(account, other));
        }
    }

    [Fact]
    public void A_signature_by_another_key_is_refused()
    {
        var subject = Keys.Make(KeyType.Ed25519).PublicKey;
        using var other = RoleKey.FromSeed(Enumerable.Repeat((byte)8, 32).ToArray());
        AssertRefused(IdentityCode.BadControl, subject.ToString(), ControlProof.Sign(other, Challenge));

        // The subject's kid over another's signature.
        AssertRefused(IdentityCode.BadControl, subject.ToString(), SignAs(other, subject.KeyId, ControlProof.JwsType));

        using var account = EthereumKey.FromPrivateKey(Enumerable.Repeat((byte)8, 32).ToArray());
        AssertRefused(
            IdentityCode.BadControl,
            "did:pkh:eip155:1:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            ControlProof.Sign(account, Challenge)
        );
    }

    [Fact]
    public void Another_type_none_and_a_kid_that_is_not_the_subjects_are_refused()
    {
        var key = Keys.Make(KeyType.Ed25519);
        var did = key.PublicKey.ToString();
        AssertRefused(IdentityCode.BadControl, did, SignAs(key, key.PublicKey.KeyId, "privatevote-space+json"));
        AssertRefused(IdentityCode.BadControl, did, SignAs(key, did, ControlProof.JwsType));
        AssertRefused(IdentityCode.BadControl, did, SignAs(key, did + "#0", ControlProof.JwsType));
        AssertRefused(
            IdentityCode.BadControl,
            did,
            SignAs(key, Keys.DidJwk(key.PublicKey) + "#0", ControlProof.JwsType)
        );
        AssertRefused(
            IdentityCode.UnsupportedAlgorithm,
            did,
            Unsigned(key.PublicKey.KeyId, "none", ControlProof.JwsType)
        );
        AssertRefused(
            IdentityCode.UnsupportedAlgorithm,
            did,
            Unsigned(key.PublicKey.KeyId, "HS256", ControlProof.JwsType)
        );
        AssertRefused(IdentityCode.NoControl, did, null);
        AssertRefused(IdentityCode.NoControl, did, "");
        AssertRefused(IdentityCode.BadControl, did, "..");
        AssertRefused(IdentityCode.BadControl, did, "0x");
    }

    [Fact]
    public void Control_of_a_did_whose_method_says_no_key_is_refused_by_name()
    {
        foreach (var did in new[] { "did:web:example.org", "did:example:abc", "did:ion:abc" })
        {
            var refusal = ControlProof.Verify(did, "0x", Challenge);
            Assert.Equal(IdentityCode.UnsupportedDid, refusal?.Code);
            Assert.Contains(did[..did.LastIndexOf(':')], refusal!.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_text_for_a_wallet_names_everything_that_is_signed()
    {
        var text = ControlMessage.ToSiwe(
            Challenges.Make(replaces: 41),
            Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            1
        );
        var space = "0x" + string.Concat(Enumerable.Repeat("01", 32));
        var nonce = Convert.ToHexStringLower(Challenges.Make(replaces: 41).Digest());
        var commitment = Fr.From(42).ToHex();
        var replaced = Fr.From(41).ToHex();
        Assert.Equal(
            $"""
            vote.example.org wants you to sign in with your Ethereum account:
            0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266

            Become a member with the identity commitment {commitment} instead of {replaced}.

            URI: urn:privatevote:space:{space}
            Version: 1
            Chain ID: 1
            Nonce: {nonce}
            Issued At: 2026-11-21T12:00:00.000Z
            Expiration Time: 2026-11-21T12:10:00.000Z
            Resources:
            - urn:privatevote:space:{space}
            - urn:privatevote:commitment:{commitment}
            - urn:privatevote:commitment:{replaced}
            """,
            text
        );
    }

    private static string SignAs(ISigningKey key, string keyId, string type)
    {
        var signed =
            Part($$"""{"alg":"{{key.PublicKey.Algorithm}}","kid":"{{keyId}}","typ":"{{type}}"}""")
            + "."
            + Base64Url.Encode(Challenge.ToBytes());
        return $"{signed}.{Base64Url.Encode(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Unsigned(string keyId, string algorithm, string type) =>
        Part($$"""{"alg":"{{algorithm}}","kid":"{{keyId}}","typ":"{{type}}"}""")
        + $".{Base64Url.Encode(Challenge.ToBytes())}.";

    private static string Part(string json) => Base64Url.Encode(Encoding.UTF8.GetBytes(json));

    private static void AssertRefused(IdentityCode code, string did, string? control) =>
        Assert.Equal(code, ControlProof.Verify(did, control, Challenge)?.Code);
}
