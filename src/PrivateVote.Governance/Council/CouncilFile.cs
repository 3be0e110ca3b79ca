using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>A council member's word on a result.</summary>
/// <param name="Index">Its entry.</param>
/// <param name="Member">The council member's DID.</param>
public sealed record Review(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    string Member,
    Verdict Verdict,
    ulong? Nonce,
    string? Reason
);

/// <summary>An owner's signature.</summary>
/// <param name="Index">Its entry.</param>
/// <param name="Owner">EIP-55.</param>
/// <param name="Value">r ‖ s ‖ v, 65 bytes.</param>
/// <param name="SafeTxHash">What it signs.</param>
/// <param name="Rejection">Whether that is the empty transaction.</param>
public sealed record OwnerSignature(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    string Owner,
    ulong Nonce,
    [property: JsonConverter(typeof(BytesForm))] byte[] Value,
    [property: JsonConverter(typeof(DigestForm))] byte[] SafeTxHash,
    bool Rejection
);

/// <summary>What came of the transaction.</summary>
/// <param name="Index">Its entry.</param>
/// <param name="Member">The council member's DID who reported it.</param>
public sealed record Execution(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    string Member,
    [property: JsonConverter(typeof(DigestForm))] byte[] Transaction,
    ulong Block,
    ExecutionStatus Status,
    ulong? Nonce,
    string? Detail
);

/// <summary>What the council did with a result.</summary>
public sealed class CouncilFile
{
    private readonly List<Review> reviews = [];
    private readonly List<OwnerSignature> signatures = [];

    internal CouncilFile() { }

    /// <summary>In order; the last of each member counts.</summary>
    public IReadOnlyList<Review> Reviews => reviews;

    public IReadOnlyList<OwnerSignature> Signatures => signatures;

    public Execution? Execution { get; internal set; }

    /// <summary>The last word of each member.</summary>
    [JsonIgnore]
    public IReadOnlyList<Review> Present =>
        [.. reviews.GroupBy(review => review.Member, StringComparer.Ordinal).Select(words => words.Last())];

    /// <summary>The most signatures of the payload that are there for one nonce.</summary>
    [JsonIgnore]
    public int MostSignatures =>
        signatures
            .Where(one => !one.Rejection)
            .CountBy(one => one.Nonce)
            .Select(pair => pair.Value)
            .DefaultIfEmpty()
            .Max();

    /// <summary>How many owners signed the payload, or the rejection, for this nonce.</summary>
    public int SignaturesFor(ulong nonce, bool rejection) =>
        signatures.Count(signature => signature.Nonce == nonce && signature.Rejection == rejection);

    /// <summary>The entry of a member's last review; 0 for none.</summary>
    public long LastReviewOf(string member) => reviews.LastOrDefault(review => review.Member == member)?.Index ?? 0;

    internal void Add(Review review) => reviews.Add(review);

    internal void Add(OwnerSignature signature) => signatures.Add(signature);
}
