using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Identity.Json;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Json;

public sealed class JcsTests
{
    /// <summary>RFC 8785 appendix B, but for NaN and the infinities.</summary>
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_written_as_the_rfc_says(string bits, string expected) =>
        Assert.Equal(expected, Jcs.FormatNumber(Double(bits)));

    [Fact]
    public void Numbers_that_are_not_finite_have_no_form()
    {
        foreach (var number in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.Throws<ArgumentException>(() => Jcs.FormatNumber(number));
        }
    }

    /// <summary>RFC 8785 section 3.2.2 and 3.2.3.</summary>
    [Fact]
    public void The_examples_of_the_rfc_have_its_canonical_form()
    {
        Assert.Equal(
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
            Canonical(
                """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                  "literals": [null, true, false]
                }
                """
            )
        );
        Assert.Equal(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
                + "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
            Canonical(
                """
                {
                  "\u20ac": "Euro Sign",
                  "\r": "Carriage Return",
                  "\ufb33": "Hebrew Letter Dalet With Dagesh",
                  "1": "One",
                  "\ud83d\ude00": "Emoji: Grinning Face",
                  "\u0080": "Control",
                  "\u00f6": "Latin Small Letter O With Diaeresis"
                }
                """
            )
        );
    }

    [Fact]
    public void The_canonical_form_is_its_own()
    {
        foreach (var text in Texts())
        {
            var once = Canonical(text);
            Assert.Equal(once, Canonical(once));
        }
    }

    [OracleFact]
    public void Numbers_and_documents_are_written_as_javascript_writes_them()
    {
        var bits = Doubles(5000).ToList();
        var texts = Texts().ToList();
        var answer = NodeOracle.Ask(
            "jcs.mjs",
            new JsonObject
            {
                ["numbers"] = new JsonArray([.. bits.Select(text => JsonValue.Create(text))]),
                ["texts"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
            }
        );
        foreach (var (theirs, number) in answer["numbers"]!.AsArray().Zip(bits))
        {
            Assert.Equal(theirs!.GetValue<string>(), Jcs.FormatNumber(Double(number)));
        }

        foreach (var (theirs, text) in answer["texts"]!.AsArray().Zip(texts))
        {
            Assert.Equal(theirs!.GetValue<string>(), Canonical(text));
        }
    }

    /// <summary>Random bits, short decimals, whole numbers and what is beside powers of ten, where the layout changes.</summary>
    private static IEnumerable<string> Doubles(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var block = SHA256.HashData(BitConverter.GetBytes(i));
            var random = BinaryPrimitives.ReadInt64BigEndian(block);
            var number = (i % 4) switch
            {
                0 => BitConverter.Int64BitsToDouble(random),
                1 => (random >> 20) / Math.Pow(10, block[8] % 20),
                2 => random >> (block[8] % 50),
                _ => BitConverter.Int64BitsToDouble(
                    BitConverter.DoubleToInt64Bits(Math.Pow(10, (block[8] % 60) - 30)) + (block[9] % 5) - 2
                ),
            };
            if (double.IsFinite(number))
            {
                yield return Convert.ToHexStringLower(BitConverter.GetBytes(number).Reverse().ToArray());
            }
        }
    }

    private static IEnumerable<string> Texts()
    {
        yield return """{"b":[{"z":1.0,"a":-0.0,"é":"\u0000\u001f\u007f\u2028"}],"a":{},"":[[],""],"\ud83d\ude00":1,"\uffff":2}""";
        yield return """[1e0,1E+2,100e-2,12345678901234567890,0.1e-6,123456789012345678901234567890,true,null]""";
        yield return "\"\\/\\b\\f\\n\\r\\t\\u0008\\u0041\"";
        for (var i = 0; i < 200; i++)
        {
            var block = SHA256.HashData(Encoding.ASCII.GetBytes($"text {i}"));
            var names = block
                .Chunk(2)
                .Select(pair => (char)(pair[0] is >= 0xd8 and < 0xe0 ? pair[1] : (pair[0] << 8) | pair[1]));
            var members = names
                .Distinct()
                .Select(
                    (c, index) =>
                        $"{JsonSerializer.Serialize(c.ToString())}:{index.ToString(CultureInfo.InvariantCulture)}"
                );
            yield return "{" + string.Join(",", members) + "}";
        }
    }

    private static string Canonical(string text)
    {
        Assert.True(
            ForeignJson.TryParse(Encoding.UTF8.GetBytes(text), 100_000, out var value, out var refusal),
            refusal
        );
        return Encoding.UTF8.GetString(Jcs.Canonicalize(value));
    }

    private static double Double(string bits) => BinaryPrimitives.ReadDoubleBigEndian(Convert.FromHexString(bits));
}
