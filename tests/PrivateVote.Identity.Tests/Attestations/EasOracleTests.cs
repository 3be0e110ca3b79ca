using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Identity.Attestations;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>eas-sdk signs and we verify; we issue and eas-sdk verifies.</summary>
public class EasOracleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly Address Contract = Address.Parse("0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587");

    [OracleFact]
    public void Attestations_of_every_version_verify_both_ways()
    {
        var random = new HashedNumbers("eas-sdk");
        using var key = EthereumKey.FromPrivateKey(SHA256.HashData("eas-sdk"u8));
        var requests = Enumerable.Range(0, 60).Select(i => Request(i, random)).ToArray();
        var issued = Enumerable
            .Range(0, 20)
            .Select(i =>
                new EasIssuer(key, 1 + (ulong)i, Contract).Issue(
                    Word(random),
                    new Address(Word(random).AsSpan(0, 20)),
                    Now,
                    i % 2 == 0 ? Now.AddDays(i + 1) : null,
                    new byte[i],
                    i % 3 == 0
                )
            )
            .ToArray();
        var answer = NodeOracle.Ask(
            "eas.mjs",
            new JsonObject
            {
                ["sign"] = new JsonArray([.. requests]),
                ["verify"] = new JsonArray([.. issued.Select(json => JsonNode.Parse(json))]),
            }
        );

        foreach (var (theirs, i) in answer["signed"]!.AsArray().Select((theirs, i) => (theirs!, i)))
        {
            var outcome = new EasVerifier().Verify(
                Encoding.UTF8.GetBytes(theirs.ToJsonString()),
                new VerificationContext(Now)
            );
            Assert.False(outcome.IsRefused(out var refusal, out var personhood), $"{i}: {refusal}");
            Assert.Equal(key.Address.ToString(), personhood!.Issuer);
            Assert.Equal((string?)requests[i]["message"]!["recipient"], personhood.Subject);
        }

        Assert.Equal(60, answer["signed"]!.AsArray().Count);
        Assert.Equal(20, answer["verified"]!.AsArray().Count);
        Assert.All(answer["verified"]!.AsArray(), verified => Assert.True((bool)verified!));
    }

    private static JsonObject Request(int i, HashedNumbers random) =>
        new()
        {
            ["version"] = i % 3,
            ["contractVersion"] = i % 2 == 0 ? "1.4.0" : "0.26",
            ["chainId"] = 1 + i,
            ["contract"] = Contract.ToString(),
            ["privateKey"] = Hex.Encode(SHA256.HashData("eas-sdk"u8)),
            ["numbers"] = i % 4 == 0,
            ["message"] = new JsonObject
            {
                ["schema"] = Hex.Encode(Word(random)),
                ["recipient"] = new Address(Word(random).AsSpan(0, 20)).ToString(),
                ["time"] = Now.ToUnixTimeSeconds() - i,
                ["expirationTime"] = i % 5 == 0 ? 0 : Now.AddDays(i).ToUnixTimeSeconds(),
                ["revocable"] = i % 2 == 0,
                ["refUID"] = Hex.Encode(i % 7 == 0 ? Word(random) : new byte[32]),
                ["data"] = Hex.Encode(Word(random).AsSpan(0, i % 32)),
            },
        };

    private static byte[] Word(HashedNumbers random) => random.Bytes(32);
}
