using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Identity.Attestations;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>A wallet on ethers signs the challenge and we verify; our wallet signs and ethers verifies.</summary>
public sealed class ControlOracleTests
{
    private static readonly byte[] Secret = Enumerable.Repeat((byte)7, 32).ToArray();

    [OracleFact]
    public void Text_and_typed_data_of_a_challenge_are_signed_and_verified_both_ways()
    {
        using var key = EthereumKey.FromPrivateKey(Secret);
        (Challenge Challenge, ulong Chain)[] cases =
        [
            (Challenges.Make(), 1),
            (Challenges.Make(replaces: 41), 137),
            (Challenges.Make() with { Domain = "localhost:5000" }, 31337),
        ];
        var answer = NodeOracle.Ask(
            "ethereum.mjs",
            new JsonObject
            {
                ["typedData"] = new JsonArray([
                    .. cases.Select(one =>
                    {
                        var data = ControlMessage.ToTypedData(one.Challenge, key.Address, one.Chain);
                        return new JsonObject
                        {
                            ["json"] = Encoding.UTF8.GetString(data.ToJson()),
                            ["privateKey"] = Hex.Encode(Secret),
                            ["signature"] = key.SignDigest(data.Digest).ToString(),
                        };
                    }),
                ]),
                ["personal"] = new JsonArray([
                    .. cases.Select(one => new JsonObject
                    {
                        ["message"] = ControlMessage.ToSiwe(one.Challenge, key.Address, one.Chain),
                        ["privateKey"] = Hex.Encode(Secret),
                        ["signature"] = ControlProof.Sign(key, one.Challenge, one.Chain),
                    }),
                ]),
            }
        );

        foreach (var ((challenge, chain), i) in cases.Select((one, i) => (one, i)))
        {
            var did = $"did:pkh:eip155:{chain}:{key.Address}";
            foreach (var way in new[] { "typedData", "personal" })
            {
                var theirs = answer[way]![i]!;
                Assert.Equal(key.Address.ToString(), (string?)theirs["signer"]);
                Assert.Null(ControlProof.Verify(did, (string?)theirs["signature"], challenge));
                Assert.NotNull(ControlProof.Verify(did, (string?)theirs["signature"], Challenges.Make(nonce: 3)));
            }

            Assert.Equal(
                Hex.Encode(ControlMessage.ToTypedData(challenge, key.Address, chain).Digest),
                (string?)answer["typedData"]![i]!["digest"]
            );
        }
    }
}
