using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance;

/// <summary>A member gives their weight on a track to another, instead of an earlier delegate.</summary>
/// <param name="To">The delegate's identity commitment.</param>
public sealed record DelegateBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    string Track,
    [property: JsonConverter(typeof(FrForm))] Fr To
) : ISpaceEntry;

/// <summary>A member takes their weight on a track back.</summary>
public sealed record RevokeBody([property: JsonConverter(typeof(DigestForm))] byte[] Space, string Track) : ISpaceEntry;

/// <summary>Where somebody stands on a proposal and why; Markdown.</summary>
public sealed record PositionBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    string Text
) : ISpaceEntry;

/// <summary>A contribution with what vouches for it.</summary>
/// <param name="Source">The id of the constitution's source.</param>
/// <param name="Attestation">A compact JWS over a <see cref="ContributionStatement"/>, or an EAS attestation as JSON.</param>
public sealed record ContributionBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    string Source,
    string Attestation
) : ISpaceEntry;

/// <summary>What an issuer attests.</summary>
/// <param name="Member">An identity commitment that the member has or had.</param>
/// <param name="Reference">What it was, so that a reader can look; 1 to 200 characters.</param>
public sealed record ContributionStatement(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    [property: JsonConverter(typeof(FrForm))] Fr Member,
    string Category,
    ulong Points,
    [property: JsonConverter(typeof(DateForm))] DateOnly Date,
    string Reference
)
{
    /// <summary>The JWS `typ` of an attestation.</summary>
    public const string Type = "privatevote-contribution-statement+jws";
}

/// <summary>A piece of the file of contributions that a proposal brought in.</summary>
/// <param name="Page">From 0; pieces come in order.</param>
/// <param name="Text">The bytes of the piece as text.</param>
public sealed record ContributionImportBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    int Page,
    string Text
) : ISpaceEntry;
