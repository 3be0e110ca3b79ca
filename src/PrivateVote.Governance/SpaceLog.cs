using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;

namespace PrivateVote.Governance;

/// <summary>
/// The rules of a space. One space is one append-only log; this is the state after its entries, and the one place that
/// decides whether the next entry follows by the rules.
/// </summary>
/// <remarks>
/// No clock, no database, no network: the server accepts entries with it and the auditor replays the log through it. A refused
/// entry changes nothing. Not safe for concurrent use.
/// </remarks>
public sealed partial class SpaceLog
{
    private readonly MerkleRoot tree = new();
    private readonly List<DateTimeOffset> times = [];

    public SpaceLog()
    {
        discussions = new DiscussionRules(proposals);
        contributions = new ContributionBook(members, proposals);
        committees = new CommitteeBook(discussions, contributions);
        decisions = new DecisionBook(proposals, committees);
        votes = new VoteBook(this, proposals, committees, decisions);
        capital = new CapitalBook(this, accounts, votes);
        council = new CouncilBook(proposals);
    }

    /// <summary>Entries so far.</summary>
    public long Size => times.Count;

    /// <summary>RFC 6962 root over the entries so far.</summary>
    public byte[] Root => tree.ToRoot();

    /// <summary>The time of the last entry.</summary>
    public DateTimeOffset LastAt => times.Count > 0 ? times[^1] : DateTimeOffset.MinValue;

    /// <summary>The space, from its first entry on, as it is amended.</summary>
    public Space? Space { get; private set; }

    /// <summary>The space as it was opened: its bytes' digest is the id.</summary>
    public Space? Opened { get; private set; }

    /// <summary>SHA-256 of the space entry's payload; null before it.</summary>
    public byte[]? Id => Space?.Id;

    /// <summary>Enters one entry if it follows by the rules.</summary>
    /// <param name="line">The entry's bytes, without a line feed.</param>
    /// <returns>Null when it is entered; else why not, and nothing has changed.</returns>
    public Refusal? Append(ReadOnlyMemory<byte> line) => Append(line, static pending => pending.Check());

    /// <summary>Enters one entry if it follows by the rules and, when it makes a member, the caller's check accepts it.</summary>
    /// <param name="line">The entry's bytes, without a line feed.</param>
    /// <param name="check">
    /// Null for a registration that holds: <see cref="PendingRegistration.Check"/>, or the same question answered before. Who
    /// reads back what they verified once, and compares the root afterwards, answers null to all.
    /// </param>
    public Refusal? Append(ReadOnlyMemory<byte> line, Func<PendingRegistration, Refusal?> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return Entry.TryParse(line, out var entry, out var problem)
            ? Append(entry, MerkleHash.Leaf(line.Span), check)
            : new Refusal(RefusalCode.MalformedEntry, problem);
    }

    /// <summary>
    /// What would be said of this registration or admission now but for its signature and its attestations, and what is left to
    /// check of it. Nothing changes.
    /// </summary>
    /// <param name="line">The entry's bytes, without a line feed.</param>
    /// <param name="pending">What is left to check; null when the entry is refused for something else.</param>
    public Refusal? Preview(ReadOnlyMemory<byte> line, out PendingRegistration? pending)
    {
        pending = null;
        if (!Entry.TryParse(line, out var entry, out var problem))
        {
            return new Refusal(RefusalCode.MalformedEntry, problem);
        }

        if (entry.Kind is not (EntryKind.Register or EntryKind.Admit))
        {
            return new Refusal(RefusalCode.MalformedSpaceEntry, "the entry makes no member");
        }

        PendingRegistration? seen = null;
        // Any refusal at this point leaves the log as it was; this one is never shown.
        var refusal = Append(
            entry,
            [],
            registration =>
            {
                seen = registration;
                return new Refusal(RefusalCode.AttestationRefused, "");
            }
        );
        pending = seen;
        return seen is null ? refusal : null;
    }

