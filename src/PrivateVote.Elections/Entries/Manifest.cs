using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Elections.Entries;

/// <summary>One thing to vote for.</summary>
/// <param name="Name">What the voter reads.</param>
/// <param name="Payload">What is executed if it wins; absent when nothing is.</param>
public sealed record Option(string Name, Payload? Payload = null);

/// <summary>What the council's multisig executes: the calls of one Safe transaction.</summary>
public sealed record Payload(ulong ChainId, string Safe, IReadOnlyList<Call> Calls);

/// <summary>One call of a payload.</summary>
/// <param name="To">20 bytes, `0x` and 40 hexadecimal digits.</param>
/// <param name="Value">Wei, in decimal digits.</param>
/// <param name="Data">`0x` and hexadecimal digits, an even number of them.</param>
/// <param name="Operation">0 call, 1 delegatecall.</param>
public sealed record Call(string To, string Value, string Data, int Operation);

/// <summary>The electorate, fixed before the election opens.</summary>
/// <param name="Root">The LeanIMT's root.</param>
/// <param name="Size">Members.</param>
/// <param name="TotalWeight">The sum of their weights.</param>
public sealed record CensusSummary([property: JsonConverter(typeof(FrForm))] Fr Root, int Size, ulong TotalWeight);

/// <summary>The circuit and the key that ballots are proved under.</summary>
/// <param name="Name">`ballot-3` or `ballot-8`.</param>
/// <param name="VerificationKey">SHA-256 of the verification key's canonical bytes.</param>
public sealed record CircuitReference(
    string Name,
    [property: JsonConverter(typeof(DigestForm))] byte[] VerificationKey
);

/// <summary>The trustees' committee as the ceremony left it.</summary>
/// <param name="Ceremony">SHA-256 of the committee entry's payload.</param>
/// <param name="Transcript">RFC 6962 root of the ceremony's entries.</param>
/// <param name="Members">The trustees' DIDs; a trustee's index is its position from 1.</param>
/// <param name="Dealers">The indices whose deals make up the key, ascending.</param>
/// <param name="Threshold">How many trustees are needed to decrypt.</param>
/// <param name="Key">The joint key, 64 bytes.</param>
public sealed record CommitteeReference(
    [property: JsonConverter(typeof(DigestForm))] byte[] Ceremony,
    [property: JsonConverter(typeof(DigestForm))] byte[] Transcript,
    IReadOnlyList<string> Members,
    IReadOnlyList<int> Dealers,
    int Threshold,
    [property: JsonConverter(typeof(BytesForm))] byte[] Key
);

/// <summary>Whether a slot takes more than one ballot.</summary>
[JsonConverter(typeof(NameForm<Revoting>))]
public enum Revoting
{
    /// <summary>A second ballot under a nullifier is refused.</summary>
    None,

    /// <summary>A voter may vote again, anyone may re-encrypt, and the two look the same.</summary>
    Deniable,
}

/// <summary>Who approves and executes.</summary>
public sealed record Council(IReadOnlyList<string> Members, int Threshold);

/// <summary>The roll of a space that the census is: who has that space's log recomputes the census from it.</summary>
/// <param name="Space">The space's id.</param>
/// <param name="Log">The C2SP verifier key that checkpoints of the space's log are signed with.</param>
/// <param name="Entry">The roll entry's index.</param>
/// <param name="Root">RFC 6962 root of the space's log up to and including that entry.</param>
public sealed record RollReference(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    string Log,
    long Entry,
    [property: JsonConverter(typeof(DigestForm))] byte[] Root
);

/// <summary>
/// Everything that is fixed before the first ballot. The election id is SHA-256 of its bytes as they were signed.
/// </summary>
/// <param name="Protocol">Always <see cref="CurrentProtocol"/>.</param>
/// <param name="Space">Who holds the election: any text the organizer chose.</param>
/// <param name="Organizer">The DID that signs this manifest and may cancel the election.</param>
/// <param name="ProposalDigest">SHA-256 of the proposal's text; zeros when there is none.</param>
/// <param name="Log">The log's C2SP verifier key: checkpoints are signed with it.</param>
/// <param name="Turnout">Ballots below which the trustees do not decrypt.</param>
/// <param name="Roll">The roll that the census is; not written when there is none, as before there were rolls.</param>
public sealed record Manifest(
    string Protocol,
    string Space,
    string Organizer,
    [property: JsonConverter(typeof(DigestForm))] byte[] ProposalDigest,
    string Title,
    IReadOnlyList<Option> Options,
    BallotRule Rule,
    CensusSummary Census,
    CircuitReference Circuit,
    CommitteeReference Committee,
    string Log,
    Revoting Revoting,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Opens,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Closes,
    int Turnout,
    PassRule Pass,
    Quorum? Quorum = null,
    Council? Council = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RollReference? Roll = null
)
{
    public const string CurrentProtocol = "PrivateVote/v1";
}
