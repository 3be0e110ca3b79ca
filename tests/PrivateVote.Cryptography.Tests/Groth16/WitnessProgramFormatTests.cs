using System.IO.Compression;
using System.Text;
using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>Small programs written by hand: what each step does, and what a malformed file is refused for.</summary>
public sealed class WitnessProgramFormatTests
{
    // Coefficients by index: 1, -1, 2.
    private const int One = 0;
    private const int MinusOne = 1;
    private const int Two = 2;

    [Fact]
    public void A_wire_that_stands_in_c_is_solved_for_its_coefficient()
    {
        // x·x = 2·y - 1
        var program = Load(
            Program(
                wires: 3,
                inputs: [("x", 2, 1)],
                constraints: 1,
                [1, 1, .. Sum((2, One)), .. Sum((2, One)), .. Sum((0, MinusOne), (1, Two))]
            )
        );
        Assert.True(program.TrySolve(Inputs(("x", 3)), out var witness, out _));
        Assert.Equal(Fr.From(5), witness[1]);
        Assert.True(program.IsSatisfiedBy(witness));
        Assert.False(program.IsSatisfiedBy([Fr.One, Fr.From(4), Fr.From(3)]));
        Assert.False(program.IsSatisfiedBy([Fr.Zero, Fr.Zero, Fr.Zero]));
    }

    [Fact]
    public void A_wire_that_stands_in_a_is_divided_for_and_a_quotient_by_zero_needs_a_zero()
    {
        // (y + 1)·x = z + y, so y = (z - x)/(x - 1)
        var program = Load(
            Program(
                wires: 4,
                inputs: [("x", 2, 1), ("z", 3, 1)],
                constraints: 1,
                [3, 1, 0, 1, .. Sum((0, One), (1, One)), .. Sum((2, One)), .. Sum((1, One), (3, One))]
            )
        );
        Assert.True(program.TrySolve(Inputs(("x", 3), ("z", 13)), out var witness, out _));
        Assert.Equal(Fr.From(5), witness[1]);
        Assert.True(program.TrySolve(Inputs(("x", 1), ("z", 1)), out witness, out _));
        Assert.Equal(Fr.Zero, witness[1]);
        Assert.False(program.TrySolve(Inputs(("x", 1), ("z", 2)), out _, out var refusal));
        Assert.Equal("no witness has these inputs: they break constraint 0 of the circuit", refusal);
    }

    [Fact]
    public void The_inverse_of_zero_is_zero()
    {
        // IsZero: x·i = 1 - z and x·z = 0.
        var program = Load(
            Program(
                wires: 4,
                inputs: [("x", 2, 1)],
                constraints: 2,
                [3, 1, 1, 3, .. Sum((2, One))],
                [1, 1, .. Sum((2, One)), .. Sum((3, One)), .. Sum((0, One), (1, MinusOne))],
                [0, .. Sum((2, One)), .. Sum((1, One)), .. Sum()]
            )
        );
        Assert.True(program.TrySolve(Inputs(("x", 0)), out var witness, out _));
        Assert.Equal([Fr.One, Fr.One, Fr.Zero, Fr.Zero], witness);
        Assert.True(program.TrySolve(Inputs(("x", 2)), out witness, out _));
        Assert.Equal([Fr.One, Fr.Zero, Fr.From(2), Fr.From(2).Inverse()], witness);
    }

    [Fact]
    public void Bits_are_taken_from_a_product_and_complemented_where_the_file_says_so()
    {
        // Bits 1, 2 and 3 of x·x - 1, the last one complemented.
        var program = Load(
            Program(
                wires: 5,
                inputs: [("x", 4, 1)],
                constraints: 0,
                [2, .. Sum((4, One)), .. Sum((4, One)), .. Sum((0, MinusOne)), 3, 1, 2, 2, 4, 3, 7]
            )
        );
        Assert.True(program.TrySolve(Inputs(("x", 3)), out var witness, out _));
        Assert.Equal([Fr.One, Fr.Zero, Fr.Zero, Fr.Zero, Fr.From(3)], witness);
        Assert.True(program.TrySolve(Inputs(("x", 4)), out witness, out _));
        Assert.Equal([Fr.One, Fr.One, Fr.One, Fr.Zero, Fr.From(4)], witness);
    }