    /// <summary>The same for a line that was parsed and hashed before.</summary>
    /// <param name="leafHash">RFC 6962 leaf hash of the entry's line, 32 bytes.</param>
    internal Refusal? Append(Entry entry, byte[] leafHash, Func<PendingRegistration, Refusal?> check)
    {
        if (entry.At < LastAt)
        {
            return new Refusal(
                RefusalCode.ClockBackwards,
                $"its time {MomentForm.ToText(entry.At)} is before the last entry's, {MomentForm.ToText(LastAt)}"
            );
        }

        if (CheckPlace(entry.Kind) is { } misplaced)
        {
            return misplaced;
        }

        var refusal = entry.Kind switch
        {
            EntryKind.Space => OnSigned(entry, OnSpace),
            EntryKind.Register => OnRegister(entry, check),
            EntryKind.Admit => OnAdmit(entry, check),
            EntryKind.Roots => OnSigned(entry, OnRoots),
            EntryKind.Roll => OnSigned(entry, OnRoll),
            > EntryKind.Roll => OnGovernance(entry),
            _ => throw new UnreachableException($"no rule for {entry.Kind}"),
        };
        if (refusal is not null)
        {
            return refusal;
        }

        tree.AddLeafHash(leafHash);
        times.Add(entry.At);
        if (entry.Kind == EntryKind.Roll)
        {
            rolls[^1] = rolls[^1] with { LogRoot = Root };
        }

        return null;
    }

    private Refusal? CheckPlace(EntryKind kind)
    {
        var allowed = kind switch
        {
            EntryKind.Space => Space is null,
            >= EntryKind.Register => Space is not null,
            _ => false,
        };
        return allowed
            ? null
            : new Refusal(
                RefusalCode.WrongPhase,
                $"a {Entry.NameOf(kind)} entry does not belong here: "
                    + (Space is null ? "a space's log begins with its space" : "this is the log of an open space")
            );
    }

    /// <summary>Opens the signature, then applies the rule; the rule changes this log only when it has nothing more to refuse.</summary>
    private static Refusal? OnSigned(Entry entry, Func<Entry, string, byte[], Refusal?> rule) =>
        Jws.TryVerify(
            Encoding.UTF8.GetString(entry.Body.Span),
            Entry.TypeOf(entry.Kind),
            out var signer,
            out var payload,
            out var problem
        )
            ? rule(entry, signer, payload)
            : new Refusal(RefusalCode.BadSignature, problem);

    private Refusal? OnSpace(Entry entry, string signer, byte[] payload)
    {
        if (!Space.TryOpen(payload, out var space, out var refusal))
        {
            return refusal;
        }

        if (!space.Body.Administrators.Contains(signer, StringComparer.Ordinal))
        {
            return new Refusal(RefusalCode.NotThisRole, "a space is opened by one of its administrators");
        }

        (Space, Opened) = (space, space);
        terms.Add(new Terms(0, space, AcceptedRoots.At(space.Body)));
        return null;
    }

    private Refusal? CheckAdministrator(string signer, EntryKind kind) =>
        Space!.Body.Administrators.Contains(signer, StringComparer.Ordinal)
            ? null
            : new Refusal(
                RefusalCode.NotThisRole,
                $"a {Entry.NameOf(kind)} entry is signed by one of the space's administrators"
            );

    private Refusal? CheckSpace(ReadOnlySpan<byte> id) =>
        id.SequenceEqual(Space!.Id)
            ? null
            : new Refusal(RefusalCode.OtherSpace, "the entry names another space than this log's");

    private static bool TryRead<T>(
        ReadOnlySpan<byte> body,
        [NotNullWhen(true)] out T? value,
        [NotNullWhen(false)] out Refusal? refusal
    )
        where T : class
    {
        refusal = StrictJson.TryParse(body, out value, out var problem)
            ? null
            : new Refusal(RefusalCode.MalformedSpaceEntry, problem);
        return refusal is null;
    }
}
