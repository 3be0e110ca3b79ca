using System.Globalization;
using System.Numerics;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Safe;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

public sealed class SafeTests
{
    private static readonly JsonElement Vectors = VectorFile.Read(SharedVectors.Fixture("safe.json"));
    private static readonly Address Safe = Address.Parse("0x3333333333333333333333333333333333333333");
    private static readonly Address Token = Address.Parse("0x1111111111111111111111111111111111111111");
    private static readonly Address Payee = Address.Parse("0x2222222222222222222222222222222222222222");
    private static readonly SafeAccount Account = new(1, Safe, SafeVersion.V141);

    [Fact]
    public void Hashes_are_those_of_other_software()
    {
        foreach (var test in Vectors.List("transactions"))
        {
            Assert.True(SafeVersion.TryParse(test.Text("version"), out var version, out var refusal), refusal);
            var account = new SafeAccount(
                test.GetProperty("chainId").GetInt32(),
                Address.Parse(test.Text("safe")),
                version
            );
            var hashes = account.HashesOf(Read(test));
            Assert.Equal(test.Text("domainHash"), Hex.Encode(hashes.DomainHash));
            Assert.Equal(test.Text("safeTxHash"), Hex.Encode(hashes.SafeTxHash));
            if (test.TryGetProperty("messageHash", out var messageHash))
            {
                Assert.Equal(messageHash.GetString(), Hex.Encode(hashes.MessageHash));
            }
        }
    }

    [Fact]
    public void An_owners_signature_is_by_the_owner()
    {
        var owner = Vectors.GetProperty("owner");
        Assert.True(EthereumSignature.TryParse(owner.Text("signature"), out var signature));
        Assert.True(signature.TryRecover(owner.Bytes("hash"), out var signer));
        Assert.Equal(owner.Text("signer"), signer.ToString());
    }

    [Fact]
    public void Several_calls_are_one_multi_send()
    {
        SafeCall[] calls = [new(Token, 0, Transfer()), new(Payee, BigInteger.Pow(10, 18), [])];
        var test = Vectors.List("transactions").Last();
        var combined = MultiSend.Combine(calls, MultiSend.ContractFor(SafeVersion.V141, calls));
        Assert.Equal(Read(test).Call, combined);
        Assert.True(MultiSend.TrySplit(combined.Data, out var split, out var refusal), refusal);
        Assert.Equal(calls, split);

        Assert.Same(calls[0], MultiSend.Combine([calls[0]], MultiSend.V141));
        Assert.Throws<ArgumentException>(() => MultiSend.Combine([], MultiSend.V141));
    }

    [Fact]
    public void The_contract_for_several_calls_goes_with_the_version_and_takes_no_more_than_it_must()
    {
        SafeCall call = new(Token, 0, []);
        SafeCall delegated = call with { Operation = SafeOperation.DelegateCall };
        Assert.Equal(MultiSend.CallOnlyV130, MultiSend.ContractFor(SafeVersion.Oldest, [call]));
        Assert.Equal(MultiSend.V130, MultiSend.ContractFor(SafeVersion.Oldest, [call, delegated]));
        Assert.Equal(MultiSend.CallOnlyV141, MultiSend.ContractFor(SafeVersion.V141, [call]));
        Assert.Equal(MultiSend.V141, MultiSend.ContractFor(SafeVersion.V141, [call, delegated]));
    }

    [Theory]
    [InlineData("1.3.0", true)]
    [InlineData("1.3.0+L2", true)]
    [InlineData("1.4.1", true)]
    [InlineData("1.5.0", true)]
    [InlineData("1.2.0", false)]
    [InlineData("1.0.0", false)]
    [InlineData("0.1.0", false)]
    [InlineData("2.0.0", false)]
    [InlineData("1.4", false)]
    [InlineData("1.4.1.0", false)]
    [InlineData("1.04.1", false)]
    [InlineData("1.4.-1", false)]
    [InlineData("1.4.1 ", false)]
    [InlineData("v1.4.1", false)]
    [InlineData("", false)]
    public void Versions_from_1_3_0_on_are_taken(string text, bool taken)
    {
        Assert.Equal(taken, SafeVersion.TryParse(text, out _, out var refusal));
        Assert.Equal(taken, refusal is null);
    }

    [Fact]
    public void A_version_that_was_not_parsed_signs_nothing() =>
        Assert.Throws<ArgumentException>(() => new SafeAccount(1, Safe, default).HashesOf(Payment()));

