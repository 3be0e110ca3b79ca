using System.Text.Json.Nodes;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Fields;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.BabyJubjub;

/// <summary>Reads the known answers under tests/vectors.</summary>
internal static class Fixture
{
    public static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(SharedVectors.Fixture(name)))!;

    public static JsonArray List(this JsonNode node, string member) => node[member]!.AsArray();

    public static Fr Fr(this JsonNode? node) => Element<Bn254Scalar>(node);

    public static Scalar Scalar(this JsonNode? node) => Element<BabyJubjubOrder>(node);

    public static Fr[] Frs(this JsonNode? node) => [.. node!.AsArray().Select(Fr)];

    /// <summary>A point written as [x, y].</summary>
    public static EdwardsPoint Point(this JsonNode? node) => EdwardsPoint.FromAffine(node![0].Fr(), node[1].Fr());

    private static PrimeField<TModulus> Element<TModulus>(JsonNode? node)
        where TModulus : struct, IModulus
    {
        var text = node!.GetValue<string>();
        return
            PrimeField<TModulus>.TryParseHex(text, out var element)
            || PrimeField<TModulus>.TryParseDecimal(text, out element)
            ? element
            : throw new FormatException($"{text} is not a canonical field element.");
    }
}
