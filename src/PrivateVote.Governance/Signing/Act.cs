using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>An entry of governance whose signature holds.</summary>
/// <param name="Index">The index it gets when it is entered.</param>
/// <param name="Payload">What was signed; the body where nobody signs.</param>
/// <param name="Member">The current member who signed; null for other kinds.</param>
/// <param name="Signer">The DID of the role that signed; null for other kinds.</param>
/// <param name="Space">The space as it is before the entry.</param>
internal sealed record Act(
    long Index,
    DateTimeOffset At,
    EntryKind Kind,
    byte[] Payload,
    Member? Member,
    string? Signer,
    Space Space
)
{
    /// <summary>The position of the member who signed.</summary>
    public int Position => Member!.Position;

    /// <summary>Reads the body, and that it is of this space.</summary>
    public bool TryRead<T>(
        RefusalCode malformed,
        [NotNullWhen(true)] out T? body,
        [NotNullWhen(false)] out Refusal? refusal
    )
        where T : class, ISpaceEntry
    {
        refusal =
            !StrictJson.TryParse(Payload, out body, out var problem) ? new Refusal(malformed, problem)
            : !body.Space.AsSpan().SequenceEqual(Space.Id)
                ? new Refusal(RefusalCode.OtherSpace, "the entry names another space than this log's")
            : null;
        body = refusal is null ? body : null;
        return refusal is null;
    }
}
