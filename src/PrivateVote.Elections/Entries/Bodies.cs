using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Elections.Entries;

/// <summary>Opens a ceremony. The ceremony id is SHA-256 of these bytes as they were signed.</summary>
/// <param name="Members">The trustees' DIDs; a trustee's index is its position from 1.</param>
/// <param name="Threshold">How many of them are needed to decrypt.</param>
/// <param name="Nonce">16 random bytes, so that no two ceremonies share an id.</param>
public sealed record CommitteeBody(
    IReadOnlyList<string> Members,
    int Threshold,
    [property: JsonConverter(typeof(BytesForm))] byte[] Nonce
);

/// <summary>Ceremony, step 1.</summary>
/// <param name="Ceremony">The ceremony id.</param>
/// <param name="EncryptionKey">The Baby Jubjub key that shares for this trustee are encrypted to, 64 bytes.</param>
/// <param name="CommitmentsDigest">SHA-256 of the coefficient commitments that step 2 opens, 64 bytes each.</param>
public sealed record CommitBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Ceremony,
    [property: JsonConverter(typeof(BytesForm))] byte[] EncryptionKey,
    [property: JsonConverter(typeof(DigestForm))] byte[] CommitmentsDigest
);

/// <summary>Ceremony, step 2.</summary>
/// <param name="Commits">RFC 6962 root of the log up to and including the last commit: what the dealer has seen.</param>
/// <param name="Commitments">Feldman commitments, constant term first, 64 bytes each, threshold of them.</param>
/// <param name="Proof">Schnorr proof of knowledge of the constant term, 64 bytes.</param>
/// <param name="Shares">For each trustee in order, the dealer included: its share, encrypted to its key.</param>
public sealed record DealBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Ceremony,
    [property: JsonConverter(typeof(DigestForm))] byte[] Commits,
    [property: JsonConverter(typeof(BytesForm))] byte[] Commitments,
    [property: JsonConverter(typeof(BytesForm))] byte[] Proof,
    IReadOnlyList<string> Shares
);

/// <summary>Ceremony, step 3: the trustee's shares from these dealers are all good.</summary>
/// <param name="Dealers">The indices of the dealers, ascending.</param>
public sealed record AcknowledgeBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Ceremony,
    IReadOnlyList<int> Dealers
);

/// <summary>Ceremony, step 3, instead: a share that does not fit the dealer's commitments, opened for everyone.</summary>
/// <param name="Dealer">The index of the dealer.</param>
/// <param name="Opening">What opens the encrypted share to anyone, and the proof that it is the right opening.</param>
public sealed record ComplainBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Ceremony,
    int Dealer,
    [property: JsonConverter(typeof(BytesForm))] byte[] Opening
);

/// <summary>A page of the census, at most <see cref="PageSize"/> members.</summary>
public sealed record CensusBody(IReadOnlyList<string> Commitments, IReadOnlyList<uint> Weights)
{
    /// <summary>So that a page with the longest numbers, signed by the longest kind of key, is an entry: about 55,200 bytes.</summary>
    public const int PageSize = 512;
}

/// <summary>The end of voting.</summary>
/// <param name="Ballots">Slots that hold a ballot.</param>
/// <param name="Tally">The encrypted tally: for each of the circuit's options R and S of the sum, 128 bytes.</param>
public sealed record CloseBody(int Ballots, [property: JsonConverter(typeof(BytesForm))] byte[] Tally);

/// <summary>A trustee's share of the decryption.</summary>
/// <param name="Election">The election id.</param>
/// <param name="Log">RFC 6962 root of the log up to and including the close entry: what the trustee replayed.</param>
/// <param name="Points">x_j·R_i for each of the election's options, 64 bytes each.</param>
/// <param name="Proof">One Chaum-Pedersen proof over all options, 64 bytes.</param>
public sealed record ShareBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Election,
    [property: JsonConverter(typeof(DigestForm))] byte[] Log,
    [property: JsonConverter(typeof(BytesForm))] byte[] Points,
    [property: JsonConverter(typeof(BytesForm))] byte[] Proof
);

/// <summary>The result.</summary>
/// <param name="Totals">One total for each of the election's options.</param>
/// <param name="Passed">Whether the decision is taken by the manifest's quorum and pass rule.</param>
/// <param name="Winner">The winning option's position, if there is one.</param>
public sealed record ResultBody(IReadOnlyList<ulong> Totals, bool Passed, int? Winner = null);

/// <summary>A council member's approval.</summary>
/// <param name="Election">The election id.</param>
/// <param name="Log">RFC 6962 root of the log up to and including the result: what the member verified.</param>
/// <param name="Option">The position of the option whose payload is approved: the winner's.</param>
public sealed record ApproveBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Election,
    [property: JsonConverter(typeof(DigestForm))] byte[] Log,
    int Option
);

/// <summary>A council member's report that the payload was executed.</summary>
/// <param name="Election">The election id.</param>
/// <param name="Transaction">The transaction's hash, 32 bytes.</param>
public sealed record ExecuteBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Election,
    [property: JsonConverter(typeof(DigestForm))] byte[] Transaction
);

/// <summary>The organizer calls the election off.</summary>
/// <param name="Election">The election id.</param>
public sealed record CancelBody([property: JsonConverter(typeof(DigestForm))] byte[] Election, string Reason);
