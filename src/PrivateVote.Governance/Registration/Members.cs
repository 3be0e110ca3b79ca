using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;

namespace PrivateVote.Governance;

/// <summary>What an entry says of a person: all that the members depend on.</summary>
/// <param name="Commitment">The identity commitment to enter.</param>
/// <param name="Replaces">The person's commitment that it replaces; null for none.</param>
/// <param name="Sources">The set of the policy that was presented, in its order.</param>
/// <param name="Tags">The uniqueness tag of each.</param>
/// <param name="ValidUntil">From then on it makes nobody a member; null for no end.</param>
public sealed record RegistrationStatement(
    Fr Commitment,
    Fr? Replaces,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Tags,
    DateTimeOffset? ValidUntil
);

/// <summary>What one entry made of a member.</summary>
/// <param name="Index">The entry's index.</param>
public sealed record Tenure(long Index, Fr Commitment, DateTimeOffset? ValidUntil);

/// <summary>One person of a space.</summary>
public sealed class Member
{
    private readonly List<Tenure> tenures = [];
    private readonly List<string> tags = [];
    private int rollsSeen;
    private int replacements;

    internal Member(int position) => Position = position;

    /// <summary>The place in every roll's order, from 0: that of the first registration.</summary>
    public int Position { get; }

    /// <summary>What each entry about this person made of them, in order: registration, renewals, replacements.</summary>
    public IReadOnlyList<Tenure> Tenures => tenures;

    /// <summary>All tags that this person is known by.</summary>
    public IReadOnlyList<string> Tags => tags;

    public Fr Commitment => tenures[^1].Commitment;

    public DateTimeOffset? ValidUntil => tenures[^1].ValidUntil;

    /// <summary>The index of the entry that made this person what they are now.</summary>
    public long Index => tenures[^1].Index;

    /// <summary>Whether the membership has not ended.</summary>
    public bool IsCurrent(DateTimeOffset at) => ValidUntil is null || at < ValidUntil;

    /// <summary>How often the commitment was exchanged since the last of so many rolls.</summary>
    internal int ReplacementsSince(int rolls) => rollsSeen == rolls ? replacements : 0;

    internal void Enter(Tenure tenure, IEnumerable<string> added, int rolls)
    {
        if (tenures.Count > 0 && tenure.Commitment != Commitment)
        {
            (replacements, rollsSeen) = (ReplacementsSince(rolls) + 1, rolls);
        }

        tenures.Add(tenure);
        tags.AddRange(added);
    }
}

/// <summary>
/// The members of a space. One person is one member: a tag belongs to one member for ever, a commitment is entered once.
/// </summary>
public sealed class Members
{
    private readonly List<Member> list = [];
    private readonly Dictionary<string, Member> byTag = new(StringComparer.Ordinal);
    private readonly Dictionary<Fr, Member> byCommitment = [];
    private int rolls;

    internal Members() { }

    /// <summary>Everybody who was ever entered, those whose membership has ended included.</summary>
    public int Count => list.Count;

    /// <summary>All of them, in the order of their registration.</summary>
    public IReadOnlyList<Member> All => list;

    /// <summary>Whose commitment this is now; null for none, and for one that was retired.</summary>
    public Member? Find(Fr commitment) =>
        byCommitment.TryGetValue(commitment, out var member) && member.Commitment == commitment ? member : null;

    /// <summary>Whose commitment this is or was; null for nobody.</summary>
    public Member? FindEver(Fr commitment) => byCommitment.GetValueOrDefault(commitment);

    /// <summary>Who is known by this tag, as it stands in entries; null for nobody.</summary>
    public Member? FindByTag(string tag) => byTag.GetValueOrDefault(tag);

    /// <summary>Whether this commitment was a member's and was replaced: it is never taken again.</summary>
    public bool IsRetired(Fr commitment) => byCommitment.ContainsKey(commitment) && Find(commitment) is null;

