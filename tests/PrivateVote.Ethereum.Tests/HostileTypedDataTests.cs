using System.Text;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

public sealed class HostileTypedDataTests
{
    private const string Valid =
        """{"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"chainId","type":"uint256"}],"A":[{"name":"x","type":"uint8"},{"name":"b","type":"B[]"}],"B":[{"name":"y","type":"bytes3"},{"name":"z","type":"string"}]},"primaryType":"A","domain":{"name":"n","chainId":1},"message":{"x":1,"b":[{"y":"0x010203","z":"text"}]}}""";

    [Theory]
    [InlineData("uint8", "1.0")]
    [InlineData("uint8", "1e0")]
    [InlineData("uint8", "-0")]
    [InlineData("uint8", "\"01\"")]
    [InlineData("uint8", "\"+1\"")]
    [InlineData("uint8", "\" 1\"")]
    [InlineData("uint8", "\"\"")]
    [InlineData("uint8", "\"-\"")]
    [InlineData("uint8", "\"0x\"")]
    [InlineData("uint8", "\"0x-1\"")]
    [InlineData("uint8", "\"-0x1\"")]
    [InlineData("uint8", "\"0X1\"")]
    [InlineData("uint8", "\"١\"")]
    [InlineData("uint8", "null")]
    [InlineData("uint8", "true")]
    [InlineData("uint8", "[1]")]
    [InlineData("uint256", "9007199254740992")]
    [InlineData("uint256", "\"0x10000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("uint256", "\"0x00000000000000000000000000000000000000000000000000000000000000001\"")]
    [InlineData("bool", "\"true\"")]
    [InlineData("bool", "1")]
    [InlineData("bool", "null")]
    [InlineData("string", "1")]
    [InlineData("string", "null")]
    [InlineData("bytes", "\"ab\"")]
    [InlineData("bytes", "\"0xabc\"")]
    [InlineData("bytes", "[1]")]
    [InlineData("bytes4", "\"0x010203\"")]
    [InlineData("bytes4", "\"0x0102030405\"")]
    [InlineData("address", "\"0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\"")]
    [InlineData("address", "\"vitalik.eth\"")]
    [InlineData("uint8[]", "1")]
    [InlineData("uint8[]", "{}")]
    [InlineData("uint8[2]", "[1]")]
    [InlineData("uint8[2]", "[1,2,3]")]
    [InlineData("uint8[2][]", "[[1,2],[1]]")]
    [InlineData("A", "null")]
    [InlineData("A", "1")]
    [InlineData("A", "{\"x\":{}}")]
    public void Values_that_two_programs_could_read_differently_are_refused(string type, string value) =>
        AssertRefused(TypedDataJsonText.Of(type, value), "message");

    [Theory]
    [InlineData("")]
    [InlineData("uint")]
    [InlineData("int")]
    [InlineData("byte")]
    [InlineData("function")]
    [InlineData("uint7")]
    [InlineData("uint0")]
    [InlineData("uint264")]
    [InlineData("uint08")]
    [InlineData("bytes0")]
    [InlineData("bytes33")]
    [InlineData("bytes032")]
    [InlineData("fixed128x18")]
    [InlineData("Unknown")]
    [InlineData("uint8[0]")]
    [InlineData("uint8[01]")]
    [InlineData("uint8[-1]")]
    [InlineData("uint8[99999]")]
    [InlineData("uint8[1")]
    [InlineData("uint8]")]
    [InlineData("[]")]
    [InlineData("uint8 ")]
    [InlineData("(uint8)")]
    [InlineData("Ä")]
    public void Types_that_the_standard_does_not_have_are_refused(string type)
    {
        AssertRefused(TypedDataJsonText.Of(type, "1"), "type");
        AssertRefused(TypedDataJsonText.Of(type, "[]"), "type");
    }

    [Theory]
    [InlineData("\"x\":1,", "")]
    [InlineData("\"x\":1,", "\"x\":1,\"w\":1,")]
    [InlineData("\"x\":1,", "\"x\":1,\"x\":1,")]
    [InlineData("\"x\":1,", "\"X\":1,")]
    [InlineData("\"z\":\"text\"", "")]
    [InlineData("\"name\":\"n\",\"chainId\":1", "\"name\":\"n\"")]
    [InlineData("\"name\":\"n\",\"chainId\":1", "\"name\":\"n\",\"chainId\":1,\"version\":\"1\"")]
    [InlineData("\"primaryType\":\"A\"", "\"primaryType\":\"EIP712Domain\"")]
    [InlineData("\"primaryType\":\"A\"", "\"primaryType\":\"C\"")]
    [InlineData("\"primaryType\":\"A\"", "\"primaryType\":\"uint8\"")]
    [InlineData("\"primaryType\":\"A\"", "\"primaryType\":null")]
    [InlineData("\"primaryType\":\"A\",", "")]
    [InlineData("\"primaryType\":\"A\",", "\"primaryType\":\"A\",\"extra\":1,")]
    [InlineData("{\"name\":\"name\",\"type\":\"string\"}", "{\"name\":\"name\",\"type\":\"bytes\"}")]
    [InlineData("{\"name\":\"name\",\"type\":\"string\"}", "{\"name\":\"title\",\"type\":\"string\"}")]
    [InlineData("{\"name\":\"y\",\"type\":\"bytes3\"}", "{\"name\":\"y\",\"type\":\"bytes3\",\"extra\":1}")]
    [InlineData("{\"name\":\"y\",\"type\":\"bytes3\"}", "{\"name\":\"z\",\"type\":\"bytes3\"}")]
    [InlineData("{\"name\":\"y\",\"type\":\"bytes3\"}", "{\"name\":\"y y\",\"type\":\"bytes3\"}")]
    [InlineData("{\"name\":\"y\",\"type\":\"bytes3\"}", "{\"name\":1,\"type\":\"bytes3\"}")]
    [InlineData("{\"name\":\"y\",\"type\":\"bytes3\"}", "{\"type\":\"bytes3\"}")]
    [InlineData("{\"name\":\"y\",\"type\":\"bytes3\"}", "null")]
    [InlineData("\"B\":[", "\"uint8\":[],\"B\":[")]
    [InlineData("\"B\":[", "\"uint\":[],\"B\":[")]
    [InlineData("\"B\":[", "\"C[]\":[],\"B\":[")]
    [InlineData("\"B\":[", "\"C\":{},\"B\":[")]
    [InlineData("}}", "}} ]")]
    public void Members_that_are_missing_unknown_or_doubled_are_refused(string part, string instead)
    {
        AssertTaken(Valid);
        Assert.Contains(part, Valid, StringComparison.Ordinal);
        AssertRefused(Encoding.UTF8.GetBytes(Valid.Replace(part, instead, StringComparison.Ordinal)), null);
    }

