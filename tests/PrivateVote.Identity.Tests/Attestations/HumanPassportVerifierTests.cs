using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.Identity.Attestations;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>Stamps that Human Passport issued, stamps of our own making, and what must not pass for one.</summary>
public class HumanPassportVerifierTests
{
    private const string Wallet = "0x0636F974D29d947d4946b2091d769ec6D2d415DE";

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly HumanPassportVerifier Verifier = new();
    private static readonly EthereumKey Issuer = EthereumKey.FromPrivateKey(SHA256.HashData("issuer"u8));

    [Fact]
    public void Stamps_that_Human_Passport_issued_verify()
    {
        foreach (var stamp in Vectors["stamps"]!.AsArray())
        {
            Assert.True(Verifier.Recognizes(Bytes(stamp!)));
            var issued = Moment(stamp!["issuanceDate"]!);
            var personhood = Accept(stamp, new(issued));
            var subject = stamp["credentialSubject"]!;
            Assert.Equal((string?)stamp["issuer"], personhood.Issuer);
            Assert.Equal((string?)subject["id"], personhood.Subject);
            Assert.Equal((string?)subject["id"], personhood.ControlledBy);
            Assert.Equal("human-passport:" + subject["provider"], personhood.UniqueWithin);
            Assert.Equal("stamp:" + subject["hash"], personhood.UniqueValue);
            Assert.Equal(Moment(stamp["expirationDate"]!), personhood.ValidUntil);
            Refuse(IdentityCode.NotYetValid, stamp, new(issued.AddMilliseconds(-1)));
            Refuse(IdentityCode.Expired, stamp, new(Moment(stamp["expirationDate"]!)));
        }

        var changed = Vectors["changed"]![0]!;
        Refuse(IdentityCode.BadIssuerSignature, changed, new(Moment(changed["issuanceDate"]!)));
    }

    [OracleFact]
    public void Stamps_that_DIDKit_issues_verify()
    {
        var random = new HashedNumbers("didkit");
        var requests = Enumerable
            .Range(0, 40)
            .Select(i =>
            {
                var request = new JsonObject
                {
                    ["privateKey"] = Hex.Encode(random.Bytes(32)),
                    ["provider"] = i % 3 == 0 ? "Google" : $"Größe {i} \"\\ 投票",
                    ["address"] = new Address(random.Bytes(20)).ToString(),
                    ["issuanceDate"] = i % 2 == 0 ? "2026-11-20T12:00:00.000Z" : "2026-11-20T12:00:00.120Z",
                    ["expirationDate"] = "2027-02-18T11:00:00.999Z",
                };
                if (i % 2 == 0)
                {
                    request["hash"] = "v0.0.0:" + Convert.ToBase64String(random.Bytes(32));
                }
                else
                {
                    request["nullifiers"] = new JsonArray([
                        .. Enumerable.Range(1, 1 + (i % 4)).Select(version => JsonValue.Create($"v{version}:{i}")),
                    ]);
                }

                return request;
            })
            .ToArray();
        var stamps = NodeOracle.Ask("human-passport.mjs", new JsonArray([.. requests])).AsArray();
        Assert.Equal(requests.Length, stamps.Count);
        foreach (var (stamp, request) in stamps.Zip(requests))
        {
            var personhood = Accept(stamp!);
            Assert.Equal("did:pkh:eip155:1:" + request["address"], personhood.Subject);
            Assert.Equal("human-passport:" + request["provider"], personhood.UniqueWithin);
            Assert.Equal("stamp:" + (request["hash"] ?? request["nullifiers"]![0]), personhood.UniqueValue);
        }
    }

