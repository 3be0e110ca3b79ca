using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.Transactions;

/// <summary>A signed transaction, as it is broadcast.</summary>
public sealed class SignedTransaction
{
    internal SignedTransaction(byte[] raw) => Raw = raw;

    /// <summary>What <c>eth_sendRawTransaction</c> takes.</summary>
    public byte[] Raw { get; }

    /// <summary>keccak256 of it, 32 bytes, by which the chain names the transaction.</summary>
    public byte[] Hash => Keccak256.Hash(Raw);
}
