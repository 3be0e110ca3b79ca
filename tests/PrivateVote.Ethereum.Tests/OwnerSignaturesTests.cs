using System.Numerics;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Ethereum.Tests;

/// <summary>Signatures that were collected, held against a Safe as it is now.</summary>
public sealed class OwnerSignaturesTests : IDisposable
{
    private static readonly Address Safe = Address.Parse("0x3333333333333333333333333333333333333333");
    private static readonly SafeAccount Account = new(1, Safe, SafeVersion.V141);
    private static readonly SafeTransaction Transaction = new()
    {
        Call = new SafeCall(Address.Parse("0x2222222222222222222222222222222222222222"), 5, [1]),
        Nonce = 7,
    };

    private readonly EthereumKey[] owners = [.. Enumerable.Range(0, 5).Select(i => TestKeys.Of($"owner {i}"))];

    public void Dispose() => Array.ForEach(owners, owner => owner.Dispose());

    [Fact]
    public void Signatures_out_of_order_are_put_in_order()
    {
        var found = Of(3, [.. owners.Take(3).OrderByDescending(owner => owner.Address).Select(Sign)]);
        Assert.True(found.AreEnough);
        var packed = found.Pack();
        Assert.Equal(3 * EthereumSignature.Size, packed.Length);
        var hash = Account.HashesOf(Transaction).SafeTxHash;
        var signers = packed
            .Chunk(EthereumSignature.Size)
            .Select(one =>
            {
                Assert.True(EthereumSignature.TryParse(one, out var signature));
                Assert.True(signature.TryRecover(hash, out var signer));
                return signer;
            })
            .ToArray();
        Assert.Equal(signers.Order(), signers);
        Assert.Equal(owners.Take(3).Select(owner => owner.Address).Order(), signers);
    }

    [Fact]
    public void A_signature_by_a_non_owner_does_not_count()
    {
        using var stranger = TestKeys.Of("stranger");
        var found = Of(2, [Sign(stranger), Sign(owners[0])]);
        Assert.False(found.AreEnough);
        Assert.Contains($"by {stranger.Address}", found.Findings[0].Problem, StringComparison.Ordinal);
        Assert.Null(found.Findings[1].Problem);
        Assert.Throws<InvalidOperationException>(found.Pack);
        Assert.True(Of(2, [Sign(stranger), Sign(owners[0]), Sign(owners[1])]).AreEnough);
    }

    [Fact]
    public void The_same_owner_counts_once()
    {
        var found = Of(2, [Sign(owners[0]), Sign(owners[0])]);
        Assert.False(found.AreEnough);
        Assert.Contains("signed twice", found.Findings[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_over_the_domain_of_older_safes_is_named_and_does_not_count()
    {
        var old = TypedData.Create(
            SafeTransaction.Types,
            "SafeTx",
            new TypedDataDomain(VerifyingContract: Safe),
            Transaction.ToValue()
        );
        var found = Of(1, [owners[0].SignTypedData(old)]);
        Assert.False(found.AreEnough);
        Assert.Contains("before 1.3.0", found.Findings[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_for_another_chain_nonce_or_payload_does_not_count()
    {
        var elsewhere = (Account with { ChainId = 10 }).HashesOf(Transaction).SafeTxHash;
        var earlier = Account.HashesOf(Transaction with { Nonce = 6 }).SafeTxHash;
        var other = Account.HashesOf(Transaction with { Call = Transaction.Call with { Value = 6 } }).SafeTxHash;
        var found = Of(
            1,
            [owners[0].SignDigest(elsewhere), owners[1].SignDigest(earlier), owners[2].SignDigest(other)]
        );
        Assert.Empty(found.Good);
        Assert.Contains("for nonce 6, not 7", found.Findings[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_threshold_that_changed_in_between_decides()
    {
        EthereumSignature[] three = [.. owners.Take(3).Select(Sign)];
        Assert.True(Of(3, three).AreEnough);
        Assert.False(Of(4, three).AreEnough);
        Assert.Equal(2 * EthereumSignature.Size, Of(2, three).Pack().Length);
    }

    [Theory]
    [InlineData("ExecutionSuccess(bytes32,uint256)", true, SafeOutcome.Succeeded)]
    [InlineData("ExecutionFailure(bytes32,uint256)", true, SafeOutcome.Failed)]
    [InlineData("ExecutionSuccess(bytes32,uint256)", false, SafeOutcome.Other)]
    [InlineData("Something(bytes32,uint256)", true, SafeOutcome.Other)]
    public void A_receipt_says_what_became_of_this_transaction(string signature, bool ofSafe, SafeOutcome expected)
    {
        var hash = Account.HashesOf(Transaction).SafeTxHash;
        var topic = Keccak256.Hash(Encoding.ASCII.GetBytes(signature));
        var from = ofSafe ? Safe : Transaction.Call.To;
        // From 1.4.0 on the hash is a topic, before it is in the data.
        foreach (
            var log in new[]
            {
                new TransactionLog(from, [topic, hash], new byte[32]),
                new TransactionLog(from, [topic], [.. hash, .. new byte[32]]),
            }
        )
        {
            Assert.Equal(expected, SafeReceipt.Read(Receipt(true, log), Safe, hash));
            Assert.Equal(SafeOutcome.Reverted, SafeReceipt.Read(Receipt(false, log), Safe, hash));
            Assert.Equal(SafeOutcome.Other, SafeReceipt.Read(Receipt(true, log), Safe, new byte[32]));
        }
    }

    private OwnerSignatures Of(int threshold, EthereumSignature[] signatures) =>
        OwnerSignatures.Of(
            new SafeState(Account, [.. owners.Select(owner => owner.Address)], threshold, 7),
            Transaction,
            signatures
        );

    private static EthereumSignature Sign(EthereumKey key) => key.SignDigest(Account.HashesOf(Transaction).SafeTxHash);

    private static TransactionReceipt Receipt(bool succeeded, TransactionLog log) =>
        new(new byte[32], new byte[32], 1, Safe, Safe, null, BigInteger.One, succeeded, [log]);
}
