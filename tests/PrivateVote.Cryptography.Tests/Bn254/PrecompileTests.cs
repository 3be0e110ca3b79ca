using System.Text.Json;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Bn254;

/// <summary>The answers of Ethereum's precompiles for the same curve (EIP-196, EIP-197), as its clients test them.</summary>
public sealed class PrecompileTests
{
    [SharedVectorFact("ethereum-precompile-bn256Add.json")]
    public void Additions() =>
        Check(
            "ethereum-precompile-bn256Add.json",
            128,
            input =>
            {
                Assert.True(G1.TryDecode(input.AsSpan(0, 64), out var a));
                Assert.True(G1.TryDecode(input.AsSpan(64, 64), out var b));
                G1Xyzz.FromAffine(out var sum, in a);
                return Encoded((sum + b).ToAffine());
            }
        );

    [SharedVectorFact("ethereum-precompile-bn256ScalarMul.json")]
    public void Multiplications() =>
        Check(
            "ethereum-precompile-bn256ScalarMul.json",
            96,
            input =>
            {
                Assert.True(G1.TryDecode(input.AsSpan(0, 64), out var point));
                // The precompile takes any 256-bit scalar.
                var k = new ulong[4];
                for (var i = 0; i < 4; i++)
                {
                    k[3 - i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(input.AsSpan(64 + (8 * i)));
                }

                G1Xyzz.MultiplyVariable(out var product, in point, k);
                return Encoded(product.ToAffine());
            }
        );

    [SharedVectorFact("ethereum-precompile-bn256Pairing.json")]
    public void Pairings() =>
        Check(
            "ethereum-precompile-bn256Pairing.json",
            0,
            input =>
            {
                var count = input.Length / 192;
                var p = new G1Affine[count];
                var q = new G2Affine[count];
                for (var i = 0; i < count; i++)
                {
                    Assert.True(G1.TryDecode(input.AsSpan(192 * i, 64), out p[i]));
                    Assert.True(G2.TryDecode(input.AsSpan((192 * i) + 64, 128), out q[i]));
                }

                var one = new byte[32];
                one[31] = Pairing.Product(p, q) == Gt.One ? (byte)1 : (byte)0;
                return one;
            }
        );

    private static byte[] Encoded(in G1Affine point)
    {
        var bytes = new byte[G1.Size];
        G1.Encode(in point, bytes);
        return bytes;
    }

    /// <param name="file">The file of cases.</param>
    /// <param name="size">The precompile's input size: shorter input is filled with zeros, longer is cut; 0 takes it as it is.</param>
    /// <param name="answer">Ours.</param>
    private static void Check(string file, int size, Func<byte[], byte[]> answer)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedVectors.PathOf(file)));
        var cases = 0;
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            var input = Convert.FromHexString(entry.GetProperty("Input").GetString()!);
            if (size != 0)
            {
                Array.Resize(ref input, size);
            }

            var expected = Convert.FromHexString(entry.GetProperty("Expected").GetString()!);
            Assert.True(
                expected.AsSpan().SequenceEqual(answer(input)),
                $"{file}: {entry.GetProperty("Name").GetString()}"
            );
            cases++;
        }

        Assert.True(cases > 0);
    }
}
