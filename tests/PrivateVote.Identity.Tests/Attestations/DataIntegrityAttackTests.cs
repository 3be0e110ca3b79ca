using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>What must not pass for a credential with a Data Integrity proof, most of it rightly signed.</summary>
public sealed class DataIntegrityAttackTests
{
    private const string Subject = "did:pkh:eip155:1:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    private const string V2 = "https://www.w3.org/ns/credentials/v2";

    private static readonly ISigningKey Key = Keys.Make(KeyType.Ed25519);
    private static readonly ISigningKey Other = Keys.Make(KeyType.Ed25519, secret: 8);
    private static readonly string Issuer = Key.PublicKey.ToString();
    private static readonly VerificationContext Context = new(
        Challenges.Now,
        Sources.Make(AttestationFormat.DataIntegrity, Issuer)
    );

    [Fact]
    public void What_the_attacks_start_from_is_valid()
    {
        Assert.Equal(Subject, Outcomes.Verify(Signed(), Context).Subject);
        Outcomes.Verify(Signed(document => document["issuer"] = new JsonObject { ["id"] = Issuer }), Context);
        Outcomes.Verify(Signed(proof: proof => proof["@context"] = new JsonArray(V2)), Context);
        Outcomes.Verify(
            Signed(proof: proof => proof["verificationMethod"] = "#" + Issuer["did:key:".Length..]),
            Context
        );
        Outcomes.Verify(Signed(proof: proof => proof.Remove("created")), Context);
    }

    /// <summary>The suite lets contexts be added behind the signed ones (vc-di-eddsa section 3.3.2): nobody signed those.</summary>
    [Fact]
    public void Contexts_added_behind_the_signed_ones_are_refused()
    {
        var signed = JsonNode.Parse(Signed(proof: proof => proof["@context"] = new JsonArray(V2)))!;
        signed["@context"]!.AsArray().Add("https://evil.example/context");
        Outcomes.AssertRefused(IdentityCode.MalformedAttestation, signed.ToJsonString(), Context);

        // Where the proof has none, the document's own are under the signature.
        var plain = JsonNode.Parse(Signed())!;
        plain["@context"]!.AsArray().Add("https://evil.example/context");
        Outcomes.AssertRefused(IdentityCode.BadIssuerSignature, plain.ToJsonString(), Context);

        // Nor does it help to take the proof's away, or to add to both.
        signed["@context"]!.AsArray().RemoveAt(1);
        signed["proof"]!.AsObject().Remove("@context");
        Outcomes.AssertRefused(IdentityCode.BadIssuerSignature, signed.ToJsonString(), Context);
        plain["proof"]!["@context"] = plain["@context"]!.DeepClone();
        Outcomes.AssertRefused(IdentityCode.BadIssuerSignature, plain.ToJsonString(), Context);
    }

    [Theory]
    [InlineData("type", "\"Ed25519Signature2020\"", IdentityCode.UnknownFormat)]
    [InlineData("cryptosuite", "\"eddsa-rdfc-2022\"", IdentityCode.UnsupportedAlgorithm)]
    [InlineData("cryptosuite", "\"ecdsa-jcs-2019\"", IdentityCode.UnsupportedAlgorithm)]
    [InlineData("cryptosuite", "null", IdentityCode.UnsupportedAlgorithm)]
    [InlineData("proofPurpose", "\"authentication\"", IdentityCode.MalformedAttestation)]
    [InlineData("proofPurpose", "[\"assertionMethod\"]", IdentityCode.MalformedAttestation)]
    [InlineData("proofPurpose", "null", IdentityCode.MalformedAttestation)]
    [InlineData("verificationMethod", "{\"id\":\"did:example:a#b\"}", IdentityCode.MalformedAttestation)]
    [InlineData("verificationMethod", "\"did:example:a\"", IdentityCode.MalformedAttestation)]
    [InlineData("created", "\"yesterday\"", IdentityCode.MalformedAttestation)]
    [InlineData("created", "\"2026-11-21T12:00:01Z\"", IdentityCode.NotYetValid)]
    [InlineData("expires", "\"2026-11-21T12:00:00Z\"", IdentityCode.Expired)]
    [InlineData("expires", "1795262401", IdentityCode.MalformedAttestation)]
    public void Another_suite_purpose_method_or_time_of_the_proof_is_refused(
        string name,
        string value,
        IdentityCode code
    ) => Outcomes.AssertRefused(code, Signed(proof: proof => proof[name] = JsonNode.Parse(value)), Context);

    [Fact]
    public void The_end_of_the_proof_is_an_end_of_the_credential()
    {
        var text = Signed(
            document => document["validUntil"] = "2030-01-01T00:00:00Z",
            proof => proof["expires"] = "2026-11-21T12:00:01Z"
        );
        Assert.Equal(Challenges.Now.AddSeconds(1), Outcomes.Verify(text, Context).ValidUntil);
    }

    [Fact]
    public void A_method_of_another_controller_is_refused_whoever_is_named_as_issuer()
    {
        Outcomes.AssertRefused(
            IdentityCode.IssuerMismatch,
            Signed(proof: proof => proof["verificationMethod"] = Other.PublicKey.KeyId, by: Other),
            Context
        );
        Outcomes.AssertRefused(
            IdentityCode.IssuerMismatch,
            Signed(
                proof: proof => proof["verificationMethod"] = $"{Issuer}#{Other.PublicKey.KeyId.Split('#')[1]}",
                by: Other
            ),
            Context
        );
        Outcomes.AssertRefused(IdentityCode.BadIssuerSignature, Signed(by: Other), Context);
        Outcomes.AssertRefused(
            IdentityCode.IssuerNotTrusted,
            Signed(
                document => document["issuer"] = Other.PublicKey.ToString(),
                proof => proof["verificationMethod"] = Other.PublicKey.KeyId,
                Other
            ),
            Context
        );
    }

