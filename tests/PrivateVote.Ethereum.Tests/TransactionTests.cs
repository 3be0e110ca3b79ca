using System.Numerics;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Transactions;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

public sealed class TransactionTests
{
    /// <summary>The example of EIP-155 itself.</summary>
    [Fact]
    public void The_example_of_eip_155_is_signed()
    {
        using var key = EthereumKey.FromPrivateKey([.. Enumerable.Repeat((byte)0x46, 32)]);
        var transaction = new Transaction
        {
            ChainId = 1,
            Nonce = 9,
            To = Address.Parse("0x3535353535353535353535353535353535353535"),
            Value = BigInteger.Pow(10, 18),
            GasLimit = 21000,
            Fee = new TransactionFee.Legacy(20 * BigInteger.Pow(10, 9)),
        };
        Assert.Equal(
            "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53",
            Hex.Encode(transaction.Digest())
        );
        Assert.Equal(
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc"
                + "2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb"
                + "1966a3b6d83",
            Hex.Encode(transaction.Sign(key).Raw)
        );
    }

    [OracleFact]
    public void Signed_transactions_are_read_by_ethers()
    {
        var random = new HashedNumbers("transactions");
        using var key = TestKeys.Of("sender");
        var all = Enumerable.Range(0, 100).Select(_ => Make(random)).ToArray();
        var signed = all.Select(transaction => transaction.Sign(key)).ToArray();
        var answers = NodeOracle.Ask(
            "ethereum.mjs",
            new JsonObject
            {
                ["transactions"] = new JsonArray([
                    .. signed.Select(one => new JsonObject { ["raw"] = Hex.Encode(one.Raw) }),
                ]),
            }
        )["transactions"]!.AsArray();
        foreach (var ((transaction, ours), theirs) in all.Zip(signed).Zip(answers))
        {
            Assert.Equal(key.Address.ToString(), (string?)theirs!["from"]);
            Assert.Equal(Hex.Encode(ours.Hash), (string?)theirs["hash"]);
            Assert.Equal(transaction.To?.ToString(), (string?)theirs["to"]);
            Assert.Equal(transaction.Nonce, (ulong)theirs["nonce"]!);
            Assert.Equal(transaction.Value.ToString(), (string?)theirs["value"]);
            Assert.Equal(Hex.Encode(transaction.Data), (string?)theirs["data"]);
            Assert.Equal(transaction.ChainId.ToString(), (string?)theirs["chainId"]);
            Assert.Equal(transaction.GasLimit.ToString(), (string?)theirs["gasLimit"]);
            if (transaction.Fee is TransactionFee.Market market)
            {
                Assert.Equal(2, (int)theirs["type"]!);
                Assert.Equal(market.MaxFeePerGas.ToString(), (string?)theirs["maxFeePerGas"]);
                Assert.Equal(market.MaxPriorityFeePerGas.ToString(), (string?)theirs["maxPriorityFeePerGas"]);
            }
            else
            {
                Assert.Equal(0, (int)theirs["type"]!);
                Assert.Equal(((TransactionFee.Legacy)transaction.Fee).GasPrice.ToString(), (string?)theirs["gasPrice"]);
            }
        }
    }

    [Fact]
    public void Numbers_out_of_range_are_misuse()
    {
        var transaction = Make(new HashedNumbers("misuse")) with { Fee = new TransactionFee.Market(2, 1) };
        var word = BigInteger.One << 256;
        Assert.NotEmpty((transaction with { Value = word - 1 }).Digest());
        AssertMisuse(transaction with { Value = word });
        AssertMisuse(transaction with { Value = -1 });
        AssertMisuse(transaction with { ChainId = 0 });
        AssertMisuse(transaction with { Fee = new TransactionFee.Market(1, 2) });
        AssertMisuse(transaction with { Fee = new TransactionFee.Market(word, 2) });
        AssertMisuse(transaction with { Fee = new TransactionFee.Legacy(-1) });

        static void AssertMisuse(Transaction wrong) => Assert.Throws<InvalidOperationException>(wrong.Digest);
    }

    private static Transaction Make(HashedNumbers random)
    {
        BigInteger price = random.Below(1_000_000_000);
        return new Transaction
        {
            ChainId = 1 + new BigInteger(random.Bytes(random.Below(5)), isUnsigned: true),
            Nonce = (ulong)random.Pick(0, 1, 127, 128, 255, 256, random.Below(1_000_000)),
            To = random.Below(5) == 0 ? null : new Address(random.Bytes(Address.Size)),
            Value = new BigInteger(random.Bytes(random.Below(33)), isUnsigned: true),
            Data = random.Bytes(random.Pick(0, 1, 2, 55, 56, 255, 256, 1000)),
            GasLimit = (ulong)(21_000 + random.Below(1_000_000)),
            Fee = random.Coin()
                ? new TransactionFee.Legacy(price)
                : new TransactionFee.Market(price, random.Below((int)price + 1)),
        };
    }
}
