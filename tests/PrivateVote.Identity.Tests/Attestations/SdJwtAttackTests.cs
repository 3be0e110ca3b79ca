using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Tests.Attestations;

public sealed class SdJwtAttackTests
{
    private static readonly ISigningKey Issuer = Keys.Make(KeyType.Ed25519);
    private static readonly ISigningKey Holder = Keys.Make(KeyType.P256, secret: 8);
    private static readonly Challenge Challenge = Challenges.Make();
    private static readonly string Name = Forge.Part("""["salt","name","Ann"]""");
    private static readonly VerificationContext Context = new(
        Challenges.Now,
        Sources.Make(AttestationFormat.SdJwtVc, Issuer.PublicKey.ToString()),
        Challenge
    );

    [Fact]
    public void What_the_attacks_start_from_is_valid()
    {
        Outcomes.Verify(Bound(Issued(Sd(Name)), Name), Context);
        Outcomes.Verify(Bound(Issued(Sd(Name))), Context);
        Outcomes.Verify(Bound(Issued("", type: "vc+sd-jwt")), Context);
    }

    [Fact]
    public void Disclosures_that_the_issuer_did_not_sign_or_that_come_twice_are_refused()
    {
        var other = Forge.Part("""["salt","name","Eve"]""");
        AssertBad(Issued(Sd(Name)), other);
        AssertBad(Issued(Sd(Name)), Name, Name);
        AssertBad(Issued(Sd(Name)), Name, other);
        AssertBad(Issued(""), Name);
        AssertBad(Issued(Sd(Name)), Name + "=");
        AssertBad(Issued(Sd(Name)), "");
    }

    /// <summary>Else the holder would choose by disclosing which key, issuer or status it is.</summary>
    [Fact]
    public void What_the_issuer_has_to_say_openly_does_not_depend_on_disclosures_in_any_part()
    {
        var jwk = Forge.Part($$"""["salt","jwk",{{Keys.Jwk(Holder.PublicKey)}}]""");
        var digest = Disclosures.DigestOf(jwk);
        var hidden = Issued("", bindTo: $$""","cnf":{"_sd":["{{digest}}"]}""");
        Outcomes.AssertRefused(IdentityCode.BadDisclosure, Bound(hidden, jwk), Context);
        Outcomes.AssertRefused(IdentityCode.BadDisclosure, Bound(hidden), Context);
        var list = Forge.Part("""["salt","x"]""");
        AssertBad(Issued($$""","status":{"status_list":[{"...":"{{Disclosures.DigestOf(list)}}"}]}"""), list);
        AssertBad(Issued(""","status":{"_sd":["decoy"]}"""));
    }

    [Fact]
    public void Decoys_and_claims_that_are_not_shown_change_nothing() =>
        Outcomes.Verify(
            Bound(Issued(Sd(Name, Name + "A") + ""","list":["x",{"...":"decoy"}],"y":{"_sd":["z"]}"""), Name),
            Context
        );

    /// <summary>A claim that ends the credential is no use hidden: shown it is refused, and not shown it never counted.</summary>
    [Fact]
    public void An_end_inside_of_other_claims_is_no_end_of_the_credential()
    {
        var nested = Forge.Part("""["salt","terms",{"exp":1,"cnf":{},"iss":"did:example:x"}]""");
        Assert.Null(Outcomes.Verify(Bound(Issued(Sd(nested)), nested), Context).ValidUntil);
        var atTop = Forge.Part("""["salt","nbf",1]""");
        AssertBad(Issued(Sd(atTop)), atTop);
    }

    [Theory]
    [InlineData("https://issuer.example.com", IdentityCode.UnsupportedDid)]
    [InlineData("issuer", IdentityCode.MalformedDid)]
    public void An_issuer_that_is_no_did_is_refused_and_said_so(string issuer, IdentityCode code)
    {
        var payload = $$"""{"iss":"{{issuer}}","vct":"member","cnf":{"jwk":{{Keys.Jwk(Holder.PublicKey)}} } }""";
        var issued = Forge.Jws(Issuer, """{"alg":"EdDSA","typ":"dc+sd-jwt","x5c":["AAAA"]}""", payload);
        Outcomes.AssertRefused(code, Bound(issued), new(Challenges.Now));
    }

