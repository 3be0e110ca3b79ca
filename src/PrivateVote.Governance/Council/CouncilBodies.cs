using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>What a council member makes of a result.</summary>
[JsonConverter(typeof(NameForm<Verdict>))]
public enum Verdict
{
    /// <summary>The record verifies, and the payload is what was voted.</summary>
    Approve,

    /// <summary>It does not, or executing it would do harm: the reason says what.</summary>
    Refuse,
}

/// <summary>A council member verified the record of a vote with their own software.</summary>
/// <param name="Record">The root that the outcome has: what was verified. Where nothing was voted, 32 zero bytes.</param>
/// <param name="After">The entry of the member's last review of this proposal; 0 for none. A word that was kept back does not follow a later one.</param>
/// <param name="Nonce">The Safe's nonce that is meant; null without a Safe.</param>
/// <param name="SafeTxHash">What owners sign; null without a Safe.</param>
/// <param name="Reason">Needed to refuse.</param>
public sealed record ReviewBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    [property: JsonConverter(typeof(DigestForm))] byte[] Record,
    Verdict Verdict,
    long After,
    ulong? Nonce = null,
    [property: JsonConverter(typeof(DigestForm))] byte[]? SafeTxHash = null,
    string? Reason = null
) : ISpaceEntry;

/// <summary>A Safe owner's signature over the hash that follows from the voted payload.</summary>
/// <param name="Nonce">The Safe's nonce.</param>
/// <param name="Value">r ‖ s ‖ v, 65 bytes.</param>
/// <param name="Rejection">Whether it signs the empty transaction that takes the nonce away instead.</param>
public sealed record SignatureBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    ulong Nonce,
    [property: JsonConverter(typeof(BytesForm))] byte[] Value,
    bool Rejection = false
) : ISpaceEntry;

/// <summary>What came of the transaction.</summary>
[JsonConverter(typeof(NameForm<ExecutionStatus>))]
public enum ExecutionStatus
{
    Succeeded,

    /// <summary>The Safe took the transaction and its calls failed.</summary>
    Failed,

    /// <summary>The rejection transaction took the nonce.</summary>
    Rejected,
}

/// <summary>A council member reports the receipt of the transaction.</summary>
/// <param name="Transaction">The transaction's hash, 32 bytes.</param>
/// <param name="Block">The number of its block.</param>
/// <param name="Nonce">The Safe's nonce that it used; null without a Safe.</param>
/// <param name="Detail">What a reader should know, such as why it failed.</param>
public sealed record ExecutedBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    [property: JsonConverter(typeof(DigestForm))] byte[] Transaction,
    ulong Block,
    ExecutionStatus Status,
    ulong? Nonce = null,
    string? Detail = null
) : ISpaceEntry;
