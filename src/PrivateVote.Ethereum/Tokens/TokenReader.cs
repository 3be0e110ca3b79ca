using System.Numerics;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;

namespace PrivateVote.Ethereum.Tokens;

/// <summary>What a token says through a JSON-RPC endpoint, in the state after one block: ERC-20, and the votes of ERC-5805.</summary>
/// <remarks>
/// Every method throws <see cref="JsonRpcException"/> when the endpoint cannot be had, has not that state any more, or when what is at
/// the address does not answer as a token.
/// </remarks>
public sealed class TokenReader(JsonRpc rpc, Address token, Block block)
{
    private static readonly AbiType Amount = AbiType.Parse("uint256");
    private static readonly AbiFunction TotalSupply = AbiFunction.Parse("totalSupply()");
    private static readonly AbiFunction BalanceOf = AbiFunction.Parse("balanceOf(address account)");
    private static readonly AbiFunction GetVotes = AbiFunction.Parse("getVotes(address account)");

    /// <summary>All there is of it.</summary>
    public Task<BigInteger> SupplyAsync(CancellationToken cancellation = default) =>
        AskAsync(TotalSupply, cancellation);

    /// <summary>What an account has of it.</summary>
    public Task<BigInteger> BalanceAsync(Address account, CancellationToken cancellation = default) =>
        AskAsync(BalanceOf, cancellation, account);

    /// <summary>
    /// The votes of an account, delegated ones included. After a block they are what `getPastVotes` says of that block later, whether the
    /// token counts time in blocks or in seconds (ERC-6372).
    /// </summary>
    public Task<BigInteger> VotesAsync(Address account, CancellationToken cancellation = default) =>
        AskAsync(GetVotes, cancellation, account);

    private async Task<BigInteger> AskAsync(
        AbiFunction function,
        CancellationToken cancellation,
        params AbiValue[] arguments
    )
    {
        var data = await rpc.CallAsync(new ContractCall(token, function.EncodeCall(arguments)), block, cancellation)
            .ConfigureAwait(false);
        return AbiDecoder.TryDecode(Amount, data, out var value, out _)
            ? ((AbiValue.Number)value).Value
            : throw JsonRpcValue.Malformed($"{token} does not answer {function} as a token does");
    }
}
