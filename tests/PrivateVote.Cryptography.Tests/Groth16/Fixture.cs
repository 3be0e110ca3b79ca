using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>A proof of somebody else's software with its key, from tests/vectors.</summary>
internal sealed class Fixture
{
    public const string Semaphore = "groth16-semaphore-v4-depth7.json";
    public const string WorldId = "groth16-world-id-depth16.json";
    public const string GammaEqualsDelta = "groth16-davinci-gamma-equals-delta.json";

    private readonly JsonNode root;

    public Fixture(string file)
    {
        root = JsonNode.Parse(File.ReadAllBytes(SharedVectors.Fixture(file)))!;
        Assert.True(PublicSignals.TryParseSnarkjs(Utf8(root["publicSignals"]!), out var signals));
        Signals = signals;
        ProofBytes = Convert.FromHexString(root["proof"]!.GetValue<string>().AsSpan(2));
    }

    public Fr[] Signals { get; }

    public byte[] ProofBytes { get; }

    /// <summary>A fresh copy of the key's JSON, to be changed.</summary>
    public JsonObject KeyJson => root["verificationKey"]!.DeepClone().AsObject();

    public JsonNode? SnarkjsProof => root["snarkjsProof"];

    public VerificationKey Key
    {
        get
        {
            Assert.True(VerificationKey.TryParseSnarkjs(Utf8(KeyJson), out var key, out var refusal), refusal);
            return key;
        }
    }

    public Proof Proof
    {
        get
        {
            Assert.True(Proof.TryDecode(ProofBytes, out var proof));
            return proof;
        }
    }

    public static byte[] Utf8(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    /// <summary>The sentence with which a key is refused.</summary>
    public static string Refusal(JsonNode key)
    {
        Assert.False(VerificationKey.TryParseSnarkjs(Utf8(key), out var refused, out var refusal));
        Assert.Null(refused);
        return refusal;
    }
}
