using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>snarkjs' files and our encodings, read and written.</summary>
public sealed class FormatTests
{
    private static readonly Fixture WorldId = new(Fixture.WorldId);

    [Fact]
    public void Proofs_round_trip_through_both_forms()
    {
        foreach (var file in new[] { Fixture.Semaphore, Fixture.WorldId, Fixture.GammaEqualsDelta })
        {
            var fixture = new Fixture(file);
            Assert.Equal(fixture.ProofBytes, fixture.Proof.ToBytes());
            Assert.True(Proof.TryParseSnarkjs(Encoding.UTF8.GetBytes(fixture.Proof.ToSnarkjsJson()), out var parsed));
            Assert.Equal(fixture.Proof, parsed);
        }
    }

    [Fact]
    public void A_proof_written_by_snarkjs_is_read_and_written_alike()
    {
        Assert.True(Proof.TryParseSnarkjs(Fixture.Utf8(WorldId.SnarkjsProof!), out var proof));
        Assert.Equal(WorldId.Proof, proof);
        Assert.True(JsonNode.DeepEquals(WorldId.SnarkjsProof, JsonNode.Parse(proof.ToSnarkjsJson())));
    }

    [Fact]
    public void A_key_round_trips_through_its_bytes()
    {
        foreach (var file in new[] { Fixture.Semaphore, Fixture.WorldId })
        {
            var key = new Fixture(file).Key;
            Assert.True(VerificationKey.TryDecode(key.ToBytes(), out var decoded, out var refusal), refusal);
            Assert.Equal(key.Digest, decoded.Digest);
        }
    }

    [Fact]
    public void A_key_of_malformed_bytes_is_refused()
    {
        var bytes = new Fixture(Fixture.WorldId).Key.ToBytes();
        const int Fixed = G1.Size + (3 * G2.Size);
        List<byte[]> malformed =
        [
            [],
            bytes[..^1],
            [.. bytes, 0],
            bytes[..^G1.Size],
            [.. bytes, .. bytes[..G1.Size]],
        ];
        // Each coordinate at p and above, each point off its curve; the number of IC points.
        for (var at = 0; at < bytes.Length; at += at == Fixed ? sizeof(int) : Fp.Size)
        {
            var size = at == Fixed ? sizeof(int) : Fp.Size;
            byte[] above = [.. bytes];
            above.AsSpan(at, size).Fill(0xff);
            byte[] off = [.. bytes];
            off[at + size - 1] ^= 1;
            malformed.AddRange([above, off]);
        }

        // gamma = delta: well-formed, and proofs under it can be forged.
        byte[] forgeable = [.. bytes];
        bytes.AsSpan(G1.Size + G2.Size, G2.Size).CopyTo(forgeable.AsSpan(G1.Size + (2 * G2.Size)));
        malformed.Add(forgeable);
        foreach (var damaged in malformed)
        {
            Assert.False(VerificationKey.TryDecode(damaged, out var key, out var refusal));
            Assert.Null(key);
            Assert.NotNull(refusal);
        }
    }

    public static TheoryData<string, Action<JsonObject>> MalformedProofs =>
        new()
        {
            { "another protocol", json => json["protocol"] = "plonk" },
            { "another curve", json => json["curve"] = "bls12381" },
            { "no curve", json => json.Remove("curve") },
            { "an unknown member", json => json["pi_d"] = "1" },
            { "a missing point", json => json.Remove("pi_c") },
            { "a number where a string belongs", json => json["pi_a"]![2] = 1 },
            { "hexadecimal", json => json["pi_a"]![0] = "0x12" },
            { "a leading zero", json => json["pi_a"]![0] = "0" + json["pi_a"]![0]!.GetValue<string>() },
            { "another Z", json => json["pi_a"]![2] = "2" },
            { "another Z in G2", json => json["pi_b"]![2]![1] = "1" },
            { "two coordinates", json => json["pi_a"]!.AsArray().RemoveAt(2) },
            { "three parts in Fp2", json => json["pi_b"]![0]!.AsArray().Add("0") },
            { "p and above", json => json["pi_a"]![0] = (Fp.Modulus + 1).ToString() },
            { "off the curve", json => json["pi_a"]![0] = "1" },
            {
                "real and imaginary parts exchanged",
                json => json["pi_b"]![0]!.AsArray().Add(Take(json["pi_b"]![0]!, 0))
            },
            { "infinity", json => json["pi_c"] = new JsonArray("0", "1", "0") },
            { "a point that is an object", json => json["pi_c"] = new JsonObject() },
        };

    private static JsonNode Take(JsonNode array, int index)
    {
        var taken = array[index]!;
        array.AsArray().RemoveAt(index);
        return taken;
    }

