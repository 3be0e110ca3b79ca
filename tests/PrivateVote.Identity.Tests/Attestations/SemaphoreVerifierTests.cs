using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Identity.Attestations;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>A proof that Semaphore's own library made, and what must not pass for one.</summary>
public class SemaphoreVerifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly SemaphoreVerifier Verifier = new();

    [Fact]
    public void A_proof_of_Semaphores_own_library_verifies()
    {
        Assert.True(Verifier.Recognizes(Bytes(Vector())));
        var personhood = Accept(Vector(), new VerificationContext(Now, Source("0x00", Root)));
        Assert.Equal(AttestationFormat.Semaphore, personhood.Format);
        Assert.True(Fr.TryParseDecimal(Vector()["nullifier"]!.GetValue<string>(), out var nullifier));
        Assert.Equal(nullifier.ToHex(), personhood.Subject);
        Assert.Equal(nullifier.ToHex(), personhood.UniqueValue);
        // The text "poll-4", padded behind to 32 bytes, as the number that Semaphore makes of it.
        Assert.Equal("semaphore:0x" + "706f6c6c2d34".PadRight(64, '0'), personhood.UniqueWithin);
        Assert.Null(personhood.ControlledBy);
        Assert.Null(personhood.ValidUntil);
        Assert.Null(personhood.Status);
    }

    [Fact]
    public void Every_depth_has_the_published_key_and_all_keys_differ()
    {
        var keys = SemaphoreKeys.Read("semaphore-v4.keys.json");
        Assert.Equal(Enumerable.Range(1, 32), keys.Keys.Order());
        Assert.Equal(32, keys.Values.Select(key => Convert.ToHexString(key.Value.Key.Digest)).Distinct().Count());
        Assert.All(keys.Values, key => Assert.Equal(4, key.Value.Key.PublicCount));
    }

    [OracleFact]
    public void The_keys_are_those_of_Semaphores_artifacts()
    {
        var keys = SemaphoreKeys.Read("semaphore-v4.keys.json");
        using var file = JsonDocument.Parse(File.ReadAllBytes(KeyFile("semaphore-v4.keys.json")));
        foreach (var entry in file.RootElement.GetProperty("keys").EnumerateArray())
        {
            var depth = entry.GetProperty("depth").GetInt32();
            var published = File.ReadAllBytes(
                Path.Combine(
                    SharedVectors.RepositoryRoot,
                    $"tests/oracles/node_modules/@zk-kit/semaphore-artifacts/semaphore-{depth}.json"
                )
            );
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(published)), entry.GetProperty("sha256").GetString());
            Assert.True(VerificationKey.TryParseSnarkjs(published, out var key, out var refusal), refusal);
            Assert.Equal(key.Digest, keys[depth].Value.Key.Digest);
        }
    }

    [Fact]
    public void A_root_that_the_space_does_not_list_is_refused()
    {
        Refuse(IdentityCode.UnknownRoot, Vector(), new VerificationContext(Now, Source("1")));
        Refuse(IdentityCode.UnknownRoot, Vector(), new VerificationContext(Now, Source()));
        Refuse(IdentityCode.UnknownRoot, Vector(), new VerificationContext(Now, Source() with { Roots = null }));
        // Another spelling of a root is no root.
        Refuse(
            IdentityCode.UnknownRoot,
            Vector(),
            new VerificationContext(Now, Source("0" + Root, " " + Root, Root + "\n"))
        );
        Assert.True(Fr.TryParseDecimal(Root, out var root));
        Accept(Vector(), new VerificationContext(Now, Source(root.ToHex())));
    }

    [Fact]
    public void A_proof_for_another_scope_or_another_commitment_is_refused()
    {
        var challenge = new Challenge(new byte[32], "vote.example", Fr.One, new byte[16], Now, Now.AddMinutes(10));
        Refuse(IdentityCode.OtherScope, Vector(), new VerificationContext(Now, Source(Root), challenge));

        // With the scope written over, the proof would not hold either; the cheap check comes first.
        var scope = SemaphoreVerifier.RegistrationScope(challenge.Space).ToString();
        Refuse(
            IdentityCode.OtherSignal,
            With(Vector(), "scope", scope),
            new VerificationContext(Now, Source(Root), challenge)
        );
        Refuse(
            IdentityCode.InvalidProof,
            With(With(Vector(), "scope", scope), "message", "1"),
            new VerificationContext(Now, Source(Root), challenge)
        );
    }

    [Theory]
    [InlineData("message", "1")]
    [InlineData("scope", "1")]
    [InlineData("nullifier", "1")]
    [InlineData("merkleTreeRoot", "1")]
    public void Each_number_is_bound_by_the_proof(string member, string value) =>
        Refuse(IdentityCode.InvalidProof, With(Vector(), member, value));

    [Fact]
    public void A_proof_holds_at_its_own_depth_only()
    {
        for (var depth = 1; depth <= 32; depth++)
        {
            if (depth != 7)
            {
                Refuse(IdentityCode.InvalidProof, With(Vector(), "merkleTreeDepth", depth));
            }
        }

        foreach (var depth in new[] { 0, -1, 33, int.MaxValue })
        {
            Refuse(IdentityCode.MalformedAttestation, With(Vector(), "merkleTreeDepth", depth));
        }
    }

    [Fact]
    public void Numbers_are_canonical_and_below_their_modulus()
    {
        var nullifier = Number(Vector()["nullifier"]!.GetValue<string>());
        foreach (var member in new[] { "nullifier", "merkleTreeRoot" })
        {
            var value = Number(Vector()[member]!.GetValue<string>());
            Refuse(
                IdentityCode.MalformedAttestation,
                With(Vector(), member, (value + Fr.Modulus).ToString(CultureInfo.InvariantCulture))
            );
            Refuse(
                IdentityCode.MalformedAttestation,
                With(Vector(), member, Fr.Modulus.ToString(CultureInfo.InvariantCulture))
            );
            Refuse(IdentityCode.MalformedAttestation, With(Vector(), member, "0" + value));
        }

        // Two spellings of one nullifier would be two people.
        foreach (
            var text in new[]
            {
                $"+{nullifier}",
                $"-{nullifier}",
                $" {nullifier}",
                $"{nullifier}.0",
                $"{nullifier}e0",
                "",
                "0x01",
            }
        )
        {
            Refuse(IdentityCode.MalformedAttestation, With(Vector(), "nullifier", text));
        }

        foreach (var member in new[] { "message", "scope" })
        {
            foreach (
                var text in new[]
                {
                    (BigInteger.One << 256).ToString(CultureInfo.InvariantCulture),
                    new string('9', 78),
                    "01",
                    "-1",
                    "",
                    "yes",
                    "0x00",
                }
            )
            {
                Refuse(IdentityCode.MalformedAttestation, With(Vector(), member, text));
            }

            Refuse(
                IdentityCode.InvalidProof,
                With(Vector(), member, ((BigInteger.One << 256) - 1).ToString(CultureInfo.InvariantCulture))
            );
        }
    }

    [Fact]
    public void Points_are_on_their_curves_and_below_p()
    {
        for (var i = 0; i < 8; i++)
        {
            var point = Number(Vector()["points"]![i]!.GetValue<string>());
            foreach (var value in new[] { point + Fp.Modulus, Fp.Modulus, point + 1, BigInteger.Zero })
            {
                var changed = Vector();
                changed["points"]![i] = value.ToString(CultureInfo.InvariantCulture);
                Refuse(IdentityCode.MalformedAttestation, changed);
            }
        }

        // Infinity everywhere: the equation of Groth16 must not be reached with it.
        var zero = Vector();
        zero["points"] = new JsonArray([.. Enumerable.Repeat("0", 8).Select(text => JsonValue.Create(text))]);
        Refuse(IdentityCode.MalformedAttestation, zero);

        // On the curve and of the wrong place: A and C exchanged.
        var exchanged = Vector();
        var points = exchanged["points"]!.AsArray().Select(point => point!.GetValue<string>()).ToArray();
        exchanged["points"] = new JsonArray([
            .. new[] { 6, 7, 2, 3, 4, 5, 0, 1 }.Select(i => JsonValue.Create(points[i])),
        ]);
        Refuse(IdentityCode.InvalidProof, exchanged);

        foreach (var count in new[] { 0, 7, 9 })
        {
            var changed = Vector();
            changed["points"] = new JsonArray([
                .. Enumerable.Repeat("1", count).Select(text => JsonValue.Create(text)),
            ]);
            Refuse(IdentityCode.MalformedAttestation, changed);
        }
    }

    [Fact]
    public void Only_the_one_form_is_read()
    {
        var text = Vector().ToJsonString();
        foreach (
            var changed in new[]
            {
                text.Replace("\"scope\"", "\"scope\":\"1\",\"scope\"", StringComparison.Ordinal),
                text.Replace("\"scope\"", "\"note\":\"1\",\"scope\"", StringComparison.Ordinal),
                text.Replace("\"scope\"", "\"Scope\"", StringComparison.Ordinal),
                text.Replace("\"merkleTreeDepth\":7", "\"merkleTreeDepth\":\"7\"", StringComparison.Ordinal),
                text.Replace("\"merkleTreeDepth\":7", "\"merkleTreeDepth\":7.0", StringComparison.Ordinal),
                text.Replace("\"merkleTreeDepth\":7", "\"merkleTreeDepth\":7e0", StringComparison.Ordinal),
                text + "{}",
                "[" + text + "]",
                "null",
                "",
            }
        )
        {
            Assert.NotEqual(text, changed);
            Refuse(IdentityCode.MalformedAttestation, Encoding.UTF8.GetBytes(changed), new VerificationContext(Now));
        }

        Refuse(IdentityCode.TooLarge, new byte[SemaphoreVerifier.MaximumLength + 1], new VerificationContext(Now));
    }

    [Fact]
    public void Damaged_proofs_are_refused_without_an_exception()
    {
        var original = Bytes(Vector());
        var context = new VerificationContext(Now);
        foreach (var damaged in Mutations.Of(original, 2_000, "semaphore"))
        {
            _ = Verifier.Recognizes(damaged);
            var outcome = Verifier.Verify(damaged, context);
            // White space and the escaping of characters may differ; the numbers may not.
            Assert.True(
                outcome.Refusal is not null || JsonNode.DeepEquals(JsonNode.Parse(damaged), Vector()),
                Encoding.UTF8.GetString(damaged)
            );
        }
    }

    [Fact]
    public void The_scope_of_registrations_is_the_spaces_own()
    {
        Assert.NotEqual(
            SemaphoreVerifier.RegistrationScope(new byte[32]),
            SemaphoreVerifier.RegistrationScope([.. new byte[31], 1])
        );
        Assert.Throws<ArgumentException>(() => SemaphoreVerifier.RegistrationScope(new byte[31]));
    }

    internal static string KeyFile(string name) =>
        Path.Combine(SharedVectors.RepositoryRoot, "src/PrivateVote.Identity/Attestations/Keys", name);

    private static string Root => Vector()["merkleTreeRoot"]!.GetValue<string>();

    private static JsonObject Vector() =>
        JsonNode.Parse(File.ReadAllBytes(SharedVectors.Fixture("semaphore-v4-proof.json")))!["proof"]!
            .DeepClone()
            .AsObject();

    private static AttestationSource Source(params string[] roots) =>
        new("members", AttestationFormat.Semaphore, [], 2, Roots: roots);

    private static JsonObject With(JsonObject proof, string member, JsonNode value)
    {
        proof[member] = value;
        return proof;
    }

    private static BigInteger Number(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static Personhood Accept(JsonNode proof, VerificationContext context)
    {
        var outcome = Verifier.Verify(Bytes(proof), context);
        Assert.False(outcome.IsRefused(out var refusal, out var personhood), refusal?.ToString());
        return personhood!;
    }

    private static void Refuse(IdentityCode code, JsonNode proof, VerificationContext? context = null) =>
        Refuse(code, Bytes(proof), context ?? new VerificationContext(Now));

    private static void Refuse(IdentityCode code, byte[] proof, VerificationContext context)
    {
        var outcome = Verifier.Verify(proof, context);
        Assert.Null(outcome.Personhood);
        Assert.Equal(code, outcome.Refusal?.Code);
    }
}
