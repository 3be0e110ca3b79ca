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

    /// <summary>The circuit leaves nothing to a prover that it does not mean to.</summary>
    [Fact]
    public void Every_wire_is_held_by_a_constraint()
    {
        var circuit = BallotCircuit.Small;
        var program = circuit.Program;
        var witness = circuit.Solve(Quadratic(circuit));
        var users = new List<int>[program.WireCount];
        foreach (var constraint in program.Constraints)
        {
            for (var i = 0; i < 3; i++)
            {
                foreach (var wire in program.Combinations.WiresOf(constraint + i))
                {
                    (users[wire] ??= []).Add(constraint);
                }
            }
        }

        var free = new List<int>();
        for (var wire = 0; wire < program.WireCount; wire++)
        {
            var value = witness[wire];
            witness[wire] += Fr.From(3);
            if (!users[wire].Exists(constraint => IsBroken(program, constraint, witness)))
            {
                free.Add(wire);
            }

            witness[wire] = value;
        }

        // The inverse of a zero inside IsZero, by two ways to find it; what counts only in a slot where something stands; a total that is not the
        // budget where the weight is. All but the inverses are public.
        var inverses = program.Divisions.Where(division =>
        {
            program.Combinations.Evaluate(
                division.IsInverse ? division.Combination : division.Other,
                witness,
                out var divisor
            );
            return divisor.IsZero;
        });
        var idle = Enumerable
            .Range(circuit.WireOf("previous"), 4 * circuit.Options)
            .Append(circuit.WireOf("occupied"))
            .Append(circuit.WireOf("maxTotal"));
        Assert.Equal([.. inverses.Select(division => division.Wire).Concat(idle).Order()], free);
    }

    [Fact]
    public void A_witness_has_its_length_and_a_one_and_breaks_no_constraint()
    {
        var circuit = BallotCircuit.Small;
        var witness = circuit.Solve(circuit.Vote());
        Assert.True(circuit.Program.IsSatisfiedBy(witness));
        Assert.False(circuit.Program.IsSatisfiedBy(witness.AsSpan(1)));
        Assert.False(circuit.Program.IsSatisfiedBy([.. witness, Fr.One]));
        witness[^1] += Fr.One;
        Assert.False(circuit.Program.IsSatisfiedBy(witness));
        // All constraints hold of zeros, but for the constant one.
        Assert.False(circuit.Program.IsSatisfiedBy(new Fr[witness.Length]));
    }

    /// <summary>
    /// The constraints of the program are the rows of the key: at a random point, which is no witness, both give the same
    /// pairs of values.
    /// </summary>
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void The_program_has_the_constraints_that_the_key_was_made_for(int options)
    {
        var circuit = BallotCircuit.Get(options);
        var program = circuit.Program;
        var point = Enumerable.Range(0, program.WireCount).Select(_ => Fr.Random()).ToArray();
        var a = new Fr[circuit.ProvingKey.Domain.Size];
        var b = new Fr[a.Length];
        circuit.ProvingKey.Rows.EvaluateA(point, a);
        circuit.ProvingKey.Rows.EvaluateB(point, b);

        var ours = program.Constraints.Select(constraint =>
        {
            program.Combinations.Evaluate(constraint, point, out var x);
            program.Combinations.Evaluate(constraint + 1, point, out var y);
            return (x, y);
        });
        // snarkjs adds a row for the constant and for each public signal, whose b is empty.
        var added = point[..(program.PublicCount + 1)].Select(value => (value, Fr.Zero));
        var theirs = a.Zip(b).Where(row => row != (Fr.Zero, Fr.Zero));
        Assert.Equal(Count(ours.Concat(added)), Count(theirs));
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

        yield return Quadratic(circuit);

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

    /// <summary>Quadratic voting with the weight as budget: 2^2 and 1^2 of 5, everything spent.</summary>
    private static Dictionary<string, Fr[]> Quadratic(BallotCircuit circuit)
    {
        var inputs = circuit.Vote();
        inputs["maxValue"] = [Fr.From(2)];
        inputs["square"] = [Fr.One];
        inputs["multiply"] = [Fr.Zero];
        inputs["budgetIsWeight"] = [Fr.One];
        inputs["choice"][0] = Fr.From(2);
        inputs["choice"][1] = Fr.One;
        return inputs;
    }

    private static bool IsBroken(WitnessProgram program, int constraint, Fr[] witness)
    {
        program.Combinations.EvaluateConstraint(constraint, witness, out var difference);
        return !difference.IsZero;
    }

    private static Dictionary<(Fr, Fr), int> Count(IEnumerable<(Fr, Fr)> rows) =>
        rows.GroupBy(row => row).ToDictionary(group => group.Key, group => group.Count());

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
