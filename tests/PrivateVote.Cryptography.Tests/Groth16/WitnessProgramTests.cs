using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Groth16;

public sealed class WitnessProgramTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void A_vote_and_a_re_encryption_have_witnesses_that_satisfy_every_constraint(int options)
    {
        var circuit = BallotCircuit.Get(options);
        foreach (var inputs in new[] { circuit.Vote(), circuit.ReEncryption() })
        {
            var witness = circuit.Solve(inputs);
            Assert.Equal(circuit.Program.WireCount, witness.Length);
            Assert.True(circuit.Program.IsSatisfiedBy(witness));
            Assert.Equal(inputs["root"][0], witness[circuit.WireOf("root")]);
        }
    }

    /// <summary>Circom's own program is the oracle: the values of all wires, not only of the signals, are the same.</summary>
    [OracleFact]
    public void Witnesses_are_those_of_circom_wire_for_wire()
    {
        foreach (var options in new[] { 3, 8 })
        {
            var circuit = BallotCircuit.Get(options);
            var cases = Cases(circuit).ToArray();
            var request = new JsonObject
            {
                ["wasm"] = circuit.PathOf("wasm"),
                ["solve"] = new JsonArray([.. cases.Select(BallotCircuit.ToSnarkjs)]),
            };
            var solved = NodeOracle.Ask("groth16.mjs", request)["solved"]!.AsArray();
            Assert.Equal(cases.Length, solved.Count);
            for (var i = 0; i < cases.Length; i++)
            {
                Assert.NotNull(solved[i]);
                var expected = Decode(Convert.FromBase64String(solved[i]!.GetValue<string>()));
                Assert.Equal(expected, circuit.Solve(cases[i]));
            }
        }
    }

    [Fact]
    public void Every_constraint_is_held_and_every_wire_counts()
    {
        var circuit = BallotCircuit.Small;
        var witness = circuit.Solve(circuit.Vote());
        Assert.False(circuit.Program.IsSatisfiedBy(witness.AsSpan(1)));
        Assert.False(circuit.Program.IsSatisfiedBy([.. witness, Fr.One]));
        // A prime step: a few hundred wires from all parts of the circuit, the constant one first.
        for (var wire = 0; wire < witness.Length; wire += 61)
        {
            var changed = witness.ToArray();
            changed[wire] += Fr.One;
            var satisfied = circuit.Program.IsSatisfiedBy(changed);
            Assert.True(!satisfied || IsFree(circuit, wire), $"wire {wire} can be changed");
        }
    }

    [Fact]
    public void Inputs_that_are_missing_too_many_or_of_a_wrong_length_are_refused_by_name()
    {
        var circuit = BallotCircuit.Small;
        var inputs = circuit.Vote();
        inputs.Remove("weight");
        Assert.Equal("the circuit's input 'weight' is missing", circuit.Refusal(inputs));

        inputs = circuit.Vote();
        inputs["choice"] = new Fr[4];
        Assert.Equal("the circuit's input 'choice' has 3 values, not 4", circuit.Refusal(inputs));

        inputs = circuit.Vote();
        inputs["choices"] = [];
        Assert.Equal("the circuit has no input 'choices'", circuit.Refusal(inputs));
    }

    [Fact]
    public void Several_threads_can_share_a_program()
    {
        var circuit = BallotCircuit.Small;
        var votes = Enumerable.Range(0, 8).Select(_ => circuit.Vote()).ToArray();
        Parallel.ForEach(votes, vote => Assert.True(circuit.Program.IsSatisfiedBy(circuit.Solve(vote))));
    }

    private static IEnumerable<Dictionary<string, Fr[]>> Cases(BallotCircuit circuit)
    {
        yield return circuit.Vote();
        yield return circuit.Vote();
        yield return circuit.ReEncryption();

        // The edges of what the encryption is given: r = 0, 1 and l - 1, and a secret of l - 1.
        var edges = circuit.Vote(secret: -Scalar.One);
        edges["r"][0] = Fr.Zero;
        edges["r"][1] = Fr.One;
        edges["r"][2] = BallotCircuit.ToFr(-Scalar.One);
        yield return edges;

        // Quadratic voting with the weight as budget: 2^2 and 1^2 of 5, everything spent.
        var quadratic = circuit.Vote();
        quadratic["maxValue"] = [Fr.From(2)];
        quadratic["square"] = [Fr.One];
        quadratic["multiply"] = [Fr.Zero];
        quadratic["budgetIsWeight"] = [Fr.One];
        quadratic["choice"][0] = Fr.From(2);
        quadratic["choice"][1] = Fr.One;
        yield return quadratic;

        // Nothing chosen, where the rule allows it, in an election with fewer options than the circuit.
        var nothing = circuit.Vote();
        nothing["minTotal"] = [Fr.Zero];
        nothing["options"] = [Fr.From(2)];
        nothing["choice"][0] = Fr.Zero;
        yield return nothing;

        // The only member of a census.
        var alone = circuit.Vote();
        alone["root"] = [BallotCircuit.Leaf(alone["secret"][0], alone["weight"][0])];
        alone["depth"] = [Fr.Zero];
        alone["index"] = [Fr.Zero];
        alone["siblings"] = new Fr[BallotCircuit.Depth];
        yield return alone;
    }

    /// <summary>
    /// What a vote without an earlier entry leaves free on purpose: the ciphertexts that are not selected, and the inverse of
    /// a zero inside IsZero.
    /// </summary>
    private static bool IsFree(BallotCircuit circuit, int wire)
    {
        var first = circuit.WireOf("previous");
        return (wire >= first && wire < first + (4 * circuit.Options)) || IsInverseOfZero(circuit, wire);
    }

    private static bool IsInverseOfZero(BallotCircuit circuit, int wire) =>
        circuit.Solve(circuit.Vote())[wire].IsZero && wire > circuit.WireOf("b");

    private static Fr[] Decode(ReadOnlySpan<byte> littleEndian)
    {
        var witness = new Fr[littleEndian.Length / Fr.Size];
        Span<byte> bigEndian = stackalloc byte[Fr.Size];
        for (var i = 0; i < witness.Length; i++)
        {
            littleEndian.Slice(i * Fr.Size, Fr.Size).CopyTo(bigEndian);
            bigEndian.Reverse();
            Assert.True(Fr.TryDecode(bigEndian, out witness[i]));
        }

        return witness;
    }
}
