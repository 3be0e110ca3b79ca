using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>
/// An attacker's solver: bits of one input are whatever the attacker says, all other wires follow from them, and no
/// constraint is checked.
/// </summary>
internal sealed class Forgery
{
    private readonly WitnessProgram program;
    private readonly WitnessProgram attackers;
    private readonly WitnessStep[] forged;

    public Forgery(WitnessProgram program, string input, int position)
    {
        this.program = program;
        var wire = program.Inputs.Single(entry => entry.Name == input).FirstWire + position;
        forged = program
            .Steps.Where(step =>
                step.Kind == WitnessStepKind.Bits && program.Combinations.WiresOf(step.Combination + 2).Contains(wire)
            )
            .ToArray();
        Assert.NotEmpty(forged);
        var bits = forged.SelectMany(BitsOf);
        attackers = new WitnessProgram(
            program.R1csDigest,
            program.WireCount,
            program.PublicCount,
            [.. program.Inputs, .. bits.Select(bit => new WitnessInput(Name(bit), bit.Wire, 1))],
            program.Combinations,
            program.Constraints,
            [.. program.Steps.Where(step => step.Kind != WitnessStepKind.Check && !forged.Contains(step))],
            program.Bits,
            program.Divisions
        );
    }

    /// <summary>The witness with the bits as they are chosen by position, the same for every number that holds the input.</summary>
    public Fr[] Solve(IReadOnlyDictionary<string, Fr[]> inputs, Func<int, Fr> choose) =>
        Solve(inputs, (_, bit) => choose(bit.Position));

    /// <summary>The witness in which the lowest bit is all of a number that is out of its range.</summary>
    public Fr[] SolveWithLowestBits(IReadOnlyDictionary<string, Fr[]> inputs)
    {
        var values = new Fr[program.WireCount];
        values[0] = Fr.One;
        foreach (var (name, first, _) in program.Inputs)
        {
            inputs[name].CopyTo(values, first);
        }

        return Solve(
            inputs,
            (step, bit) =>
            {
                program.Combinations.Evaluate(step.Combination + 2, values, out var number);
                var integer = number.ToBigInteger();
                // circom removed one of the bits.
                var isInRange = integer >> (step.Count + 1) == 0;
                var lowest = BitsOf(step).Min(other => other.Position);
                return isInRange ? Fr.FromBigInteger((integer >> bit.Position) & 1)
                    : bit.Position == lowest ? number * Fr.From(1UL << lowest).Inverse()
                    : Fr.Zero;
            }
        );
    }

    /// <summary>The forgery is perfect but for constraints that hold single bits to 0 or 1.</summary>
    public void AssertOnlyBitsAreBroken(Fr[] witness)
    {
        var broken = Broken(witness);
        Assert.NotEmpty(broken);
        Assert.Equal(BrokenBits(witness), broken);
    }

    /// <summary>The constraints of the form bit·(bit - 1) = 0, for any multiple, that do not hold.</summary>
    private int[] BrokenBits(Fr[] witness) => [.. Broken(witness).Where(IsOfBit)];

    private Fr[] Solve(IReadOnlyDictionary<string, Fr[]> inputs, Func<WitnessStep, WitnessBit, Fr> choose)
    {
        var all = new Dictionary<string, Fr[]>(inputs);
        foreach (var step in forged)
        {
            foreach (var bit in BitsOf(step))
            {
                var value = choose(step, bit);
                all[Name(bit)] = [bit.IsComplement ? Fr.One - value : value];
            }
        }

        Assert.True(attackers.TrySolve(all, out var witness, out var refusal), refusal);
        return witness;
    }

    private WitnessBit[] BitsOf(WitnessStep step) => program.Bits.AsSpan(step.Start, step.Count).ToArray();

    private int[] Broken(Fr[] witness) =>
        [
            .. program.Constraints.Where(constraint =>
            {
                program.Combinations.EvaluateConstraint(constraint, witness, out var difference);
                return !difference.IsZero;
            }),
        ];

    /// <summary>c is empty, and a and b have the same wires but for the constant one.</summary>
    private bool IsOfBit(int constraint) =>
        program.Combinations.WiresOf(constraint + 2).IsEmpty
        && program
            .Combinations.WiresOf(constraint)
            .ToArray()
            .Except([0])
            .SequenceEqual(program.Combinations.WiresOf(constraint + 1).ToArray().Except([0]));

    private static string Name(WitnessBit bit) => $"wire {bit.Wire}";
}