    public static TheoryData<string, byte[]> Malformed()
    {
        var good = Good();
        var square = (byte[])[1, 1, .. Sum((2, One)), .. Sum((2, One)), .. Sum((1, One))];
        byte[] Solving(byte[] step) => Program(3, [("x", 2, 1)], 1, step);
        byte[] Checking(byte[] step) => Program(3, [("x", 2, 1)], 2, square, step);
        byte[] Body(byte[] body) => File(body);
        return new TheoryData<string, byte[]>
        {
            { "it does not begin with PVWP and version 1", [] },
            { "it does not begin with PVWP and version 1", [.. "PVWQ\u0001"u8, .. good[5..]] },
            { "it does not begin with PVWP and version 1", [.. "PVWP\u0002"u8, .. good[5..]] },
            { "the digest of the constraint system is cut off", good[..36] },
            { "it is cut off", good[..37] },
            { "the number of wires is 0, which is not from 1 to 2097152", Body([0]) },
            { "the number of wires is 34359738367, which is not from 1 to 2097152", Body([255, 255, 255, 255, 127]) },
            { "the number of wires has too many bytes", Body([128, 128, 128, 128, 128, 0]) },
            { "the number of public signals is 3, which is not from 0 to 2", Body([3, 3]) },
            { "two inputs are called 'x'", Program(3, [("x", 2, 1), ("x", 1, 1)], 0) },
            { "wire 2 is given twice", Program(3, [("x", 2, 1), ("y", 2, 1)], 0) },
            { "the number of wires of an input is 2, which is not from 1 to 1", Program(3, [("x", 2, 2)], 0) },
            { "no step gives wire 1", Program(3, [("x", 2, 1)], 0) },
            { "it has 1 constraints and says 2", Program(3, [("x", 2, 1)], 2, square) },
            { "bytes follow the last step", File([.. GoodBody(), 0]) },
            { "it is cut off", File(GoodBody()[..^1]) },
            { "the kind of a step is 4, which is not from 0 to 3", Solving([4]) },
            { "wire 1 is used before a step gives it", Solving([0, .. Sum((1, One)), .. Sum(), .. Sum()]) },
            { "wire 1 is given twice", Checking(square) },
            { "wire 1 does not stand alone in c", Solving([1, 1, .. Sum((2, One)), .. Sum(), .. Sum((2, One))]) },
            { "wire 1 does not stand alone in c", Solving([1, 1, .. Sum((1, One)), .. Sum(), .. Sum((1, One))]) },
            { "wire 1 does not stand alone in c", Solving([1, 1, .. Sum(), .. Sum((1, One)), .. Sum((1, One))]) },
            { "wire 1 does not stand in one of a and b", Solving([3, 1, 0, 1, .. Sum(), .. Sum(), .. Sum((1, One))]) },
            {
                "wire 1 does not stand in one of a and b",
                Solving([3, 1, 0, 1, .. Sum((1, One)), .. Sum((1, One)), .. Sum()])
            },
            { "wire 1 is used before a step gives it", Solving([3, 1, 1, 1, .. Sum((1, One))]) },
            { "a wire is 0, which is not from 1 to 2", Solving([1, 0]) },
            { "a wire is 3, which is not from 1 to 2", Solving([1, 3]) },
            { "a wire is 0, which is not from 1 to 0", Solving([0, 2, 2, One, 0, One]) },
            { "a coefficient is 3, which is not from 0 to 2", Solving([0, 1, 2, 3]) },
            {
                "the position of a bit is 508, which is not from 0 to 507",
                Solving([2, .. Sum(), .. Sum(), .. Sum(), 1, 1, 252, 3])
            },
            { "the number of bits is 0, which is not from 1 to 254", Solving([2, .. Sum(), .. Sum(), .. Sum(), 0]) },
            { "coefficient 0 is zero or not below the field's order", Body([1, 0, 0, 0, 0, 1, .. new byte[32]]) },
            {
                "coefficient 0 is zero or not below the field's order",
                Body([1, 0, 0, 0, 0, 1, .. Enumerable.Repeat((byte)255, 32)])
            },
        };
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_file_is_refused_with_the_reason(string reason, byte[] file)
    {
        var thrown = Assert.Throws<InvalidDataException>(() => Load(file));
        Assert.Equal($"malformed witness program: {reason}", thrown.Message);
    }

    [Fact]
    public void No_damage_to_a_file_gives_anything_but_a_program_or_InvalidDataException()
    {
        var body = GoodBody();
        for (var i = 0; i < body.Length; i++)
        {
            foreach (var change in new byte[] { 1, 128, 255 })
            {
                var changed = body.ToArray();
                changed[i] ^= change;
                LoadsOrRefuses(File(changed));
            }
        }

        var file = Good();
        for (var i = 0; i < file.Length; i++)
        {
            var changed = file.ToArray();
            changed[i] ^= 4;
            LoadsOrRefuses(changed);
            LoadsOrRefuses(file[..i]);
        }
    }

    private static void LoadsOrRefuses(byte[] file)
    {
        try
        {
            _ = Load(file);
        }
        catch (InvalidDataException) { }
    }

    private static WitnessProgram Load(byte[] file) => WitnessProgram.Load(new MemoryStream(file));

    private static byte[] Good() => File(GoodBody());

    private static byte[] GoodBody() =>
        ProgramBody(3, [("x", 2, 1)], 1, [1, 1, .. Sum((2, One)), .. Sum((2, One)), .. Sum((1, One))]);

    private static byte[] Program(
        byte wires,
        (string Name, byte First, byte Count)[] inputs,
        byte constraints,
        params byte[][] steps
    ) => File(ProgramBody(wires, inputs, constraints, steps));

    private static byte[] ProgramBody(
        byte wires,
        (string Name, byte First, byte Count)[] inputs,
        byte constraints,
        params byte[][] steps
    ) =>
        [
            wires,
            1,
            (byte)inputs.Length,
            constraints,
            (byte)steps.Length,
            .. inputs.SelectMany(input =>
                (byte[])[(byte)input.Name.Length, .. Encoding.ASCII.GetBytes(input.Name), input.First, input.Count]
            ),
            3,
            .. Fr.One.ToBytes(),
            .. (-Fr.One).ToBytes(),
            .. Fr.From(2).ToBytes(),
            .. steps.SelectMany(step => step),
        ];

    /// <summary>A combination, from wires and indexes of coefficients.</summary>
    private static byte[] Sum(params (byte Wire, byte Coefficient)[] terms)
    {
        var bytes = new List<byte> { (byte)terms.Length };
        byte previous = 0;
        foreach (var (wire, coefficient) in terms)
        {
            bytes.Add((byte)(wire - previous));
            bytes.Add(coefficient);
            previous = wire;
        }

        return [.. bytes];
    }

    private static byte[] File(byte[] body)
    {
        using var file = new MemoryStream();
        file.Write("PVWP\u0001"u8);
        file.Write(new byte[32]);
        using (var brotli = new BrotliStream(file, CompressionLevel.Fastest))
        {
            brotli.Write(body);
        }

        return file.ToArray();
    }

    private static Dictionary<string, Fr[]> Inputs(params (string Name, ulong Value)[] inputs) =>
        inputs.ToDictionary(input => input.Name, input => (Fr[])[Fr.From(input.Value)]);
}
