using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// Reads snarkjs' .zkey: "zkey", version 1, number of sections, and sections of a type (4 bytes), a length (8 bytes) and
/// content, all numbers little-endian, field elements in Montgomery form with R = 2^256.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>1</term><description>The proof system: 1, Groth16.</description></item>
/// <item><term>2</term><description>p and r, numbers of wires, public signals and points of the domain, α1 β1 β2 γ2 δ1 δ2.</description></item>
/// <item><term>3</term><description>IC, a point for wire 0 and each public signal.</description></item>
/// <item><term>4</term><description>The entries of the circuit's matrices A and B, each coefficient times R once more.</description></item>
/// <item><term>5, 6, 7</term><description>A in G1, B in G1, B in G2, a point for each wire.</description></item>
/// <item><term>8</term><description>C, a point for each private wire.</description></item>
/// <item><term>9</term><description>H, a point for each point of the domain.</description></item>
/// <item><term>10</term><description>The circuit's hash and the contributions to phase 2.</description></item>
/// </list>
/// Sections 1 and 2 come first, as snarkjs writes them; the others are taken in any order. The file is read once, in
/// pieces of 64 KiB, and what is allocated grows with what was read.
/// </remarks>
internal sealed class ZkeyReader(Stream stream) : IDisposable
{
    private const int SectionCount = 10;

    /// <summary>32 times the largest circuit here: bounds what a file that lies about its sizes can cost.</summary>
    private const int LargestLogarithm = 20;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private long left;

    private int wireCount;
    private int publicCount;
    private int domainSize;
    private G1Affine alpha1;
    private G1Affine beta1;
    private G1Affine delta1;
    private G2Affine beta2;
    private G2Affine gamma2;
    private G2Affine delta2;
    private G1Affine[]? ic;
    private QuotientRows? rows;
    private WirePoints<Fp>? a;
    private WirePoints<Fp>? b1;
    private WirePoints<Fp2>? b2;
    private WirePoints<Fp>? c;
    private G1Affine[]? h;
    private byte[]? circuitHash;
    private int contributionCount;

    public void Dispose() => hash.Dispose();

    public ProvingKey Read()
    {
        left = long.MaxValue;
        if (!Take(4).SequenceEqual("zkey"u8) || ReadNumber() != 1)
        {
            throw Malformed("it does not begin with zkey and version 1");
        }

        if (ReadNumber() != SectionCount)
        {
            throw Malformed($"it has not {SectionCount} sections, as a key for Groth16 has");
        }

        for (var i = 0; i < SectionCount; i++)
        {
            left = long.MaxValue;
            var type = ReadNumber();
            left = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
            if (i < 2 && type != i + 1)
            {
                throw Malformed("its first sections are not 1 and 2");
            }

            ReadSection(type);
            if (left != 0)
            {
                throw Malformed($"section {type} has {left} bytes too many");
            }
        }

        left = 1;
        if (start != end || Fill())
        {
            throw Malformed("bytes follow the last section");
        }

        return Finish();
    }

    private void ReadSection(int type)
    {
        switch (type)
        {
            case 1 when domainSize == 0:
                if (ReadNumber() != 1)
                {
                    throw Malformed("it is for another proof system than Groth16");
                }

                break;
            case 2 when domainSize == 0:
                ReadHeader();
                break;
            case 3 when ic is null:
                ic = ReadAllG1Points(publicCount + 1, "IC");
                break;
            case 4 when rows is null:
                rows = ReadRows();
                break;
            case 5 when a is null:
                a = ReadG1Points(wireCount, "A");
                break;
            case 6 when b1 is null:
                b1 = ReadG1Points(wireCount, "B in G1");
                break;
            case 7 when b2 is null:
                b2 = ReadG2Points(wireCount);
                break;
            case 8 when c is null:
                c = ReadG1Points(wireCount - publicCount - 1, "C", firstWire: publicCount + 1);
                break;
            case 9 when h is null:
                h = ReadAllG1Points(domainSize, "H");
                break;
            case 10 when circuitHash is null:
                ReadContributions();
                break;
            default:
                throw Malformed($"section {type} is not known, or there twice");
        }
    }

    private ProvingKey Finish()
    {
        if (contributionCount == 0)
        {
            throw new InvalidDataException(
                "unsafe proving key: nobody contributed to phase 2 of its setup, and proofs under it can be forged"
            );
        }

        if (!VerificationKey.TryCreate(in alpha1, in beta2, in gamma2, in delta2, ic, out var key, out var refusal))
        {
            throw new InvalidDataException(refusal);
        }

        // Ten sections, each known and none twice: every one of them was there.
        return new ProvingKey(
            key,
            hash.GetHashAndReset(),
            circuitHash!,
            contributionCount,
            wireCount,
            in beta1,
            in delta1,
            new EvaluationDomain(BitOperations.Log2((uint)domainSize)),
            rows!,
            a!,
            b1!,
            b2!,
            c!,
            h!
        );
    }

    private void ReadHeader()
    {
        if (
            ReadNumber() != Fp.Size
            || ReadInteger() != Fp.Modulus
            || ReadNumber() != Fr.Size
            || ReadInteger() != Fr.Modulus
        )
        {
            throw Malformed("it is for another curve than BN254");
        }

        wireCount = ReadNumber();
        publicCount = ReadNumber();
        var size = ReadNumber();
        if (!BitOperations.IsPow2(size) || size > 1 << LargestLogarithm)
        {
            throw Malformed($"its domain of {size} points is not a power of two up to 2^{LargestLogarithm}");
        }

        if (wireCount > 2 << LargestLogarithm || publicCount >= wireCount || publicCount >= size)
        {
            throw Malformed($"{publicCount} public signals, {wireCount} wires and {size} points do not go together");
        }

        domainSize = size;
        alpha1 = ReadG1("alpha");
        beta1 = ReadG1("beta");
        beta2 = ReadG2("beta");
        gamma2 = ReadG2("gamma");
        delta1 = ReadG1("delta");
        delta2 = ReadG2("delta");
    }

