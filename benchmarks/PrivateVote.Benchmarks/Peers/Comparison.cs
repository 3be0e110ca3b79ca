using System.Globalization;
using System.Text.Json.Nodes;
using PrivateVote.Cli.Bench;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>
/// Ours beside other people's libraries in one run, on the same inputs, taking turns. Results are compared too: what is fast
/// and wrong does not count.
/// </summary>
internal static class Comparison
{
    private const int DefaultRounds = 7;
    private const int BatchSize = 1_000;

    private static readonly string[] Circuits = ["ballot-3", "ballot-8"];

    /// <summary>Libraries in other languages, measured where a user has them, with their programs in benchmarks/peers/native.</summary>
    public static readonly (string Name, string Program)[] Natives = [("mcl", "mcl"), ("gnark-crypto", "gnark")];

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
        using var peer = PeerProcess.StartNode(repository);
        var natives = Natives
            .Select(native => (native.Name, Process: PeerProcess.TryStartNative(repository, native.Program)))
            .Where(native => native.Process is not null)
            .ToList();
        Library[] libraries =
        [
            Library.InNode(peer, "@noble/curves"),
            Library.InNode(peer, "mcl-wasm"),
            .. natives.Select(native => Library.Native(native.Process!, native.Name)),
        ];
        var versions = peer.Ask("versions");
        var outcomes = new List<Outcome>();
        foreach (var contest in Contests(peer, libraries, repository))
        {
            Console.Error.WriteLine(contest.Operation);
            outcomes.Add(contest.Run(rounds));
        }

        natives.ForEach(native => native.Process!.Dispose());
        var page = Report.ToMarkdown(Circumstances.Describe(repository, versions, libraries, rounds, load), outcomes);
        Console.Out.Write(page);
        if (file is not null)
        {
            File.WriteAllText(file, page);
        }

        return 0;
    }

    private static IEnumerable<Contest> Contests(PeerProcess peer, Library[] libraries, string repository)
    {
        foreach (var circuit in Circuits)
        {
            var election = SampleElections.For(circuit);
            Load(peer, repository, election);
            Peer[] equations = [.. libraries.Select(library => Equation.With(library, election, repository))];
            yield return Verify(peer, equations, election);
            yield return VerifyBatch(peer, equations, election);
            yield return Prove(peer, election);
        }

        yield return Arithmetic.FieldMultiplication(libraries);
        yield return Arithmetic.FieldMultiplicationInLanes(libraries);
        yield return Arithmetic.PointMultiplication(libraries);
        yield return Arithmetic.PairingProduct(libraries);
        yield return Hashing.One(peer, libraries[0]);
        yield return Hashing.OneOfMany(peer);
        yield return Hashing.Census(peer);
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

    private static Contest Verify(PeerProcess peer, Peer[] equations, SampleElection election)
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
            [new Peer("snarkjs", () => TheirVerification(peer, election, 1, Repetitions)), .. equations]
        );
    }

    private static Contest VerifyBatch(PeerProcess peer, Peer[] equations, SampleElection election)
    {
        var batch = election.Repeat(BatchSize);
        return new Contest(
            $"verify {election.Circuit.Name} proofs in a batch of 1,000, per ballot on one core",
            () => Contest.Measure(BatchSize, () => Require(election.Verify(batch), "a batch of valid proofs holds")),
            [
                new Peer(
                    "snarkjs, one by one",
                    () => TheirVerification(peer, election, SampleElections.DistinctBallots, 1)
                ),
                .. equations.Select(equation => equation with { Name = equation.Name + ", one by one" }),
            ]
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
        return Cost.In(answer, count * repetitions);
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
            new Peer(
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
                    return Cost.In(answer, 1);
                }
            )
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

    public static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"not so: {what}");
        }
    }
}
