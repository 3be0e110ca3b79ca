using System.IO.Compression;
using System.Text;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// Reads a witness program and holds every index in it to its bounds, every wire to being given exactly once and before
/// it is used, so that running the program needs no checks.
/// </summary>
internal sealed class WitnessProgramReader
{
    /// <summary>Bytes after decompression; a circuit of 2^15 constraints has about a million.</summary>
    private const int LargestBody = 64 << 20;

    /// <summary>Wires, constraints and steps: 64 times what the largest circuit here has.</summary>
    private const int LargestCount = 1 << 21;

    private const int DigestSize = 32;

    private readonly byte[] body;
    private readonly List<int> starts = [0];
    private readonly List<int> wires = [];
    private readonly List<int> indexes = [];
    private readonly List<int> constraints = [];
    private readonly List<WitnessBit> bits = [];
    private readonly List<WitnessDivision> divisions = [];
    private int position;
    private bool[] isKnown = [];
    private int coefficientCount;

    private WitnessProgramReader(byte[] body) => this.body = body;

    public static WitnessProgram Read(Stream stream)
    {
        Span<byte> header = stackalloc byte[5];
        var digest = new byte[DigestSize];
        if (
            stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header.SequenceEqual("PVWP\u0001"u8)
        )
        {
            throw Malformed("it does not begin with PVWP and version 1");
        }

        if (stream.ReadAtLeast(digest, DigestSize, throwOnEndOfStream: false) < DigestSize)
        {
            throw Malformed("the digest of the constraint system is cut off");
        }

        return new WitnessProgramReader(Decompress(stream)).ReadProgram(digest);
    }

    private static byte[] Decompress(Stream stream)
    {
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var body = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            int count;
            while ((count = brotli.Read(buffer)) > 0)
            {
                if (body.Length + count > LargestBody)
                {
                    throw Malformed($"it has more than {LargestBody} bytes");
                }

                body.Write(buffer, 0, count);
            }
        }
        catch (InvalidOperationException)
        {
            // How BrotliStream says it.
            throw Malformed("it is not compressed with Brotli");
        }

