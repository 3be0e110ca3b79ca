using System.Globalization;
using System.Numerics;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Governance;

/// <summary>What the owners of the council's Safe sign for a payload: it follows from the payload, the Safe and a nonce, and from nothing else.</summary>
public static class SafePayload
{
    /// <summary>The Safe that the council executes with.</summary>
    public static SafeAccount AccountOf(SafeReference safe)
    {
        ArgumentNullException.ThrowIfNull(safe);
        return SafeVersion.TryParse(safe.Version, out var version, out var problem)
            ? new SafeAccount(safe.ChainId, Address.Parse(safe.Address), version)
            : throw new ArgumentException(problem, nameof(safe));
    }

    /// <summary>The payload's calls.</summary>
    public static IReadOnlyList<SafeCall> CallsOf(Payload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return
        [
            .. payload.Calls.Select(call => new SafeCall(
                Address.Parse(call.To),
                BigInteger.Parse(call.Value, CultureInfo.InvariantCulture),
                Convert.FromHexString(call.Data.AsSpan(2)),
                (SafeOperation)call.Operation
            )),
        ];
    }

    /// <summary>One call as it is, several as one MultiSend by the Safe's version; nothing is refunded.</summary>
    public static SafeTransaction TransactionOf(Payload payload, SafeReference safe, ulong nonce)
    {
        var calls = CallsOf(payload);
        var contract = MultiSend.ContractFor(AccountOf(safe).Version, calls);
        return new SafeTransaction { Call = MultiSend.Combine(calls, contract), Nonce = nonce };
    }

    /// <summary>The hash that owners sign for the payload, or for the empty transaction that takes the nonce away; 32 bytes.</summary>
    public static byte[] HashOf(Payload payload, SafeReference safe, ulong nonce, bool rejection = false)
    {
        var account = AccountOf(safe);
        var transaction = rejection
            ? SafeTransaction.Rejection(account.Address, nonce)
            : TransactionOf(payload, safe, nonce);
        return account.HashesOf(transaction).SafeTxHash;
    }
}
