using System.Numerics;

namespace PrivateVote.Ethereum.Safe;

/// <summary>How a Safe runs a call.</summary>
public enum SafeOperation
{
    /// <summary>As a message to another contract.</summary>
    Call = 0,

    /// <summary>As if the other contract's code were the Safe's own: it may change anything of the Safe.</summary>
    DelegateCall = 1,
}

/// <summary>One call of a payload.</summary>
/// <param name="To">The contract, or the account that is paid.</param>
/// <param name="Value">In wei, 0 to 2^256 - 1.</param>
/// <param name="Data">Selector and arguments; empty for a plain payment.</param>
/// <param name="Operation">Call, or delegatecall.</param>
public sealed record SafeCall(Address To, BigInteger Value, byte[] Data, SafeOperation Operation = SafeOperation.Call)
{
    public bool Equals(SafeCall? other) =>
        other is not null
        && To == other.To
        && Value == other.Value
        && Operation == other.Operation
        && Data.AsSpan().SequenceEqual(other.Data);

    public override int GetHashCode() => HashCode.Combine(To, Value, Operation, Data.Length);
}
