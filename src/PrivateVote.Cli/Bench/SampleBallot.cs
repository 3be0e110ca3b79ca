using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Cli.Bench;

/// <summary>A ballot with a real proof, and what it was proved from.</summary>
/// <param name="Ballot">As submitted.</param>
/// <param name="Signals">The public signals.</param>
/// <param name="Proof">The ballot's proof, decoded.</param>
/// <param name="Inputs">The circuit's inputs by their names, for any prover.</param>
internal sealed record SampleBallot(Ballot Ballot, Fr[] Signals, Proof Proof, Dictionary<string, Fr[]> Inputs);

/// <summary>The inputs of circuits/ballot.circom, put together from what is public and what the voter knows.</summary>
internal static class BallotInputs
{
    /// <summary>The public inputs in the circuit's order, with their lengths; those of one length for each option are last.</summary>
    private static readonly (string Name, int Length)[] Public =
    [
        ("root", 1),
        ("scope", 1),
        ("key", 2),
        ("occupied", 1),
        ("nullifier", 1),
        ("options", 1),
        ("maxValue", 1),
        ("minTotal", 1),
        ("maxTotal", 1),
        ("square", 1),
        ("multiply", 1),
        ("budgetIsWeight", 1),
    ];

    public static Dictionary<string, Fr[]> Of(
        BallotCircuit circuit,
        Fr[] signals,
        VoterIdentity identity,
        MerkleProof path,
        BallotOpening opening
    )
    {
        var inputs = new Dictionary<string, Fr[]>(StringComparer.Ordinal);
        // The outputs, the new ciphertexts, come first.
        var next = 4 * circuit.Options;
        foreach (var (name, length) in Public)
        {
            inputs[name] = signals[next..(next + length)];
            next += length;
        }

        inputs["previous"] = signals[next..];
        inputs["secret"] = [identity.SecretInField];
        inputs["weight"] = [Fr.From(opening.Weight)];
        inputs["depth"] = [Fr.From((ulong)path.Siblings.Length)];
        inputs["index"] = [Fr.From(path.Index)];
        var siblings = new Fr[BallotCircuit.CensusDepth];
        path.Siblings.CopyTo(siblings, 0);
        inputs["siblings"] = siblings;
        inputs["choice"] = [.. opening.Choices.Select(choice => Fr.From(choice))];
        inputs["r"] = [.. opening.Randomness.Select(Parse)];
        inputs["b"] = [Fr.Zero];
        return inputs;
    }

    private static Fr Parse(string hex) =>
        Fr.TryParseHex(hex, out var element) ? element : throw new FormatException("not a field element: " + hex);
}