    [Fact]
    public void Another_chain_safe_nonce_call_or_operation_has_another_hash()
    {
        var payment = Payment();
        string[] hashes =
        [
            HashOf(Account, payment),
            HashOf(Account with { ChainId = 10 }, payment),
            HashOf(Account with { Address = Token }, payment),
            HashOf(Account, payment with { Nonce = 6 }),
            HashOf(Account, payment with { Call = payment.Call with { Value = 2 } }),
            HashOf(Account, payment with { Call = payment.Call with { To = Token } }),
            HashOf(Account, payment with { Call = payment.Call with { Data = [0] } }),
            HashOf(Account, payment with { Call = payment.Call with { Operation = SafeOperation.DelegateCall } }),
            HashOf(Account, payment with { SafeTxGas = 1 }),
            HashOf(Account, payment with { BaseGas = 1 }),
            HashOf(Account, payment with { GasPrice = 1 }),
            HashOf(Account, payment with { GasToken = Token }),
            HashOf(Account, payment with { RefundReceiver = Token }),
            HashOf(Account, SafeTransaction.Rejection(Safe, 5)),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], HashOf(Account with { Version = SafeVersion.Oldest }, payment));
        Assert.Throws<ArgumentException>(() => Account.HashesOf(payment with { Nonce = -1 }));
    }

    [Fact]
    public void Signatures_are_packed_in_the_order_of_their_signers()
    {
        var hash = Account.HashesOf(Payment()).SafeTxHash;
        var keys = Enumerable.Range(0, 5).Select(i => TestKeys.Of($"owner {i}")).ToArray();
        var owners = keys.Select(key => key.Address).ToArray();
        var signatures = keys.Select(key => key.SignDigest(hash)).ToArray();

        Assert.True(SafeSignatures.TryPack(hash, signatures, owners, 3, out var packed, out var refusal), refusal);
        Assert.Equal(3 * EthereumSignature.Size, packed.Length);
        var signers = packed
            .Chunk(EthereumSignature.Size)
            .Select(one =>
            {
                Assert.True(EthereumSignature.TryParse(one, out var signature));
                Assert.True(signature.TryRecover(hash, out var signer));
                return signer;
            });
        Assert.Equal(owners.Order().Take(3), signers);

        Assert.True(SafeSignatures.TryPack(hash, signatures.Reverse(), owners, 3, out var reversed, out _));
        Assert.Equal(packed, reversed);
    }

    [Fact]
    public void Signatures_of_others_twice_or_too_few_are_refused()
    {
        var hash = Account.HashesOf(Payment()).SafeTxHash;
        using var first = TestKeys.Of("owner 1");
        using var second = TestKeys.Of("owner 2");
        using var stranger = TestKeys.Of("stranger");
        Address[] owners = [first.Address, second.Address];

        AssertRefused("not an owner", [first.SignDigest(hash), stranger.SignDigest(hash)]);
        AssertRefused("twice", [first.SignDigest(hash), first.SignDigest(hash)]);
        AssertRefused("1 signatures of 2", [first.SignDigest(hash)]);
        // By an owner, over the same transaction of another chain.
        var elsewhere = (Account with { ChainId = 10 }).HashesOf(Payment()).SafeTxHash;
        AssertRefused("not an owner", [first.SignDigest(hash), second.SignDigest(elsewhere)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => SafeSignatures.TryPack(hash, [], owners, 0, out _, out _));

        void AssertRefused(string expected, EthereumSignature[] signatures)
        {
            Assert.False(SafeSignatures.TryPack(hash, signatures, owners, 2, out var packed, out var refusal));
            Assert.Null(packed);
            Assert.Contains(expected, refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_call_data_of_an_execution_holds_the_transaction_and_the_signatures()
    {
        var data = (Payment() with { GasPrice = 7 }).ExecuteCallData([1, 2, 3]);
        Assert.Equal("0x6a761202", Hex.Encode(data.AsSpan(0, 4)));
        Assert.True(SafeFunctions.ExecTransaction.TryDecodeCall(data, out var arguments, out var refusal), refusal);
        Assert.Equal(
            [Payee, 1, Array.Empty<byte>(), 0, 0, 0, 7, Address.Zero, Address.Zero, new byte[] { 1, 2, 3 }],
            arguments
        );
    }

    [Fact]
    public void Damaged_lists_of_calls_are_refused_or_are_what_their_calls_pack_to()
    {
        SafeCall[] calls =
        [
            new(Token, 0, Transfer()),
            new(Payee, 5, []),
            new(Safe, 0, [1], SafeOperation.DelegateCall),
        ];
        var packed = MultiSend.Combine(calls, MultiSend.V141).Data;
        var list = ((AbiValue.Bytes)Arguments(packed)[0]).Value;
        var taken = 0;
        foreach (var damaged in Mutations.Of(list, 10_000, "multi send"))
        {
            var data = SafeFunctions.MultiSend.EncodeCall(damaged);
            if (MultiSend.TrySplit(data, out var split, out var refusal))
            {
                Assert.True(
                    split.Count < 2 || MultiSend.Combine(split, MultiSend.V141).Data.AsSpan().SequenceEqual(data)
                );
                taken++;
            }
            else
            {
                Assert.NotEmpty(refusal);
            }
        }

        Assert.True(taken >= 100);
        foreach (var damaged in Mutations.Of(packed, 5_000, "multi send call"))
        {
            // Whatever it is, it is shown.
            Assert.NotNull(CallDecoder.Decode(new SafeCall(MultiSend.V141, 0, damaged, SafeOperation.DelegateCall)));
        }
    }

    private static IReadOnlyList<AbiValue> Arguments(byte[] callData) =>
        SafeFunctions.MultiSend.TryDecodeCall(callData, out var arguments, out var refusal)
            ? arguments
            : throw new InvalidOperationException(refusal);

    private static SafeTransaction Payment() => new() { Call = new SafeCall(Payee, 1, []), Nonce = 5 };

    private static byte[] Transfer() =>
        AbiFunction.Parse("transfer(address,uint256)").EncodeCall(Payee, BigInteger.Pow(10, 18));

    private static string HashOf(SafeAccount account, SafeTransaction transaction) =>
        Hex.Encode(account.HashesOf(transaction).SafeTxHash);

    private static SafeTransaction Read(JsonElement test)
    {
        return new SafeTransaction
        {
            Call = new SafeCall(
                Address.Parse(test.Text("to")),
                Number("value"),
                test.Bytes("data"),
                (SafeOperation)test.GetProperty("operation").GetInt32()
            ),
            SafeTxGas = Number("safeTxGas"),
            BaseGas = Number("baseGas"),
            GasPrice = Number("gasPrice"),
            GasToken = Address.Parse(test.Text("gasToken")),
            RefundReceiver = Address.Parse(test.Text("refundReceiver")),
            Nonce = Number("nonce"),
        };

        BigInteger Number(string name) => BigInteger.Parse(test.Text(name), CultureInfo.InvariantCulture);
    }
}
