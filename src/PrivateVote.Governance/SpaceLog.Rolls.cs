using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>The members as they were fixed for a census.</summary>
/// <param name="Index">The roll entry's index.</param>
/// <param name="At">Its time: whose membership had ended by then is not in it.</param>
/// <param name="LogRoot">RFC 6962 root of the space's log up to and including the entry.</param>
/// <param name="Subject">The entry of the proposal or decision whose weights it has; null for one person, one vote.</param>
public sealed record Roll(long Index, DateTimeOffset At, CensusSummary Census, byte[] LogRoot, long? Subject = null)
{
    /// <summary>The members with their weights, which later contributions and delegations do not change; null for one each.</summary>
    internal IReadOnlyList<CensusMember>? Weighted { get; init; }
}

public sealed partial class SpaceLog
{
    private readonly List<Roll> rolls = [];
    private readonly List<Terms> terms = [];

    /// <summary>The rolls, in order.</summary>
    public IReadOnlyList<Roll> Rolls => rolls;

    /// <summary>The group roots that sources of zero-knowledge proofs accept now.</summary>
    /// <exception cref="InvalidOperationException">The log is empty.</exception>
    public AcceptedRoots Roots => RootsAt(Size);

    /// <summary>The index of the last `roots` entry; 0 for none.</summary>
    public long LastRoots { get; private set; }

    /// <summary>The index of the last `roll` entry; 0 for none.</summary>
    public long LastRoll => rolls.Count > 0 ? rolls[^1].Index : 0;

    /// <summary>The group roots that the entry with this index was held to.</summary>
    /// <exception cref="InvalidOperationException">The log is empty.</exception>
    public AcceptedRoots RootsAt(long index) => TermsAt(index).Roots;

    /// <summary>The space that the entry with this index was held to: an amendment changes nothing that was entered before it.</summary>
    /// <exception cref="InvalidOperationException">The log is empty.</exception>
    public Space SpaceAt(long index) => TermsAt(index).Space;

    /// <summary>The roll of the entry with this index, or null.</summary>
    public Roll? FindRoll(long index)
    {
        var found = rolls.FindIndex(roll => roll.Index == index);
        return found < 0 ? null : rolls[found];
    }

    /// <summary>The census of the roll entry with this index.</summary>
    /// <exception cref="ArgumentException">The entry is no roll.</exception>
    public Census RollAt(long index) =>
        FindRoll(index) is { } roll
            ? ToCensus(MembersOf(roll))
            : throw new ArgumentException($"entry {index} is no roll", nameof(index));

    /// <summary>
    /// The census that a roll entry after the first <paramref name="size"/> entries has: members in the order of their
    /// registration, who replaced their commitment in their first place, weight 1 each.
    /// </summary>
    /// <param name="size">Entries that count, 0 to <see cref="Size"/>.</param>
    /// <param name="at">Whose membership has ended by then is left out; null for the time of the last of these entries.</param>
    /// <exception cref="ArgumentOutOfRangeException">The log has not that many entries.</exception>
    public Census CensusAt(long size, DateTimeOffset? at = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return ToCensus(size > 0 ? members.AsOf(size, at ?? times[(int)size - 1]) : []);
    }

    /// <summary>The census that a roll entry for this subject has at this time: weights by its frozen rules.</summary>
    /// <param name="subject">The entry of a proposal or decision that is about to be voted on with weights.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public Census WeightedCensus(long subject, DateTimeOffset at) =>
        Weigh(subject, at, out var weighted) is { } refusal
            ? throw new ArgumentException(refusal.ToString(), nameof(subject))
            : ToCensus(weighted!);

    /// <summary>The members on a roll with their weights, in its order.</summary>
    internal IReadOnlyList<CensusMember> MembersOf(Roll roll) => roll.Weighted ?? members.AsOf(roll.Index + 1, roll.At);

    private static Census ToCensus(IReadOnlyList<CensusMember> present)
    {
        var census = new Census();
        return census.AddAll(present) is { } refusal
            ? throw new System.Diagnostics.UnreachableException(
                $"members of a space have one commitment each: {refusal}"
            )
            : census;
    }

    private Refusal? OnRoots(Entry entry, string signer, byte[] payload)
    {
        if (CheckAdministrator(signer, entry.Kind) is { } stranger)
        {
            return stranger;
        }

        if (!TryRead<RootsBody>(payload, out var body, out var refusal))
        {
            return refusal;
        }

        if (CheckSpace(body.Space) is { } other)
        {
            return other;
        }

        if (Space!.FindSource(body.Source) is not { } source || !Space.IsZeroKnowledge(source))
        {
            return new Refusal(
                RefusalCode.UnknownSource,
                $"the space has no source of zero-knowledge proofs {Shown.Text(body.Source)}"
            );
        }

        if (SpaceRules.CheckRoots(body.Roots) is { } problem)
        {
            return new Refusal(RefusalCode.MalformedSpaceEntry, problem);
        }

        if (body.After != LastRoots)
        {
            return new Refusal(
                RefusalCode.RootsMoved,
                $"the last roots entry of this log is {LastRoots}, not {body.After}: sign it anew after that one"
            );
        }

        terms.Add(new Terms(Size, Space, Roots.With(source.Id, body.Roots)));
        LastRoots = Size;
        return null;
    }

    private Refusal? OnRoll(Entry entry, string signer, byte[] payload)
    {
        if (CheckAdministrator(signer, entry.Kind) is { } stranger)
        {
            return stranger;
        }

        if (!TryRead<RollBody>(payload, out var body, out var refusal))
        {
            return refusal;
        }

        if (CheckSpace(body.Space) is { } other)
        {
            return other;
        }

        if (body.After != LastRoll)
        {
            return new Refusal(
                RefusalCode.RollDiffers,
                $"the last roll of this log is entry {LastRoll}, not {body.After}: make the roll again"
            );
        }

        if (Weigh(body.Subject, entry.At, out var weighted) is { } unfit)
        {
            return unfit;
        }

        var census = weighted is null ? CensusAt(Size, entry.At) : ToCensus(weighted);
        if (census.Members.Count == 0)
        {
            return new Refusal(RefusalCode.RollDiffers, "nobody is a member at this time");
        }

        // The cheap comparison first: the root costs a hash for each member.
        if (
            body.Census.Size != census.Members.Count
            || body.Census.TotalWeight != census.TotalWeight
            || body.Census.Root != census.Root
        )
        {
            return new Refusal(
                RefusalCode.RollDiffers,
                $"at {MomentForm.ToText(entry.At)} the members are {census.Members.Count} with another root: make the roll again"
            );
        }

        rolls.Add(new Roll(Size, entry.At, body.Census, [], body.Subject) { Weighted = weighted });
        if (body.Subject is not { } subject || votes.FindCompared(subject) is null)
        {
            members.CountReplacementsAnew();
        }

        return null;
    }

    private Terms TermsAt(long index)
    {
        for (var i = terms.Count - 1; i >= 0; i--)
        {
            if (terms[i].Index < index || i == 0)
            {
                return terms[i];
            }
        }

        throw new InvalidOperationException("no space was opened");
    }

    /// <summary>What registrations are held to.</summary>
    /// <param name="Index">Of the entry that changed it.</param>
    private sealed record Terms(long Index, Space Space, AcceptedRoots Roots);
}
