using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.Identity.Attestations;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>Off-chain attestations of EAS: those that eas-sdk published, our own, and what must not pass for one.</summary>
public class EasVerifierTests
{
    private const string Schema = "0x33e9094830a5cba5554d1954310e4fbed2ef5f859ec1404619adea4207f391fd";
    private const string Zeros = "0x0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly EasVerifier Verifier = new();
    private static readonly Address Contract = Address.Parse("0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587");
    private static readonly Address Recipient = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static readonly EthereumKey Attester = EthereumKey.FromPrivateKey(SHA256.HashData("attester"u8));

    [Fact]
    public void The_types_are_those_that_the_SDK_signs()
    {
        var hashes = Vectors["typeHashes"]!;
        Assert.Equal(
            ["legacyAttestation", "legacyAttest", "legacyAttest", "v1", "v2"],
            Enumerable
                .Range(0, 3)
                .SelectMany(EasMessage.SigningTypes)
                .Select(type => Hex.Encode(type.Types.TypeHash(type.Struct)))
                .Select(hash => hashes.AsObject().Single(known => (string?)known.Value == hash).Key)
        );
    }

    [Fact]
    public void Published_attestations_verify()
    {
        foreach (var vector in Vectors["attestations"]!.AsArray())
        {
            var attestation = FromVector(vector!);
            var at = DateTimeOffset.FromUnixTimeSeconds((long)vector!["message"]!["time"]! + 1);
            var outcome = Verify(attestation, new VerificationContext(at));
            if ((string?)vector["message"]!["recipient"] == Address.Zero.ToString())
            {
                Assert.Equal(IdentityCode.NoSubject, outcome.Refusal?.Code);
                continue;
            }

            Assert.False(outcome.IsRefused(out var refusal, out var personhood), refusal?.ToString());
            Assert.Equal((string?)vector["signer"], personhood!.Issuer);
            Assert.Equal((string?)vector["message"]!["recipient"], personhood.Subject);
            Assert.Equal("eas:" + Schema, personhood.UniqueWithin);
            Assert.Equal("eip155:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", personhood.UniqueValue);
            Assert.Equal(personhood.Subject, personhood.ControlledBy);
            var status = Assert.IsType<EasStatus>(personhood.Status);
            Assert.Equal(31337UL, status.ChainId);
            Assert.Equal((string?)vector["uid"], Hex.Encode(status.Uid));

            Refuse(
                IdentityCode.Expired,
                attestation,
                new VerificationContext(DateTimeOffset.FromUnixTimeSeconds((long)vector["message"]!["expirationTime"]!))
            );
        }
    }

    /// <summary>The SDK gives an attestation without saying whose it is: that is whoever its signature recovers.</summary>
    [Fact]
    public void An_attestation_as_the_SDK_gives_it_is_by_whoever_signed_it()
    {
        var sig = Parse(Issue())["sig"]!.DeepClone();
        Assert.Equal(
            AttestationFormat.Eas,
            AttestationVerifiers.Recognize(Encoding.UTF8.GetBytes(sig.ToJsonString()))?.Format
        );
        var named = Accept(Parse(Issue()), new(Now, Source()));
        var bare = Accept(sig, new(Now, Source()));
        Assert.Equal(named.Issuer, bare.Issuer);
        Assert.Equal(named.UniquenessTag(), bare.UniquenessTag());

        // Whatever else was signed is somebody else's.
        sig["message"]!["revocable"] = false;
        sig["uid"] = Hex.Encode(UidOf(sig["message"]!));
        Refuse(IdentityCode.IssuerNotTrusted, sig, new(Now, Source()));
        sig["signer"] = Attester.Address.ToString();
        Refuse(IdentityCode.MalformedAttestation, sig, new(Now));
    }

