using System.Numerics;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

public sealed class TypedDataTests
{
    private static readonly System.Text.Json.JsonElement Vectors = VectorFile.Read(
        SharedVectors.Fixture("eip-712.json")
    );

    [Fact]
    public void The_example_of_the_standard_has_its_hashes_and_its_signature()
    {
        var mail = Vectors.GetProperty("mail");
        Assert.True(
            TypedData.TryParse(Encoding.UTF8.GetBytes(mail.Text("json")), out var typed, out var refusal),
            refusal
        );
        Assert.Equal(mail.Text("encodedType"), typed.Types.EncodeType("Mail"));
        Assert.Equal(mail.Bytes("typeHash"), typed.Types.TypeHash("Mail"));
        Assert.Equal(mail.Bytes("domainSeparator"), typed.DomainSeparator);
        Assert.Equal(mail.Bytes("messageHash"), typed.MessageHash);
        Assert.Equal(mail.Bytes("digest"), typed.Digest);

        using var cow = EthereumKey.FromPrivateKey(Keccak256.Hash("cow"u8));
        Assert.Equal(mail.Text("signer"), cow.Address.ToString());
        Assert.Equal(mail.Text("signature"), cow.SignTypedData(typed).ToString());

        Assert.True(TypedData.TryParse(typed.ToJson(), out var again, out _));
        Assert.Equal(typed.Digest, again.Digest);
        Assert.Equal(typed.Message, again.Message);
    }

    [Fact]
    public void The_example_from_code_has_the_same_digest()
    {
        var typed = Mail("Hello, Bob!");
        Assert.Equal(Vectors.GetProperty("mail").Bytes("digest"), typed.Digest);
        Assert.NotEqual(typed.Digest, Mail("Hello, Bob?").Digest);
    }

    [Fact]
    public void Type_hashes_are_the_published_ones()
    {
        foreach (var test in Vectors.List("typeHashes"))
        {
            var type = test.Text("type");
            var name = type[..type.IndexOf('(', StringComparison.Ordinal)];
            var types = TypedDataTypes.Define(type);
            Assert.Equal(type, types.EncodeType(name));
            Assert.Equal(test.Bytes("hash"), types.TypeHash(name));
        }
    }

    [Fact]
    public void Types_that_are_referred_to_come_sorted_and_once()
    {
        var types = TypedDataTypes.Define("B(C[2][] c,A a,B[] b)", "C(uint8 x)", "A(C c)", "Unused(bool b)");
        Assert.Equal("B(C[2][] c,A a,B[] b)A(C c)C(uint8 x)", types.EncodeType("B"));
        Assert.Equal("A(C c)C(uint8 x)", types.EncodeType("A"));
        Assert.Equal("C(uint8 x)", types.EncodeType("C"));
    }

    [Fact]
    public void A_struct_may_hold_itself_in_arrays()
    {
        var types = TypedDataTypes.Define("Node(uint8 x,Node[] children)");
        var leaf = Node(2);
        var tree = TypedData.Create(types, "Node", new TypedDataDomain(Name: "n"), Node(1, leaf, leaf));

        // By the definition, word by word.
        var typeHash = Keccak256.Hash("Node(uint8 x,Node[] children)"u8);
        var leafHash = Keccak256.Hash([.. typeHash, .. new byte[31], 2, .. Keccak256.Hash([])]);
        var childrenHash = Keccak256.Hash([.. leafHash, .. leafHash]);
        Assert.Equal(Keccak256.Hash([.. typeHash, .. new byte[31], 1, .. childrenHash]), tree.MessageHash);
    }

