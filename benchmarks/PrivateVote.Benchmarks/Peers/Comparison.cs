using System.Globalization;
using System.Text.Json.Nodes;
using PrivateVote.Cli.Bench;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>
/// Ours beside snarkjs and circomlibjs in one run, on the same inputs, taking turns. Results are compared too: what is
/// fast and wrong does not count.
/// </summary>
internal static class Comparison
{
    private const int DefaultRounds = 7;
    private const int BatchSize = 1_000;
    private const int Hashes = 5_000;
    private const int CensusSize = 100_000;

    private static readonly string[] Circuits = ["ballot-3", "ballot-8"];

    /// <summary>Options: `--out FILE` writes the page there, `--rounds N` for another number of rounds than 7.</summary>
    public static int Run(string[] options)
    {
        string? file = null;
        var rounds = DefaultRounds;
        for (var i = 0; i < options.Length; i += 2)
        {
            if (options[i] == "--out" && i + 1 < options.Length)
            {
                file = options[i + 1];
            }
            else if (
                options[i] != "--rounds"
                || i + 1 == options.Length
                || !int.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds)
                || rounds == 0
            )
            {
                Console.Error.WriteLine("peers [--out FILE] [--rounds N]");
                return 2;
            }
        }

        var repository = Circumstances.FindRepository();
        var load = Circumstances.Load();
        using var peer = new PeerProcess(repository);
        var versions = peer.Ask("versions");
        var outcomes = new List<Outcome>();
        foreach (var contest in Contests(peer, repository))
        {
            Console.Error.WriteLine(contest.Operation);
            outcomes.Add(contest.Run(rounds));
        }

        var page = Report.ToMarkdown(Circumstances.Describe(repository, versions, rounds, load), outcomes);
        Console.Out.Write(page);
        if (file is not null)
        {
            File.WriteAllText(file, page);
        }