    [Fact]
    public void A_digest_that_occurs_twice_is_refused_at_any_depth()
    {
        var digest = Disclosures.DigestOf(Name);
        AssertBad(Issued($$""","_sd":["{{digest}}","{{digest}}"]"""), Name);
        AssertBad(Issued($$""","_sd":["{{digest}}"],"x":{"_sd":["{{digest}}"]}"""), Name);
        AssertBad(Issued($$""","_sd":["{{digest}}"],"x":[{"...":"{{digest}}"}]"""), Name);
        AssertBad(Issued(""","_sd":["decoy"],"x":{"_sd":["decoy"]}"""));

        // In what is disclosed, too.
        var outer = Forge.Part($$"""["salt","outer",{"_sd":["{{digest}}"]}]""");
        AssertBad(Issued(Sd(Name, outer)), Name, outer);
    }

    [Theory]
    [InlineData("""["salt","_sd",["x"]]""")]
    [InlineData("""["salt","...","x"]""")]
    [InlineData("""["salt","_sd_alg","sha-256"]""")]
    [InlineData("""["salt","exp",4102444800]""")]
    [InlineData("""["salt","cnf",{}]""")]
    [InlineData("""["salt","iss","did:example:x"]""")]
    [InlineData("""["salt","vct","other"]""")]
    [InlineData("""["salt","status",{}]""")]
    [InlineData("""["salt","open","twice"]""")]
    [InlineData("""["salt","array element"]""")]
    [InlineData("""["salt"]""")]
    [InlineData("""["salt","name","x","y"]""")]
    [InlineData("""[7,"name","x"]""")]
    [InlineData("""["salt",7,"x"]""")]
    [InlineData("""{"salt":"name"}""")]
    [InlineData("""["salt","name",{"a":1,"a":2}]""")]
    [InlineData("null")]
    [InlineData("")]
    public void Disclosures_of_another_form_of_reserved_names_and_of_names_that_are_there_are_refused(string json)
    {
        var disclosure = Forge.Part(json);
        AssertBad(Issued(Sd(disclosure) + ""","open":"once" """), disclosure);
    }

    [Theory]
    [InlineData(""","_sd":"x" """)]
    [InlineData(""","_sd":{}""")]
    [InlineData(""","_sd":[7]""")]
    [InlineData(""","...":"x" """)]
    [InlineData(""","x":{"...":"y"}""")]
    [InlineData(""","x":[{"...":7}]""")]
    [InlineData(""","x":[{"...":"y","z":1}]""")]
    [InlineData(""","x":{"_sd_alg":"sha-256"}""")]
    [InlineData(""","_sd_alg":"sha-512" """)]
    [InlineData(""","_sd_alg":"md5" """)]
    [InlineData(""","_sd_alg":7""")]
    public void Digests_where_they_have_no_meaning_are_refused(string more) => AssertBad(Issued(more));

    [Fact]
    public void A_disclosed_name_that_two_disclosures_bring_is_refused()
    {
        var second = Forge.Part("""["other salt","name","Eve"]""");
        AssertBad(Issued(Sd(Name, second)), Name, second);
    }