    [Theory]
    [MemberData(nameof(MalformedProofs))]
    public void Malformed_proofs_of_snarkjs_are_refused(string what, Action<JsonObject> change)
    {
        var json = WorldId.SnarkjsProof!.DeepClone().AsObject();
        change(json);
        Assert.False(Proof.TryParseSnarkjs(Fixture.Utf8(json), out _), what);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"groth16\"")]
    [InlineData("{\"protocol\":\"groth16\"")]
    [InlineData("{} {}")]
    [InlineData("{/* comment */}")]
    public void What_is_not_the_right_JSON_is_refused(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Assert.False(Proof.TryParseSnarkjs(utf8, out _));
        Assert.False(VerificationKey.TryParseSnarkjs(utf8, out _, out var refusal));
        Assert.Contains("malformed", refusal);
    }

    [Fact]
    public void Duplicate_members_are_refused()
    {
        var proof = WorldId.Proof.ToSnarkjsJson();
        Assert.False(Proof.TryParseSnarkjs(Encoding.UTF8.GetBytes(proof[..^1] + ",\"curve\":\"bn128\"}"), out _));
        var key = WorldId.KeyJson.ToJsonString();
        Assert.False(
            VerificationKey.TryParseSnarkjs(Encoding.UTF8.GetBytes(key[..^1] + ",\"nPublic\":4}"), out _, out _)
        );
    }

    [Fact]
    public void Files_over_a_mebibyte_are_refused()
    {
        var key = WorldId.KeyJson.ToJsonString() + new string(' ', 1 << 20);
        Assert.False(VerificationKey.TryParseSnarkjs(Encoding.UTF8.GetBytes(key), out _, out _));
    }

    [Fact]
    public void Public_signals_round_trip()
    {
        var text = PublicSignals.ToSnarkjsJson(WorldId.Signals);
        Assert.True(PublicSignals.TryParseSnarkjs(Encoding.UTF8.GetBytes(text), out var signals));
        Assert.Equal(WorldId.Signals, signals);
        Assert.True(PublicSignals.TryParseSnarkjs("[]"u8, out signals));
        Assert.Empty(signals);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[\"1\",]")]
    [InlineData("[\"-1\"]")]
    [InlineData("[\"01\"]")]
    [InlineData("[\"\"]")]
    [InlineData("[[\"1\"]]")]
    [InlineData("[\"1\"")]
    public void Malformed_public_signals_are_refused(string text) =>
        Assert.False(PublicSignals.TryParseSnarkjs(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("protocol", "plonk")]
    [InlineData("curve", "bls12381")]
    public void A_key_of_another_proof_system_is_refused(string member, string value)
    {
        var key = WorldId.KeyJson;
        key[member] = value;
        Assert.Contains("another proof system", Fixture.Refusal(key));
    }

    [Fact]
    public void A_key_with_unknown_or_missing_members_is_refused_but_snarkjs_own_extra_is_not()
    {
        var key = WorldId.KeyJson;
        key["vk_alphabeta_12"] = new JsonArray();
        Assert.True(VerificationKey.TryParseSnarkjs(Fixture.Utf8(key), out var read, out _));
        Assert.Equal(WorldId.Key.Digest, read.Digest);
        key["vk_epsilon_2"] = "1";
        Assert.Contains("its members must be", Fixture.Refusal(key));
        key = WorldId.KeyJson;
        key.Remove("vk_gamma_2");
        Assert.Contains("its members must be", Fixture.Refusal(key));
    }

    [Theory]
    [InlineData("vk_alpha_1", "alpha")]
    [InlineData("vk_beta_2", "beta")]
    [InlineData("vk_gamma_2", "gamma")]
    [InlineData("vk_delta_2", "delta")]
    public void A_key_with_a_coordinate_that_is_not_canonical_is_refused(string member, string name)
    {
        var key = WorldId.KeyJson;
        var x = key[member]![0] is JsonArray inner ? inner : key[member]!.AsArray();
        x[0] = (System.Numerics.BigInteger.Parse(x[0]!.GetValue<string>()) + Fp.Modulus).ToString();
        Assert.Contains($"{name} is not a point", Fixture.Refusal(key));
        key["IC"]![2] = "1";
        Assert.Contains("IC[2] is not a point", Fixture.Refusal(key));
    }

    [Theory]
    [InlineData("\"4\"")]
    [InlineData("4.5")]
    [InlineData("2147483647")]
    [InlineData("99999999999")]
    public void A_count_that_is_not_the_number_of_IC_points_less_one_is_refused(string count)
    {
        var key = WorldId.KeyJson;
        key["nPublic"] = JsonNode.Parse(count);
        Assert.Contains("nPublic", Fixture.Refusal(key));
    }

    [Fact]
    public void The_digest_is_SHA_256_of_the_canonical_encoding()
    {
        var key = WorldId.Key;
        var bytes = key.ToBytes();
        Assert.Equal(452 + (64 * 5), bytes.Length);
        Assert.Equal(SHA256.HashData(bytes), key.Digest);
        Assert.Equal(4, key.PublicCount);
        Assert.True(G1.TryDecode(bytes.AsSpan(0, 64), out var alpha));
        Assert.Equal(key.Alpha, alpha);
        Assert.True(G2.TryDecode(bytes.AsSpan(320, 128), out var delta));
        Assert.Equal(key.Delta, delta);
        Assert.Equal(5, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(448)));
        Assert.True(G1.TryDecode(bytes.AsSpan(452 + 256, 64), out var last));
        Assert.Equal(key.Inputs[4], last);
        Assert.NotEqual(new Fixture(Fixture.Semaphore).Key.Digest, key.Digest);

        // The caller's copy is its own.
        key.Digest[0] ^= 1;
        Assert.Equal(SHA256.HashData(bytes), key.Digest);
    }
}
