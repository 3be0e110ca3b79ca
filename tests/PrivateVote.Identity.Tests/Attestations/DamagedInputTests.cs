using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Dids;
using PrivateVote.Identity.Issuing;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>
/// Damaged inputs to the parsers of this project that have no test of their own for them: refused or taken, never an
/// exception, and none takes long.
/// </summary>
public sealed class DamagedInputTests
{
    private const int Usual = 5_000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly ISigningKey Key = Keys.Make(KeyType.Ed25519);
    private static readonly Challenge Challenge = Challenges.Make();
    private static readonly VerificationContext Context = new(Challenges.Now, null, Challenge);

    private static readonly Credential Credential = new(
        Key.PublicKey.ToString(),
        "Member",
        Challenges.Now,
        Challenges.Now.AddDays(1),
        new Dictionary<string, JsonNode> { ["a"] = 1.5, ["b"] = new JsonArray("x", null) },
        JsonNode.Parse(
            """
            {"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"5","statusListCredential":"https://a.example/1"}
            """
        )
    );

    private static readonly string SdJwt = SdJwtIssuer.Bind(
        SdJwtIssuer.Issue(Key, Credential),
        Key,
        Base64Url.Encode(Challenge.Digest()),
        ControlMessage.SpaceUrn(Challenge.Space),
        Challenges.Now
    );

    /// <summary>The outer form of every format, mutated as it is sent.</summary>
    [Fact]
    public void Attestations() =>
        Run(
            "attestations",
            [VcJwtIssuer.Issue(Key, Credential), SdJwt, DataIntegrityIssuer.Issue(Key, Credential, Challenges.Now)],
            bytes => AttestationVerifiers.Verify(bytes, Context).Refusal is null
        );

    /// <summary>Mutated before they are encoded and signed, so that the damage gets past base64url and signature.</summary>
    [Fact]
    public void Payloads_that_an_issuer_signed()
    {
        var payload = Decode(VcJwtIssuer.Issue(Key, Credential).Split('.')[1]);
        var header = """{"alg":"EdDSA","typ":"vc+jwt"}"""u8.ToArray();
        Run(
            "payloads",
            [payload],
            bytes => AttestationVerifiers.Verify(Ascii(Forge.Jws(Key, header, bytes)), Context).Refusal is null,
            count: 1_000
        );
    }

    [Fact]
    public void Headers_of_a_jws()
    {
        var payload = Decode(VcJwtIssuer.Issue(Key, Credential).Split('.')[1]);
        var header = $$"""{"alg":"EdDSA","typ":"vc+jwt","kid":"{{Key.PublicKey.KeyId}}"}""";
        Run(
            "headers",
            [header],
            bytes => AttestationVerifiers.Verify(Ascii(Forge.Jws(Key, bytes, payload)), Context).Refusal is null,
            count: 1_000
        );
    }

    [Fact]
    public void Disclosures_and_the_claims_they_belong_to()
    {
        var parts = SdJwt.Split('~');
        var claims = Decode(parts[0].Split('.')[1]);
        var disclosures = parts[1..^1];
        Run(
            "claims",
            [claims],
            bytes =>
                ForeignJson.TryParseObject(bytes, 10_000, out var parsed, out _)
                && Disclosures.TryApply(parsed, disclosures, out _, out _, out _)
        );
        Run(
            "disclosures",
            [Decode(disclosures[0]), Decode(disclosures[1])],
            bytes =>
            {
                var text = Base64Url.Encode(bytes);
                var payload = $$"""{"_sd":["{{Disclosures.DigestOf(text)}}"]}""";
                return ForeignJson.TryParseObject(Encoding.UTF8.GetBytes(payload), 10_000, out var parsed, out _)
                    && Disclosures.TryApply(parsed, [text], out _, out _, out _);
            }
        );
    }

    [Fact]
    public void Json_and_its_canonical_form() =>
        Run(
            "json",
            [DataIntegrityIssuer.Issue(Key, Credential, Challenges.Now), """{"é":[1e-7,"\ud83d\ude00",{}],"a":-0.0}"""],
            bytes =>
            {
                if (!ForeignJson.TryParse(bytes, 100_000, out var value, out _))
                {
                    return false;
                }

                var canonical = Jcs.Canonicalize(value);
                Assert.True(ForeignJson.TryParse(canonical, 1_000_000, out var again, out _));
                Assert.Equal(canonical, Jcs.Canonicalize(again));
                return true;
            }
        );

    [Fact]
    public void Dids() =>
        Run(
            "dids",
            [
                Key.PublicKey.ToString(),
                Keys.DidJwk(Key.PublicKey),
                "did:web:example.org%3A3000:user:alice",
                "did:pkh:eip155:1:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
                "did:ethr:0x5:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            ],
            bytes => SubjectId.TryParse(Encoding.UTF8.GetString(bytes), out _, out _)
        );

    [Fact]
    public void Jwks_and_documents_of_dids()
    {
        Run(
            "jwks",
            [Keys.Jwk(Key.PublicKey), Keys.Jwk(Keys.Make(KeyType.P384).PublicKey)],
            bytes => ForeignJson.TryParse(bytes, 10_000, out var jwk, out _) && Jwk.TryParse(jwk, out _, out _)
        );
        Run(
            "documents",
            [
                $$"""
                {"id":"did:web:a.example","verificationMethod":[{"id":"#1","controller":"did:web:a.example",
                 "publicKeyJwk":{{Keys.Jwk(Key.PublicKey)}} }],"assertionMethod":["#1",{"id":"did:web:a.example#2",
                 "controller":"did:web:a.example","publicKeyMultibase":"{{Key.PublicKey.ToString()[
                    "did:key:".Length..
                ]}}"}]}
                """,
            ],
            bytes => DidDocument.TryRead(bytes, "did:web:a.example", out var keys, out _) && keys.Count > 0
        );
    }

    [Fact]
    public void Proofs_of_control() =>
        Run(
            "control",
            [ControlProof.Sign(Key, Challenge)],
            bytes => ControlProof.Verify(Key.PublicKey.ToString(), Encoding.UTF8.GetString(bytes), Challenge) is null
        );

    private static void Run(
        string name,
        IReadOnlyList<string> originals,
        Func<byte[], bool> parse,
        int count = Usual
    ) => Run(name, [.. originals.Select(Encoding.UTF8.GetBytes)], parse, count);

    private static void Run(string name, IReadOnlyList<byte[]> originals, Func<byte[], bool> parse, int count = Usual)
    {
        Assert.All(originals, original => Assert.True(parse(original), name));
        foreach (var input in Mutations.Of(originals, count, name))
        {
            // A busy machine may stop us for seconds: only what is slow again and again is slow.
            var tries = 0;
            while (Measure(name, input, parse) > Longest)
            {
                Assert.True(++tries < 3, $"{name}: slow on {Convert.ToBase64String(input)}");
            }
        }
    }

    private static TimeSpan Measure(string name, byte[] input, Func<byte[], bool> parse)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            parse(input);
        }
        catch (Exception e)
        {
            Assert.Fail($"{name}: {e} on {Convert.ToBase64String(input)}");
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Decode(string text) =>
        Base64Url.TryDecode(text, out var bytes) ? bytes : throw new FormatException(text);
}