    [Fact]
    public void A_source_names_its_issuers_providers_and_version()
    {
        var account = Issuer.Address.ToString();
        foreach (var issuer in new[] { "did:ethr:" + account.ToLowerInvariant(), "did:ethr:" + account, account })
        {
            Accept(Sign(Stamp("v1:a")), new(Now, Source(issuer)));
        }

        Refuse(IdentityCode.IssuerNotTrusted, Sign(Stamp("v1:a")), new(Now, Source("did:ethr:" + Wallet)));
        Refuse(IdentityCode.IssuerNotTrusted, Sign(Stamp("v1:a")), new(Now, Source()));
        Accept(Sign(Stamp("v1:a")), new(Now, Source(account) with { Types = ["Google"] }));
        Refuse(
            IdentityCode.TypeNotTrusted,
            Sign(Stamp("v1:a")),
            new(Now, Source(account) with { Types = ["Discord"] })
        );

        var rotated = Sign(Stamp("v1:a", "v2:b"));
        Assert.Equal("stamp:v1:a", Accept(rotated).UniqueValue);
        Assert.Equal("stamp:v2:b", Accept(rotated, new(Now, Source(account) with { UniqueClaim = "v2" })).UniqueValue);
        Refuse(IdentityCode.ClaimMissing, rotated, new(Now, Source(account) with { UniqueClaim = "v3" }));
        Refuse(IdentityCode.ClaimMissing, rotated, new(Now, Source(account) with { UniqueClaim = "v" }));
        Refuse(IdentityCode.ClaimMissing, Sign(Stamp()));
        Refuse(IdentityCode.ClaimMissing, Sign(Stamp("")));
    }

    [Fact]
    public void Nothing_that_was_signed_can_be_exchanged()
    {
        (string Path, JsonNode Value)[] changes =
        [
            ("credentialSubject/id", $"did:pkh:eip155:1:{Issuer.Address}"),
            ("credentialSubject/provider", "Discord"),
            ("credentialSubject/nullifiers", new JsonArray("v1:b")),
            ("credentialSubject/nullifiers", new JsonArray("v1:a", "v2:b")),
            ("credentialSubject/@context/provider", "other"),
            ("expirationDate", "2036-11-21T12:00:00.000Z"),
            ("issuanceDate", "2020-11-21T12:00:00.000Z"),
            ("@context", new JsonArray("https://www.w3.org/2018/credentials/v1", "other")),
            ("type", new JsonArray("VerifiableCredential", "Other")),
            ("proof/created", "2020-11-21T12:00:00.000Z"),
            ("proof/proofPurpose", "authentication"),
            ("proof/@context", "other"),
        ];
        foreach (var (path, value) in changes)
        {
            Refuse(IdentityCode.BadIssuerSignature, Set(Sign(Stamp("v1:a")), path, value));
        }

        // Members that no type has would be unsigned; a member less would be another document.
        foreach (
            var path in new[]
            {
                "note",
                "proof/note",
                "credentialSubject/note",
                "credentialSubject/@context/note",
                "credentialSubject/hash",
            }
        )
        {
            Refuse(IdentityCode.MalformedAttestation, Set(Sign(Stamp("v1:a")), path, "x"));
        }

        foreach (
            var path in new[]
            {
                "issuer",
                "type",
                "@context",
                "expirationDate",
                "issuanceDate",
                "credentialSubject",
                "proof/created",
                "credentialSubject/nullifiers",
                "credentialSubject/@context",
            }
        )
        {
            Refuse(IdentityCode.MalformedAttestation, Remove(Sign(Stamp("v1:a")), path));
        }

        foreach (var path in new[] { "issuer", "expirationDate", "credentialSubject/provider", "credentialSubject/id" })
        {
            Refuse(IdentityCode.MalformedAttestation, Set(Sign(Stamp("v1:a")), path, 1));
            Refuse(IdentityCode.MalformedAttestation, Set(Sign(Stamp("v1:a")), path, new JsonArray("x")));
        }
    }

