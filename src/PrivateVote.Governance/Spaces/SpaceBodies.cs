using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>Who sees the members.</summary>
[JsonConverter(typeof(NameForm<RollKind>))]
public enum RollKind
{
    /// <summary>Presentations are in the log: anyone verifies that each member was entitled, and sees who is one.</summary>
    Public,

    /// <summary>The log has commitments, keyed uniqueness tags and digests; the registrar keeps the evidence and can open it.</summary>
    Private,
}

/// <summary>What makes somebody a member.</summary>
/// <param name="Sources">The trusted sources; their ids differ.</param>
/// <param name="AnyOf">Sets of source ids: presenting every source of one set suffices.</param>
/// <param name="MinimumAssurance">What the highest source of the set has to have, 1 to 4.</param>
/// <param name="Replacements">How many times a person may exchange their commitment between two rolls.</param>
public sealed record PersonhoodPolicy(
    IReadOnlyList<AttestationSource> Sources,
    IReadOnlyList<IReadOnlyList<string>> AnyOf,
    int MinimumAssurance,
    int Replacements
);

/// <summary>Who enters what the log alone cannot show.</summary>
/// <param name="Did">Signs admissions.</param>
/// <param name="UniquenessKey">Baby Jubjub public key that keyed uniqueness tags are proved under, 64 bytes.</param>
public sealed record Registrar(string Did, [property: JsonConverter(typeof(BytesForm))] byte[] UniquenessKey);

/// <summary>Opens a space. The space's id is SHA-256 of these bytes as they were signed.</summary>
/// <param name="Protocol">Always <see cref="CurrentProtocol"/>.</param>
/// <param name="Domain">The host that voters know the space by: wallets show it when they sign a challenge.</param>
/// <param name="Administrators">The DIDs that may sign entries of kinds `roots` and `roll`.</param>
/// <param name="Registrar">Needed for a private roll, for sources whose status is checked, and for issuers of did:web.</param>
/// <param name="Nonce">16 random bytes, so that no two spaces share an id.</param>
/// <param name="Constitution">How the space governs itself; not written when it only keeps a roll.</param>
public sealed record SpaceBody(
    string Protocol,
    string Name,
    string Domain,
    IReadOnlyList<string> Administrators,
    RollKind Roll,
    PersonhoodPolicy Personhood,
    [property: JsonConverter(typeof(NonceForm))] byte[] Nonce,
    Registrar? Registrar = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Constitution? Constitution = null
)
{
    public const string CurrentProtocol = "PrivateVote/v1";
}

/// <summary>Somebody becomes a member by what anyone can verify: the presentation is its authentication.</summary>
/// <param name="Space">The space's id.</param>
/// <param name="Tags">The uniqueness tag of each attestation, in the order of the presentation: see <see cref="TagForm"/>.</param>
/// <param name="ValidUntil">The earliest end of the attestations; from then on this member is in no roll. Null for no end.</param>
public sealed record RegisterBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    Presentation Presentation,
    IReadOnlyList<string> Tags,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset? ValidUntil = null
);

/// <summary>Somebody becomes a member by the registrar's word, who keeps the evidence for it.</summary>
/// <param name="Sources">The set of sources of the policy that was satisfied, in its order.</param>
/// <param name="Tags">The uniqueness tag of each source's attestation, in that order: see <see cref="TagForm"/>.</param>
/// <param name="ValidUntil">The earliest end of the attestations; from then on this member is in no roll. Null for no end.</param>
/// <param name="Replaces">The commitment of the same person that this one replaces; null for none.</param>
/// <param name="Evidence">Private roll: <see cref="Governance.Evidence.Digest"/>. Public roll: null.</param>
/// <param name="Presentation">Public roll: the presentation. Private roll: null.</param>
/// <param name="Keys">Public roll: issuers' keys as they were fetched, did:key by DID URL; null for none.</param>
public sealed record AdmitBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    [property: JsonConverter(typeof(FrForm))] Fr Commitment,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Tags,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset? ValidUntil = null,
    [property: JsonConverter(typeof(FrForm))] Fr? Replaces = null,
    [property: JsonConverter(typeof(DigestForm))] byte[]? Evidence = null,
    Presentation? Presentation = null,
    IReadOnlyDictionary<string, string>? Keys = null
);

/// <summary>Group roots that a source of zero-knowledge proofs accepts from now on, instead of those before.</summary>
/// <param name="After">The index of the log's last `roots` entry, 0 for none: an old entry cannot be brought again.</param>
public sealed record RootsBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    string Source,
    IReadOnlyList<string> Roots,
    long After
);

/// <summary>Fixes the members, as they are at this entry's time, for a census; replacements are counted anew from here.</summary>
/// <param name="Census">Recomputed by everyone who replays the log.</param>
/// <param name="After">
/// The index of the log's last `roll` entry, 0 for none: an old entry cannot be brought again, and a roll of the same members is another
/// entry.
/// </param>
/// <param name="Subject">
/// The entry of the proposal or decision whose vote it is for: weights follow from its frozen rules, contributions and
/// delegations. Not written for a roll of one person, one vote.
/// </param>
public sealed record RollBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    CensusSummary Census,
    long After,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Subject = null
);
