using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
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

    [SharedVectorFact("vc-eddsa-jcs-2022-signed.json")]
    public void The_data_integrity_credential_of_the_specification_is_its_signers()
    {
        const string Signer = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
        var text = Shared("vc-eddsa-jcs-2022-signed.json");
        cli.Write("credential", text);
        var json = Verify(0, "--issuer", Signer);
        Assert.Equal("eddsa-jcs-2022", json.GetProperty("format").GetString());
        Assert.Equal(Signer, json.GetProperty("issuer").GetString());
        Assert.Equal("did:example:abcdefgh", json.GetProperty("subject").GetString());
        Verify(1, "--at", "2023-02-24T23:36Z");

        Damage("credential", text, "abcdefgh", "abcdefgi", 1, "E4101 ");
        Damage("credential", text, "eddsa-jcs-2022", "eddsa-rdfc-2022", 1, "E4102 ");
        Damage("credential", text, "\"proof\": {", "\"proof\": [{", 2, "E4002 ");
        Damage("credential", text, "\"proofPurpose\"", "\"proofPurpose\": 1, \"proofPurpose\"", 2, "E4002 ");
    }

    [SharedVectorFact("vcjwt-generated-ed25519-seed0.jwt")]
    public void Damaged_tokens_are_refused_or_unreadable()
    {
        var text = Shared("vcjwt-generated-ed25519-seed0.jwt").Trim();
        var parts = text.Split('.');
        cli.Write("credential", "\n " + text + "\r\n");
        Verify(0);
        foreach (
            var (damaged, exitCode) in new[]
            {
                ($"{parts[0]}.{parts[1]}.", 1),
                ($"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA", 1),
                ($"{parts[0]}.{parts[1][..^4]}AAAA.{parts[2]}", 1),
                (text[..^1] + "=", 1),
                ($"{parts[0]}.{parts[1]}", 2),
                (text + "." + parts[2], 2),
                (text[1..], 2),
            }
        )
        {
            cli.Write("credential", damaged);
            Verify(exitCode);
        }
    }

    /// <summary>It is one by its form, but its issuer is an address of the web and its type an example's.</summary>
    [SharedVectorFact("sd-jwt-rfc9901-presentation.txt")]
    public void The_presentation_of_rfc_9901_is_recognized_and_refused()
    {
        cli.Write("credential", Shared("sd-jwt-rfc9901-presentation.txt"));
        var json = Verify(1);
        Assert.Equal("dc+sd-jwt", json.GetProperty("format").GetString());
        Assert.Contains("typ of the issuer's JWT", Refusal(json), StringComparison.Ordinal);
    }

    [SharedVectorFact("semaphore_v4_depth7_proof.json")]
    public void A_semaphore_proof_is_verified_by_itself_and_out_of_the_file_that_brings_its_key()
    {
        var file = Shared("semaphore_v4_depth7_proof.json");
        var proof = JsonElement.Parse(file).GetProperty("proof").GetRawText();
        var root = JsonElement.Parse(proof).GetProperty("merkleTreeRoot").GetString()!;
        foreach (var text in new[] { file, proof })
        {
            cli.Write("credential", text);
            var json = Verify(0, "--issuer", root);
            Assert.Equal("semaphore", json.GetProperty("format").GetString());
            Assert.StartsWith("E4302 ", Refusal(Verify(1, "--issuer", root + "1")), StringComparison.Ordinal);
            Verify(0, "--issuer", json.GetProperty("issuer").GetString()!);
            Damage("credential", text, "\"merkleTreeDepth\": 7", "\"merkleTreeDepth\": 8", 1, "E4301 ");
        }

        // The key in the file is nobody's word.
        cli.Write("credential", file.Replace("\"vk_alpha_1\"", "\"vk_alpha_2\"", StringComparison.Ordinal));
        Verify(0);
    }

    [SharedVectorFact("eas.json")]
    public void Published_attestations_of_eas_verify_as_its_sdk_writes_them()
    {
        foreach (var vector in JsonNode.Parse(Shared("eas.json"))!["vectors"]!.AsArray())
        {
            var message = vector!["message"]!;
            var at = DateTimeOffset
                .FromUnixTimeSeconds((long)message["time"]! + 60)
                .ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
            var signer = (string)vector["signer"]!;
            var members =
                "bytes32 schema,address recipient,uint64 time,uint64 expirationTime,bool revocable,bytes32 refUID,bytes data";
            members = "uint16 version," + members + ((int)message["version"]! == 2 ? ",bytes32 salt" : "");
            var sig = new JsonObject
            {
                ["version"] = message["version"]!.DeepClone(),
                ["uid"] = vector["uid"]!.DeepClone(),
                ["domain"] = vector["domain"]!.DeepClone(),
                ["primaryType"] = "Attest",
                ["message"] = message.DeepClone(),
                ["types"] = new JsonObject
                {
                    ["Attest"] = new JsonArray([
                        .. members
                            .Split(',')
                            .Select(member => member.Split(' '))
                            .Select(member => new JsonObject { ["name"] = member[1], ["type"] = member[0] }),
                    ]),
                },
                ["signature"] = vector["signature"]!.DeepClone(),
            };
            foreach (
                var written in new[]
                {
                    sig,
                    new JsonObject { ["sig"] = sig.DeepClone(), ["signer"] = signer },
                }
            )
            {
                cli.Write("credential", written.ToJsonString());
                // One of them is about nobody.
                if ((string?)message["recipient"] == "0x" + new string('0', 40))
                {
                    Assert.StartsWith("E4108 ", Refusal(Verify(1, "--at", at)), StringComparison.Ordinal);
                    continue;
                }

                foreach (var spelling in new[] { signer, signer.ToLowerInvariant(), "did:ethr:" + signer })
                {
                    Assert.Equal(signer, Verify(0, "--at", at, "--issuer", spelling).GetProperty("issuer").GetString());
                }

                Assert.StartsWith("E4105 ", Refusal(Verify(1)), StringComparison.Ordinal);
                Damage(
                    "credential",
                    written.ToJsonString(),
                    "\"revocable\":true",
                    "\"revocable\":false",
                    1,
                    "E4001 ",
                    at
                );
            }
        }
    }

    /// <summary>A World ID proof says neither for which app and action it is, nor for which signal.</summary>
    [Fact]
    public void A_world_id_proof_is_recognized_and_refused_without_what_it_is_for()
    {
        var root = "0x" + new string('1', 64);
        cli.Write(
            "credential",
            $$"""{"merkle_root":"{{root}}","nullifier_hash":"{{root}}","proof":"0x{{new string('0', 512)}}","verification_level":"orb"}"""
        );
        var json = Verify(1);
        Assert.Equal("world-id", json.GetProperty("format").GetString());
        Assert.StartsWith("E4303 ", Refusal(json), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    [InlineData("did:ethr:0x1111111111111111111111111111111111111111")]
    [InlineData("https://issuer.example")]
    [InlineData("nobody")]
    [InlineData("")]
    public void Whoever_else_is_named_as_issuer_is_refused(string issuer)
    {
        Issue("vc");
        Assert.StartsWith("E4104 ", Refusal(Verify(1, "--issuer", issuer)), StringComparison.Ordinal);
    }

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

    private static string Shared(string name) => File.ReadAllText(SharedVectors.PathOf(name));

    private void Damage(
        string file,
        string text,
        string from,
        string to,
        int exitCode,
        string refusal,
        string at = "2026-01-01T00:00Z"
    )
    {
        var damaged = text.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(text, damaged);
        cli.Write(file, damaged);
        Assert.StartsWith(refusal, Refusal(Verify(exitCode, "--at", at)), StringComparison.Ordinal);
        cli.Write(file, text);
    }

    private static string Refusal(JsonElement answer) => answer.GetProperty("refusal").GetString()!;
}
