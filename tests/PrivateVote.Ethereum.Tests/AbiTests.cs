using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

public sealed class AbiTests
{
    // The examples of the Solidity documentation, "Contract ABI Specification".
    [Fact]
    public void The_examples_of_the_specification_are_encoded()
    {
        AssertCall(
            "baz(uint32,bool)",
            [69, true],
            "cdcd77c0",
            "0000000000000000000000000000000000000000000000000000000000000045",
            "0000000000000000000000000000000000000000000000000000000000000001"
        );
        AssertCall(
            "bar(bytes3[2])",
            [(AbiValue[])["abc"u8.ToArray(), "def"u8.ToArray()]],
            "fce353f6",
            "6162630000000000000000000000000000000000000000000000000000000000",
            "6465660000000000000000000000000000000000000000000000000000000000"
        );
        AssertCall(
            "sam(bytes,bool,uint256[])",
            ["dave"u8.ToArray(), true, (AbiValue[])[1, 2, 3]],
            "a5643bf2",
            "0000000000000000000000000000000000000000000000000000000000000060",
            "0000000000000000000000000000000000000000000000000000000000000001",
            "00000000000000000000000000000000000000000000000000000000000000a0",
            "0000000000000000000000000000000000000000000000000000000000000004",
            "6461766500000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000003",
            "0000000000000000000000000000000000000000000000000000000000000001",
            "0000000000000000000000000000000000000000000000000000000000000002",
            "0000000000000000000000000000000000000000000000000000000000000003"
        );
        AssertCall(
            "f(uint256,uint32[],bytes10,bytes)",
            [0x123, (AbiValue[])[0x456, 0x789], "1234567890"u8.ToArray(), "Hello, world!"u8.ToArray()],
            "8be65246",
            "0000000000000000000000000000000000000000000000000000000000000123",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "3132333435363738393000000000000000000000000000000000000000000000",
            "00000000000000000000000000000000000000000000000000000000000000e0",
            "0000000000000000000000000000000000000000000000000000000000000002",
            "0000000000000000000000000000000000000000000000000000000000000456",
            "0000000000000000000000000000000000000000000000000000000000000789",
            "000000000000000000000000000000000000000000000000000000000000000d",
            "48656c6c6f2c20776f726c642100000000000000000000000000000000000000"
        );
        AssertCall(
            "g(uint256[][],string[])",
            [(AbiValue[])[(AbiValue[])[1, 2], (AbiValue[])[3]], (AbiValue[])["one", "two", "three"]],
            "2289b18c",
            "0000000000000000000000000000000000000000000000000000000000000040",
            "0000000000000000000000000000000000000000000000000000000000000140",
            "0000000000000000000000000000000000000000000000000000000000000002",
            "0000000000000000000000000000000000000000000000000000000000000040",
            "00000000000000000000000000000000000000000000000000000000000000a0",
            "0000000000000000000000000000000000000000000000000000000000000002",
            "0000000000000000000000000000000000000000000000000000000000000001",
            "0000000000000000000000000000000000000000000000000000000000000002",
            "0000000000000000000000000000000000000000000000000000000000000001",
            "0000000000000000000000000000000000000000000000000000000000000003",
            "0000000000000000000000000000000000000000000000000000000000000003",
            "0000000000000000000000000000000000000000000000000000000000000060",
            "00000000000000000000000000000000000000000000000000000000000000a0",
            "00000000000000000000000000000000000000000000000000000000000000e0",
            "0000000000000000000000000000000000000000000000000000000000000003",
            "6f6e650000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000003",
            "74776f0000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000005",
            "7468726565000000000000000000000000000000000000000000000000000000"
        );
    }

    [Fact]
    public void The_packed_example_of_the_specification_is_encoded() =>
        Assert.Equal(
            "0xffff42000348656c6c6f2c20776f726c6421",
            Hex.Encode(
                AbiEncoder.EncodePacked(
                    [AbiType.Parse("int16"), AbiType.Parse("bytes1"), AbiType.Parse("uint16"), AbiType.Parse("string")],
                    [-1, new byte[] { 0x42 }, 3, "Hello, world!"]
                )
            )
        );

