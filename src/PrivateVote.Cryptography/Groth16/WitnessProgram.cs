using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// A circuit as an ordered list of its constraints: computes the witness (the value of every wire) from the inputs, and
/// says whether a witness satisfies the circuit.
/// </summary>
/// <remarks>
/// The file (ballot-N.witness) is written when circuits are built, by circuits/tools/witness-program.mjs, which documents
/// its format. It holds every constraint of the circuit once, so solving and checking need nothing else. The values are
/// those of circom's own witness program, wire for wire.
/// <para>
/// Solving branches on whether a divisor is zero and is not meant to be constant time: it runs on the voter's own device,
/// over secrets that are there anyway.
/// </para>
/// Safe to use from several threads.
/// </remarks>
public sealed class WitnessProgram
{
    private readonly int largestDivision;

    internal WitnessProgram(
        byte[] r1csDigest,
        int wireCount,
        int publicCount,
        WitnessInput[] inputs,
        LinearCombinations combinations,
        int[] constraints,
        WitnessStep[] steps,
        WitnessBit[] bits,
        WitnessDivision[] divisions
    )
    {
        R1csDigest = r1csDigest;
        WireCount = wireCount;
        PublicCount = publicCount;
        Inputs = inputs;
        Combinations = combinations;
        Constraints = constraints;
        Steps = steps;
        Bits = bits;
        Divisions = divisions;
        foreach (var step in steps)
        {
            if (step.Kind == WitnessStepKind.Divide)
            {
                largestDivision = Math.Max(largestDivision, step.Count);
            }
        }
    }

    /// <summary>SHA-256 of the .r1cs file that this program was derived from, 32 bytes.</summary>
    public byte[] R1csDigest { get; }

    /// <summary>How many values a witness has; the first is 1.</summary>
    public int WireCount { get; }

    /// <summary>How many public signals there are: wires 1 to PublicCount, outputs first, then public inputs.</summary>
    public int PublicCount { get; }

    /// <summary>How many constraints the circuit has.</summary>
    public int ConstraintCount => Constraints.Length;

    /// <summary>What the circuit must be given.</summary>
    public IReadOnlyList<WitnessInput> Inputs { get; }

    internal LinearCombinations Combinations { get; }

    /// <summary>The first combination of each constraint.</summary>
    internal int[] Constraints { get; }

    internal WitnessStep[] Steps { get; }

    internal WitnessBit[] Bits { get; }

    internal WitnessDivision[] Divisions { get; }

