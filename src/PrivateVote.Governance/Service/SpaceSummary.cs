using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance.Service;

// What a service says about the spaces it keeps. Nobody has to believe any of it: each value follows from the space's log.

/// <summary>A space, as lists and pages show it.</summary>
/// <param name="Id">SHA-256 of the space entry's payload.</param>
/// <param name="Log">The C2SP verifier key that the service signs this log's checkpoints with.</param>
/// <param name="Roll">Who sees the members.</param>
/// <param name="Members">Commitments that are members by the log, those whose time has run out included.</param>
/// <param name="Size">Entries in the log.</param>
/// <param name="Registrar">The DID of the space's registrar; null where it has none.</param>
/// <param name="Elections">Elections of this service that name the space by its id.</param>
public sealed record SpaceSummary(
    [property: JsonConverter(typeof(DigestForm))] byte[] Id,
    string Name,
    string Domain,
    string Log,
    [property: JsonConverter(typeof(NameForm<RollKind>))] RollKind Roll,
    int Members,
    long Size,
    string? Registrar,
    int Elections
);
