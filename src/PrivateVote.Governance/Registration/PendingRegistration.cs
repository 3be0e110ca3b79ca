using System.Text;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>
/// A registration or admission that fits the members, of which the costly part is still to be checked: the registrar's
/// signature, and that the presentation shows what the entry states.
/// </summary>
public sealed class PendingRegistration
{
    private readonly Entry entry;

    internal PendingRegistration(
        Space space,
        AcceptedRoots roots,
        long index,
        Entry entry,
        RegistrationStatement statement,
        Presentation? presentation,
        IReadOnlyDictionary<string, string>? keys
    )
    {
        this.entry = entry;
        (Space, Roots, Index, Statement, Presentation, Keys) = (space, roots, index, statement, presentation, keys);
    }

    public Space Space { get; }

    /// <summary>The group roots that count for this entry.</summary>
    public AcceptedRoots Roots { get; }

    /// <summary>The entry's index.</summary>
    public long Index { get; }

    /// <summary>The entry's time.</summary>
    public DateTimeOffset At => entry.At;

    /// <summary>Register or Admit.</summary>
    public EntryKind Kind => entry.Kind;

    /// <summary>What the entry states.</summary>
    public RegistrationStatement Statement { get; }

    /// <summary>What has to show it; null where it is the registrar's word alone.</summary>
    public Presentation? Presentation { get; }

    /// <summary>Issuers' keys as they were fetched, did:key by DID URL.</summary>
    public IReadOnlyDictionary<string, string>? Keys { get; }

    /// <summary>Checks it; null when it holds.</summary>
    public Refusal? Check() => CheckSignature() ?? CheckPresentation();

    private Refusal? CheckSignature()
    {
        if (Kind != EntryKind.Admit)
        {
            return null;
        }

        var jws = Encoding.UTF8.GetString(entry.Body.Span);
        if (!Jws.TryVerify(jws, Entry.TypeOf(Kind), out var signer, out _, out var problem))
        {
            return new Refusal(RefusalCode.BadSignature, problem);
        }

        return signer == Space.Body.Registrar?.Did
            ? null
            : new Refusal(RefusalCode.NotThisRole, "an admission is signed by the space's registrar");
    }

    private Refusal? CheckPresentation()
    {
        if (Presentation is null)
        {
            return Statement.Tags.All(IsPointOrPlain)
                ? null
                : new Refusal(RefusalCode.MalformedSpaceEntry, "a keyed tag is not a point of prime order");
        }

        var outcome = RegistrationRule.Verify(Space, Roots, Presentation, At, Keys);
        return outcome.Refusal ?? CheckStatement(outcome.Registration!.ToStatement());
    }

    private Refusal? CheckStatement(RegistrationStatement shown) =>
        !shown.Tags.SequenceEqual(Statement.Tags, StringComparer.Ordinal)
            ? new Refusal(RefusalCode.TagsDiffer, "the tags stated are not those of the presentation")
        : shown.ValidUntil != Statement.ValidUntil
            ? new Refusal(
                RefusalCode.MalformedSpaceEntry,
                "the end of the membership stated is not the earliest end of the attestations"
            )
        : null;

    private static bool IsPointOrPlain(string tag) =>
        TagForm.IsWellFormed(tag, keyed: false)
        || (Hex.TryDecode(tag, EdwardsPoint.Size, out var bytes) && EdwardsPoint.TryDecode(bytes, out _));
}
