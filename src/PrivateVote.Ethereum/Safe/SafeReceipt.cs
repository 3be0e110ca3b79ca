using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Rpc;

namespace PrivateVote.Ethereum.Safe;

/// <summary>What became of a Safe's transaction.</summary>
public enum SafeOutcome
{
    /// <summary>The Safe says ExecutionSuccess of this very transaction.</summary>
    Succeeded,

    /// <summary>The Safe took the transaction, and its call failed: ExecutionFailure.</summary>
    Failed,

    /// <summary>Everything was taken back, the nonce too: the Safe's transaction can be tried again.</summary>
    Reverted,

    /// <summary>The receipt is of something else: the Safe says nothing of this transaction in it.</summary>
    Other,
}

/// <summary>Reads a Safe's events in a receipt.</summary>
public static class SafeReceipt
{
    // The hash is indexed since 1.4.0 and in the data before; the event's topic is the same.
    private static readonly byte[] Success = Topic("ExecutionSuccess(bytes32,uint256)");
    private static readonly byte[] Failure = Topic("ExecutionFailure(bytes32,uint256)");

    /// <param name="receipt">Of the transaction that carried execTransaction.</param>
    /// <param name="safe">Only its own events count: any contract can emit the same.</param>
    /// <param name="safeTxHash">32 bytes.</param>
    public static SafeOutcome Read(TransactionReceipt receipt, Address safe, ReadOnlySpan<byte> safeTxHash)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (!receipt.Succeeded)
        {
            return SafeOutcome.Reverted;
        }

        foreach (var log in receipt.Logs)
        {
            if (log.Address != safe || log.Topics.Count == 0 || !IsOf(log, safeTxHash))
            {
                continue;
            }

            if (log.Topics[0].AsSpan().SequenceEqual(Success))
            {
                return SafeOutcome.Succeeded;
            }

            if (log.Topics[0].AsSpan().SequenceEqual(Failure))
            {
                return SafeOutcome.Failed;
            }
        }

        return SafeOutcome.Other;
    }

    private static bool IsOf(TransactionLog log, ReadOnlySpan<byte> safeTxHash) =>
        log.Topics.Count > 1
            ? log.Topics[1].AsSpan().SequenceEqual(safeTxHash)
            : log.Data.AsSpan().StartsWith(safeTxHash);

    private static byte[] Topic(string signature) => Keccak256.Hash(Encoding.ASCII.GetBytes(signature));
}
