using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Governance;

/// <summary>What the owners of the council's Safe sign for a payload: it follows from the payload, the Safe and a nonce, and from nothing else.</summary>
public static class SafePayload
{
    /// <summary>The Safe that the council executes with.</summary>
    /// <exception cref="ArgumentException">Its version is not one from 1.3.0 on, or its address is none: no constitution has such a Safe.</exception>
    public static SafeAccount AccountOf(SafeReference safe)
    {
        ArgumentNullException.ThrowIfNull(safe);
        return !SafeVersion.TryParse(safe.Version, out var version, out var problem)
                ? throw new ArgumentException(problem, nameof(safe))
            : Address.TryParse(safe.Address, out var address) ? new SafeAccount(safe.ChainId, address, version)
            : throw new ArgumentException("malformed address", nameof(safe));
    }

    /// <summary>One call as it is, several as one MultiSend by the Safe's version; nothing is refunded.</summary>
    /// <exception cref="ArgumentException">It is no payload: none that was proposed by the rules.</exception>
    public static SafeTransaction TransactionOf(Payload payload, SafeReference safe, ulong nonce) =>
        VotedCalls.TryRead(payload, out var read, out var refusal)
            ? read.Transaction(AccountOf(safe).Version, nonce)
            : throw new ArgumentException(refusal, nameof(payload));

    /// <summary>The hash that owners sign for the payload, or for the empty transaction that takes the nonce away; 32 bytes.</summary>
    /// <exception cref="ArgumentException">It is no payload: none that was proposed by the rules.</exception>
    public static byte[] HashOf(Payload payload, SafeReference safe, ulong nonce, bool rejection = false)
    {
        var account = AccountOf(safe);
        var transaction = rejection
            ? SafeTransaction.Rejection(account.Address, nonce)
            : TransactionOf(payload, safe, nonce);
        return account.HashesOf(transaction).SafeTxHash;
    }
}
