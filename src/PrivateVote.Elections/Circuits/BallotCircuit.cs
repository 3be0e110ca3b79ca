using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Elections.Circuits;

/// <summary>A ballot circuit with the verification key that is built into the verifier.</summary>
/// <remarks>The keys are resources of this assembly: a verifier never takes one from the record or from a server.</remarks>
public sealed class BallotCircuit
{
    /// <summary>The deepest census the circuit proves membership in.</summary>
    public const int CensusDepth = 20;

    /// <summary>
    /// The name of the setup that made the built-in keys, from the transcript they came with; see circuits/README.md.
    /// </summary>
    public static string Setup { get; } = ReadSetup();

    private static readonly Lazy<BallotCircuit> LazyBallot3 = new(() => Load("ballot-3", 3));
    private static readonly Lazy<BallotCircuit> LazyBallot8 = new(() => Load("ballot-8", 8));

    private BallotCircuit(string name, int options, VerificationKey key)
    {
        Name = name;
        Options = options;
        VerificationKey = key;
        Verifier = new Verifier(key);
    }

    public string Name { get; }

    /// <summary>The number of options N that a ballot has ciphertexts for.</summary>
    public int Options { get; }

    public VerificationKey VerificationKey { get; }

    public Verifier Verifier { get; }

    /// <summary>The smallest circuit for so many options, or null if there are too many.</summary>
    public static BallotCircuit? For(int options) =>
        options switch
        {
            < 1 => null,
            <= 3 => LazyBallot3.Value,
            <= 8 => LazyBallot8.Value,
            _ => null,
        };

    public static bool TryFind(string name, [NotNullWhen(true)] out BallotCircuit? circuit)
    {
        circuit = name switch
        {
            "ballot-3" => LazyBallot3.Value,
            "ballot-8" => LazyBallot8.Value,
            _ => null,
        };
        return circuit is not null;
    }

    private static BallotCircuit Load(string name, int options)
    {
        if (!VerificationKey.TryParseSnarkjs(ReadResource(name + ".vkey.json"), out var key, out var refusal))
        {
            throw new System.Diagnostics.UnreachableException($"the built-in key of {name} is refused: {refusal}");
        }

        return new BallotCircuit(name, options, key);
    }

    private static string ReadSetup()
    {
        using var transcript = JsonDocument.Parse(ReadResource("transcript.json"));
        return transcript.RootElement.GetProperty("setup").GetString()
            ?? throw new System.Diagnostics.UnreachableException("the built-in transcript names its setup");
    }

    private static byte[] ReadResource(string name)
    {
        using var resource =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new System.Diagnostics.UnreachableException($"{name} is a resource of this assembly");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
