using System.Numerics;
using PrivateVote.Ethereum.Eip712;

namespace PrivateVote.Ethereum.Safe;

/// <summary>
/// One Safe: where it is and which version it runs. From 1.3.0 on its domain is chain id and address, so that a signature is
/// for this Safe on this chain only.
/// </summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Address">The Safe's address.</param>
/// <param name="Version">Its contract's version, from 1.3.0 on.</param>
public sealed record SafeAccount(BigInteger ChainId, Address Address, SafeVersion Version)
{
    /// <summary>The typed data that owners sign, to hand to a wallet.</summary>
    /// <exception cref="ArgumentException">
    /// A number is out of range, or the version is not from 1.3.0 on (the default value is not).
    /// </exception>
    public TypedData ToTypedData(SafeTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return Version >= SafeVersion.Oldest
            ? TypedData.Create(
                SafeTransaction.Types,
                "SafeTx",
                new TypedDataDomain(ChainId: ChainId, VerifyingContract: Address),
                transaction.ToValue()
            )
            : throw new ArgumentException($"Safes before {SafeVersion.Oldest} are not supported");
    }

    /// <summary>The three hashes that wallets show.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or the version is not from 1.3.0 on.</exception>
    public SafeHashes HashesOf(SafeTransaction transaction)
    {
        var typed = ToTypedData(transaction);
        return new SafeHashes(typed.DomainSeparator, typed.MessageHash, typed.Digest);
    }
}

/// <summary>What hardware wallets show of a Safe's transaction, 32 bytes each.</summary>
/// <param name="DomainHash">Of the chain and the Safe.</param>
/// <param name="MessageHash">Of the transaction.</param>
/// <param name="SafeTxHash">Of both: what is signed.</param>
public sealed record SafeHashes(byte[] DomainHash, byte[] MessageHash, byte[] SafeTxHash);
