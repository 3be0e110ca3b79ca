using System.Text;
using System.Text.Json;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>Credentials that the specifications publish, or that other people's software made.</summary>
public sealed class PublishedCredentialTests
{
    private const string DataIntegrityFile = "vc-eddsa-jcs-2022-signed.json";
    private const string DataIntegrityKeyFile = "vc-eddsa-jcs-2022-keypair.json";
    private const string VcJwtFile = "vcjwt-generated-ed25519-seed0.jwt";
    private const string SdJwtFile = "sd-jwt-rfc9901-presentation.txt";

    private const string VcJwtIssuer = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";

    private static readonly VerificationContext Context = new(Challenges.Now);

    [SharedVectorFact(DataIntegrityFile)]
    public void The_data_integrity_credential_of_the_specification_verifies_and_is_its_signers()
    {
        var bytes = Read(DataIntegrityFile);
        var key = JsonElement.Parse(Read(DataIntegrityKeyFile)).GetProperty("publicKeyMultibase").GetString();
        Assert.Equal(AttestationFormat.DataIntegrity, AttestationVerifiers.Recognize(bytes)?.Format);

        Assert.False(AttestationVerifiers.Verify(bytes, Context).IsRefused(out _, out var personhood));
        Assert.Equal("did:key:" + key, personhood.Issuer);
        Assert.Equal("did:example:abcdefgh", personhood.Subject);
        Assert.Null(personhood.ValidUntil);

        // Whoever trusts the name in it has not said which key that is.
        var source = Sources.Make(AttestationFormat.DataIntegrity, "https://vc.example/issuers/5678");
        Assert.True(
            AttestationVerifiers.Verify(bytes, Context with { Source = source }).IsRefused(out var refusal, out _)
        );
        Assert.Equal(IdentityCode.IssuerNotTrusted, refusal.Code);
    }

    [SharedVectorFact(DataIntegrityFile)]
    public void The_data_integrity_credential_of_the_specification_does_not_verify_with_any_value_changed()
    {
        var text = Encoding.UTF8.GetString(Read(DataIntegrityFile));
        foreach (
            var (from, to) in new[]
            {
                ("abcdefgh", "abcdefgi"),
                ("School", "school"),
                ("2023-01-01", "2023-01-02"),
                ("issuers/5678", "issuers/5679"),
                ("examples/v2", "examples/v3"),
                ("2023-02-24", "2023-02-25"),
                ("AlumniCredential", "AlumnusCredential"),
                ("z2HnFSSPPBzR36z", "z2HnFSSPPBzR36y"),
            }
        )
        {
            var changed = Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
            Assert.True(AttestationVerifiers.Verify(changed, Context).IsRefused(out var refusal, out _), from);
            Assert.Equal(IdentityCode.BadIssuerSignature, refusal.Code);
        }
    }

    [SharedVectorFact(VcJwtFile)]
    public void The_generated_jwt_verifies()
    {
        var bytes = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Read(VcJwtFile)).Trim());
        var source = Sources.Make(AttestationFormat.VcJwt, VcJwtIssuer);
        var context = Context with { Source = source };
        Assert.False(AttestationVerifiers.Verify(bytes, context).IsRefused(out _, out var personhood));
        Assert.Equal(VcJwtIssuer, personhood.Issuer);
        Assert.Equal("eip155:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", personhood.UniqueValue);
        Assert.Equal("did:pkh:eip155:1:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", personhood.ControlledBy);
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), personhood.ValidUntil);

        AssertRefused(IdentityCode.Expired, bytes, new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        AssertRefused(IdentityCode.NotYetValid, bytes, new(new(2024, 12, 31, 23, 59, 59, TimeSpan.Zero)));
    }

    [SharedVectorFact(SdJwtFile)]
    public void The_presentation_of_rfc_9901_discloses_what_the_rfc_says_and_is_bound_by_its_holder()
    {
        var text = Encoding.ASCII.GetString(Read(SdJwtFile)).Trim();
        Assert.True(SdJwt.TryParse(text, AttestationVerifiers.MaximumLength, out var sdJwt, out _));

        // RFC 9901 appendix A.5, the issuer's key.
        var issuer = JsonElement.Parse(
            """
            {"kty":"EC","crv":"P-256","x":"b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ","y":"Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8"}
            """
        );
        Assert.True(Jwk.TryParse(issuer, out var key, out var problem), problem);
        Assert.Null(sdJwt.Issued.Verify(key));

        Assert.True(ForeignJson.TryParseObject(sdJwt.Issued.Payload, 10_000, out var payload, out _));
        Assert.True(
            Disclosures.TryApply(payload, sdJwt.Disclosures, out var claims, out var names, out var refusal),
            refusal?.Reason
        );
        Assert.Equal(["address", "family_name", "given_name"], names.Order());

        // Section 5.2: the processed payload.
        Assert.Equal("John", claims.GetProperty("given_name").GetString());
        Assert.Equal("Doe", claims.GetProperty("family_name").GetString());
        Assert.Equal("""["US"]""", claims.GetProperty("nationalities").GetRawText());
        Assert.Equal(
            """{"country":"US","locality":"Anytown","region":"Anystate","street_address":"123 Main St"}""",
            Encoding.UTF8.GetString(Jcs.Canonicalize(claims.GetProperty("address")))
        );
        Assert.False(claims.Has("_sd") || claims.Has("_sd_alg") || claims.Has("email"));

        Assert.True(Jwk.TryParse(claims.GetProperty("cnf").GetProperty("jwk"), out var holder, out _));
        Assert.NotNull(sdJwt.KeyBinding);
        Assert.Null(sdJwt.KeyBinding.Verify(holder));
        Assert.True(ForeignJson.TryParseObject(sdJwt.KeyBinding.Payload, 10_000, out var binding, out _));
        Assert.Equal(sdJwt.BoundHash, binding.GetProperty("sd_hash").GetString());

        // It is no credential: another type, and an issuer that no DID names.
        AssertRefused(IdentityCode.UnknownFormat, Encoding.ASCII.GetBytes(text), Context);
    }

    private static byte[] Read(string file) => File.ReadAllBytes(SharedVectors.PathOf(file));

    private static void AssertRefused(IdentityCode code, byte[] bytes, VerificationContext context)
    {
        Assert.True(AttestationVerifiers.Verify(bytes, context).IsRefused(out var refusal, out _));
        Assert.Equal(code, refusal.Code);
    }
}