    [Fact]
    public void Functions_keep_the_names_of_their_parameters()
    {
        var transfer = AbiFunction.Parse("transfer(address to,uint256)");
        Assert.Equal("transfer(address,uint256)", transfer.Signature);
        Assert.Equal(["to", ""], transfer.Parameters);
        Assert.Equal("0xa9059cbb", Hex.Encode(transfer.Selector));
        Assert.False(transfer.TryDecodeCall([], out _, out _));
        Assert.False(transfer.TryDecodeCall(AbiFunction.Parse("f()").EncodeCall(), out _, out _));
        Assert.True(AbiFunction.Parse("f()").TryDecodeCall(AbiFunction.Parse("f()").EncodeCall(), out var none, out _));
        Assert.Empty(none);
    }

    [Theory]
    [InlineData("uint256")]
    [InlineData("int8[3][]")]
    [InlineData("(address,(bytes,string[])[2],bool)[]")]
    public void Types_are_read_and_written(string text) => Assert.Equal(text, AbiType.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("uint")]
    [InlineData("uint12")]
    [InlineData("()")]
    [InlineData("()[]")]
    [InlineData("(uint8,)")]
    [InlineData("(,uint8)")]
    [InlineData("(uint8")]
    [InlineData("uint8)")]
    [InlineData("(uint8))")]
    [InlineData("(uint8)(uint8)")]
    [InlineData("uint8[0]")]
    [InlineData("uint8[65537]")]
    [InlineData("uint8[60000][60000]")]
    [InlineData("uint8[][][][][][][][][][][][][][][][]")]
    [InlineData("uint8 ")]
    [InlineData("[]")]
    public void Malformed_types_are_refused(string text)
    {
        Assert.False(AbiType.TryParse(text, out _));
        Assert.Throws<FormatException>(() => AbiType.Parse(text));
        if (text.Length > 0)
        {
            Assert.False(AbiFunction.TryParse($"f({text})", out _));
        }
    }

    [Theory]
    [InlineData("f")]
    [InlineData("(uint8)")]
    [InlineData("1f(uint8)")]
    [InlineData("f (uint8)")]
    [InlineData("f(uint8")]
    [InlineData("f(uint8,)")]
    [InlineData("f(uint8 )")]
    [InlineData("f(uint8 a b)")]
    [InlineData("f(uint8 1)")]
    [InlineData("f(uint8)g")]
    public void Malformed_signatures_are_refused(string text) => Assert.False(AbiFunction.TryParse(text, out _));

    [Fact]
    public void Values_that_are_not_of_their_type_are_misuse()
    {
        AssertMisuse("uint8", 256);
        AssertMisuse("uint8", -1);
        AssertMisuse("uint8", true);
        AssertMisuse("int8", 128);
        AssertMisuse("bytes3", new byte[2]);
        AssertMisuse("uint8[2]", (AbiValue[])[1]);
        AssertMisuse("uint8[2]", 1);
        AssertMisuse("(uint8,bool)", (AbiValue[])[1]);
        AssertMisuse("string", "\ud800");
        AssertMisuse("string", new byte[1]);
        Assert.Throws<ArgumentException>(() => AbiFunction.Parse("f(uint8)").EncodeCall());
        Assert.Throws<ArgumentException>(() => AbiEncoder.EncodePacked([AbiType.Parse("(uint8)")], [(AbiValue[])[1]]));
    }

