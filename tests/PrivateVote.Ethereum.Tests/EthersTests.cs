using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.Ethereum.SignIn;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

/// <summary>The same answers as ethers, and each other's signatures.</summary>
public sealed class EthersTests
{
    private const string Script = "ethereum.mjs";

    [OracleFact]
    public void Random_typed_data_has_the_digest_of_ethers_and_signatures_verify_both_ways()
    {
        var random = new HashedNumbers("ethers typed data");
        using var key = TestKeys.Of("ethers");
        var all = Enumerable.Range(0, 300).Select(_ => RandomTypedData.Make(random)).ToArray();
        var answers = NodeOracle.Ask(
            Script,
            new JsonObject
            {
                ["typedData"] = new JsonArray([
                    .. all.Select(typed => new JsonObject
                    {
                        ["json"] = Encoding.UTF8.GetString(typed.ToJson()),
                        ["privateKey"] = Hex.Encode(TestKeys.PrivateKeyOf("ethers")),
                        ["signature"] = key.SignTypedData(typed).ToString(),
                    }),
                ]),
            }
        )["typedData"]!.AsArray();
        Assert.Equal(all.Length, answers.Count);
        foreach (var (typed, theirs) in all.Zip(answers))
        {
            Assert.Equal(typed.Types.EncodeType(typed.PrimaryType), (string?)theirs!["encodedType"]);
            Assert.Equal(Hex.Encode(typed.Digest), (string?)theirs["digest"]);
            Assert.Equal(key.Address.ToString(), (string?)theirs["signer"]);
            // Both take the nonce of RFC 6979, so that the signatures are the same.
            Assert.Equal(key.SignTypedData(typed).ToString(), (string?)theirs["signature"]);
            Assert.True(TypedData.TryParse(typed.ToJson(), out var again, out var refusal), refusal);
            Assert.Equal(typed.Digest, again.Digest);
        }
    }

    [OracleFact]
    public void Random_values_are_encoded_as_by_ethers_and_decoded_by_it()
    {
        var random = new HashedNumbers("ethers abi");
        var cases = Enumerable
            .Range(0, 500)
            .Select(_ =>
            {
                var types = Enumerable.Range(0, 1 + random.Below(3)).Select(_ => RandomAbi.Type(random, 3)).ToArray();
                return (Types: types, Values: types.Select(type => RandomAbi.Value(random, type)).ToArray());
            })
            .ToArray();
        var answers = NodeOracle.Ask(
            Script,
            new JsonObject
            {
                ["encode"] = new JsonArray([
                    .. cases.Select(c => new JsonObject
                    {
                        ["types"] = new JsonArray([.. c.Types.Select(TypeName)]),
                        ["values"] = new JsonArray([.. c.Values.Select(Json)]),
                    }),
                ]),
                ["decode"] = new JsonArray([
                    .. cases.Select(c => new JsonObject
                    {
                        ["types"] = new JsonArray([.. c.Types.Select(TypeName)]),
                        ["data"] = Hex.Encode(AbiEncoder.Encode(c.Types, c.Values)),
                    }),
                ]),
            }
        );
        foreach (var ((types, values), i) in cases.Select((c, i) => (c, i)))
        {
            var ours = AbiEncoder.Encode(types, values);
            Assert.Equal(Hex.Encode(ours), (string?)answers["encode"]![i]);
            Assert.Equal(Hex.Encode(ours), (string?)answers["decode"]![i]);
            Assert.True(AbiDecoder.TryDecode(types, ours, out var decoded, out var refusal), refusal);
            Assert.Equal(values, decoded);
        }

        static JsonNode TypeName(AbiType type) => JsonValue.Create(type.ToString());

        static JsonNode Json(AbiValue value) =>
            value switch
            {
                AbiValue.List { Items: var items } => new JsonArray([.. items.Select(Json)]),
                AbiValue.Flag { Value: var flag } => JsonValue.Create(flag),
                _ => JsonValue.Create(AbiText.Format(value)),
            };
    }

    [OracleFact]
    public void Sign_in_messages_verify_both_ways()
    {
        var random = new HashedNumbers("ethers sign-in");
        using var key = TestKeys.Of("ethers");
        var texts = Enumerable.Range(0, 50).Select(_ => Message(random, key.Address).ToText()).ToArray();
        var answers = NodeOracle.Ask(
            Script,
            new JsonObject
            {
                ["personal"] = new JsonArray([
                    .. texts.Select(text => new JsonObject
                    {
                        ["message"] = text,
                        ["privateKey"] = Hex.Encode(TestKeys.PrivateKeyOf("ethers")),
                        ["signature"] = key.SignPersonalMessage(text).ToString(),
                    }),
                ]),
            }
        )["personal"]!.AsArray();
        foreach (var (text, theirs) in texts.Zip(answers))
        {
            Assert.Equal(key.Address.ToString(), (string?)theirs!["signer"]);
            Assert.True(EthereumSignature.TryParse((string)theirs["signature"]!, out var signature));
            Assert.True(SignInMessage.TryParse(text, out var message, out _));
            Assert.True(signature.IsBy(message.Address, message.Digest()));
        }
    }

    private static SignInMessage Message(HashedNumbers random, Address address)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Below(1_000_000));
        return new SignInMessage
        {
            Scheme = random.Coin() ? "https" : null,
            Domain = "vote.example:8443",
            Address = address,
            Statement = random.Coin() ? "I register in the space " + Convert.ToHexString(random.Bytes(4)) : null,
            Uri = "https://vote.example/spaces/1",
            ChainId = (ulong)random.Below(100_000),
            Nonce = Convert.ToHexStringLower(random.Bytes(16)),
            IssuedAt = SignInTime.From(now),
            ExpirationTime = random.Coin() ? SignInTime.From(now.AddMinutes(5)) : null,
            NotBefore = random.Coin() ? SignInTime.From(now) : null,
            RequestId = random.Coin() ? "" : null,
            Resources = random.Coin() ? ["urn:identity-commitment:0x01"] : null,
        };
    }
}
