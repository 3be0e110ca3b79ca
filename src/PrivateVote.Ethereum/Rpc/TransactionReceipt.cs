using System.Numerics;

namespace PrivateVote.Ethereum.Rpc;

/// <summary>What became of a transaction that is in a block.</summary>
/// <param name="TransactionHash">32 bytes.</param>
/// <param name="BlockHash">32 bytes.</param>
/// <param name="BlockNumber">The block's number.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The recipient; null when a contract was created.</param>
/// <param name="ContractAddress">The contract that was created; null when none was.</param>
/// <param name="GasUsed">Units of gas.</param>
/// <param name="Succeeded">False when it reverted.</param>
/// <param name="Logs">The events, in order.</param>
public sealed record TransactionReceipt(
    byte[] TransactionHash,
    byte[] BlockHash,
    ulong BlockNumber,
    Address From,
    Address? To,
    Address? ContractAddress,
    BigInteger GasUsed,
    bool Succeeded,
    IReadOnlyList<TransactionLog> Logs
);

/// <summary>An event of a contract.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">At most four, 32 bytes each; the first is keccak256 of the event's signature.</param>
/// <param name="Data">The parameters that are not topics, ABI-encoded.</param>
public sealed record TransactionLog(Address Address, IReadOnlyList<byte[]> Topics, byte[] Data);