    [Fact]
    public void Lone_surrogates_are_refused()
    {
        AssertRefused(TypedDataJsonText.Of("string", "\"\\ud800\""), "malformed");
        AssertRefused(TypedDataJsonText.Of("\\ud800", "1"), "malformed");
        AssertRefused(
            Encoding.UTF8.GetBytes(Valid.Replace("\"z\"", "\"\\udc00\"", StringComparison.Ordinal)),
            "malformed"
        );
    }

    [Fact]
    public void What_is_too_deep_or_too_large_is_refused()
    {
        AssertRefused(
            TypedDataJsonText.Of("uint8" + string.Concat(Enumerable.Repeat("[]", TypedDataTypes.MaximumDepth)), "[]"),
            "type"
        );
        AssertRefused(TypedDataJsonText.Of("string", $"\"{new string('a', TypedData.MaximumJsonSize)}\""), "at most");
        AssertRefused(TypedDataJsonText.Of("A[]", new string('[', 5000)), null);

        // A[] x: each level of it is two levels of nesting.
        var deepest = TypedDataTypes.MaximumDepth / 2;
        AssertTaken(Encoding.UTF8.GetString(TypedDataJsonText.Of("A[]", Nested(deepest - 1))));
        AssertRefused(TypedDataJsonText.Of("A[]", Nested(deepest + 1)), null);

        static string Nested(int levels) => levels == 0 ? "[]" : "[{\"x\":" + Nested(levels - 1) + "}]";
    }

    [Fact]
    public void Values_from_code_are_held_to_the_same_rules()
    {
        var types = TypedDataTypes.Define("A(uint8 x,A[] a)");
        AbiValue.Struct deep = Of(1);
        for (var i = 0; i < TypedDataTypes.MaximumDepth; i++)
        {
            deep = Of(1, deep);
        }

        Assert.NotNull(TypedData.Create(types, "A", new TypedDataDomain(), Of(255)));
        Assert.Throws<ArgumentException>(() => TypedData.Create(types, "A", new TypedDataDomain(), Of(256)));
        Assert.Throws<ArgumentException>(() => TypedData.Create(types, "A", new TypedDataDomain(), deep));
        Assert.Throws<ArgumentException>(() => TypedData.Create(types, "B", new TypedDataDomain(), Of(1)));
        Assert.Throws<ArgumentException>(() => TypedData.Create(types, "A", new TypedDataDomain(ChainId: -1), Of(1)));
        Assert.Throws<ArgumentException>(() => TypedData.Create(types, "A", new TypedDataDomain(Salt: [1]), Of(1)));
        Assert.Throws<ArgumentException>(() =>
            TypedData.Create(types, "A", new TypedDataDomain(Name: "\ud800"), Of(1))
        );
        Assert.Throws<ArgumentException>(() => TypedDataTypes.Define("A(B b)"));
        Assert.Throws<ArgumentException>(() => TypedDataTypes.Define("A"));
        Assert.Throws<ArgumentException>(() => types.EncodeType("B"));

        static AbiValue.Struct Of(long x, params AbiValue[] inner) =>
            new(new Dictionary<string, AbiValue> { ["x"] = x, ["a"] = inner });
    }

    [Fact]
    public void Damaged_typed_data_is_refused_or_says_the_same_in_its_own_words()
    {
        byte[][] originals =
        [
            Encoding.UTF8.GetBytes(Valid),
            TypedDataJsonText.Of("int16[2][]", "[[1,-2],[\"0x3\",4]]"),
            TypedDataJsonText.Of("A[]", "[{\"x\":[]}]"),
        ];
        var taken = 0;
        foreach (var damaged in Mutations.Of(originals, 20_000, "typed data"))
        {
            if (TypedData.TryParse(damaged, out var typed, out var refusal))
            {
                Assert.True(TypedData.TryParse(typed.ToJson(), out var again, out refusal), refusal);
                Assert.Equal(typed.Digest, again.Digest);
                taken++;
            }
            else
            {
                Assert.NotEmpty(refusal);
            }
        }

        Assert.True(taken >= 100);
    }

    private static void AssertTaken(string json) =>
        Assert.True(TypedData.TryParse(Encoding.UTF8.GetBytes(json), out _, out var refusal), refusal);

    private static void AssertRefused(byte[] json, string? expected)
    {
        Assert.False(TypedData.TryParse(json, out var typed, out var refusal));
        Assert.Null(typed);
        Assert.NotEmpty(refusal);
        Assert.Contains(expected ?? "", refusal, StringComparison.Ordinal);
    }
}
