using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Identity.Attestations;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>An answer that IDKit gave to an app, a proof of World ID's contracts' tests, and what must not pass for one.</summary>
public class WorldIdVerifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly JsonObject Vectors = JsonNode
        .Parse(File.ReadAllBytes(SharedVectors.Fixture("world-id.json")))!
        .AsObject();

    [Fact]
    public void Hashes_are_those_of_World_ID()
    {
        foreach (var vector in Vectors["hashToField"]!.AsArray())
        {
            var hash = SemaphoreNumbers.HashToField(Encoding.UTF8.GetBytes(Text(vector!, "text")));
            Assert.Equal(Text(vector!, "hash"), hash.ToHex());
        }

        foreach (var vector in Vectors["externalNullifier"]!.AsArray())
        {
            var hash = WorldIdVerifier.ExternalNullifier(Text(vector!, "appId"), Text(vector!, "action"));
            Assert.Equal(Text(vector!, "hash"), hash.ToHex());
        }
    }

    [Fact]
    public void An_answer_of_IDKit_verifies_under_the_built_in_key()
    {
        var (outcome, nullifier) = Verify(Answer());
        Assert.False(outcome.IsRefused(out var refusal, out var personhood), refusal?.ToString());
        Assert.Equal(Text(Answer(), "nullifier_hash"), personhood!.UniqueValue);
        Assert.Equal("world-id:" + nullifier.ToHex(), personhood.UniqueWithin);
        Assert.Equal(Text(Answer(), "merkle_root"), personhood.Issuer);
        Assert.Null(personhood.ControlledBy);
        Assert.True(new WorldIdVerifier().Recognizes(Bytes(Answer())));
    }

    [Fact]
    public void A_proof_of_another_depth_verifies_under_its_own_key_only()
    {
        var vector = Vectors["depth16"]!;
        var file = JsonNode.Parse(File.ReadAllBytes(SharedVectors.Fixture("groth16-world-id-depth16.json")))!;
        Assert.True(
            VerificationKey.TryParseSnarkjs(Bytes(file["verificationKey"]!), out var key, out var refusal),
            refusal
        );
        var answer = new JsonObject
        {
            ["merkle_root"] = Text(vector, "root"),
            ["nullifier_hash"] = Text(vector, "nullifier"),
            ["proof"] = Text(vector, "proof"),
            ["verification_level"] = "orb",
        };
        var external = Field(Text(vector, "externalNullifier"));
        var signal = Field(Text(vector, "signalHash"));
        var context = new VerificationContext(Now);
        Assert.NotNull(new WorldIdVerifier(key).Verify(Bytes(answer), context, external, signal).Personhood);
        Assert.Equal(
            IdentityCode.InvalidProof,
            new WorldIdVerifier().Verify(Bytes(answer), context, external, signal).Refusal?.Code
        );
        // The order of the arguments of Solidity's verifyProof.
        answer["nullifier_hash"] = signal.ToHex();
        Assert.Equal(
            IdentityCode.InvalidProof,
            new WorldIdVerifier(key)
                .Verify(Bytes(answer), context, external, Field(Text(vector, "nullifier")))
                .Refusal?.Code
        );
    }

    [Fact]
    public void The_root_and_the_level_are_those_that_the_space_accepts()
    {
        var root = Text(Answer(), "merkle_root");
        Assert.NotNull(Verify(Answer(), Source(root)).Outcome.Personhood);
        Assert.NotNull(Verify(Answer(), Source("1", root) with { Types = ["orb"] }).Outcome.Personhood);
        Refuse(IdentityCode.UnknownRoot, Answer(), Source("1"));
        Refuse(IdentityCode.UnknownRoot, Answer(), Source());
        Refuse(IdentityCode.UnknownRoot, Answer(), Source() with { Roots = null });
        Refuse(IdentityCode.TypeNotTrusted, Answer(), Source(root) with { Types = ["device"] });
    }

    [Fact]
    public void A_proof_for_another_app_action_or_signal_is_refused()
    {
        var vector = Vectors["depth30"]!;
        var signal = SignalHash();
        var context = new VerificationContext(Now);
        var verifier = new WorldIdVerifier();
        var (app, action) = (Text(vector, "appId"), Text(vector, "action"));
        foreach (
            var (external, other) in new[]
            {
                (WorldIdVerifier.ExternalNullifier(app, action + "2"), signal),
                (WorldIdVerifier.ExternalNullifier(app, ""), signal),
                (WorldIdVerifier.ExternalNullifier(app + "2", action), signal),
                (WorldIdVerifier.ExternalNullifier(app, action), WorldIdVerifier.SignalHash(Fr.One)),
            }
        )
        {
            Assert.Equal(
                IdentityCode.InvalidProof,
                verifier.Verify(Bytes(Answer()), context, external, other).Refusal?.Code
            );
        }

        // The whole way, with the challenge and the source of a space.
        var challenge = new Challenge(new byte[32], "vote.example", Fr.One, new byte[16], Now, Now.AddMinutes(10));
        var source = Source(Text(Answer(), "merkle_root")) with { AppId = app, Action = action };
        Assert.Equal(
            IdentityCode.InvalidProof,
            verifier.Verify(Bytes(Answer()), new VerificationContext(Now, source, challenge)).Refusal?.Code
        );
        Assert.Equal(
            IdentityCode.OtherSignal,
            verifier.Verify(Bytes(Answer()), new VerificationContext(Now, source)).Refusal?.Code
        );
        Assert.Equal(
            IdentityCode.OtherScope,
            verifier
                .Verify(Bytes(Answer()), new VerificationContext(Now, source with { AppId = null }, challenge))
                .Refusal?.Code
        );
        Assert.Equal(IdentityCode.OtherScope, verifier.Verify(Bytes(Answer()), context).Refusal?.Code);
    }

    [Fact]
    public void Numbers_are_below_r_and_points_on_their_curves()
    {
        foreach (var member in new[] { "merkle_root", "nullifier_hash" })
        {
            var value = Field(Text(Answer(), member)).ToBigInteger();
            foreach (
                var text in new[]
                {
                    Word(value + Fr.Modulus),
                    Word(Fr.Modulus),
                    "0x",
                    "",
                    "1",
                    "0X01",
                    "0x0" + Word(value)[2..],
                    Word(value).ToUpperInvariant().Replace('X', 'x'),
                }
            )
            {
                Refuse(IdentityCode.MalformedAttestation, With(Answer(), member, text));
            }

            Refuse(IdentityCode.InvalidProof, With(Answer(), member, "0x1"));
        }

        var proof = Text(Answer(), "proof");
        for (var i = 0; i < 8; i++)
        {
            var point = new BigInteger(
                Convert.FromHexString(proof.AsSpan(2 + (64 * i), 64)),
                isUnsigned: true,
                isBigEndian: true
            );
            foreach (var value in new[] { point + Fp.Modulus, Fp.Modulus, point + 1, BigInteger.Zero })
            {
                var changed = proof.Remove(2 + (64 * i), 64).Insert(2 + (64 * i), Word(value)[2..]);
                Refuse(IdentityCode.MalformedAttestation, With(Answer(), "proof", changed));
            }
        }

        foreach (var text in new[] { "0x" + new string('0', 512), proof[..^2], proof + "00", proof[2..], "0x", "" })
        {
            Refuse(IdentityCode.MalformedAttestation, With(Answer(), "proof", text));
        }
    }

    [Fact]
    public void Only_the_one_form_is_read()
    {
        var text = Answer().ToJsonString();
        foreach (
            var changed in new[]
            {
                text.Replace("\"proof\"", "\"proof\":\"0x\",\"proof\"", StringComparison.Ordinal),
                text.Replace("\"proof\"", "\"note\":1,\"proof\"", StringComparison.Ordinal),
                text.Replace("\"orb\"", "1", StringComparison.Ordinal),
                text.Replace("\"orb\"", "null", StringComparison.Ordinal),
                text + "x",
                "",
            }
        )
        {
            Assert.NotEqual(text, changed);
            Assert.Equal(
                IdentityCode.MalformedAttestation,
                Verify(Encoding.UTF8.GetBytes(changed), null).Outcome.Refusal?.Code
            );
        }

        Assert.Equal(
            IdentityCode.TooLarge,
            Verify(new byte[WorldIdVerifier.MaximumLength + 1], null).Outcome.Refusal?.Code
        );
    }

    [Fact]
    public void Damaged_proofs_are_refused_without_an_exception()
    {
        var expected = Field(Text(Answer(), "nullifier_hash")).ToHex();
        foreach (var damaged in Mutations.Of(Bytes(Answer()), 2_000, "world-id"))
        {
            _ = new WorldIdVerifier().Recognizes(damaged);
            var outcome = Verify(damaged, null).Outcome;
            // Only the level is not bound by the proof.
            Assert.True(outcome.Refusal is not null || outcome.Personhood!.UniqueValue == expected);
        }
    }

    private static (AttestationOutcome Outcome, Fr External) Verify(
        JsonNode answer,
        AttestationSource? source = null
    ) => Verify(Bytes(answer), source);

    private static (AttestationOutcome Outcome, Fr External) Verify(byte[] answer, AttestationSource? source)
    {
        var vector = Vectors["depth30"]!;
        var external = WorldIdVerifier.ExternalNullifier(Text(vector, "appId"), Text(vector, "action"));
        return (
            new WorldIdVerifier().Verify(answer, new VerificationContext(Now, source), external, SignalHash()),
            external
        );
    }

    private static void Refuse(IdentityCode code, JsonNode answer, AttestationSource? source = null)
    {
        var outcome = Verify(answer, source).Outcome;
        Assert.Null(outcome.Personhood);
        Assert.Equal(code, outcome.Refusal?.Code);
    }

    /// <summary>IDKit takes a signal that is hexadecimal for the bytes that it spells, here an address.</summary>
    private static Fr SignalHash() =>
        SemaphoreNumbers.HashToField(Convert.FromHexString(Text(Vectors["depth30"]!, "signal")[2..]));

    private static AttestationSource Source(params string[] roots) =>
        new("world", AttestationFormat.WorldId, [], 3, Roots: roots);

    private static JsonObject Answer() => Vectors["depth30"]!["result"]!.DeepClone().AsObject();

    private static JsonObject With(JsonObject answer, string member, string value)
    {
        answer[member] = value;
        return answer;
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private static Fr Field(string hex) => Fr.TryParseHex(hex, out var element) ? element : throw new FormatException();

    private static string Word(BigInteger value) =>
        "0x" + Convert.ToHexStringLower(value.ToByteArray(isUnsigned: true, isBigEndian: true)).PadLeft(64, '0');

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
