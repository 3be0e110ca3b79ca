using System.Text.Json.Nodes;
using PrivateVote.Cli.Bench;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>
/// Verification of a Groth16 proof put together from a library's own parts: points read and checked, the sum over the public
/// signals, three pairings. For libraries that have a pairing and no Groth16.
/// </summary>
internal static class Equation
{
    private const int Repetitions = 10;

    /// <summary>Gives the library the circuit's key, and lets it verify the election's first ballot.</summary>
    public static Peer With(Library library, SampleElection election, string repository)
    {
        var key = JsonNode.Parse(
            File.ReadAllText(Path.Combine(repository, "circuits", "artifacts", election.Circuit.Name + ".vkey.json"))
        )!;
        library.Ask(
            "key",
            1,
            [
                .. InG1(key["vk_alpha_1"]!),
                .. InG2(key["vk_beta_2"]!),
                .. InG2(key["vk_gamma_2"]!),
                .. InG2(key["vk_delta_2"]!),
                .. key["IC"]!.AsArray().SelectMany(point => InG1(point!)),
            ]
        );
        var ballot = election.Ballots[0];
        var proof = JsonNode.Parse(ballot.Proof.ToSnarkjsJson())!;
        string[] words =
        [
            .. InG1(proof["pi_a"]!),
            .. InG2(proof["pi_b"]!),
            .. InG1(proof["pi_c"]!),
            .. ballot.Signals.Select(signal => signal.ToString()),
        ];
        string[] others = [.. words[..^1], (ballot.Signals[^1] + Fr.One).ToString()];
        library.Do("verify", 1, others, () => "false").Theirs();
        return library.Do("verify", Repetitions, words, () => "true") with { Name = library.Name + ", from its parts" };
    }

    private static string[] InG1(JsonNode point) => [Text(point[0]!), Text(point[1]!)];

    private static string[] InG2(JsonNode point) =>
        [Text(point[0]![0]!), Text(point[0]![1]!), Text(point[1]![0]!), Text(point[1]![1]!)];

    private static string Text(JsonNode number) => number.GetValue<string>();
}