    [Fact]
    public void Types_that_leave_members_unsigned_are_refused()
    {
        // Each is signed by the issuer as it stands: the signature is good and says less than the document, or something else.
        (string What, Action<JsonObject> Change)[] injections =
        [
            ("the subject is not signed", types => RemoveMember(types, "Document", "credentialSubject")),
            ("the wallet is not signed", types => RemoveMember(types, "CredentialSubject", "id")),
            ("the nullifiers are not signed", types => RemoveMember(types, "CredentialSubject", "nullifiers")),
            ("the expiry is not signed", types => RemoveMember(types, "Document", "expirationDate")),
            ("the proof is not signed", types => RemoveMember(types, "Document", "proof")),
            ("another member", types => types["Document"]!.AsArray().Add(Member("string", "note"))),
            ("a member twice", types => types["Document"]!.AsArray().Add(Member("string", "issuer"))),
            (
                "a member for another",
                types =>
                {
                    RemoveMember(types, "Document", "issuer");
                    types["Document"]!.AsArray().Add(Member("string", "expirationDate"));
                }
            ),
            (
                "the subject is of an empty type",
                types =>
                {
                    types["Empty"] = new JsonArray();
                    RemoveMember(types, "Document", "credentialSubject");
                    types["Document"]!.AsArray().Add(Member("Empty", "credentialSubject"));
                }
            ),
            ("a type that nothing refers to", types => types["Other"] = new JsonArray(Member("string", "a"))),
            (
                "the subject is taken for the proof",
                types =>
                {
                    RemoveMember(types, "Document", "credentialSubject");
                    types["Document"]!.AsArray().Add(Member("Proof", "credentialSubject"));
                }
            ),
            ("the domain has no name", types => types["EIP712Domain"] = new JsonArray()),
            ("the domain has a version", types => types["EIP712Domain"]!.AsArray().Add(Member("string", "version"))),
            ("a member that says more of itself", types => types["Proof"]![0]!["note"] = 1),
            ("a type is no list", types => types["Proof"] = "string"),
            ("a member is no object", types => types["Proof"]![0] = "string created"),
            ("no types", types => types.Clear()),
        ];
        foreach (var (what, change) in injections)
        {
            var stamp = Stamp("v1:a");
            change(stamp["proof"]!["eip712Domain"]!["types"]!.AsObject());
            var outcome = Verify(Sign(stamp), new(Now));
            Assert.True(IdentityCode.MalformedAttestation == outcome.Refusal?.Code, $"{what}: {outcome.Refusal}");
        }

        // The issuer's key signs other documents, under another domain or of another type.
        foreach (
            var change in new Action<JsonObject>[]
            {
                domain => domain["primaryType"] = "CredentialSubject",
                domain => domain["primaryType"] = "Proof",
                domain => domain["primaryType"] = "EIP712Domain",
                domain => domain["domain"]!["name"] = "Passport",
                domain => domain["domain"] = new JsonObject(),
                domain => domain["domain"]!["version"] = "1",
                domain => domain["note"] = 1,
                domain => domain.Remove("primaryType"),
            }
        )
        {
            var stamp = Stamp("v1:a");
            change(stamp["proof"]!["eip712Domain"]!.AsObject());
            Refuse(IdentityCode.MalformedAttestation, Sign(stamp));
        }
    }

    [Fact]
    public void Members_may_stand_in_another_order_if_they_were_signed_so()
    {
        var stamp = Stamp("v1:a");
        var members = stamp["proof"]!["eip712Domain"]!["types"]!["CredentialSubject"]!.AsArray();
        var first = members[0]!;
        members.RemoveAt(0);
        members.Add(first);
        Accept(Sign(stamp));

        var exchanged = Sign(Stamp("v1:a"));
        exchanged["proof"]!["eip712Domain"]!["types"]!["CredentialSubject"] = members.DeepClone();
        Refuse(IdentityCode.BadIssuerSignature, exchanged);
    }

    [Fact]
    public void Only_the_issuers_own_account_signs()
    {
        var stamp = Stamp("v1:a");
        stamp["issuer"] = "did:ethr:" + Wallet;
        Refuse(IdentityCode.IssuerMismatch, Sign(stamp));
        stamp["proof"]!["verificationMethod"] = $"did:ethr:{Wallet}#controller";
        Refuse(IdentityCode.BadIssuerSignature, Sign(stamp));
        stamp["issuer"] = "did:key:z6MkghvGHLobLEdj1bgRLhS4LPGJAvbMA1tn2zcRyqmYU5LC";
        Refuse(IdentityCode.UnsupportedDid, Sign(stamp));
        stamp["issuer"] = "did:ethr:" + Issuer.Address.ToString().Replace('a', 'A').Replace('b', 'B');
        Refuse(IdentityCode.UnsupportedDid, Sign(stamp));

        stamp = Stamp("v1:a");
        stamp["proof"]!["type"] = "Ed25519Signature2018";
        Assert.True(Verifier.Recognizes(Bytes(stamp)));
        Refuse(IdentityCode.UnsupportedAlgorithm, Sign(stamp));
        Refuse(IdentityCode.MalformedAttestation, Remove(Sign(Stamp("v1:a")), "proof"));
    }

    [Fact]
    public void The_subject_is_an_account()
    {
        foreach (
            var id in new[]
            {
                "did:pkh:eip155:1:0x0000000000000000000000000000000000000000",
                "did:pkh:eip155:1:0x0",
                "did:pkh:eip155:1:" + Wallet.Replace('D', 'd'),
                "did:ethr:" + Wallet,
                "did:pkh:solana:1:" + Wallet,
                Wallet,
                "",
            }
        )
        {
            Refuse(IdentityCode.NoSubject, Sign(Set(Stamp("v1:a"), "credentialSubject/id", id)));
        }
    }