    /// <summary>Whether the members have room for this statement, and for whom it is; null for a person who is not known yet.</summary>
    /// <param name="allowed">How often a commitment may be exchanged between two rolls.</param>
    internal Refusal? Decide(RegistrationStatement statement, int allowed, out Member? person)
    {
        person = null;
        foreach (var tag in statement.Tags)
        {
            var known = FindByTag(tag);
            if (known is not null && person is not null && known != person)
            {
                person = null;
                return new Refusal(
                    RefusalCode.AlreadyRegistered,
                    "the attestations are known as those of two different members"
                );
            }

            person ??= known;
        }

        return person is null ? DecideNew(statement)
            : statement.Replaces is { } replaced ? DecideReplacement(statement, person, replaced, allowed)
            : DecideRenewal(statement, person);
    }

    /// <summary>Enters what <see cref="Decide"/> had nothing against.</summary>
    internal void Enter(RegistrationStatement statement, Member? person, long index)
    {
        if (person is null)
        {
            person = new Member(list.Count);
            list.Add(person);
        }

        var added = statement.Tags.Where(tag => byTag.TryAdd(tag, person)).ToArray();
        person.Enter(new Tenure(index, statement.Commitment, statement.ValidUntil), added, rolls);
        byCommitment[statement.Commitment] = person;
    }

    /// <summary>After a roll everybody may exchange their commitment again.</summary>
    internal void CountReplacementsAnew() => rolls++;

    /// <summary>Who was a member after so many entries at this time, in the order of registration.</summary>
    internal IReadOnlyList<CensusMember> AsOf(long size, DateTimeOffset at)
    {
        var present = new List<CensusMember>(list.Count);
        foreach (var member in list)
        {
            var tenures = member.Tenures;
            var last = tenures.Count - 1;
            while (last >= 0 && tenures[last].Index >= size)
            {
                last--;
            }

            if (last < 0)
            {
                // Whoever comes after in the list registered even later.
                break;
            }

            if (tenures[last].ValidUntil is not { } end || at < end)
            {
                present.Add(new CensusMember(tenures[last].Commitment, 1));
            }
        }

        return present;
    }

    private Refusal? DecideNew(RegistrationStatement statement) =>
        statement.Replaces is not null
            ? new Refusal(
                RefusalCode.NothingToReplace,
                "nobody is known by these attestations whose commitment could be replaced"
            )
        : byCommitment.ContainsKey(statement.Commitment) ? Used()
        : list.Count == Census.MaximumSize
            ? new Refusal(RefusalCode.CensusTooLarge, $"a space has at most {Census.MaximumSize} members")
        : null;

    private Refusal? DecideReplacement(RegistrationStatement statement, Member person, Fr replaced, int allowed) =>
        replaced != person.Commitment
            ? new Refusal(RefusalCode.NothingToReplace, "the commitment to replace is not this person's at present")
        : byCommitment.ContainsKey(statement.Commitment) ? Used()
        : person.ReplacementsSince(rolls) >= allowed
            ? new Refusal(
                RefusalCode.NoReplacementLeft,
                $"a commitment is exchanged at most {allowed} times between two rolls"
            )
        : null;

    /// <summary>The same person with the same commitment and a later end: nothing else is worth an entry.</summary>
    private Refusal? DecideRenewal(RegistrationStatement statement, Member person)
    {
        if (statement.Commitment != person.Commitment)
        {
            return byCommitment.ContainsKey(statement.Commitment)
                ? Used()
                : new Refusal(
                    RefusalCode.AlreadyRegistered,
                    "this person is a member already; to exchange the commitment, the challenge names the present one"
                );
        }

        var isLater = person.ValidUntil is { } end && (statement.ValidUntil is not { } until || until > end);
        return isLater
            ? null
            : new Refusal(
                RefusalCode.AlreadyRegistered,
                "this person is a member with this commitment already, and for as long as these attestations last"
            );
    }

    private static Refusal Used() =>
        new(
            RefusalCode.CommitmentUsed,
            "this identity commitment was entered before: each is entered once, and never again after it was replaced"
        );
}
