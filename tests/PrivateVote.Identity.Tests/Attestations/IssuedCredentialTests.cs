using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Issuing;
using PrivateVote.Identity.Jose;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>What we issue is what we verify.</summary>
public sealed class IssuedCredentialTests
{
    private const string Subject = "did:pkh:eip155:1:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    private static readonly DateTimeOffset Until = Challenges.Now.AddDays(365);

    private static readonly Credential Credential = new(
        Subject,
        "MemberCredential",
        Challenges.Now,
        Until,
        new Dictionary<string, JsonNode> { ["member"] = 7, ["name"] = "Zoë \"Z\" 😀" }
    );

    public static TheoryData<KeyType> KeyTypes => [.. Enum.GetValues<KeyType>()];

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void A_jwt_of_every_key_type_verifies(KeyType type)
    {
        var key = Keys.Make(type);
        var source = Sources.Make(
            AttestationFormat.VcJwt,
            key.PublicKey.ToString(),
            types: ["Other", "MemberCredential"]
        );
        var personhood = Outcomes.Verify(VcJwtIssuer.Issue(key, Credential), new(Challenges.Now, source));
        Assert.Equal(key.PublicKey.ToString(), personhood.Issuer);
        Assert.Equal(Subject, personhood.ControlledBy);
        Assert.Equal(Until, personhood.ValidUntil);
        Assert.Null(personhood.Status);
    }

    [Fact]
    public void A_data_integrity_credential_verifies()
    {
        var key = Keys.Make(KeyType.Ed25519);
        var source = Sources.Make(AttestationFormat.DataIntegrity, key.PublicKey.ToString(), uniqueClaim: "member");
        var text = DataIntegrityIssuer.Issue(key, Credential, Challenges.Now);
        var personhood = Outcomes.Verify(text, new(Challenges.Now, source));
        Assert.Equal("claim:member:7", personhood.UniqueValue);
        Assert.Equal(Subject, personhood.ControlledBy);
        Assert.Equal(Until, personhood.ValidUntil);
    }

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void An_sd_jwt_vc_of_every_key_type_verifies_when_it_is_bound(KeyType type)
    {
        var issuer = Keys.Make(type);
        var holder = Keys.Make(type, secret: 8);
        var claims = new Dictionary<string, JsonNode>
        {
            ["member"] = "A-7",
            ["name"] = "Zoë",
            ["address"] = new JsonObject { ["city"] = "X" },
        };
        var issued = SdJwtIssuer.Issue(
            issuer,
            new(holder.PublicKey.ToString(), "https://example.org/member", Challenges.Now, Until, claims)
        );
        var challenge = Challenges.Make();
        var source = Sources.Make(
            AttestationFormat.SdJwtVc,
            issuer.PublicKey.ToString(),
            uniqueClaim: "member",
            types: ["https://example.org/member"]
        );
        var context = new VerificationContext(Challenges.Now.AddSeconds(5), source, challenge);

        var presented = Present(SdJwtIssuer.Select(issued, ["member"]), holder, challenge);
        var personhood = Outcomes.Verify(presented, context);
        Assert.Equal("claim:member:A-7", personhood.UniqueValue);
        Assert.Equal(holder.PublicKey.ToString(), personhood.Subject);
        Assert.Null(personhood.ControlledBy);

        // The issuer's JWT, the one disclosure that was selected, the binding.
        Assert.Equal(3, presented.Split('~').Length);

        var another = Present(issued, holder, Challenges.Make(nonce: 3));
        Outcomes.AssertRefused(IdentityCode.OtherChallenge, another, context);
        Outcomes.Verify(another, context with { Challenge = Challenges.Make(nonce: 3) });

        Outcomes.AssertRefused(IdentityCode.NoControl, issued, context);
        var nothing = Present(SdJwtIssuer.Select(issued, []), holder, challenge);
        Outcomes.AssertRefused(IdentityCode.ClaimMissing, nothing, context);
        Outcomes.AssertRefused(IdentityCode.BadControl, Present(issued, issuer, challenge), context);
        Assert.Equal(holder.PublicKey.ToString(), Outcomes.Verify(issued, context with { Challenge = null }).Subject);
    }

    /// <summary>Shown with nothing around it, a disclosure from inside of another is one that no digest refers to.</summary>
    [Fact]
    public void A_claim_of_the_same_name_inside_of_another_is_not_selected()
    {
        var key = Keys.Make(KeyType.Ed25519);
        var member = Forge.Part("""["salt","member","A-7"]""");
        var inside = Forge.Part("""["salt","member","B-8"]""");
        var outer = Forge.Part($$"""["salt","former",{"_sd":["{{Disclosures.DigestOf(inside)}}"]}]""");
        var digests = $"\"{Disclosures.DigestOf(member)}\",\"{Disclosures.DigestOf(outer)}\"";
        var jwt = Forge.Jws(
            key,
            """{"alg":"EdDSA","typ":"dc+sd-jwt"}""",
            $$"""{"iss":"{{key.PublicKey}}","vct":"m","cnf":{"jwk":{{Keys.Jwk(key.PublicKey)}}},"_sd":[{{digests}}]}"""
        );
        var issued = $"{jwt}~{inside}~{outer}~{member}~";
        Assert.Equal($"{jwt}~{member}~", SdJwtIssuer.Select(issued, ["member"]));
        Assert.Equal($"{jwt}~", SdJwtIssuer.Select(issued, []));
        Assert.Equal(
            "A-7",
            Outcomes
                .Verify(
                    SdJwtIssuer.Select(issued, ["member"]),
                    new(
                        Challenges.Now,
                        Sources.Make(AttestationFormat.SdJwtVc, key.PublicKey.ToString(), uniqueClaim: "member")
                    )
                )
                .UniqueValue.Split(':')[^1]
        );
    }

    [Fact]
    public void Claims_that_would_be_read_as_something_else_are_not_issued()
    {
        var key = Keys.Make(KeyType.Ed25519);
        foreach (var name in new[] { "_sd", "...", "_sd_alg", "exp", "cnf", "iss" })
        {
            var claims = new Dictionary<string, JsonNode> { [name] = "x" };
            Assert.Throws<ArgumentException>(() =>
                SdJwtIssuer.Issue(key, new(key.PublicKey.ToString(), "type", Challenges.Now, null, claims))
            );
        }

        var withId = Credential with { Claims = new Dictionary<string, JsonNode> { ["id"] = "x" } };
        Assert.Throws<ArgumentException>(() => VcJwtIssuer.Issue(key, withId));
        Assert.Throws<ArgumentException>(() => VcJwtIssuer.Issue(key, Credential with { Subject = "nobody" }));
        Assert.Throws<ArgumentException>(() => SdJwtIssuer.Issue(key, Credential));
        Assert.Throws<ArgumentException>(() =>
            DataIntegrityIssuer.Issue(Keys.Make(KeyType.P256), Credential, Challenges.Now)
        );
    }

    private static string Present(string issued, ISigningKey holder, Challenge challenge) =>
        SdJwtIssuer.Bind(
            issued,
            holder,
            Base64Url.Encode(challenge.Digest()),
            ControlMessage.SpaceUrn(challenge.Space),
            Challenges.Now
        );
}
