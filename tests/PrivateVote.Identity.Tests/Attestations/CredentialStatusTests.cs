using System.Text.Json.Nodes;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>What a credential says of where its status is: taken whole, or the credential is refused.</summary>
public sealed class CredentialStatusTests
{
    private const string Entry =
        """{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"5","statusListCredential":"https://a.example/1"}""";

    private static readonly ISigningKey Key = Keys.Make(KeyType.Ed25519);
    private static readonly VerificationContext Context = new(Challenges.Now);

    [Fact]
    public void One_entry_and_one_in_an_array_are_the_same()
    {
        var one = Assert.IsType<BitstringStatus>(StatusOf(Entry));
        Assert.Equal(new(new Uri("https://a.example/1"), 5, "revocation", Key.PublicKey.ToString()), one);
        Assert.Equal(one, StatusOf($"[{Entry}]"));
        Assert.Null(StatusOf("[]"));
    }

    [Fact]
    public void Of_several_entries_none_is_passed_over_that_can_say_no()
    {
        var suspension = Entry.Replace("revocation", "suspension", StringComparison.Ordinal);
        var message = Entry.Replace("revocation", "message", StringComparison.Ordinal);
        var several = Assert.IsType<SeveralStatuses>(
            StatusOf($$"""[{{message}},{{Entry}},{"type":"SomeOtherStatus"},{{suspension}}]""")
        );
        Assert.Equal(
            ["revocation", "unknown", "suspension"],
            several.All.Select(status => status is BitstringStatus bit ? bit.Purpose : "unknown")
        );
        Assert.Null(StatusOf(message));
        Assert.IsType<UnknownStatus>(StatusOf("""{"type":"StatusList2021Entry","id":"https://a.example/1#5"}"""));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"https://a.example/1#5\"")]
    [InlineData("[null]")]
    [InlineData("[[]]")]
    [InlineData("{}")]
    [InlineData("""{"type":["BitstringStatusListEntry"]}""")]
    [InlineData("""{"type":"BitstringStatusListEntry"}""")]
    public void A_status_of_another_form_is_refused(string status) => AssertRefused(status);

    [Theory]
    [InlineData("statusListIndex", "5")]
    [InlineData("statusListIndex", "\"-5\"")]
    [InlineData("statusListIndex", "\"5.0\"")]
    [InlineData("statusListIndex", "\" 5\"")]
    [InlineData("statusListIndex", "\"99999999999999999999\"")]
    [InlineData("statusListCredential", "\"http://a.example/1\"")]
    [InlineData("statusListCredential", "\"file:///etc/passwd\"")]
    [InlineData("statusListCredential", "\"/1\"")]
    [InlineData("statusPurpose", "[\"revocation\"]")]
    [InlineData("statusSize", "2")]
    [InlineData("statusSize", "\"1\"")]
    public void An_entry_that_cannot_be_asked_about_is_refused_with_its_credential(string name, string value)
    {
        var entry = JsonNode.Parse(Entry)!;
        entry[name] = JsonNode.Parse(value);
        AssertRefused(entry.ToJsonString());
        AssertRefused($"[{Entry},{entry.ToJsonString()}]");
    }

    [Fact]
    public void More_entries_than_a_few_are_refused() =>
        AssertRefused("[" + string.Join(',', Enumerable.Repeat(Entry, 9)) + "]");

    private static void AssertRefused(string status) =>
        Outcomes.AssertRefused(IdentityCode.MalformedAttestation, WithStatus(status), Context);

    private static StatusReference? StatusOf(string status) => Outcomes.Verify(WithStatus(status), Context).Status;

    private static string WithStatus(string status) =>
        Forge.Jws(
            Key,
            $$"""{"alg":"EdDSA","typ":"{{VcJwtVerifier.Type}}"}""",
            $$"""
            {"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],
             "issuer":"{{Key.PublicKey}}","credentialSubject":{"id":"{{Key.PublicKey}}"},"credentialStatus":{{status}}}
            """
        );
}