    [Fact]
    public void What_is_signed_is_a_credential_of_2018_for_a_while()
    {
        (string Path, JsonNode Value)[] changes =
        [
            ("@context", new JsonArray()),
            ("@context", new JsonArray("https://www.w3.org/ns/credentials/v2")),
            ("type", new JsonArray()),
            ("type", new JsonArray("VerifiablePresentation")),
            ("type", new JsonArray("VerifiableCredential", "Other")),
            ("proof/proofPurpose", "authentication"),
            ("expirationDate", "2027-01-01"),
            ("expirationDate", "2027-01-01T00:00:00+01:00"),
            ("expirationDate", ""),
            ("issuanceDate", "yesterday"),
        ];
        foreach (var (path, value) in changes)
        {
            Refuse(IdentityCode.MalformedAttestation, Sign(Set(Stamp("v1:a"), path, value)));
        }

        Accept(Sign(Set(Stamp("v1:a"), "expirationDate", "2027-01-01T00:00:00Z")));
    }

    [Fact]
    public void Only_the_one_form_is_read()
    {
        var text = Sign(Stamp("v1:a")).ToJsonString();
        foreach (
            var (from, to) in new[]
            {
                ("\"provider\":\"Google\"", "\"provider\":\"Discord\",\"provider\":\"Google\""),
                ("\"issuer\"", "\"issuer\":\"x\",\"issuer\""),
                ("\"primaryType\"", "\"primaryType\":\"Proof\",\"primaryType\""),
                ("\"proofValue\":\"0x", "\"proofValue\":\""),
            }
        )
        {
            var changed = text.Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual(text, changed);
            Assert.Equal(
                IdentityCode.MalformedAttestation,
                Verifier.Verify(Encoding.UTF8.GetBytes(changed), new(Now)).Refusal?.Code
            );
        }

        Assert.Equal(
            IdentityCode.TooLarge,
            Verifier.Verify(new byte[HumanPassportVerifier.MaximumLength + 1], new(Now)).Refusal?.Code
        );
    }

    [Fact]
    public void Damaged_stamps_are_refused_without_an_exception()
    {
        var original = Sign(Stamp("v1:a", "v2:b"));
        var expected = Accept(original);
        foreach (var damaged in Mutations.Of(Bytes(original), 5_000, "human-passport"))
        {
            _ = Verifier.Recognizes(damaged);
            var outcome = Verifier.Verify(damaged, new(Now));
            Assert.True(
                outcome.Refusal is not null || outcome.Personhood == expected,
                Encoding.UTF8.GetString(damaged)
            );
        }
    }

    private static JsonNode Vectors { get; } =
        JsonNode.Parse(File.ReadAllBytes(SharedVectors.Fixture("human-passport.json")))!;

    /// <summary>A stamp without its signature.</summary>
    private static JsonObject Stamp(params string[] nullifiers)
    {
        var issuer = "did:ethr:" + Issuer.Address.ToString().ToLowerInvariant();
        return new JsonObject
        {
            ["@context"] = new JsonArray(
                "https://www.w3.org/2018/credentials/v1",
                "https://w3id.org/vc/status-list/2021/v1"
            ),
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = issuer,
            ["issuanceDate"] = "2026-11-20T12:00:00.000Z",
            ["expirationDate"] = "2027-02-18T12:00:00.000Z",
            ["credentialSubject"] = new JsonObject
            {
                ["@context"] = new JsonObject
                {
                    ["nullifiers"] = new JsonObject { ["@container"] = "@list", ["@type"] = "https://schema.org/Text" },
                    ["provider"] = "https://schema.org/Text",
                },
                ["id"] = "did:pkh:eip155:1:" + Wallet,
                ["provider"] = "Google",
                ["nullifiers"] = new JsonArray([.. nullifiers.Select(text => JsonValue.Create(text))]),
            },
            ["proof"] = new JsonObject
            {
                ["@context"] = "https://w3id.org/security/suites/eip712sig-2021/v1",
                ["type"] = "EthereumEip712Signature2021",
                ["proofPurpose"] = "assertionMethod",
                ["verificationMethod"] = issuer + "#controller",
                ["created"] = "2026-11-20T12:00:00.000Z",
                ["eip712Domain"] = new JsonObject
                {
                    ["domain"] = new JsonObject { ["name"] = "VerifiableCredential" },
                    ["primaryType"] = "Document",
                    ["types"] = new JsonObject
                    {
                        ["EIP712Domain"] = Members("string name"),
                        ["Document"] = Members(
                            "string[] @context,CredentialSubject credentialSubject,string expirationDate,string issuanceDate,string issuer,Proof proof,string[] type"
                        ),
                        ["Proof"] = Members(
                            "string @context,string created,string proofPurpose,string type,string verificationMethod"
                        ),
                        ["CredentialSubject"] = Members(
                            "@context @context,string[] nullifiers,string id,string provider"
                        ),
                        ["@context"] = Members("NullifiersContext nullifiers,string provider"),
                        ["NullifiersContext"] = Members("string @container,string @type"),
                    },
                },
            },
        };
    }

