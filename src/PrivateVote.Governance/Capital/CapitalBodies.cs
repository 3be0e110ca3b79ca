using System.Numerics;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>A member says which Ethereum account is theirs, and its wallet says so too; from the next roll on it counts.</summary>
/// <param name="Account">EIP-55.</param>
/// <param name="Signature">Of <see cref="AccountMessage"/> by that account: `0x` and 130 hexadecimal digits.</param>
public sealed record AccountBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    string Account,
    string Signature
) : ISpaceEntry;

/// <summary>What one account had.</summary>
/// <param name="Account">EIP-55.</param>
/// <param name="Amount">Votes or balance, in the token's smallest unit.</param>
public sealed record Holding(string Account, [property: JsonConverter(typeof(AmountForm))] BigInteger Amount);

/// <summary>
/// What the accounts of a vote's roll had at a block; by an organizer, whose word it is until somebody with a node has compared
/// it. Up to <see cref="PageSize"/> accounts on a page, in the order of the roll.
/// </summary>
/// <param name="Election">The vote's election id.</param>
/// <param name="Token">EIP-55: the token that the frozen rules name.</param>
/// <param name="Block">The last block that is not younger than the roll.</param>
/// <param name="BlockHash">Its hash.</param>
/// <param name="Supply">The token's total supply there.</param>
/// <param name="Page">From 0; page 0 begins anew.</param>
public sealed record CapitalBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    [property: JsonConverter(typeof(DigestForm))] byte[] Election,
    ulong ChainId,
    string Token,
    ulong Block,
    [property: JsonConverter(typeof(DigestForm))] byte[] BlockHash,
    [property: JsonConverter(typeof(AmountForm))] BigInteger Supply,
    int Page,
    IReadOnlyList<Holding> Holdings
) : ISpaceEntry
{
    /// <summary>So many fit an entry, whatever they have.</summary>
    public const int PageSize = 256;
}
