using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Issuing;
using PrivateVote.Identity.Online;
using PrivateVote.Identity.Tests.Attestations;

namespace PrivateVote.Identity.Tests.Online;

public sealed class OnlineVerifierTests : IDisposable
{
    private const string Subject = "did:pkh:eip155:1:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    private const int Bits = 131_072;

    private readonly LocalHost _host = new();
    private readonly PublicFetcher _fetcher;
    private readonly OnlineVerifier _verifier;
    private readonly ISigningKey _key = Keys.Make(KeyType.Ed25519);

    public OnlineVerifierTests()
    {
        _fetcher = _host.Fetcher();
        _verifier = new OnlineVerifier(_fetcher, [new BitstringStatusSource(_fetcher)]);
    }

    private string Web => $"did:web:issuer.example%3A{_host.Port}:people";

    public void Dispose()
    {
        _fetcher.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task An_issuer_of_did_web_is_verified_with_its_document_and_again_offline_with_the_keys_that_come_back()
    {
        ServeDocument(Document("key-1", Web));
        var text = WebCredential(Web + "#key-1");
        var context = Context(Web);
        var offline = Outcomes.AssertRefused(IdentityCode.DocumentNeeded, text, context);
        Assert.Equal(Web, offline.NeededDid);

        var (outcome, keys) = await VerifyAsync(text, context);
        Assert.False(outcome.IsRefused(out _, out var personhood));
        Assert.Equal(Web, personhood.Issuer);
        Assert.Equal(_key.PublicKey.ToString(), Assert.Contains(Web + "#key-1", keys!));
        Assert.Equal(personhood, Outcomes.Verify(text, context with { Keys = keys }));
    }

    [Fact]
    public async Task A_document_that_does_not_name_the_key_for_assertions_is_refused()
    {
        var text = WebCredential(Web + "#key-1");
        foreach (
            var (document, code) in new[]
            {
                (Document("key-2", Web), IdentityCode.IssuerMismatch),
                (Document("key-1", Web, purpose: "authentication"), IdentityCode.IssuerMismatch),
                (Document("key-1", Web, controller: "did:web:other.example"), IdentityCode.IssuerMismatch),
                (Document("key-1", "did:web:other.example"), IdentityCode.DocumentUnavailable),
                ("[]", IdentityCode.DocumentUnavailable),
                ("{\"id\":\"a\",\"id\":\"b\"}", IdentityCode.DocumentUnavailable),
            }
        )
        {
            ServeDocument(document);
            await AssertRefused(code, text, Context(Web));
        }
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_said_so()
    {
        var refusal = await AssertRefused(
            IdentityCode.DocumentUnavailable,
            WebCredential(Web + "#key-1"),
            Context(Web)
        );
        Assert.Contains("404", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_fetched_for_an_issuer_that_is_not_trusted()
    {
        ServeDocument(Document("key-1", Web));
        var context = Context("did:web:issuer.example");
        await AssertRefused(IdentityCode.IssuerNotTrusted, WebCredential(Web + "#key-1"), context);
        Assert.Empty(_host.Asked);
    }

    [Fact]
    public async Task A_bit_in_the_list_revokes_and_only_that_one()
    {
        var list = new byte[Bits / 8];
        list[0] = 0b0100_0000;
        list[^1] = 1;
        ServeList(List(list, "revocation"));
        foreach (
            var (index, revoked) in new[] { (0, false), (1, true), (2, false), (Bits - 1, true), (Bits - 2, false) }
        )
        {
            var text = Credential(Entry(index, "revocation"));
            if (revoked)
            {
                await AssertRefused(IdentityCode.Revoked, text, Checked);
            }
            else
            {
                Assert.NotNull((await VerifyAsync(text, Checked)).Attestation.Personhood);
            }
        }
    }

    [Fact]
    public async Task A_suspension_counts_and_of_several_statuses_each()
    {
        var list = new byte[Bits / 8];
        list[1] = 0x80;
        ServeList(List(list, "suspension"));
        var refusal = await AssertRefused(IdentityCode.Revoked, Credential(Entry(8, "suspension")), Checked);
        Assert.Contains("suspended", refusal.Reason, StringComparison.Ordinal);
        await AssertRefused(
            IdentityCode.Revoked,
            Credential(new JsonArray(Entry(7, "suspension"), Entry(8, "suspension"))),
            Checked
        );
        // A message is no reason to refuse.
        Assert.NotNull((await VerifyAsync(Credential(Entry(8, "message")), Checked)).Attestation.Personhood);
    }

    [Fact]
    public async Task A_source_that_does_not_check_the_status_asks_nobody()
    {
        var outcome = await VerifyAsync(
            Credential(Entry(1, "revocation")),
            new(Challenges.Now, Checked.Source! with { CheckStatus = false })
        );
        Assert.NotNull(outcome.Attestation.Personhood?.Status);
        Assert.Empty(_host.Asked);
    }

    [Fact]
    public async Task A_list_that_cannot_be_had_or_is_wrong_is_never_taken_for_valid()
    {
        var good = new byte[Bits / 8];
        var another = RoleKey.FromSeed(new byte[32]);
        var text = Credential(Entry(1, "revocation"));
        await AssertRefused(IdentityCode.StatusUnavailable, text, Checked);
        (string Name, string List)[] wrong =
        [
            ("rubbish", "rubbish"),
            ("of another issuer", List(good, "revocation", by: another)),
            ("for another purpose", List(good, "suspension")),
            ("too short", List(new byte[(Bits / 8) - 1], "revocation")),
            ("a bomb", List(new byte[BitstringStatusSource.MaximumListLength + 1], "revocation")),
            ("not compressed", Signed("u" + Base64Url.Encode(good), "revocation")),
            ("not multibase", Signed(Compressed(good)[1..], "revocation")),
            ("expired", List(good, "revocation", until: Challenges.Now)),
            ("a membership credential", VcJwtIssuer.Issue(_key, Plain(null))),
        ];
        foreach (var (name, list) in wrong)
        {
            ServeList(list);
            var refusal = (await VerifyAsync(text, Checked)).Attestation.Refusal;
            Assert.True(refusal?.Code == IdentityCode.StatusUnavailable, name);
        }

        ServeList(List(good, "revocation"));
        Assert.NotNull((await VerifyAsync(text, Checked)).Attestation.Personhood);
        await AssertRefused(IdentityCode.StatusUnavailable, Credential(Entry(Bits, "revocation")), Checked);
        await AssertRefused(IdentityCode.StatusUnavailable, Credential(Entry(long.MaxValue, "revocation")), Checked);
        await AssertRefused(
            IdentityCode.StatusUnavailable,
            Credential(new JsonObject { ["type"] = "SomeOtherStatus" }),
            Checked
        );
    }

    [Fact]
    public async Task A_list_with_a_data_integrity_proof_is_read_as_well()
    {
        var list = new byte[Bits / 8];
        list[0] = 0x80;
        ServeList(DataIntegrityIssuer.Issue(_key, ListCredential(Compressed(list), "revocation"), Challenges.Now));
        await AssertRefused(IdentityCode.Revoked, Credential(Entry(0, "revocation")), Checked);
    }

    private VerificationContext Checked =>
        new(
            Challenges.Now,
            Sources.Make(AttestationFormat.VcJwt, _key.PublicKey.ToString()) with
            {
                CheckStatus = true,
            }
        );

    private static VerificationContext Context(string issuer) =>
        new(Challenges.Now, Sources.Make(AttestationFormat.VcJwt, issuer));

    private void ServeDocument(string document) => _host.Serve("/people/did.json", Encoding.UTF8.GetBytes(document));

    private void ServeList(string list) => _host.Serve("/status/1", Encoding.UTF8.GetBytes(list));

    private string Document(string name, string did, string? controller = null, string purpose = "assertionMethod") =>
        $$"""
            {
              "@context": ["https://www.w3.org/ns/did/v1"],
              "id": "{{did}}",
              "verificationMethod": [{
                "id": "{{Web}}#{{name}}",
                "type": "JsonWebKey",
                "controller": "{{controller ?? Web}}",
                "publicKeyJwk": {{Keys.Jwk(_key.PublicKey)}}
              }],
              "{{purpose}}": ["#{{name}}"]
            }
            """;

    private string WebCredential(string keyId) =>
        Forge.Jws(
            _key,
            $$"""{"alg":"EdDSA","typ":"vc+jwt","kid":"{{keyId}}"}""",
            $$"""
            {"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"{{Web}}",
             "credentialSubject":{"id":"{{Subject}}"} }
            """
        );

    private static Credential Plain(JsonNode? status) =>
        new(Subject, "Member", Challenges.Now, null, new Dictionary<string, JsonNode>(), status);

    private string Credential(JsonNode status) => VcJwtIssuer.Issue(_key, Plain(status));

    private JsonObject Entry(long index, string purpose) =>
        new()
        {
            ["type"] = "BitstringStatusListEntry",
            ["statusPurpose"] = purpose,
            ["statusListIndex"] = index.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["statusListCredential"] = _host.Address("/status/1").ToString(),
        };

    private string List(byte[] bits, string purpose, ISigningKey? by = null, DateTimeOffset? until = null) =>
        VcJwtIssuer.Issue(by ?? _key, ListCredential(Compressed(bits), purpose, until));

    private string Signed(string encoded, string purpose) => VcJwtIssuer.Issue(_key, ListCredential(encoded, purpose));

    private static Credential ListCredential(string encoded, string purpose, DateTimeOffset? until = null) =>
        new(
            "did:example:list",
            "BitstringStatusListCredential",
            Challenges.Now.AddDays(-1),
            until,
            new Dictionary<string, JsonNode>
            {
                ["type"] = "BitstringStatusList",
                ["statusPurpose"] = purpose,
                ["encodedList"] = encoded,
            }
        );

    private static string Compressed(byte[] bits)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal))
        {
            gzip.Write(bits);
        }

        return "u" + Base64Url.Encode(memory.ToArray());
    }

    private Task<OnlineOutcome> VerifyAsync(string text, VerificationContext context) =>
        _verifier.VerifyAsync(Encoding.UTF8.GetBytes(text), context, default);

    private async Task<IdentityRefusal> AssertRefused(IdentityCode code, string text, VerificationContext context)
    {
        var refusal = (await VerifyAsync(text, context)).Attestation.Refusal;
        Assert.True(refusal?.Code == code, $"{refusal} instead of {code}");
        return refusal;
    }
}
