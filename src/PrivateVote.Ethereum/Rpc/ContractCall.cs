using System.Numerics;

namespace PrivateVote.Ethereum.Rpc;

/// <summary>A call to a contract that is executed without being sent.</summary>
/// <param name="To">The contract.</param>
/// <param name="Data">Selector and arguments.</param>
/// <param name="Value">In wei, 0 or more.</param>
/// <param name="From">Who calls; the zero address when it is null.</param>
public sealed record ContractCall(Address To, byte[] Data, BigInteger Value = default, Address? From = null);