    [Fact]
    public void An_absent_member_of_the_domain_is_not_an_empty_one()
    {
        var types = TypedDataTypes.Define("A(bool b)");
        var message = new AbiValue.Struct(new Dictionary<string, AbiValue> { ["b"] = true });
        TypedDataDomain[] domains =
        [
            new(),
            new(Name: ""),
            new(Version: ""),
            new(ChainId: 0),
            new(VerifyingContract: Address.Zero),
            new(Salt: new byte[32]),
            new(Name: "", Version: ""),
        ];
        var separators = domains.Select(domain =>
            Hex.Encode(TypedData.Create(types, "A", domain, message).DomainSeparator)
        );
        Assert.Equal(domains.Length, separators.Distinct().Count());
    }

    [Theory]
    [InlineData("uint8", "0", "255", "-1", "256")]
    [InlineData("int8", "-128", "127", "-129", "128")]
    [InlineData("uint64", "0", "18446744073709551615", "-1", "18446744073709551616")]
    [InlineData(
        "uint256",
        "0",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        "-1",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936"
    )]
    [InlineData(
        "int256",
        "-57896044618658097711785492504343953926634992332820282019728792003956564819968",
        "57896044618658097711785492504343953926634992332820282019728792003956564819967",
        "-57896044618658097711785492504343953926634992332820282019728792003956564819969",
        "57896044618658097711785492504343953926634992332820282019728792003956564819968"
    )]
    public void Numbers_are_taken_in_the_range_of_their_type(
        string type,
        string smallest,
        string largest,
        string below,
        string above
    )
    {
        foreach (var inside in new[] { smallest, largest })
        {
            var word = Convert.FromHexString(
                (
                    BigInteger.Parse(inside, System.Globalization.CultureInfo.InvariantCulture)
                    + (BigInteger.One << 256)
                ).ToString("x64", System.Globalization.CultureInfo.InvariantCulture)[^64..]
            );
            Assert.True(TryParseValue(type, $"\"{inside}\"", out var typed), inside);
            Assert.Equal(
                Keccak256.Hash([.. Keccak256.Hash(Encoding.ASCII.GetBytes($"A({type} x)")), .. word]),
                typed!.MessageHash
            );
        }

        Assert.False(TryParseValue(type, $"\"{below}\"", out _));
        Assert.False(TryParseValue(type, $"\"{above}\"", out _));
    }

    [Theory]
    [InlineData("uint256", "7", "\"7\"", "\"0x7\"", "\"0x07\"")]
    [InlineData("int16", "-7", "\"-7\"")]
    [InlineData("uint64", "9007199254740991", "\"9007199254740991\"", "\"0x1fffffffffffff\"")]
    [InlineData("bytes", "\"0xaB\"", "\"0xab\"")]
    [InlineData(
        "address",
        "\"0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826\"",
        "\"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826\""
    )]
    public void Ways_to_write_one_value_give_one_digest(string type, params string[] texts)
    {
        var digests = texts.Select(text =>
        {
            Assert.True(TryParseValue(type, text, out var typed), text);
            return Hex.Encode(typed!.Digest);
        });
        Assert.Single(digests.Distinct());
    }

    private static TypedData Mail(string contents) =>
        TypedData.Create(
            TypedDataTypes.Define("Mail(Person from,Person to,string contents)", "Person(string name,address wallet)"),
            "Mail",
            new TypedDataDomain("Ether Mail", "1", 1, Address.Parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC")),
            new AbiValue.Struct(
                new Dictionary<string, AbiValue>
                {
                    ["from"] = Person("Cow", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"),
                    ["to"] = Person("Bob", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"),
                    ["contents"] = contents,
                }
            )
        );

    private static AbiValue Person(string name, string wallet) =>
        new Dictionary<string, AbiValue> { ["name"] = name, ["wallet"] = Address.Parse(wallet) };

    private static AbiValue.Struct Node(long x, params AbiValue[] children) =>
        new(new Dictionary<string, AbiValue> { ["x"] = x, ["children"] = children });

    private static bool TryParseValue(string type, string json, out TypedData? typed) =>
        TypedData.TryParse(TypedDataJsonText.Of(type, json), out typed, out _);
}