    [Fact]
    public void What_we_issue_verifies()
    {
        var issued = Issue();
        Assert.True(Verifier.Recognizes(issued));
        var outcome = AttestationVerifiers.Verify(issued, new VerificationContext(Now, Source()));
        Assert.False(outcome.IsRefused(out var refusal, out var personhood), refusal?.ToString());
        Assert.Equal(Attester.Address.ToString(), personhood!.Issuer);
        Assert.Equal(Recipient.ToString(), personhood.Subject);
        Assert.Equal(Now.AddDays(30), personhood.ValidUntil);
        Assert.Null(Accept(Parse(Issue(revocable: false))).Status);

        using var disposed = EthereumKey.Generate();
        var issuer = new EasIssuer(disposed, 1, Contract);
        Assert.Throws<ArgumentException>(() => issuer.Issue(new byte[31], Recipient, Now));
        Assert.Throws<ArgumentException>(() => issuer.Issue(new byte[32], Address.Zero, Now));
        Assert.Throws<ArgumentException>(() => issuer.Issue(new byte[32], Recipient, Now, Now));
        Assert.Throws<ArgumentException>(() => issuer.Issue(new byte[32], Recipient, DateTimeOffset.MinValue));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    public void Every_version_verifies_by_its_own_types_only(int version, int variant)
    {
        var type = EasMessage.SigningTypes(version)[variant];
        Accept(Sign(Message(version), type));

        // Signed by the type of another version, with that version's JSON in all else.
        for (var other = 0; other <= EasMessage.NewestVersion; other++)
        {
            // Two of version 0 differ in what they call their primary type, and hash the same.
            foreach (
                var otherType in EasMessage
                    .SigningTypes(other)
                    .Where(known => !known.Types.TypeHash(known.Struct).SequenceEqual(type.Types.TypeHash(type.Struct)))
            )
            {
                var changed = Sign(Message(version), type);
                changed["sig"]!["types"] = Sign(Message(other), otherType)["sig"]!["types"]!.DeepClone();
                changed["sig"]!["primaryType"] = otherType.PrimaryType;
                var code = Verify(changed, new VerificationContext(Now)).Refusal?.Code;
                Assert.True(code is IdentityCode.MalformedAttestation or IdentityCode.BadIssuerSignature);
            }
        }
    }

    [Fact]
    public void A_version_is_the_same_wherever_it_stands()
    {
        var legacy = Sign(Message(0), EasMessage.SigningTypes(0)[0]);
        legacy["sig"]!.AsObject().Remove("version");
        Accept(legacy);
        legacy["sig"]!["message"]!.AsObject().Remove("version");
        Accept(legacy);

        foreach (var (version, inMessage) in new[] { (2, 1), (1, 2), (0, 2), (3, 3), (-1, -1), (2, 0) })
        {
            Refuse(
                IdentityCode.MalformedAttestation,
                Changed(sig =>
                {
                    sig["version"] = version;
                    sig["message"]!["version"] = inMessage;
                })
            );
        }

        Refuse(IdentityCode.MalformedAttestation, Changed(sig => sig["message"]!.AsObject().Remove("version")));
        Accept(Changed(sig => sig.Remove("version")));
    }

    [Fact]
    public void Another_attester_schema_or_chain_is_refused()
    {
        Refuse(IdentityCode.IssuerNotTrusted, Parse(Issue()), new(Now, Source() with { Issuers = [] }));
        Refuse(
            IdentityCode.IssuerNotTrusted,
            Parse(Issue()),
            new(Now, Source() with { Issuers = [Recipient.ToString()] })
        );
        Refuse(IdentityCode.TypeNotTrusted, Parse(Issue()), new(Now, Source() with { Types = [Zeros] }));
        Refuse(IdentityCode.TypeNotTrusted, Parse(Issue()), new(Now, Source() with { Types = [] }));
        Refuse(IdentityCode.ClaimMissing, Parse(Issue()), new(Now, Source() with { UniqueClaim = "name" }));

        var address = Attester.Address.ToString();
        foreach (
            var issuer in new[] { address.ToLowerInvariant(), $"did:pkh:eip155:10:{address}", $"did:ethr:{address}" }
        )
        {
            Accept(Parse(Issue()), new(Now, Source() with { Issuers = ["did:web:other.example", issuer] }));
        }

        Refuse(
            IdentityCode.IssuerNotTrusted,
            Parse(Issue()),
            new(Now, Source() with { Issuers = [$"did:pkh:eip155:1:{address}"] })
        );
    }

    [Fact]
    public void An_attestation_for_another_chain_or_contract_is_another_signature()
    {
        foreach (
            var (member, value) in new[]
            {
                ("chainId", "1"),
                ("verifyingContract", Recipient.ToString()),
                ("version", "1.3.0"),
            }
        )
        {
            Refuse(IdentityCode.BadIssuerSignature, Changed(sig => sig["domain"]![member] = value));
        }

        Refuse(IdentityCode.MalformedAttestation, Changed(sig => sig["domain"]!["name"] = "EAS"));
        Refuse(IdentityCode.MalformedAttestation, Changed(sig => sig["domain"]!["salt"] = Zeros));
        Refuse(IdentityCode.MalformedAttestation, Changed(sig => sig["domain"]!["chainId"] = 0));
        Refuse(IdentityCode.MalformedAttestation, Changed(sig => sig["domain"]!.AsObject().Remove("chainId")));
    }

    [Fact]
    public void Nothing_that_was_signed_can_be_exchanged()
    {
        var other = EthereumKey.FromPrivateKey(SHA256.HashData("other"u8)).Address.ToString();
        (string Member, JsonNode Value)[] changes =
        [
            ("recipient", other),
            ("schema", Zeros),
            ("time", 1),
            ("expirationTime", 0),
            ("expirationTime", "4102444800"),
            ("revocable", false),
            ("refUID", Schema),
            ("data", "0x01"),
            ("salt", Zeros),
        ];
        foreach (var (member, value) in changes)
        {
            // The UID as it was, and the UID of what is there now.
            Refuse(IdentityCode.MalformedAttestation, Changed(sig => sig["message"]![member] = value.DeepClone()));
            Refuse(
                IdentityCode.BadIssuerSignature,
                Changed(sig =>
                {
                    sig["message"]![member] = value.DeepClone();
                    sig["uid"] = Hex.Encode(UidOf(sig["message"]!));
                })
            );
        }

        Refuse(IdentityCode.MalformedAttestation, Changed(sig => sig["uid"] = Zeros));
        var signer = Parse(Issue());
        signer["signer"] = other;
        Refuse(IdentityCode.BadIssuerSignature, signer);
    }

    [Fact]
    public void Another_spelling_of_the_schema_is_not_another_attestation()
    {
        // eas-sdk hashes the schema's digits as text: in upper case the same signature would have a UID that was not revoked.
        var upper = Changed(sig => sig["message"]!["schema"] = "0x" + Schema[2..].ToUpperInvariant());
        var refusal = Verify(upper, new(Now)).Refusal;
        Assert.Equal(IdentityCode.MalformedAttestation, refusal?.Code);
        Assert.Contains("lower-case", refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_has_one_form()
    {
        var sig = Parse(Issue())["sig"]!;
        var s = new BigInteger(Bytes(sig["signature"]!, "s"), isUnsigned: true, isBigEndian: true);
        var order = BigInteger.Parse(
            "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture
        );
        // (r, n - s) with the other parity recovers the same key.
        var high = "0x" + Convert.ToHexStringLower((order - s).ToByteArray(true, true)).PadLeft(64, '0');
        Refuse(
            IdentityCode.MalformedAttestation,
            With(
                sig,
                changed =>
                {
                    changed["signature"]!["s"] = high;
                    changed["signature"]!["v"] = 55 - (int)changed["signature"]!["v"]!;
                }
            )
        );
        Refuse(
            IdentityCode.BadIssuerSignature,
            With(sig, changed => changed["signature"]!["v"] = 55 - (int)changed["signature"]!["v"]!)
        );
        foreach (var v in new JsonNode[] { 0, 1, 26, 29, "0x1b", 283, -1 })
        {
            Refuse(IdentityCode.MalformedAttestation, With(sig, changed => changed["signature"]!["v"] = v));
        }

        foreach (var member in new[] { "r", "s" })
        {
            Refuse(IdentityCode.MalformedAttestation, With(sig, changed => changed["signature"]![member] = Zeros));
            Refuse(IdentityCode.MalformedAttestation, With(sig, changed => changed["signature"]![member] = "0x"));
        }

        // An x that is on no point of the curve recovers nothing.
        Refuse(IdentityCode.BadIssuerSignature, With(sig, changed => changed["signature"]!["r"] = Zeros[..^1] + "5"));
    }

    [Fact]
    public void Times_are_held_to()
    {
        Refuse(IdentityCode.NotYetValid, Parse(Issue()), new(Now.AddDays(-2)));
        Accept(Parse(Issue()), new(Now.AddDays(30).AddSeconds(-1)));
        Refuse(IdentityCode.Expired, Parse(Issue()), new(Now.AddDays(30)));

        // No end, and an end after the last year that dates have.
        var type = EasMessage.SigningTypes(2)[0];
        Assert.Null(Accept(Sign(Message(2) with { ExpirationTime = 0 }, type)).ValidUntil);
        Assert.Null(Accept(Sign(Message(2) with { ExpirationTime = ulong.MaxValue }, type)).ValidUntil);
        Refuse(IdentityCode.NotYetValid, Sign(Message(2) with { Time = ulong.MaxValue }, type));
        Refuse(IdentityCode.NoSubject, Sign(Message(2) with { Recipient = Address.Zero }, type));
    }

    [Fact]
    public void Only_the_one_form_is_read()
    {
        var text = Encoding.UTF8.GetString(Issue());
        foreach (
            var (from, to) in new[]
            {
                ("\"uid\"", "\"uid\":\"0x\",\"uid\""),
                ("\"recipient\"", $"\"recipient\":\"{Address.Zero}\",\"recipient\""),
                ("\"uid\"", "\"note\":1,\"uid\""),
                ("\"revocable\":true", "\"revocable\":1"),
                ("\"revocable\":true", "\"revocable\":\"true\""),
                ("\"signer\"", "\"note\":1,\"signer\""),
                ("\"chainId\":\"10\"", "\"chainId\":\"0x0a\""),
                ("\"chainId\":\"10\"", "\"chainId\":\"010\""),
                ("\"chainId\":\"10\"", "\"chainId\":10.0"),
                ("\"chainId\":\"10\"", "\"chainId\":1e1"),
                ("\"chainId\":\"10\"", "\"chainId\":18446744073709551616"),
                ("\"name\":\"version\",\"type\":\"uint16\"", "\"name\":\"version\",\"type\":\"uint256\""),
                ("\"primaryType\":\"Attest\"", "\"primaryType\":\"Attestation\""),
                (Recipient.ToString(), Recipient.ToString().Replace("f39Fd6", "f39fd6", StringComparison.Ordinal)),
                (Recipient.ToString(), Recipient.ToString()[2..]),
            }
        )
        {
            var changed = text.Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual(text, changed);
            Refuse(IdentityCode.MalformedAttestation, Encoding.UTF8.GetBytes(changed), new(Now));
        }

        // BigInts as numbers are what some applications make of them.
        Accept(JsonNode.Parse(text.Replace("\"chainId\":\"10\"", "\"chainId\":10", StringComparison.Ordinal))!);
        Accept(
            JsonNode.Parse(
                text.Replace(Recipient.ToString(), Recipient.ToString().ToLowerInvariant(), StringComparison.Ordinal)
            )!
        );
        Refuse(IdentityCode.TooLarge, new byte[EasVerifier.MaximumLength + 1], new(Now));
    }

    [Fact]
    public void Damaged_attestations_are_refused_without_an_exception()
    {
        var original = Issue();
        var expected = Accept(Parse(original));
        foreach (var damaged in Mutations.Of(original, 5_000, "eas"))
        {
            _ = Verifier.Recognizes(damaged);
            var outcome = Verifier.Verify(damaged, new(Now));
            // What still passes says the same of the same person.
            Assert.True(
                outcome.Refusal is not null
                    || (outcome.Personhood! with { Status = null }) == (expected with { Status = null }),
                Encoding.UTF8.GetString(damaged)
            );
        }
    }

    private static JsonNode Vectors { get; } = JsonNode.Parse(File.ReadAllBytes(SharedVectors.Fixture("eas.json")))!;

    /// <summary>A published attestation in the form in which the SDK passes it on.</summary>
    private static JsonObject FromVector(JsonNode vector)
    {
        var version = (int)vector["message"]!["version"]!;
        var types = Sign(Message(version), EasMessage.SigningTypes(version)[0])["sig"]!["types"]!.DeepClone();
        return new JsonObject
        {
            ["sig"] = new JsonObject
            {
                ["domain"] = vector["domain"]!.DeepClone(),
                ["primaryType"] = "Attest",
                ["types"] = types,
                ["message"] = vector["message"]!.DeepClone(),
                ["uid"] = vector["uid"]!.DeepClone(),
                ["signature"] = vector["signature"]!.DeepClone(),
            },
            ["signer"] = vector["signer"]!.DeepClone(),
        };
    }

    private static EasMessage Message(int version) =>
        new(
            version,
            Convert.FromHexString(Schema.AsSpan(2)),
            Recipient,
            (ulong)Now.AddDays(-1).ToUnixTimeSeconds(),
            (ulong)Now.AddDays(30).ToUnixTimeSeconds(),
            true,
            new byte[32],
            [1, 2, 3],
            version == 2 ? SHA256.HashData("salt"u8) : null
        );

    private static JsonObject Sign(EasMessage message, EasSigningType type)
    {
        var domain = new TypedDataDomain("EAS Attestation", "1.4.0", 10, Contract);
        var signature = Attester.SignDigest(message.Typed(type, domain).Digest);
        return Parse(
            EasJson.Write(new EasAttestation(domain, type, message, message.Uid(), signature, Attester.Address))
        );
    }

    private static byte[] Issue(bool revocable = true) =>
        new EasIssuer(Attester, 10, Contract).Issue(
            Convert.FromHexString(Schema.AsSpan(2)),
            Recipient,
            Now.AddDays(-1),
            Now.AddDays(30),
            [1, 2, 3],
            revocable
        );

    private static AttestationSource Source() =>
        new("attested", AttestationFormat.Eas, [Attester.Address.ToString()], 2, Types: [Schema]);

    private static byte[] UidOf(JsonNode message) =>
        new EasMessage(
            2,
            Bytes(message, "schema"),
            Address.Parse((string)message["recipient"]!),
            Number(message["time"]!),
            Number(message["expirationTime"]!),
            (bool)message["revocable"]!,
            Bytes(message, "refUID"),
            Bytes(message, "data"),
            Bytes(message, "salt")
        ).Uid();

    private static ulong Number(JsonNode node) => ulong.Parse(node.ToString(), CultureInfo.InvariantCulture);

    private static byte[] Bytes(JsonNode node, string member) =>
        Convert.FromHexString(((string)node[member]!).AsSpan(2));

    private static JsonObject Parse(byte[] json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Changed(Action<JsonObject> change) => With(Parse(Issue())["sig"]!, change);

    private static JsonObject With(JsonNode sig, Action<JsonObject> change)
    {
        var changed = sig.DeepClone().AsObject();
        change(changed);
        return new JsonObject { ["sig"] = changed, ["signer"] = Attester.Address.ToString() };
    }

    private static AttestationOutcome Verify(JsonNode attestation, VerificationContext context) =>
        Verifier.Verify(Encoding.UTF8.GetBytes(attestation.ToJsonString()), context);

    private static Personhood Accept(JsonNode attestation, VerificationContext? context = null)
    {
        var outcome = Verify(attestation, context ?? new(Now));
        Assert.False(outcome.IsRefused(out var refusal, out var personhood), refusal?.ToString());
        return personhood!;
    }

    private static void Refuse(IdentityCode code, JsonNode attestation, VerificationContext? context = null) =>
        Refuse(code, Encoding.UTF8.GetBytes(attestation.ToJsonString()), context ?? new(Now));

    private static void Refuse(IdentityCode code, byte[] attestation, VerificationContext context)
    {
        var outcome = Verifier.Verify(attestation, context);
        Assert.Null(outcome.Personhood);
        Assert.Equal(code, outcome.Refusal?.Code);
    }
}