    [Fact]
    public void Array_elements_and_what_is_inside_of_disclosures_come_to_their_places()
    {
        var city = Forge.Part("""["salt","city","Rome"]""");
        var street = Forge.Part("""["salt","street","Via"]""");
        var address = Forge.Part($$"""["salt","address",{{Object(city, street)}}]""");
        var element = Forge.Part("""["salt","IT"]""");
        var payload = $$"""
            {"open":1,"_sd":["{{Disclosures.DigestOf(address)}}","decoy"],
             "list":["DE",{"...":"{{Disclosures.DigestOf(element)}}"},{"...":"hidden"}],"_sd_alg":"sha-256"}
            """;
        Assert.True(ForeignJson.TryParseObject(Encoding.UTF8.GetBytes(payload), 10_000, out var claims, out _));
        Assert.True(Disclosures.TryApply(claims, [city, element, address], out var applied, out var names, out _));
        Assert.Equal(
            """{"address":{"city":"Rome"},"list":["DE","IT"],"open":1}""",
            Encoding.UTF8.GetString(Jcs.Canonicalize(applied))
        );
        Assert.Equal(["address"], names);

        // What is inside of something that is not shown cannot be.
        Assert.False(Disclosures.TryApply(claims, [city, element], out _, out _, out var refusal));
        Assert.Equal(IdentityCode.BadDisclosure, refusal.Code);

        static string Object(params string[] inside) =>
            "{\"_sd\":[" + string.Join(",", inside.Select(d => $"\"{Disclosures.DigestOf(d)}\"")) + "]}";
    }

    [Fact]
    public void Disclosures_inside_of_disclosures_are_refused_when_they_go_too_deep()
    {
        var disclosures = new List<string> { Name };
        for (var i = 0; i < 40; i++)
        {
            disclosures.Add(
                Forge.Part($$"""["salt","a{{i}}",{"_sd":["{{Disclosures.DigestOf(disclosures[^1])}}"]}]""")
            );
        }

        AssertBad(Issued(Sd(disclosures[^1])), [.. disclosures]);
    }

