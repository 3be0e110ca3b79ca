using System.Diagnostics;
using System.Numerics;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Tests.Attestations;

public sealed class VcJwtAttackTests
{
    private const string Subject = "did:pkh:eip155:1:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    private static readonly ISigningKey Key = Keys.Make(KeyType.Ed25519);
    private static readonly ISigningKey Other = Keys.Make(KeyType.Ed25519, secret: 8);
    private static readonly string Issuer = Key.PublicKey.ToString();
    private static readonly VerificationContext Context = new(
        Challenges.Now,
        Sources.Make(AttestationFormat.VcJwt, Issuer)
    );

    [Fact]
    public void What_the_attacks_start_from_is_valid()
    {
        Outcomes.Verify(Forge.Jws(Key, Header(), Payload()), Context);
        Outcomes.Verify(Forge.Jws(Key, Header("Ed25519"), Payload()), Context);
        Outcomes.Verify(Forge.Jws(Key, Header(type: "application/vc+jwt"), Payload()), Context);
        Outcomes.Verify(Forge.Jws(Key, Header(kid: "#" + Issuer["did:key:".Length..]), Payload()), Context);
        Outcomes.Verify(Forge.Jws(Key, """{"alg":"EdDSA","typ":"vc+jwt"}""", Payload()), Context);
        Outcomes.Verify(Forge.Jws(Key, """{"alg":"EdDSA","typ":"vc+jwt","cty":"vc"}""", Payload()), Context);
        Outcomes.Verify(Forge.Jws(Key, Header(), Payload($$""","iss":"{{Issuer}}","sub":"{{Subject}}" """)), Context);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    public void Alg_none_is_refused(string algorithm)
    {
        var unsigned = Forge.Part(Header(algorithm)) + "." + Forge.Part(Payload());
        Outcomes.AssertRefused(IdentityCode.UnsupportedAlgorithm, unsigned + ".", Context);
        Outcomes.AssertRefused(
            IdentityCode.UnsupportedAlgorithm,
            Forge.Jws(Key, Header(algorithm), Payload()),
            Context
        );
    }

    /// <summary>The public key as the secret of an HMAC, and the algorithms of other keys.</summary>
    [Theory]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("ES256K")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("eddsa")]
    public void An_algorithm_that_is_not_the_keys_is_refused(string algorithm)
    {
        var signed = Forge.Part(Header(algorithm)) + "." + Forge.Part(Payload());
        var mac = System.Security.Cryptography.HMACSHA256.HashData(
            Key.PublicKey.PublicKey,
            Encoding.ASCII.GetBytes(signed)
        );
        Outcomes.AssertRefused(IdentityCode.UnsupportedAlgorithm, $"{signed}.{Base64Url.Encode(mac)}", Context);
        Outcomes.AssertRefused(
            IdentityCode.UnsupportedAlgorithm,
            Forge.Jws(Key, Header(algorithm), Payload()),
            Context
        );
    }

    [Fact]
    public void A_kid_of_another_did_is_refused_whoever_signs()
    {
        foreach (
            var kid in new[]
            {
                Other.PublicKey.KeyId,
                "did:web:evil.example#key",
                Issuer,
                Issuer + "#",
                Issuer + "#0",
                Issuer + "#" + Other.PublicKey.KeyId.Split('#')[1],
                Issuer + "?x#" + Issuer["did:key:".Length..],
                Issuer + "/#" + Issuer["did:key:".Length..],
                "key-1",
                "",
                "#",
            }
        )
        {
            Outcomes.AssertRefused(IdentityCode.IssuerMismatch, Forge.Jws(Other, Header(kid: kid), Payload()), Context);
            Outcomes.AssertRefused(IdentityCode.IssuerMismatch, Forge.Jws(Key, Header(kid: kid), Payload()), Context);
        }

        Outcomes.AssertRefused(IdentityCode.BadIssuerSignature, Forge.Jws(Other, Header(), Payload()), Context);
    }

    [Fact]
    public void A_key_in_the_header_is_never_used()
    {
        var jwk = Keys.Jwk(Other.PublicKey);
        var header = $$"""{"alg":"EdDSA","typ":"vc+jwt","jwk":{{jwk}},"x5c":["AAAA"],"jku":"https://evil.example"}""";
        Outcomes.AssertRefused(IdentityCode.BadIssuerSignature, Forge.Jws(Other, header, Payload()), Context);
    }

