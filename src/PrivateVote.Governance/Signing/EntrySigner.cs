using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>Who signs an entry of a space's log.</summary>
public enum EntrySigner
{
    /// <summary>Nobody: what is in it proves itself, or follows from the log.</summary>
    Nobody,

    /// <summary>A role by its DID: a compact JWS.</summary>
    Role,

    /// <summary>A member by their identity: <see cref="MemberSignature"/>.</summary>
    Member,
}

/// <summary>Which kind of entry is signed by whom.</summary>
public static class EntrySigners
{
    public static EntrySigner Of(EntryKind kind) =>
        kind switch
        {
            _ when !Entry.IsSigned(kind) => EntrySigner.Nobody,
            EntryKind.Proposal
            or EntryKind.Revision
            or EntryKind.Submit
            or EntryKind.Comment
            or EntryKind.Reaction
            or EntryKind.Risk
            or EntryKind.RiskAnswer
            or EntryKind.Statement
            or EntryKind.Opinion
            or EntryKind.Withdraw
            or EntryKind.Delegate
            or EntryKind.Revoke
            or EntryKind.Position
            or EntryKind.Candidacy
            or EntryKind.Decision
            or EntryKind.Endorse
            or EntryKind.VetoCall
            or EntryKind.Report
            or EntryKind.Account => EntrySigner.Member,
            _ => EntrySigner.Role,
        };
}