    [Fact]
    public void Many_disclosures_and_digests_take_no_quadratic_time()
    {
        var clock = Stopwatch.StartNew();
        var many = Enumerable.Range(0, SdJwt.MaximumDisclosures).Select(i => Forge.Part($"[\"\",\"{i}\",0]")).ToArray();
        Outcomes.Verify(Bound(Issued(Sd([.. many[..200]])), many[..200]), Context);
        var more = string.Concat(Enumerable.Range(0, SdJwt.MaximumDisclosures + 1).Select(_ => Name + "~"));
        Outcomes.AssertRefused(IdentityCode.MalformedAttestation, Issued(Sd(Name)) + "~" + more, Context);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_presentation_without_key_binding_is_refused() =>
        Outcomes.AssertRefused(IdentityCode.NoControl, Issued(Sd(Name)) + "~" + Name + "~", Context);

    [Fact]
    public void A_key_binding_that_does_not_cover_what_is_presented_is_refused()
    {
        var issued = Issued(Sd(Name));
        var binding = Bound(issued, Name).Split('~')[^1];
        Outcomes.AssertRefused(IdentityCode.BadControl, issued + "~" + binding, Context);

        // A binding of another credential of the same holder.
        var other = Issued(Sd(Name) + ""","open":"other" """);
        Outcomes.AssertRefused(IdentityCode.BadControl, other + "~" + Name + "~" + binding, Context);
    }

    [Fact]
    public void A_key_binding_by_another_of_another_type_or_without_a_signature_is_refused()
    {
        var issued = Issued(Sd(Name));
        var payload = Binding(issued + "~");
        Outcomes.AssertRefused(
            IdentityCode.BadControl,
            issued + "~" + Forge.Jws(Issuer, """{"alg":"EdDSA","typ":"kb+jwt"}""", payload),
            Context
        );
        foreach (
            var header in new[]
            {
                """{"alg":"ES256","typ":"JWT"}""",
                """{"alg":"ES256"}""",
                """{"alg":"none","typ":"kb+jwt"}""",
                """{"alg":"HS256","typ":"kb+jwt"}""",
            }
        )
        {
            Outcomes.AssertRefused(IdentityCode.BadControl, issued + "~" + Forge.Jws(Holder, header, payload), Context);
        }
    }

    [Fact]
    public void A_replayed_key_binding_for_another_space_challenge_or_time_is_refused()
    {
        var issued = Issued(Sd(Name));
        foreach (
            var other in new[]
            {
                Challenges.Make(space: 2),
                Challenges.Make(nonce: 1),
                Challenges.Make(commitment: 1),
                Challenges.Make(replaces: 1),
            }
        )
        {
            Outcomes.AssertRefused(IdentityCode.OtherChallenge, Bound(issued), Context with { Challenge = other });
        }

        foreach (var seconds in new[] { -61, 61, 3600 })
        {
            var late = issued + "~" + Forge.Jws(Holder, KeyBindingHeader, Binding(issued + "~", seconds));
            Outcomes.AssertRefused(IdentityCode.BadControl, late, Context);
        }

        Outcomes.AssertRefused(
            IdentityCode.BadControl,
            issued
                + "~"
                + Forge.Jws(
                    Holder,
                    KeyBindingHeader,
                    Binding(issued + "~").Replace("\"iat\"", "\"eat\"", StringComparison.Ordinal)
                ),
            Context
        );
    }

    [Theory]
    [InlineData(""","exp":1795262400""", IdentityCode.Expired)]
    [InlineData(""","nbf":1795262401""", IdentityCode.NotYetValid)]
    [InlineData(""","exp":"soon" """, IdentityCode.MalformedAttestation)]
    [InlineData(""","vct":"again" """, IdentityCode.MalformedAttestation)]
    public void Times_and_duplicate_claims_are_checked(string more, IdentityCode code) =>
        Outcomes.AssertRefused(code, Bound(Issued(more)), Context);

    [Fact]
    public void A_credential_by_another_issuer_of_another_type_or_bound_to_no_key_is_refused()
    {
        var other = Keys.Make(KeyType.Ed25519, secret: 9);
        Outcomes.AssertRefused(IdentityCode.BadIssuerSignature, Bound(Issued("", signer: other)), Context);
        Outcomes.AssertRefused(IdentityCode.UnknownFormat, Bound(Issued("", type: "vc+jwt")), Context);
        Outcomes.AssertRefused(
            IdentityCode.TypeNotTrusted,
            Bound(Issued("")),
            Context with
            {
                Source = Context.Source! with { Types = ["other"] },
            }
        );
        Outcomes.AssertRefused(IdentityCode.NoSubject, Bound(Issued("", bindTo: "")), Context);
    }

    private const string KeyBindingHeader = """{"alg":"ES256","typ":"kb+jwt"}""";

    private static string Issued(
        string more,
        ISigningKey? signer = null,
        string type = "dc+sd-jwt",
        string? bindTo = null
    ) =>
        Forge.Jws(
            signer ?? Issuer,
            $$"""{"alg":"EdDSA","typ":"{{type}}"}""",
            $$"""{"iss":"{{Issuer.PublicKey}}","vct":"member"{{bindTo ?? $$""","cnf":{"jwk":{{Keys.Jwk(Holder.PublicKey)}}}"""}}{{more}}}"""
        );

    private static string Sd(params string[] disclosures) =>
        ",\"_sd\":[" + string.Join(",", disclosures.Select(d => $"\"{Disclosures.DigestOf(d)}\"")) + "]";

    private static string Bound(string issued, params string[] disclosures)
    {
        var bound = issued + "~" + string.Concat(disclosures.Select(disclosure => disclosure + "~"));
        return bound + Forge.Jws(Holder, KeyBindingHeader, Binding(bound));
    }

    private static string Binding(string bound, int seconds = 0) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["iat"] = Challenges.Now.ToUnixTimeSeconds() + seconds,
                ["aud"] = ControlMessage.SpaceUrn(Challenge.Space),
                ["nonce"] = Base64Url.Encode(Challenge.Digest()),
                ["sd_hash"] = Disclosures.DigestOf(bound),
            }
        );

    private static void AssertBad(string issued, params string[] disclosures) =>
        Outcomes.AssertRefused(IdentityCode.BadDisclosure, Bound(issued, disclosures), Context);
}