        return 0;
    }

    private static IEnumerable<Contest> Contests(PeerProcess peer, string repository)
    {
        foreach (var circuit in Circuits)
        {
            var election = SampleElections.For(circuit);
            Load(peer, repository, election);
            yield return Verify(peer, election);
            yield return VerifyBatch(peer, election);
            yield return Prove(peer, election);
        }

        yield return Poseidon2(peer);
        yield return Census(peer);
        yield return DiscreteLogarithm(
            "discrete logarithm 10^12, table included",
            () => new DiscreteLogarithm(DiscreteLogarithmBenchmarks.Maximum)
        );
        var prepared = new DiscreteLogarithm(DiscreteLogarithmBenchmarks.Maximum);
        yield return DiscreteLogarithm("discrete logarithm 10^12, search alone", () => prepared);
    }

    private static void Load(PeerProcess peer, string repository, SampleElection election)
    {
        var ballots = new JsonArray();
        foreach (var ballot in election.Ballots)
        {
            var inputs = new JsonObject();
            foreach (var (name, values) in ballot.Inputs)
            {
                inputs[name] = JsonNode.Parse(PublicSignals.ToSnarkjsJson(values));
            }

            ballots.Add(
                new JsonObject
                {
                    ["publicSignals"] = JsonNode.Parse(PublicSignals.ToSnarkjsJson(ballot.Signals)),
                    ["proof"] = JsonNode.Parse(ballot.Proof.ToSnarkjsJson()),
                    ["inputs"] = inputs,
                }
            );
        }

        peer.Ask(
            "load",
            new JsonObject
            {
                ["circuit"] = election.Circuit.Name,
                ["folder"] = Path.Combine(repository, "circuits", "artifacts"),
                ["ballots"] = ballots,
            }
        );
    }

    private static Contest Verify(PeerProcess peer, SampleElection election)
    {
        const int Repetitions = 20;
        var ballot = election.Ballots[0].Ballot;
        return new Contest(
            $"verify one {election.Circuit.Name} proof",
            () =>
                Contest.Measure(
                    Repetitions,
                    () =>
                    {
                        for (var i = 0; i < Repetitions; i++)
                        {
                            Require(election.Verify(ballot), "a ballot's proof holds");
                        }
                    }
                ),
            "snarkjs",
            () => TheirVerification(peer, election, 1, Repetitions)
        );
    }

    private static Contest VerifyBatch(PeerProcess peer, SampleElection election)
    {
        var batch = election.Repeat(BatchSize);
        return new Contest(
            $"verify {election.Circuit.Name} proofs in a batch of 1,000, per ballot on one core",
            () => Contest.Measure(BatchSize, () => Require(election.Verify(batch), "a batch of valid proofs holds")),
            "snarkjs, one by one",
            () => TheirVerification(peer, election, SampleElections.DistinctBallots, 1)
        );
    }

    private static Cost TheirVerification(PeerProcess peer, SampleElection election, int count, int repetitions)
    {
        var answer = peer.Ask(
            "verify",
            new JsonObject
            {
                ["circuit"] = election.Circuit.Name,
                ["count"] = count,
                ["repetitions"] = repetitions,
            }
        );
        Require(answer["valid"]!.GetValue<bool>(), "snarkjs accepts our proofs");
        return CostIn(answer, count * repetitions);
    }

    private static Contest Prove(PeerProcess peer, SampleElection election)
    {
        var ballot = election.Ballots[0];
        var verifier = election.Circuit.Verifier;
        return new Contest(
            $"prove {election.Circuit.Name}, witness included, on all cores",
            () =>
            {
                Proof proof = default;
                var cost = Contest.Measure(1, () => proof = election.Prove(ballot));
                Require(verifier.Verify(ballot.Signals, proof), "our proof holds");
                return cost;
            },
            "snarkjs",
            () =>
            {
                var answer = peer.Ask("prove", new JsonObject { ["circuit"] = election.Circuit.Name });
                Require(
                    Proof.TryParseSnarkjs(
                        System.Text.Encoding.UTF8.GetBytes(answer["proof"]!.ToJsonString()),
                        out var proof
                    ) && verifier.Verify(ballot.Signals, proof),
                    "the proof of snarkjs holds for the same signals"
                );
                return CostIn(answer, 1);
            }
        );
    }

    private static Contest Poseidon2(PeerProcess peer)
    {
        var a = Fr.Random();
        var b = Fr.Random();
        var ours = Fr.Zero;
        return new Contest(
            "Poseidon of two inputs",
            () =>
                Contest.Measure(
                    Hashes,
                    () =>
                    {
                        ours = a;
                        for (var i = 0; i < Hashes; i++)
                        {
                            ours = Poseidon.Hash(ours, b);
                        }
                    }
                ),
            "circomlibjs",
            () =>
            {
                var answer = peer.Ask(
                    "poseidon2",
                    new JsonObject
                    {
                        ["a"] = a.ToString(),
                        ["b"] = b.ToString(),
                        ["repetitions"] = Hashes,
                    }
                );
                Require(answer["value"]!.GetValue<string>() == ours.ToString(), "both hashes are the same");
                return CostIn(answer, Hashes);
            }
        );
    }

    private static Contest Census(PeerProcess peer)
    {
        var members = SampleCensus.Members(CensusSize);
        var ours = Fr.Zero;
        return new Contest(
            "census of 100,000 built, on all cores",
            () => Contest.Measure(1, () => ours = SampleCensus.BuildRoot(members)),
            "circomlibjs, on one core",
            () =>
            {
                var answer = peer.Ask("census", new JsonObject { ["size"] = CensusSize });
                Require(answer["value"]!.GetValue<string>() == ours.ToString(), "both roots are the same");
                return CostIn(answer, 1);
            }
        );
    }

    private static Contest DiscreteLogarithm(string operation, Func<DiscreteLogarithm> prepare)
    {
        var point = EdwardsPoint.MultiplyBase(Scalar.From(DiscreteLogarithmBenchmarks.Maximum));
        return new Contest(
            operation,
            () =>
            {
                // A table that nobody holds is built again.
                GC.Collect();
                var found = 0UL;
                var cost = Contest.Measure(1, () => prepare().TryFind(in point, out found));
                Require(found == DiscreteLogarithmBenchmarks.Maximum, "the exponent is found");
                return cost;
            }
        );
    }

    private static Cost CostIn(JsonNode answer, int items) =>
        new(answer["elapsed"]!.GetValue<double>() / items, answer["processor"]!.GetValue<double>() / items);

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"not so: {what}");
        }
    }
}
