using System.Globalization;
using System.Text.Json.Nodes;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>A library of curves beside ours, wherever it runs: benchmarks/peers/noble.mjs has the operations.</summary>
/// <param name="Name">As its makers call it.</param>
/// <param name="Ask">Does an operation so many times on numbers in decimal, and answers the costs and the value.</param>
internal sealed record Library(string Name, Func<string, int, IEnumerable<string>, JsonNode> Ask)
{
    /// <summary>A library that peer.mjs has loaded under its name.</summary>
    public static Library InNode(PeerProcess node, string name) =>
        new(
            name,
            (operation, repetitions, words) =>
                node.Ask(
                    "arithmetic",
                    new JsonObject
                    {
                        ["library"] = name,
                        ["name"] = operation,
                        ["repetitions"] = repetitions,
                        ["words"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]),
                    }
                )
        );

    /// <summary>A library with a program of its own.</summary>
    public static Library Native(PeerProcess program, string name) =>
        new(
            name,
            (operation, repetitions, words) =>
                program.AskLine(
                    string.Create(CultureInfo.InvariantCulture, $"{operation} {repetitions} {string.Join(' ', words)}")
                )
        );

    /// <summary>A side of a contest; what comes out is what ours gives.</summary>
    public Peer Do(string operation, int repetitions, IReadOnlyList<string> words, Func<string> expected) =>
        new(
            Name,
            () =>
            {
                var answer = Ask(operation, repetitions, words);
                Comparison.Require(
                    answer["value"]!.GetValue<string>() == expected(),
                    $"{Name} gives the same for '{operation}'"
                );
                return Cost.In(answer, repetitions);
            }
        );
}