    [Theory]
    [InlineData("uint8", "0000000000000000000000000000000000000000000000000000000000000100")]
    [InlineData("int8", "0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("int8", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("bool", "0000000000000000000000000000000000000000000000000000000000000002")]
    [InlineData("address", "0000000000000000000000010000000000000000000000000000000000000000")]
    [InlineData("bytes3", "6162630000000000000000000000000000000000000000000000000000000001")]
    [InlineData("uint256", "00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("uint256", "")]
    [InlineData("uint8[2]", "0000000000000000000000000000000000000000000000000000000000000001")]
    public void Words_with_bits_that_the_type_does_not_have_are_refused(string type, string data) =>
        AssertRefused(type, Convert.FromHexString(data));

    [Fact]
    public void Layouts_that_the_encoder_does_not_write_are_refused()
    {
        var valid = AbiEncoder.Encode(AbiType.Parse("string"), "text");
        Assert.True(AbiDecoder.TryDecode(AbiType.Parse("string"), valid, out _, out _));
        AssertRefused("string", [.. valid, .. new byte[32]]);
        AssertRefused("string", valid[..^1]);
        // Offset 0, offset 64, padding that is not zero, length above the data, length above 2^31, not UTF-8.
        AssertRefused("string", Changed(valid, 31, 0));
        AssertRefused("string", Changed(valid, 31, 64));
        AssertRefused("string", Changed(valid, 95, 1));
        AssertRefused("string", Changed(valid, 63, 33));
        AssertRefused("string", Changed(valid, 60, 0x80));
        AssertRefused("string", Changed(valid, 64, 0xff));

        // An array that says it has 2^31 - 1 elements, and one whose elements all are itself.
        byte[] large = [.. Word(32), .. new byte[28], 0x7f, 0xff, 0xff, 0xff];
        AssertRefused("uint8[]", large);
        AssertRefused("bytes[]", large);
        AssertRefused("uint8[][]", [.. Word(32), .. Word(3), .. Word(0), .. Word(0), .. Word(0)]);

        static byte[] Word(byte value) => [.. new byte[31], value];
        static byte[] Changed(byte[] bytes, int at, byte value) => [.. bytes[..at], value, .. bytes[(at + 1)..]];
    }

    [Fact]
    public void Random_values_come_back()
    {
        var random = new HashedNumbers("abi");
        for (var i = 0; i < 2000; i++)
        {
            var type = RandomAbi.Type(random, 4);
            var value = RandomAbi.Value(random, type);
            Assert.Equal(type, AbiType.Parse(type.ToString()));
            var data = AbiEncoder.Encode(type, value);
            Assert.True(AbiDecoder.TryDecode(type, data, out var decoded, out var refusal), $"{type}: {refusal}");
            Assert.Equal(value, decoded);
        }
    }

    [Fact]
    public void Damaged_data_is_refused_or_is_what_its_values_encode_to()
    {
        var random = new HashedNumbers("damaged abi");
        var taken = 0;
        for (var i = 0; i < 200; i++)
        {
            var type = RandomAbi.Type(random, 3);
            var data = AbiEncoder.Encode(type, RandomAbi.Value(random, type));
            foreach (var damaged in Mutations.Of(data, 100, $"abi {i}", share: 200))
            {
                if (AbiDecoder.TryDecode(type, damaged, out var value, out var refusal))
                {
                    Assert.Equal(damaged, AbiEncoder.Encode(type, value));
                    taken++;
                }
                else
                {
                    Assert.NotEmpty(refusal);
                }
            }
        }

        Assert.True(taken >= 100);
    }

    [Fact]
    public void Damaged_signatures_of_functions_are_refused_or_read_back()
    {
        foreach (var damaged in Mutations.Of("f(address to,(bytes,uint8[2])[] x)"u8.ToArray(), 10_000, "functions"))
        {
            if (AbiFunction.TryParse(System.Text.Encoding.Latin1.GetString(damaged), out var function))
            {
                Assert.Equal(function.Signature, AbiFunction.Parse(function.Signature).Signature);
            }
        }
    }

    private static void AssertCall(string signature, AbiValue[] arguments, string selector, params string[] words)
    {
        var function = AbiFunction.Parse(signature);
        var data = function.EncodeCall(arguments);
        Assert.Equal(selector + string.Concat(words), Convert.ToHexStringLower(data));
        Assert.True(function.TryDecodeCall(data, out var decoded, out var refusal), refusal);
        Assert.Equal(arguments, decoded);
    }

    private static void AssertMisuse(string type, AbiValue value) =>
        Assert.Throws<ArgumentException>(() => AbiEncoder.Encode(AbiType.Parse(type), value));

    private static void AssertRefused(string type, byte[] data)
    {
        Assert.False(AbiDecoder.TryDecode(AbiType.Parse(type), data, out var value, out var refusal));
        Assert.Null(value);
        Assert.NotEmpty(refusal);
    }
}