    /// <summary>
    /// Signs a stamp by whatever types it has, as a careless wallet would: of the document only what the types have. Where nothing
    /// can be signed by them, the signature is of something else.
    /// </summary>
    private static JsonObject Sign(JsonObject stamp)
    {
        var proof = stamp["proof"]!.DeepClone().AsObject();
        var domain = proof["eip712Domain"]!.DeepClone().AsObject();
        proof.Remove("eip712Domain");
        proof.Remove("proofValue");
        var message = stamp.DeepClone().AsObject();
        message["proof"] = proof;
        var types = domain["types"]!.AsObject();
        var primaryType = (string?)domain["primaryType"] ?? "";
        Prune(message, primaryType, types);
        domain["message"] = message;
        var digest = TypedData.TryParse(Bytes(domain), out var typed, out _) ? typed.Digest : new byte[32];
        var signed = stamp.DeepClone().AsObject();
        signed["proof"]!["proofValue"] = Issuer.SignDigest(digest).ToString();
        return signed;
    }

    private static void Prune(JsonObject value, string type, JsonObject types)
    {
        if (types[type] is not JsonArray members || members.Any(member => member is not JsonObject))
        {
            return;
        }

        foreach (var name in value.Select(member => member.Key).ToArray())
        {
            var member = members.FirstOrDefault(member => (string?)member!["name"] == name);
            if (member is null)
            {
                value.Remove(name);
            }
            else if (value[name] is JsonObject inner)
            {
                Prune(inner, (string)member["type"]!, types);
            }
        }
    }

    private static JsonArray Members(string text) =>
        new([.. text.Split(',').Select(member => Member(member.Split(' ')[0], member.Split(' ')[1]))]);

    private static JsonObject Member(string type, string name) => new() { ["name"] = name, ["type"] = type };

    private static void RemoveMember(JsonObject types, string type, string name)
    {
        var members = types[type]!.AsArray();
        members.Remove(members.Single(member => (string?)member!["name"] == name));
    }

    private static JsonObject Set(JsonObject stamp, string path, JsonNode value)
    {
        var names = path.Split('/');
        JsonNode at = stamp;
        foreach (var name in names[..^1])
        {
            at = at[name]!;
        }

        at[names[^1]] = value.DeepClone();
        return stamp;
    }

    private static JsonObject Remove(JsonObject stamp, string path)
    {
        var names = path.Split('/');
        JsonNode at = stamp;
        foreach (var name in names[..^1])
        {
            at = at[name]!;
        }

        Assert.True(at.AsObject().Remove(names[^1]), path);
        return stamp;
    }

    private static AttestationSource Source(params string[] issuers) =>
        new("stamp", AttestationFormat.HumanPassport, issuers, 1);

    private static DateTimeOffset Moment(JsonNode text) =>
        DateTimeOffset.Parse((string)text!, CultureInfo.InvariantCulture);

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static AttestationOutcome Verify(JsonNode stamp, VerificationContext context) =>
        Verifier.Verify(Bytes(stamp), context);

    private static Personhood Accept(JsonNode stamp, VerificationContext? context = null)
    {
        var outcome = Verify(stamp, context ?? new(Now));
        Assert.False(outcome.IsRefused(out var refusal, out var personhood), refusal?.ToString());
        return personhood!;
    }

    private static void Refuse(IdentityCode code, JsonNode stamp, VerificationContext? context = null)
    {
        var outcome = Verify(stamp, context ?? new(Now));
        Assert.Null(outcome.Personhood);
        Assert.True(code == outcome.Refusal?.Code, $"{code} expected, not {outcome.Refusal}");
    }
}
