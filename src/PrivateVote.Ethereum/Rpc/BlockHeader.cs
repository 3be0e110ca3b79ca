namespace PrivateVote.Ethereum.Rpc;

/// <summary>What tells a block from others.</summary>
/// <param name="Hash">32 bytes.</param>
/// <param name="Timestamp">In seconds since 1970.</param>
public sealed record BlockHeader(ulong Number, byte[] Hash, ulong Timestamp);
