using System.Numerics;

namespace PrivateVote.Ethereum.Transactions;

/// <summary>What is paid for gas, in wei for each unit; it decides the kind of the transaction.</summary>
public abstract record TransactionFee
{
    private TransactionFee() { }

    /// <summary>One price: a legacy transaction, bound to its chain by EIP-155.</summary>
    public sealed record Legacy(BigInteger GasPrice) : TransactionFee;

    /// <summary>A base fee that the chain sets and a tip, together at most the maximum: EIP-1559, type 2.</summary>
    public sealed record Market(BigInteger MaxFeePerGas, BigInteger MaxPriorityFeePerGas) : TransactionFee;
}