    /// <summary>Whoever signs may write any web address as the issuer: what is trusted is the DID that signed.</summary>
    [Fact]
    public void A_web_address_as_issuer_is_trusted_for_nothing()
    {
        var honest = Signed(document => document["issuer"] = "https://issuer.example");
        Assert.Equal(Issuer, Outcomes.Verify(honest, Context).Issuer);
        var forged = Signed(
            document => document["issuer"] = "https://issuer.example",
            proof => proof["verificationMethod"] = Other.PublicKey.KeyId,
            Other
        );
        Outcomes.AssertRefused(IdentityCode.IssuerNotTrusted, forged, Context);
        Assert.Equal(Other.PublicKey.ToString(), Outcomes.Verify(forged, new(Challenges.Now)).Issuer);
        var byAddress = new VerificationContext(
            Challenges.Now,
            Sources.Make(AttestationFormat.DataIntegrity, "https://issuer.example")
        );
        Outcomes.AssertRefused(IdentityCode.IssuerNotTrusted, honest, byAddress);
    }

    [Fact]
    public void Sets_and_chains_of_proofs_are_recognized_and_refused()
    {
        foreach (var count in new[] { 1, 2 })
        {
            var set = JsonNode.Parse(Signed())!;
            set["proof"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => set["proof"]!.DeepClone())]);
            Outcomes.AssertRefused(IdentityCode.MalformedAttestation, set.ToJsonString(), Context);
        }

        var chained = JsonNode.Parse(Signed())!;
        chained["proof"]!["previousProof"] = "urn:x:1";
        Outcomes.AssertRefused(IdentityCode.BadIssuerSignature, chained.ToJsonString(), Context);
        chained["proof"] = null;
        Outcomes.AssertRefused(IdentityCode.UnknownFormat, chained.ToJsonString(), Context);
    }

    [Fact]
    public void A_value_of_another_base_or_length_and_one_that_is_spelled_otherwise_is_refused()
    {
        var text = Signed();
        var value = (string)JsonNode.Parse(text)!["proof"]!["proofValue"]!;
        foreach (
            var other in new[] { value[1..], "u" + value[1..], "z1" + value[1..], value + "1", value[..^1], "z", "" }
        )
        {
            var changed = JsonNode.Parse(text)!;
            changed["proof"]!["proofValue"] = other;
            Assert.NotNull(
                AttestationVerifiers.Verify(Encoding.UTF8.GetBytes(changed.ToJsonString()), Context).Refusal
            );
        }
    }

    [Fact]
    public void A_key_that_is_not_ed25519_is_refused()
    {
        var key = Keys.Make(KeyType.P256);
        var text = Signed(
            document => document["issuer"] = key.PublicKey.ToString(),
            proof => proof["verificationMethod"] = key.PublicKey.KeyId,
            key
        );
        Outcomes.AssertRefused(IdentityCode.UnsupportedAlgorithm, text, new(Challenges.Now));
    }

    [Theory]
    [InlineData(
        "\"credentialSubject\":[{\"id\":\"did:example:a\"},{\"id\":\"did:example:b\"}]",
        IdentityCode.NoSubject
    )]
    [InlineData("\"credentialSubject\":{}", IdentityCode.NoSubject)]
    [InlineData("\"type\":\"VerifiablePresentation\"", IdentityCode.MalformedAttestation)]
    [InlineData(
        "\"@context\":[\"https://evil.example\",\"https://www.w3.org/ns/credentials/v2\"]",
        IdentityCode.MalformedAttestation
    )]
    [InlineData("\"issuer\":[\"did:example:a\"]", IdentityCode.MalformedAttestation)]
    [InlineData("\"validUntil\":\"2026-11-21T12:00:00Z\"", IdentityCode.Expired)]
    [InlineData("\"validFrom\":\"2026-11-21T12:00:01Z\"", IdentityCode.NotYetValid)]
    public void What_the_document_itself_has_to_say_is_checked(string member, IdentityCode code)
    {
        var (name, value) = JsonNode.Parse("{" + member + "}")!.AsObject().Single();
        Outcomes.AssertRefused(code, Signed(document => document[name] = value!.DeepClone()), Context);
    }

    private static string Signed(
        Action<JsonObject>? document = null,
        Action<JsonObject>? proof = null,
        ISigningKey? by = null
    )
    {
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray(V2),
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = Issuer,
            ["credentialSubject"] = new JsonObject { ["id"] = Subject },
        };
        document?.Invoke(credential);
        var options = new JsonObject
        {
            ["type"] = "DataIntegrityProof",
            ["cryptosuite"] = "eddsa-jcs-2022",
            ["created"] = "2026-11-21T12:00:00Z",
            ["proofPurpose"] = "assertionMethod",
            ["verificationMethod"] = Key.PublicKey.KeyId,
        };
        proof?.Invoke(options);
        var data = DataIntegrityVerifier.HashData(Element(credential), Element(options));
        options["proofValue"] = "z" + Base58.Encode((by ?? Key).Sign(data));
        credential["proof"] = options;
        return credential.ToJsonString();
    }

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());
}
