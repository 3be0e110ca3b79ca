using System.Text;
using System.Text.Json.Serialization;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;

namespace PrivateVote.Governance.Service;

/// <summary>What a new member keeps: the entry that made them one, and the proof that it is in the log.</summary>
/// <param name="Entry">The entry's line.</param>
/// <param name="Receipt">For the submission in that line.</param>
public sealed record RegistrationReceipt(string Entry, EntryReceipt Receipt)
{
    /// <summary>Why this does not show that the entry is in the log, or null when it does. What it says is another question.</summary>
    public string? Problem(NoteVerifier log) =>
        Elections.Entries.Entry.TryParse(Encoding.UTF8.GetBytes(Entry), out var entry, out var problem)
            ? Receipt.Problem(new Submission(entry.Kind, entry.Body.ToArray()), log)
            : problem;
}

/// <summary>The entry by which a commitment is a member, with the proof that the log holds it.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Entry">The entry's line.</param>
/// <param name="InclusionProof">RFC 6962 audit path, 32 bytes each, concatenated.</param>
/// <param name="Checkpoint">The signed checkpoint that the path leads to.</param>
public sealed record MemberView(
    long Index,
    string Entry,
    [property: JsonConverter(typeof(BytesForm))] byte[] InclusionProof,
    string Checkpoint
);
