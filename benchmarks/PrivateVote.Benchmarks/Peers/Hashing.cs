using System.Text.Json.Nodes;
using PrivateVote.Cli.Bench;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>Poseidon of two inputs, and the census that is built with it.</summary>
internal static class Hashing
{
    private const int Chain = 5_000;
    private const int Slow = 200;
    private const int Pairs = 4_096;
    private const int CensusSize = 100_000;

    /// <summary>Each waits for the one before. noble's takes long enough to make fewer.</summary>
    public static Contest One(PeerProcess node, Library noble)
    {
        var a = Fr.Random();
        var b = Fr.Random();
        var ours = Fr.Zero;
        Peer circomlibjs = new(
            "circomlibjs",
            () =>
            {
                var answer = node.Ask(
                    "poseidon2",
                    new JsonObject
                    {
                        ["a"] = a.ToString(),
                        ["b"] = b.ToString(),
                        ["repetitions"] = Chain,
                    }
                );
                Require(answer, ours);
                return Cost.In(answer, Chain);
            }
        );
        var first = Hash(a, b, Slow).ToString();
        return new Contest(
            "Poseidon of two inputs",
            () => Contest.Measure(Chain, () => ours = Hash(a, b, Chain)),
            circomlibjs,
            noble.Do("poseidon2", Slow, [a.ToString(), b.ToString()], () => first)
        );
    }

    /// <summary>Many at once, none of which waits for another, on one core.</summary>
    public static Contest OneOfMany(PeerProcess node)
    {
        Fr[] inputs = [.. Enumerable.Range(1, 2 * Pairs).Select(i => Fr.From((ulong)i))];
        var hashes = new Fr[Pairs];
        return new Contest(
            "Poseidon of two inputs, one of 4,096 on one core",
            () => Contest.Measure(Pairs, () => Poseidon.HashBatch(inputs, hashes)),
            new Peer(
                "circomlibjs",
                () =>
                {
                    var answer = node.Ask("poseidonPairs", new JsonObject { ["count"] = Pairs });
                    Require(answer, hashes.Aggregate(Fr.Zero, (sum, hash) => sum + hash));
                    return Cost.In(answer, Pairs);
                }
            )
        );
    }

    public static Contest Census(PeerProcess node)
    {
        var members = SampleCensus.Members(CensusSize);
        var ours = Fr.Zero;
        return new Contest(
            "census of 100,000 built, on all cores",
            () => Contest.Measure(1, () => ours = SampleCensus.BuildRoot(members)),
            new Peer(
                "circomlibjs, on one core",
                () =>
                {
                    var answer = node.Ask("census", new JsonObject { ["size"] = CensusSize });
                    Require(answer, ours);
                    return Cost.In(answer, 1);
                }
            )
        );
    }

    private static Fr Hash(Fr a, Fr b, int count)
    {
        for (var i = 0; i < count; i++)
        {
            a = Poseidon.Hash(a, b);
        }

        return a;
    }

    private static void Require(JsonNode answer, Fr ours) =>
        Comparison.Require(answer["value"]!.GetValue<string>() == ours.ToString(), "both hashes are the same");
}