    private QuotientRows ReadRows()
    {
        // Multiplying by the element whose Montgomery form is 1 takes the additional R away.
        _ = Fr.TryFromMontgomeryLimbs(1, 0, 0, 0, out var inverseOfR);
        var count = ReadNumber();
        var entries = new List<QuotientRows.Entry>[] { [], [] };
        var indexes = new Dictionary<Fr, int>();
        for (var i = 0; i < count; i++)
        {
            var matrix = ReadNumber();
            var row = ReadNumber();
            var wire = ReadNumber();
            if (matrix > 1 || row >= domainSize || wire >= wireCount)
            {
                throw Malformed($"entry {i} of its matrices is out of bounds");
            }

            var coefficient = ReadElement<Bn254Scalar>("a coefficient") * inverseOfR;
            if (!indexes.TryGetValue(coefficient, out var index))
            {
                index = indexes.Count;
                indexes.Add(coefficient, index);
            }

            entries[matrix].Add(new QuotientRows.Entry(row, wire, index));
        }

        return new QuotientRows(
            [.. entries[0]],
            [.. entries[1]],
            [.. indexes.OrderBy(p => p.Value).Select(p => p.Key)]
        );
    }

    private WirePoints<Fp> ReadG1Points(int count, string name, int firstWire = 0)
    {
        var points = new List<G1Affine>();
        var wires = new List<int>();
        for (var i = 0; i < count; i++)
        {
            var point = ReadG1(name);
            if (!point.IsInfinity)
            {
                points.Add(point);
                wires.Add(firstWire + i);
            }
        }

        return new WirePoints<Fp>([.. points], [.. wires]);
    }

    private G1Affine[] ReadAllG1Points(int count, string name)
    {
        var points = new List<G1Affine>();
        for (var i = 0; i < count; i++)
        {
            points.Add(ReadG1(name));
        }

        return [.. points];
    }

    private WirePoints<Fp2> ReadG2Points(int count)
    {
        var points = new List<G2Affine>();
        var wires = new List<int>();
        for (var i = 0; i < count; i++)
        {
            var point = ReadG2("B in G2");
            if (!point.IsInfinity)
            {
                points.Add(point);
                wires.Add(i);
            }
        }

        return new WirePoints<Fp2>([.. points], [.. wires]);
    }

    private void ReadContributions()
    {
        const int Fixed = (3 * G1.Size) + G2.Size + 64 + sizeof(uint);
        circuitHash = Take(64).ToArray();
        contributionCount = ReadNumber();
        var lastDelta = default(G1Affine);
        for (var i = 0; i < contributionCount; i++)
        {
            lastDelta = ReadG1("delta after a contribution");
            Skip(Fixed - G1.Size);
            Skip(ReadNumber());
        }

        if (contributionCount > 0 && lastDelta != delta1)
        {
            throw Malformed("its delta is not the one that the last contribution left");
        }
    }

    private G1Affine ReadG1(string name)
    {
        var point = new G1Affine(ReadElement<Bn254Base>(name), ReadElement<Bn254Base>(name));
        return G1.IsOnCurve(in point) ? point : throw Malformed($"{name} is not on the curve");
    }

    private G2Affine ReadG2(string name)
    {
        var x = new Fp2(ReadElement<Bn254Base>(name), ReadElement<Bn254Base>(name));
        var y = new Fp2(ReadElement<Bn254Base>(name), ReadElement<Bn254Base>(name));
        var point = new G2Affine(in x, in y);
        return G2.IsOnCurve(in point) ? point : throw Malformed($"{name} is not on the curve");
    }

    private PrimeField<TModulus> ReadElement<TModulus>(string name)
        where TModulus : struct, IModulus
    {
        var bytes = Take(PrimeField<TModulus>.Size);
        return PrimeField<TModulus>.TryFromMontgomeryLimbs(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            out var element
        )
            ? element
            : throw Malformed($"{name} has a number that is not below the modulus");
    }

    private BigInteger ReadInteger() => new(Take(Fp.Size), isUnsigned: true);

    /// <summary>Four bytes, as a number that is not negative.</summary>
    private int ReadNumber()
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        return value >= 0 ? value : throw Malformed("it has a number above 2^31");
    }

    private void Skip(int count)
    {
        for (; count > 0; count -= Math.Min(count, 4096))
        {
            _ = Take(Math.Min(count, 4096));
        }
    }

    /// <summary>The next bytes of the section, valid until the next call.</summary>
    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > left)
        {
            throw Malformed("a section ends too early");
        }

        while (end - start < count)
        {
            if (!Fill())
            {
                throw Malformed("it is cut off");
            }
        }

        var bytes = buffer.AsSpan(start, count);
        start += count;
        left -= count;
        return bytes;
    }

    private bool Fill()
    {
        buffer.AsSpan(start..end).CopyTo(buffer);
        (start, end) = (0, end - start);
        var count = stream.Read(buffer, end, buffer.Length - end);
        hash.AppendData(buffer, end, count);
        end += count;
        return count > 0;
    }

    private static InvalidDataException Malformed(string why) => new($"malformed proving key: {why}");
}