        return body.ToArray();
    }

    private WitnessProgram ReadProgram(byte[] digest)
    {
        var wireCount = ReadNumber(1, LargestCount, "the number of wires");
        var publicCount = ReadNumber(0, wireCount - 1, "the number of public signals");
        var inputCount = ReadNumber(0, wireCount - 1, "the number of inputs");
        var constraintCount = ReadNumber(0, LargestCount, "the number of constraints");
        var stepCount = ReadNumber(0, LargestCount, "the number of steps");
        isKnown = new bool[wireCount];
        isKnown[0] = true;

        var inputs = ReadInputs(inputCount);
        var coefficients = ReadCoefficients();
        var steps = new List<WitnessStep>();
        for (var i = 0; i < stepCount; i++)
        {
            steps.Add(ReadStep());
        }

        if (position != body.Length)
        {
            throw Malformed("bytes follow the last step");
        }

        if (constraints.Count != constraintCount)
        {
            throw Malformed($"it has {constraints.Count} constraints and says {constraintCount}");
        }

        var unknown = Array.IndexOf(isKnown, false);
        if (unknown >= 0)
        {
            throw Malformed($"no step gives wire {unknown}");
        }

        return new WitnessProgram(
            digest,
            wireCount,
            publicCount,
            inputs,
            new LinearCombinations([.. starts], [.. wires], [.. indexes], coefficients),
            [.. constraints],
            [.. steps],
            [.. bits],
            [.. divisions]
        );
    }

    private WitnessInput[] ReadInputs(int count)
    {
        var inputs = new List<WitnessInput>();
        for (var i = 0; i < count; i++)
        {
            var length = ReadNumber(1, 64, "the length of a name");
            var name = Encoding.ASCII.GetString(ReadBytes(length));
            var first = ReadNumber(1, isKnown.Length - 1, "the first wire of an input");
            var wireCount = ReadNumber(1, isKnown.Length - first, "the number of wires of an input");
            if (inputs.Exists(input => input.Name == name))
            {
                throw Malformed($"two inputs are called '{name}'");
            }

            for (var wire = first; wire < first + wireCount; wire++)
            {
                Give(wire);
            }

            inputs.Add(new WitnessInput(name, first, wireCount));
        }

        return [.. inputs];
    }

    private Fr[] ReadCoefficients()
    {
        coefficientCount = ReadNumber(0, LargestCount, "the number of coefficients");
        var coefficients = new List<Fr>();
        for (var i = 0; i < coefficientCount; i++)
        {
            if (!Fr.TryDecode(ReadBytes(Fr.Size), out var coefficient) || coefficient.IsZero)
            {
                throw Malformed($"coefficient {i} is zero or not below the field's order");
            }

            coefficients.Add(coefficient);
        }

        return [.. coefficients];
    }

    private WitnessStep ReadStep()
    {
        switch ((WitnessStepKind)ReadNumber(0, 3, "the kind of a step"))
        {
            case WitnessStepKind.Check:
            {
                return new WitnessStep(WitnessStepKind.Check, ReadConstraint(unknown: -1));
            }

            case WitnessStepKind.Solve:
            {
                var wire = ReadWire();
                var constraint = ReadConstraint(wire);
                var coefficient = IndexIn(constraint + 2, wire);
                if (coefficient < 0 || IndexIn(constraint, wire) >= 0 || IndexIn(constraint + 1, wire) >= 0)
                {
                    throw Malformed($"wire {wire} does not stand alone in c");
                }

                Give(wire);
                return new WitnessStep(WitnessStepKind.Solve, constraint, wire, coefficient);
            }

            case WitnessStepKind.Bits:
            {
                var combination = ReadCombination(unknown: -1);
                _ = ReadCombination(unknown: -1);
                _ = ReadCombination(unknown: -1);
                var start = bits.Count;
                var count = ReadNumber(1, 254, "the number of bits");
                for (var i = 0; i < count; i++)
                {
                    var wire = ReadWire();
                    var place = ReadNumber(0, (2 * 254) - 1, "the position of a bit");
                    bits.Add(new WitnessBit(wire, place >> 1, (place & 1) != 0));
                    Give(wire);
                }

                return new WitnessStep(WitnessStepKind.Bits, combination, Start: start, Count: count);
            }

            default:
            {
                var start = divisions.Count;
                var count = ReadNumber(1, isKnown.Length, "the number of divisions");
                for (var i = 0; i < count; i++)
                {
                    divisions.Add(ReadDivision());
                }

                // Only now: none of them may need another one.
                for (var i = start; i < start + count; i++)
                {
                    Give(divisions[i].Wire);
                }

                return new WitnessStep(WitnessStepKind.Divide, Combination: 0, Start: start, Count: count);
            }
        }
    }

    private WitnessDivision ReadDivision()
    {
        var isInverse = ReadNumber(0, 1, "the kind of a division") == 1;
        var wire = ReadWire();
        if (isInverse)
        {
            return new WitnessDivision(wire, IsInverse: true, ReadCombination(unknown: -1));
        }

        var constraint = ReadConstraint(wire);
        var inA = IndexIn(constraint, wire);
        var inB = IndexIn(constraint + 1, wire);
        if (inA >= 0 == inB >= 0)
        {
            throw Malformed($"wire {wire} does not stand in one of a and b");
        }

        return new WitnessDivision(
            wire,
            IsInverse: false,
            constraint,
            Other: inA >= 0 ? constraint + 1 : constraint,
            Factor: Math.Max(inA, inB),
            Constant: IndexIn(constraint + 2, wire)
        );
    }

    private int ReadConstraint(int unknown)
    {
        var first = ReadCombination(unknown);
        _ = ReadCombination(unknown);
        _ = ReadCombination(unknown);
        constraints.Add(first);
        return first;
    }

    /// <summary>Reads a combination of known wires, and of the one that its step is about to give.</summary>
    private int ReadCombination(int unknown)
    {
        var count = ReadNumber(0, isKnown.Length, "the number of terms");
        var wire = 0;
        for (var i = 0; i < count; i++)
        {
            wire += ReadNumber(i == 0 ? 0 : 1, isKnown.Length - 1 - wire, "a wire");
            if (!isKnown[wire] && wire != unknown)
            {
                throw Malformed($"wire {wire} is used before a step gives it");
            }

            wires.Add(wire);
            indexes.Add(ReadNumber(0, coefficientCount - 1, "a coefficient"));
        }

        starts.Add(wires.Count);
        return starts.Count - 2;
    }

    private int IndexIn(int combination, int wire)
    {
        for (var i = starts[combination]; i < starts[combination + 1]; i++)
        {
            if (wires[i] == wire)
            {
                return indexes[i];
            }
        }

        return -1;
    }

    private int ReadWire() => ReadNumber(1, isKnown.Length - 1, "a wire");

    private void Give(int wire)
    {
        if (isKnown[wire])
        {
            throw Malformed($"wire {wire} is given twice");
        }

        isKnown[wire] = true;
    }

    private ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (body.Length - position < count)
        {
            throw Malformed("it is cut off");
        }

        var bytes = body.AsSpan(position, count);
        position += count;
        return bytes;
    }

    private int ReadNumber(int least, int most, string what)
    {
        var value = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = ReadBytes(1)[0];
            value |= (long)(part & 127) << shift;
            if (part < 128)
            {
                return value >= least && value <= most
                    ? (int)value
                    : throw Malformed($"{what} is {value}, which is not from {least} to {most}");
            }
        }

        throw Malformed($"{what} has too many bytes");
    }

    private static InvalidDataException Malformed(string why) => new($"malformed witness program: {why}");
}
