using System.Numerics;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Files;

/// <summary>Makes what an owner hands to whoever executes.</summary>
internal static class OwnerSignatureFile
{
    /// <summary>Signs a transaction and writes down what it was for.</summary>
    /// <param name="basis">What decided on it; null for a rejection.</param>
    public static CouncilSignature Sign(EthereumKey wallet, SafeState state, SafeTransaction transaction, byte[]? basis)
    {
        var hash = state.Account.HashesOf(transaction).SafeTxHash;
        return new CouncilSignature(
            CouncilSignature.CurrentFormat,
            Small(state.Account.ChainId, "chain id"),
            state.Account.Address.ToString(),
            state.Account.Version.ToString(),
            Small(transaction.Nonce, "nonce"),
            hash,
            state.Threshold,
            wallet.Address.ToString(),
            wallet.SignDigest(hash).ToBytes(),
            basis
        );
    }

    /// <exception cref="Failure">It does not fit into 64 bits, as files and logs have it.</exception>
    public static ulong Small(BigInteger number, string what) =>
        number <= ulong.MaxValue ? (ulong)number : throw new Failure($"a {what} above 2^64 is not written down");
}