    /// <summary>Reads a program from the stream's position to its end.</summary>
    /// <exception cref="InvalidDataException">The file is malformed; the message says how.</exception>
    public static WitnessProgram Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return WitnessProgramReader.Read(stream);
    }

    /// <summary>
    /// Computes the witness, <see cref="WireCount"/> values, which hold the inputs' secrets in the clear; false, with a
    /// sentence that says why, if an input is missing, unknown or of a wrong length, or if no witness has these inputs.
    /// </summary>
    public bool TrySolve(
        IReadOnlyDictionary<string, Fr[]> inputs,
        [NotNullWhen(true)] out Fr[]? witness,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(inputs);
        witness = null;
        var values = new Fr[WireCount];
        values[0] = Fr.One;
        refusal = TakeInputs(inputs, values) ?? Run(values);
        if (refusal is not null)
        {
            values.AsSpan().Clear();
            return false;
        }

        witness = values;
        return true;
    }

    /// <summary>Whether this is a witness: of the right length, with 1 on wire 0, and satisfying every constraint.</summary>
    public bool IsSatisfiedBy(ReadOnlySpan<Fr> witness)
    {
        if (witness.Length != WireCount || !witness[0].IsOne)
        {
            return false;
        }

        foreach (var constraint in Constraints)
        {
            Combinations.EvaluateConstraint(constraint, witness, out var difference);
            if (!difference.IsZero)
            {
                return false;
            }
        }

        return true;
    }

    private string? TakeInputs(IReadOnlyDictionary<string, Fr[]> inputs, Span<Fr> values)
    {
        foreach (var (name, firstWire, count) in Inputs)
        {
            if (!inputs.TryGetValue(name, out var given))
            {
                return $"the circuit's input '{name}' is missing";
            }

            if (given.Length != count)
            {
                return $"the circuit's input '{name}' has {count} values, not {given.Length}";
            }

            given.CopyTo(values[firstWire..]);
        }

        if (inputs.Count != Inputs.Count)
        {
            var unknown = inputs.Keys.First(name => Inputs.All(input => input.Name != name));
            return $"the circuit has no input '{unknown}'";
        }

        return null;
    }

    private string? Run(Span<Fr> values)
    {
        var numerators = new Fr[largestDivision];
        var divisors = new Fr[largestDivision];
        foreach (ref readonly var step in Steps.AsSpan())
        {
            switch (step.Kind)
            {
                case WitnessStepKind.Check:
                    Combinations.EvaluateConstraint(step.Combination, values, out var difference);
                    if (!difference.IsZero)
                    {
                        return NotSatisfied(step.Combination);
                    }

                    break;

                case WitnessStepKind.Solve:
                    Combinations.EvaluateConstraint(step.Combination, values, out var rest);
                    Fr.Multiply(out values[step.Wire], in rest, in Combinations.InverseOfCoefficient(step.Coefficient));
                    break;

                case WitnessStepKind.Bits:
                    TakeBits(in step, values);
                    break;

                case WitnessStepKind.Divide:
                    var entries = Divisions.AsSpan(step.Start, step.Count);
                    var failed = Divide(entries, values, numerators, divisors);
                    if (failed >= 0)
                    {
                        return NotSatisfied(entries[failed].Combination);
                    }

                    break;

                default:
                    throw new UnreachableException();
            }
        }

        return null;
    }

    private void TakeBits(in WitnessStep step, Span<Fr> values)
    {
        Combinations.Evaluate(step.Combination, values, out var a);
        Combinations.Evaluate(step.Combination + 1, values, out var b);
        Combinations.Evaluate(step.Combination + 2, values, out var d);
        Fr.Multiply(out var number, in a, in b);
        Fr.Add(out number, in number, in d);
        Span<ulong> limbs = stackalloc ulong[4];
        number.GetCanonicalLimbs(limbs);
        foreach (var (wire, position, isComplement) in Bits.AsSpan(step.Start, step.Count))
        {
            var isSet = ((limbs[position >> 6] >> (position & 63)) & 1) != 0;
            values[wire] = isSet != isComplement ? Fr.One : Fr.Zero;
        }
    }

    /// <summary>Does several divisions with one inversion; answers the entry whose constraint cannot hold, or -1.</summary>
    private int Divide(ReadOnlySpan<WitnessDivision> entries, Span<Fr> values, Fr[] numerators, Fr[] divisors)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var entry = ref entries[i];
            if (entry.IsInverse)
            {
                numerators[i] = Fr.One;
                Combinations.Evaluate(entry.Combination, values, out divisors[i]);
                continue;
            }

            // (a + x·wire)·b = c + y·wire gives wire = -(a·b - c)/(x·b - y); the wire holds zero until then.
            Combinations.EvaluateConstraint(entry.Combination, values, out numerators[i]);
            Fr.Negate(out numerators[i], in numerators[i]);
            Combinations.Evaluate(entry.Other, values, out divisors[i]);
            Fr.Multiply(out divisors[i], in divisors[i], in Combinations.Coefficient(entry.Factor));
            if (entry.Constant >= 0)
            {
                Fr.Subtract(out divisors[i], in divisors[i], in Combinations.Coefficient(entry.Constant));
            }
        }

        Fr.InvertBatch(divisors.AsSpan(0, entries.Length));
        for (var i = 0; i < entries.Length; i++)
        {
            // Where the divisor was zero any wire will do or none; circom takes zero.
            if (divisors[i].IsZero && !entries[i].IsInverse && !numerators[i].IsZero)
            {
                return i;
            }

            Fr.Multiply(out values[entries[i].Wire], in numerators[i], in divisors[i]);
        }

        return -1;
    }

    private string NotSatisfied(int constraint) =>
        $"no witness has these inputs: they break constraint {Array.IndexOf(Constraints, constraint)} of the circuit";
}