    [Theory]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","crit":["b64"],"b64":false}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","crit":[]}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","b64":true}""")]
    [InlineData("""{"alg":"EdDSA","alg":"none","typ":"vc+jwt"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","typ":"vc+jwt"}""")]
    [InlineData("""{"alg":["EdDSA"],"typ":"vc+jwt"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","kid":7}""")]
    public void Headers_that_ask_for_extensions_or_read_two_ways_are_refused(string header) =>
        Outcomes.AssertRefused(IdentityCode.MalformedAttestation, Forge.Jws(Key, header, Payload()), Context);

    [Theory]
    [InlineData("""["EdDSA"]""")]
    [InlineData("null")]
    [InlineData("")]
    public void A_header_that_is_no_object_is_refused(string header) =>
        Outcomes.AssertRefused(IdentityCode.UnknownFormat, Forge.Jws(Key, header, Payload()), Context);

    [Fact]
    public void A_header_over_several_lines_is_a_header()
    {
        foreach (var space in new[] { " ", "\n  ", "\r\n", "\t" })
        {
            var header = Header().Replace("{", "{" + space, StringComparison.Ordinal);
            Outcomes.Verify(Forge.Jws(Key, header, Payload()), Context);
        }
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("jwt")]
    [InlineData("VC+JWT")]
    [InlineData("kb+jwt")]
    [InlineData("vp+jwt")]
    [InlineData("dc+sd-jwt")]
    [InlineData("vc+ld+json+jwt")]
    [InlineData("privatevote-registration+jws")]
    public void A_token_of_another_type_is_not_taken_for_a_credential(string type) =>
        Outcomes.AssertRefused(IdentityCode.UnknownFormat, Forge.Jws(Key, Header(type: type), Payload()), Context);

    [Fact]
    public void Duplicate_keys_invalid_utf8_and_deep_nesting_are_refused_at_every_level()
    {
        string[] payloads =
        [
            Payload().Replace("{\"id\"", "{\"id\":\"did:example:x\",\"id\"", StringComparison.Ordinal),
            Payload().Replace("\"issuer\"", "\"issuer\":\"did:example:x\",\"issuer\"", StringComparison.Ordinal),
            Payload(""","x":[{"y":{"a":1,"a":2}}]"""),
            Payload($",\"x\":{new string('[', 5000)}{new string(']', 5000)}"),
            Payload(""","x":"\ud800" """),
            Payload(""","x":1e999"""),
            Payload() + "{}",
            "",
            "[]",
        ];
        foreach (var payload in payloads)
        {
            Outcomes.AssertRefused(IdentityCode.MalformedAttestation, Forge.Jws(Key, Header(), payload), Context);
        }

        var invalid = Forge.Jws(
            Key,
            Encoding.UTF8.GetBytes(Header()),
            [.. Encoding.UTF8.GetBytes(Payload()).AsSpan()[..^1], .. ",\"x\":\""u8, 0xff, .. "\"}"u8]
        );
        Outcomes.AssertRefused(IdentityCode.MalformedAttestation, invalid, Context);
    }

    [Fact]
    public void Huge_attestations_are_refused_in_time()
    {
        var clock = Stopwatch.StartNew();
        Outcomes.AssertRefused(IdentityCode.TooLarge, "ey" + new string('.', 10_000_000), Context);
        Outcomes.AssertRefused(IdentityCode.TooLarge, "ey~" + new string('~', 10_000_000), Context);
        Outcomes.AssertRefused(IdentityCode.TooLarge, "{" + new string('[', 10_000_000), Context);
        var unsourced = new VerificationContext(Challenges.Now);
        Outcomes.AssertRefused(IdentityCode.MalformedAttestation, "ey" + new string('~', 30_000), unsourced);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(""","vc":{"credentialSubject":{"id":"did:example:x"}}""")]
    [InlineData(""","vp":{}""")]
    [InlineData(""","iss":"did:example:x" """)]
    [InlineData(""","sub":"did:example:x" """)]
    [InlineData(""","sub":7""")]
    [InlineData(""","id":"urn:x:1","jti":"urn:x:2" """)]
    [InlineData(""","exp":"2030" """)]
    [InlineData(""","nbf":[]""")]
    [InlineData(""","exp":1e300""")]
    [InlineData(""","validUntil":"2030-01-01" """)]
    [InlineData(""","validUntil":"2030-01-01T00:00:00" """)]
    [InlineData(""","validUntil":"2030-02-30T00:00:00Z" """)]
    [InlineData(""","validUntil":1893456000""")]
    public void Claims_that_contradict_the_credential_or_are_no_times_are_refused(string more) =>
        Outcomes.AssertRefused(IdentityCode.MalformedAttestation, Forge.Jws(Key, Header(), Payload(more)), Context);

    [Theory]
    [InlineData(""","validUntil":"2026-11-21T12:00:00Z" """, IdentityCode.Expired)]
    [InlineData(""","validUntil":"2026-11-21T13:00:00+01:00" """, IdentityCode.Expired)]
    [InlineData(""","exp":1795262400""", IdentityCode.Expired)]
    [InlineData(""","validUntil":"2030-01-01T00:00:00Z","exp":1795262400""", IdentityCode.Expired)]
    [InlineData(""","validFrom":"2026-11-21T12:00:00.0000001Z" """, IdentityCode.NotYetValid)]
    [InlineData(""","nbf":1795262401""", IdentityCode.NotYetValid)]
    [InlineData(""","validFrom":"2020-01-01T00:00:00Z","nbf":1795262401""", IdentityCode.NotYetValid)]
    public void An_expired_or_not_yet_valid_credential_is_refused(string more, IdentityCode code) =>
        Outcomes.AssertRefused(code, Forge.Jws(Key, Header(), Payload(more)), Context);

    [Fact]
    public void The_earlier_of_two_ends_counts()
    {
        var more = ""","validUntil":"2030-01-01T00:00:00Z","exp":1795262401""";
        var personhood = Outcomes.Verify(Forge.Jws(Key, Header(), Payload(more)), Context);
        Assert.Equal(Challenges.Now.AddSeconds(1), personhood.ValidUntil);
    }

    [Theory]
    [InlineData("{}", IdentityCode.NoSubject)]
    [InlineData("[]", IdentityCode.NoSubject)]
    [InlineData("""[{"id":"did:example:a"},{"id":"did:example:b"}]""", IdentityCode.NoSubject)]
    [InlineData("\"did:example:a\"", IdentityCode.NoSubject)]
    [InlineData("""{"id":7}""", IdentityCode.NoSubject)]
    [InlineData("""{"id":"somebody"}""", IdentityCode.MalformedDid)]
    [InlineData("""{"id":"did:example:a#1"}""", IdentityCode.MalformedDid)]
    [InlineData("""{"id":"https://example.org/a"}""", IdentityCode.MalformedDid)]
    public void A_credential_that_is_not_about_one_did_is_refused(string subject, IdentityCode code) =>
        Outcomes.AssertRefused(code, Forge.Jws(Key, Header(), Payload(subject: subject)), Context);

    [Fact]
    public void A_credential_of_version_1_and_one_of_another_type_are_refused()
    {
        var first = Payload().Replace("ns/credentials/v2", "2018/credentials/v1", StringComparison.Ordinal);
        var presentation = Payload()
            .Replace("VerifiableCredential", "VerifiablePresentation", StringComparison.Ordinal);
        Outcomes.AssertRefused(IdentityCode.MalformedAttestation, Forge.Jws(Key, Header(), first), Context);
        Outcomes.AssertRefused(IdentityCode.MalformedAttestation, Forge.Jws(Key, Header(), presentation), Context);
        var typed = Context with { Source = Context.Source! with { Types = ["MemberCredential"] } };
        Outcomes.AssertRefused(IdentityCode.TypeNotTrusted, Forge.Jws(Key, Header(), Payload()), typed);
    }

    [Fact]
    public void An_issuer_is_trusted_and_told_apart_in_whatever_spelling_its_key_is_written()
    {
        // One issuer as did:key and as did:jwk: trusted as either, and the same person is the same.
        var jwk = Keys.DidJwk(Key.PublicKey);
        var asJwk = Forge.Jws(Key, Header(kid: jwk + "#0"), Payload(issuer: jwk));
        var asKey = Forge.Jws(Key, Header(), Payload());
        var trusting = new VerificationContext(Challenges.Now, Sources.Make(AttestationFormat.VcJwt, jwk));
        Assert.Equal(Outcomes.Verify(asKey, trusting).UniquenessTag(), Outcomes.Verify(asJwk, Context).UniquenessTag());
        Outcomes.AssertRefused(
            IdentityCode.IssuerNotTrusted,
            asKey,
            new(Challenges.Now, Sources.Make(AttestationFormat.VcJwt, Other.PublicKey.ToString()))
        );
        Outcomes.AssertRefused(IdentityCode.IssuerMismatch, Forge.Jws(Key, Header(), Payload(issuer: jwk)), Context);
    }

    [Theory]
    [InlineData("did:example:issuer", IdentityCode.UnsupportedDid)]
    [InlineData("did:ion:abc", IdentityCode.UnsupportedDid)]
    [InlineData(Subject, IdentityCode.UnsupportedDid)]
    [InlineData("did:web:example.org", IdentityCode.DocumentNeeded)]
    [InlineData("did:web:Example.org", IdentityCode.MalformedDid)]
    [InlineData("https://example.org", IdentityCode.UnsupportedDid)]
    [InlineData("did:key:zzz", IdentityCode.MalformedDid)]
    public void An_issuer_without_a_known_key_is_refused_by_its_method(string issuer, IdentityCode code)
    {
        var text = Forge.Jws(Key, Header(kid: issuer + "#key"), Payload(issuer: issuer));
        var refusal = Outcomes.AssertRefused(code, text, new(Challenges.Now));
        if (code == IdentityCode.UnsupportedDid)
        {
            var named = issuer.StartsWith("https:", StringComparison.Ordinal) ? "web" : issuer.Split(':')[1];
            Assert.Contains(named, refusal.Reason, StringComparison.Ordinal);
        }
    }

    /// <summary>Without it, (r, n - s) would be a second text of one credential.</summary>
    [Fact]
    public void Es256k_with_high_s_is_refused()
    {
        var key = Keys.Make(KeyType.Secp256k1);
        var text = Forge.Jws(
            key,
            $$"""{"alg":"ES256K","typ":"vc+jwt","kid":"{{key.PublicKey.KeyId}}"}""",
            Payload(issuer: key.PublicKey.ToString())
        );
        var context = new VerificationContext(Challenges.Now);
        Outcomes.Verify(text, context);

        var cut = text.LastIndexOf('.') + 1;
        Assert.True(Base64Url.TryDecode(text.AsSpan(cut), out var signature));
        var order = BigInteger.Parse(
            "0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
            System.Globalization.NumberStyles.HexNumber,
            System.Globalization.CultureInfo.InvariantCulture
        );
        var s = order - new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        byte[] high = [.. signature.AsSpan(0, 32), .. s.ToByteArray(isUnsigned: true, isBigEndian: true)];
        Assert.Equal(64, high.Length);
        Outcomes.AssertRefused(
            IdentityCode.BadIssuerSignature,
            string.Concat(text.AsSpan(0, cut), Base64Url.Encode(high)),
            context
        );
    }

    [Fact]
    public void The_same_bytes_in_another_base64url_are_refused()
    {
        var text = Forge.Jws(Key, Header(), Payload());
        foreach (
            var other in new[]
            {
                text + "=",
                text + " ",
                text + "\n",
                " " + text,
                text.Replace(".", ". ", StringComparison.Ordinal),
                text + ".",
            }
        )
        {
            Assert.NotNull(AttestationVerifiers.Verify(Encoding.UTF8.GetBytes(other), Context).Refusal);
        }

        // Bits of the last character that no byte has.
        var last = text[^1];
        foreach (var c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Where(c => c != last))
        {
            Assert.NotNull(AttestationVerifiers.Verify(Encoding.UTF8.GetBytes(text[..^1] + c), Context).Refusal);
        }
    }

    [Theory]
    [InlineData("7", "claim:member:7")]
    [InlineData("\"7\"", "claim:member:7")]
    [InlineData("-7", "claim:member:-7")]
    [InlineData("9007199254740991", "claim:member:9007199254740991")]
    [InlineData("\"A b\"", "claim:member:A b")]
    [InlineData("\"\\u0041\"", "claim:member:A")]
    public void A_unique_claim_has_one_spelling(string json, string expected) =>
        Assert.Equal(expected, Outcomes.Verify(WithClaim(json), Unique).UniqueValue);

    [Theory]
    [InlineData("7.0")]
    [InlineData("7e0")]
    [InlineData("0.7")]
    [InlineData("-0")]
    [InlineData("9007199254740992")]
    [InlineData("-9223372036854775808")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[7]")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("\" 7\"")]
    [InlineData("\"7 \"")]
    [InlineData("\"7\\u0000\"")]
    [InlineData("\"\\u00e9\"")]
    [InlineData("\"e\\u0301\"")]
    [InlineData("\"\\u200b7\"")]
    public void A_unique_claim_that_could_be_spelled_otherwise_is_refused(string json) =>
        Outcomes.AssertRefused(IdentityCode.ClaimMissing, WithClaim(json), Unique);

    [Fact]
    public void A_unique_claim_is_not_mistaken_for_a_subject()
    {
        var text = WithClaim("\"eip155:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\"");
        Assert.NotEqual(Outcomes.Verify(text, Context).UniqueValue, Outcomes.Verify(text, Unique).UniqueValue);
        var colon = Context with { Source = Context.Source! with { UniqueClaim = "a:b" } };
        Outcomes.AssertRefused(IdentityCode.ClaimMissing, text, colon);
    }

    private static VerificationContext Unique =>
        Context with
        {
            Source = Context.Source! with { UniqueClaim = "member" },
        };

    private static string WithClaim(string json) =>
        Forge.Jws(Key, Header(), Payload(subject: $$"""{"id":"{{Subject}}","member":{{json}}}"""));

    private static string Header(string algorithm = "EdDSA", string? kid = null, string type = "vc+jwt") =>
        $$"""{"alg":"{{algorithm}}","typ":"{{type}}","kid":"{{kid ?? Key.PublicKey.KeyId}}"}""";

    private static string Payload(string more = "", string? subject = null, string? issuer = null) =>
        $$"""
            {"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],
             "issuer":"{{issuer ?? Issuer}}","credentialSubject":{{subject
                ?? $$"""{"id":"{{Subject}}"}"""}}{{more}}}
            """;
}
