using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Client;

/// <summary>What an entry says that makes somebody a member, as that somebody reads it.</summary>
internal static class MembershipEntry
{
    /// <summary>The commitment that an entry makes a member; null for an entry that makes none.</summary>
    public static Fr? CommitmentOf(string line)
    {
        if (!Entry.TryParse(Encoding.UTF8.GetBytes(line), out var entry, out _))
        {
            return null;
        }

        return entry.Kind switch
        {
            EntryKind.Register when StrictJson.TryParse<RegisterBody>(entry.Body.Span, out var body, out _) =>
                body.Presentation.Challenge.Commitment,
            EntryKind.Admit when TryOpen(entry, out _, out var body) => body.Commitment,
            _ => null,
        };
    }

    /// <summary>Why this entry is not what follows from the presentation, or null.</summary>
    public static string? Problem(string line, Space space, Presentation presentation)
    {
        if (!Entry.TryParse(Encoding.UTF8.GetBytes(line), out var entry, out var problem))
        {
            return "its entry: " + problem;
        }

        return entry.Kind switch
        {
            EntryKind.Register => ProblemOfRegistration(entry, space, presentation),
            EntryKind.Admit => ProblemOfAdmission(entry, space, presentation),
            _ => $"it has entered a {Entry.NameOf(entry.Kind)}",
        };
    }

    private static string? ProblemOfRegistration(Entry entry, Space space, Presentation presentation)
    {
        if (!StrictJson.TryParse<RegisterBody>(entry.Body.Span, out var body, out var problem))
        {
            return "its entry: " + problem;
        }

        return !body.Space.AsSpan().SequenceEqual(space.Id) ? "it has entered it for another space"
            : !AreSame(body.Presentation, presentation) ? "it has entered another presentation than this one"
            : ProblemOfStatement(entry, space, presentation, body.Tags, body.ValidUntil, null);
    }

    private static string? ProblemOfAdmission(Entry entry, Space space, Presentation presentation)
    {
        if (!TryOpen(entry, out var signer, out var body))
        {
            return "its entry is no admission";
        }

        if (signer != space.Body.Registrar?.Did)
        {
            return "the admission is not signed by the space's registrar";
        }

        if (!body.Space.AsSpan().SequenceEqual(space.Id))
        {
            return "the admission is to another space";
        }

        var challenge = presentation.Challenge;
        if (body.Commitment != challenge.Commitment || body.Replaces != challenge.Replaces)
        {
            return "the admission is of another identity commitment";
        }

        var sources = presentation.Attestations.Select(attestation => attestation.Source);
        if (!body.Sources.SequenceEqual(sources, StringComparer.Ordinal))
        {
            return "the admission names other sources than were presented";
        }

        // Whoever joins a private roll was promised that nobody reads who they are.
        if (space.Body.Roll == RollKind.Private && body.Presentation is not null)
        {
            return "the roll is private, and the admission shows the presentation to everybody";
        }

        return space.Body.Roll == RollKind.Public && !(body.Presentation is { } shown && AreSame(shown, presentation))
            ? "the admission shows another presentation than this one"
            : ProblemOfStatement(entry, space, presentation, body.Tags, body.ValidUntil, body.Keys);
    }

    /// <summary>
    /// Whether the end and the plain tags are those of the attestations: whose membership is entered with an earlier end is in no
    /// roll any more without having been told. What takes a document or a root that is not known here is left to who replays.
    /// </summary>
    private static string? ProblemOfStatement(
        Entry entry,
        Space space,
        Presentation presentation,
        IReadOnlyList<string> tags,
        DateTimeOffset? validUntil,
        IReadOnlyDictionary<string, string>? keys
    )
    {
        var roots = AcceptedRoots.At(space.Body);
        if (RegistrationRule.Verify(space, roots, presentation, entry.At, keys).Registration is not { } verified)
        {
            return null;
        }

        if (verified.ValidUntil != validUntil)
        {
            return "its entry ends the membership at another time than the attestations do";
        }

        var stated = verified.Set.Zip(verified.Tags, tags);
        return
            tags.Count == verified.Tags.Count
            && stated.All(one => space.HasKeyedTags(one.First) || Hex.Encode(one.Second) == one.Third)
            ? null
            : "its entry has other uniqueness tags than the attestations";
    }

    private static bool AreSame(Presentation one, Presentation other) =>
        StrictJson.Serialize(one).AsSpan().SequenceEqual(StrictJson.Serialize(other));

    private static bool TryOpen(
        Entry entry,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? signer,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AdmitBody? body
    )
    {
        body = null;
        return Jws.TryVerify(
                Encoding.UTF8.GetString(entry.Body.Span),
                Entry.TypeOf(EntryKind.Admit),
                out signer,
                out var payload,
                out _
            ) && StrictJson.TryParse(payload, out body, out _);
    }
}
