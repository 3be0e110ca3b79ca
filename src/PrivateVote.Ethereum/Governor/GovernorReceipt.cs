using System.Numerics;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Rpc;

namespace PrivateVote.Ethereum.Governor;

/// <summary>Reads a Governor's events in a receipt.</summary>
public static class GovernorReceipt
{
    // Its parameter is in the data: OpenZeppelin's IGovernor indexes none.
    private static readonly byte[] Executed = Keccak256.Hash(Encoding.ASCII.GetBytes("ProposalExecuted(uint256)"));

    /// <summary>Whether the Governor says that it has executed this proposal.</summary>
    /// <param name="governor">Only its own events count: any contract can emit the same.</param>
    /// <param name="proposal">The proposal's id.</param>
    public static bool SaysExecuted(TransactionReceipt receipt, Address governor, BigInteger proposal)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return receipt.Succeeded
            && receipt.Logs.Any(log =>
                log.Address == governor
                && log.Topics.Count == 1
                && log.Topics[0].AsSpan().SequenceEqual(Executed)
                && log.Data.Length == 32
                && new BigInteger(log.Data, isUnsigned: true, isBigEndian: true) == proposal
            );
    }
}
