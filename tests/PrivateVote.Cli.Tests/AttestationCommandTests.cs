using System.Text.Json;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.TestSupport;

namespace PrivateVote.Cli.Tests;

public sealed class AttestationCommandTests : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Theory]
    [InlineData("vc", "vc+jwt")]
    [InlineData("sd-jwt", "dc+sd-jwt")]
    public void What_an_issuer_issues_is_recognized_and_verifies(string kind, string format)
    {
        var (issuer, subject) = Issue(kind, "--valid-until", "2026-06-01T00:00Z");

        var json = Verify(0, "--issuer", issuer);

        string[] members = ["valid", "format", "issuer", "subject", "uniquenessTag", "validUntil", "refusal"];
        Assert.Equal(members, json.EnumerateObject().Select(member => member.Name));
        Assert.True(json.GetProperty("valid").GetBoolean());
        Assert.Equal(format, json.GetProperty("format").GetString());
        Assert.Equal(issuer, json.GetProperty("issuer").GetString());
        Assert.Equal(subject, json.GetProperty("subject").GetString());
        Assert.Matches("^0x[0-9a-f]{64}$", json.GetProperty("uniquenessTag").GetString());
        Assert.Equal("2026-06-01T00:00:00.000Z", json.GetProperty("validUntil").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("refusal").ValueKind);
    }

    [Fact]
    public void An_attestation_on_ethereums_terms_verifies_and_names_its_attester()
    {
        var attester = cli.Do("wallet", "new", "--out", "@attester.key").Line;
        var account = cli.Do("wallet", "new", "--out", "@account.key").Line;
        cli.Do([
            .. (string[])["issuer", "eas", "--wallet", "@attester.key", "--recipient", account],
            .. (string[])["--schema", "0x" + new string('1', 64), "--out", "@credential"],
        ]);

        Assert.Equal(account, Verify(0, "--issuer", attester).GetProperty("subject").GetString());
        Assert.StartsWith("E4104 ", Refusal(Verify(1, "--issuer", account)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_says_which_check_failed()
    {
        Issue("vc", "--valid-until", "2026-06-01T00:00Z");

        Assert.StartsWith("E4105 ", Refusal(Verify(1, "--at", "2026-06-01T00:00Z")), StringComparison.Ordinal);
        Assert.StartsWith("E4106 ", Refusal(Verify(1, "--at", "2025-06-01T00:00Z")), StringComparison.Ordinal);
        var other = cli.Do("issuer", "new", "--out", "@other.key").Line;
        Assert.StartsWith("E4104 ", Refusal(Verify(1, "--issuer", other)), StringComparison.Ordinal);

        var parts = File.ReadAllText(cli.PathOf("credential")).Trim().Split('.');
        cli.Write("credential", $"{parts[0]}.{parts[1]}.{new string('A', 86)}");
        Assert.StartsWith("E4101 ", Refusal(Verify(1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing of the kind")]
    [InlineData("{}")]
    [InlineData("[[[[")]
    public void What_is_of_no_format_exits_with_2(string content)
    {
        cli.Write("credential", content);
        var answer = cli.Run("attestation", "verify", "@credential", "--json");

        Assert.Equal(2, answer.ExitCode);
        using var json = JsonDocument.Parse(answer.Output);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.StartsWith("E4002 ", Refusal(json.RootElement), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_exits_with_2() =>
        Assert.Contains("no-such", cli.Fail(2, "attestation", "verify", "@no-such"), StringComparison.Ordinal);

    [SharedVectorFact("vcjwt-generated-ed25519-seed0.jwt")]
    public void A_credential_that_other_software_issued_verifies() =>
        Assert.Contains(
            "ok   format         vc+jwt",
            cli.Do(
                "attestation",
                "verify",
                SharedVectors.PathOf("vcjwt-generated-ed25519-seed0.jwt"),
                "--at",
                "2027-01-01"
            ).Output,
            StringComparison.Ordinal
        );

    [Fact]
    public void An_accounts_key_is_imported_and_kept_under_a_passphrase()
    {
        cli.Write("raw", "0x" + new string('0', 63) + "1\n");

        // The address of the private key 1.
        Assert.Equal(
            "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
            cli.Do("wallet", "import", "@raw", "--out", "@wallet.key").Line
        );
        Assert.DoesNotContain("00000001", File.ReadAllText(cli.PathOf("wallet.key")), StringComparison.Ordinal);
        cli.Write("raw", "0x" + new string('0', 64));
        cli.Fail(2, "wallet", "import", "@raw", "--out", "@zero.key");
    }

    private (string Issuer, string Subject) Issue(string kind, params string[] options)
    {
        var issuer = cli.Do("issuer", "new", "--out", "@issuer.key").Line;
        var subject = cli.Do("holder", "new", "--out", "@holder.key").Line;
        cli.Do([
            .. (string[])["issuer", kind, "--key", "@issuer.key", "--subject", subject, "--type", "Membership"],
            .. (string[])["--claim", "since=2020", "--out", "@credential"],
            .. options,
        ]);
        return (issuer, subject);
    }

    private JsonElement Verify(int exitCode, params string[] options)
    {
        var answer = cli.Run(["attestation", "verify", "@credential", "--json", .. options]);
        Assert.True(answer.ExitCode == exitCode, answer.Output + answer.Error);
        return JsonElement.Parse(answer.Line);
    }

    private static string Refusal(JsonElement answer) => answer.GetProperty("refusal").GetString()!;
}
