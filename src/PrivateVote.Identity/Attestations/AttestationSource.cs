namespace PrivateVote.Identity.Attestations;

/// <summary>An issuer, or several that count as one, and what a space takes from them.</summary>
/// <param name="Id">What the space's policy calls this source: 1 to 64 of a-z, 0-9 and `-`.</param>
/// <param name="Issuers">DIDs, or for EAS addresses; empty only for the two formats of zero-knowledge proofs.</param>
/// <param name="Assurance">How much the space relies on it, 1 to 4.</param>
/// <param name="Uniqueness">
/// Sources that name the same text here share uniqueness tags: who is known through one is known through all. Null: a person
/// is unique within the issuer only.
/// </param>
/// <param name="Types">What is accepted: credential types, `vct`, EAS schema UIDs, providers of stamps. Null: any.</param>
/// <param name="UniqueClaim">The claim that tells people apart, instead of the subject; null for the subject.</param>
/// <param name="Roots">Group roots for the two formats of zero-knowledge proofs.</param>
/// <param name="AppId">World ID: the app's id.</param>
/// <param name="Action">World ID: the action.</param>
/// <param name="CheckStatus">Whether revocation is asked about; then only a registrar can admit.</param>
public sealed record AttestationSource(
    string Id,
    AttestationFormat Format,
    IReadOnlyList<string> Issuers,
    int Assurance,
    string? Uniqueness = null,
    IReadOnlyList<string>? Types = null,
    string? UniqueClaim = null,
    IReadOnlyList<string>? Roots = null,
    string? AppId = null,
    string? Action = null,
    bool CheckStatus = false
);
