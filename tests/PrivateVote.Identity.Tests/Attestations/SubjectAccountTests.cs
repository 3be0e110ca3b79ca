using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Issuing;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>The account in an attestation is the one that verifying it finds to be its subject.</summary>
public sealed class SubjectAccountTests
{
    private const string Contract = "0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587";

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly EthereumKey Wallet = EthereumKey.FromPrivateKey(SHA256.HashData("wallet"u8));
    private static readonly RoleKey Issuer = RoleKey.FromSeed(SHA256.HashData("issuer"u8));
    private static readonly string Did = $"did:pkh:eip155:1:{Wallet.Address}";

    private static readonly string Eas = Encoding.UTF8.GetString(
        new EasIssuer(Wallet, 1, Address.Parse(Contract)).Issue(new byte[32], Wallet.Address, Now, null)
    );

    public static TheoryData<string> Attestations =>
        new(
            Eas,
            VcJwtIssuer.Issue(Issuer, About(Did)),
            VcJwtIssuer.Issue(Issuer, About($"did:ethr:{Wallet.Address}")),
            DataIntegrityIssuer.Issue(Issuer, About(Did), Now)
        );

    [Theory]
    [MemberData(nameof(Attestations))]
    public void It_is_the_account_that_the_attestation_is_about(string attestation)
    {
        var outcome = AttestationVerifiers.Verify(Encoding.UTF8.GetBytes(attestation), new VerificationContext(Now));
        Assert.False(outcome.IsRefused(out var refusal, out var person), refusal?.ToString());
        Assert.True(SubjectId.TryParse(person!.Subject, out var subject, out _));
        Assert.Equal(Wallet.Address, subject.Account);
        Assert.Equal(subject.Account, Of(person.Format, attestation));

        // What no account signed does not say that there is one; nor does the same text where another format was verified.
        Assert.Null(Of(person.Format, attestation, null));
        Assert.Null(Of(person.Format, attestation, "a.b.c"));
        Assert.Null(Of(AttestationFormat.SdJwtVc, attestation));
    }

    [Fact]
    public void Stamps_are_about_accounts_too()
    {
        foreach (
            var stamp in JsonNode.Parse(File.ReadAllBytes(SharedVectors.Fixture("human-passport.json")))![
                "stamps"
            ]!.AsArray()
        )
        {
            Assert.True(SubjectId.TryParse((string)stamp!["credentialSubject"]!["id"]!, out var subject, out _));
            Assert.Equal(subject.Account, Of(AttestationFormat.HumanPassport, stamp.ToJsonString()));
        }
    }

    [Fact]
    public void Who_is_no_account_has_none() =>
        Assert.Null(Of(AttestationFormat.VcJwt, VcJwtIssuer.Issue(Issuer, About(Issuer.Did))));

    [Theory]
    [MemberData(nameof(Attestations))]
    public void Damaged_ones_have_an_account_or_none_and_nothing_is_thrown(string attestation)
    {
        foreach (var damaged in Mutations.Of(Encoding.UTF8.GetBytes(attestation), 200, "subject"))
        {
            foreach (var format in Enum.GetValues<AttestationFormat>())
            {
                _ = Of(format, Encoding.UTF8.GetString(damaged));
            }
        }
    }

    private static Credential About(string subject) =>
        new(subject, "PersonhoodCredential", Now.AddDays(-1), null, new Dictionary<string, JsonNode>());

    private static Address? Of(AttestationFormat format, string attestation, string? control = "0x00") =>
        SubjectAccount.Of(format, new PresentedAttestation("a", attestation, control));
}
