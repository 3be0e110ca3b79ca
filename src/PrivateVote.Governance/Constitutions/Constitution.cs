using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance;

/// <summary>
/// The rules by which a space governs itself. It is part of the space entry, and changes only by a proposal that passed under it.
/// </summary>
/// <param name="Organizers">The did:keys that may run elections and record overrides.</param>
/// <param name="Tracks">Ways from an idea to a decision; their ids differ.</param>
/// <param name="Templates">What proposals consist of; their ids differ.</param>
/// <param name="MinimumClass">Voters that share a weight at least, or an election does not open without an override.</param>
/// <param name="Council">Who executes payloads; null where nothing is executed on a chain.</param>
/// <param name="Weight">How contributions become weights; null for one person, one vote.</param>
/// <param name="Contributors">Whose attestations of contributions count.</param>
/// <param name="Capital">What votes are compared with on tracks that ask for it; null for nothing.</param>
public sealed record Constitution(
    IReadOnlyList<string> Organizers,
    IReadOnlyList<Track> Tracks,
    IReadOnlyList<Template> Templates,
    int MinimumClass = 1,
    SpaceCouncil? Council = null,
    WeightPolicy? Weight = null,
    IReadOnlyList<ContributionSource>? Contributors = null,
    CapitalRule? Capital = null
)
{
    /// <summary>The track of this id, or null.</summary>
    public Track? FindTrack(string id) => Tracks.FirstOrDefault(track => track.Id == id);

    /// <summary>The template of this id, or null.</summary>
    public Template? FindTemplate(string id) => Templates.FirstOrDefault(template => template.Id == id);
}

/// <summary>Who reviews results and executes payloads.</summary>
/// <param name="Members">Each by DID, and where the Safe knows them as owner by that address too.</param>
/// <param name="Threshold">How many have to agree; with a Safe as many as its threshold.</param>
/// <param name="Safe">The multisig; null where nothing is executed on a chain.</param>
/// <param name="Governor">An OpenZeppelin Governor that results are proposed to as well; null for none.</param>
public sealed record SpaceCouncil(
    IReadOnlyList<CouncilMember> Members,
    int Threshold,
    SafeReference? Safe = null,
    GovernorReference? Governor = null
);

/// <param name="Did">The did:key that signs reviews.</param>
/// <param name="Owner">The EIP-55 address that signs for the Safe; null where there is none.</param>
public sealed record CouncilMember(string Did, string? Owner = null);

/// <param name="Address">EIP-55.</param>
/// <param name="Version">Of its contract, from 1.3.0 on.</param>
public sealed record SafeReference(ulong ChainId, string Address, string Version);

/// <param name="Address">EIP-55.</param>
public sealed record GovernorReference(ulong ChainId, string Address);

/// <summary>Where contributions are attested.</summary>
/// <param name="Id">1 to 64 of a-z, 0-9 and `-`; not `csv`.</param>
/// <param name="Issuers">did:keys for `jws`, EIP-55 addresses for `eas`.</param>
/// <param name="Categories">What they may attest.</param>
/// <param name="Schema">EAS: the schema's UID, `0x` and 64 hexadecimal digits; null for `jws`.</param>
public sealed record ContributionSource(
    string Id,
    ContributionFormat Format,
    IReadOnlyList<string> Issuers,
    IReadOnlyList<string> Categories,
    string? Schema = null
);

/// <summary>How a contribution is attested.</summary>
[JsonConverter(typeof(NameForm<ContributionFormat>))]
public enum ContributionFormat
{
    /// <summary>A compact JWS of type `privatevote-contribution-statement+jws`.</summary>
    Jws,

    /// <summary>An off-chain attestation of the Ethereum Attestation Service.</summary>
    Eas,
}

/// <summary>What a proposal consists of.</summary>
/// <param name="Sections">Names in the order they are shown; the first <paramref name="Required"/> must not be empty.</param>
public sealed record Template(string Id, IReadOnlyList<string> Sections, int Required);
