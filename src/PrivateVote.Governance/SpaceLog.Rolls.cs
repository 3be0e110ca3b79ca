using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>The members as they were fixed for a census.</summary>
/// <param name="Index">The roll entry's index.</param>
/// <param name="At">Its time: whose membership had ended by then is not in it.</param>
/// <param name="LogRoot">RFC 6962 root of the space's log up to and including the entry.</param>
public sealed record Roll(long Index, DateTimeOffset At, CensusSummary Census, byte[] LogRoot);

public sealed partial class SpaceLog
{
    private readonly List<Roll> rolls = [];
    private readonly List<RootsChange> roots = [];

    /// <summary>The rolls, in order.</summary>
    public IReadOnlyList<Roll> Rolls => rolls;

    /// <summary>The group roots that sources of zero-knowledge proofs accept now.</summary>
    /// <exception cref="InvalidOperationException">The log is empty.</exception>
    public AcceptedRoots Roots => RootsAt(Size);

    /// <summary>The group roots that the entry with this index was held to.</summary>
    /// <exception cref="InvalidOperationException">The log is empty.</exception>
    public AcceptedRoots RootsAt(long index)
    {
        for (var i = roots.Count - 1; i >= 0; i--)
        {
            if (roots[i].Index < index || i == 0)
            {
                return roots[i].Accepted;
            }
        }

        throw new InvalidOperationException("no space was opened");
    }

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
            ? CensusAt(index + 1, roll.At)
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
        var census = new Census();
        if (size > 0 && census.AddAll(members.AsOf(size, at ?? times[(int)size - 1])) is { } refusal)
        {
            throw new System.Diagnostics.UnreachableException(
                $"members of a space have one commitment each: {refusal}"
            );
        }

        return census;
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

        roots.Add(new RootsChange(Size, Roots.With(source.Id, body.Roots)));
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

        var census = CensusAt(Size, entry.At);
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

        rolls.Add(new Roll(Size, entry.At, body.Census, []));
        members.CountReplacementsAnew();
        return null;
    }

    /// <param name="Index">Of the entry that changed them.</param>
    private sealed record RootsChange(long Index, AcceptedRoots Accepted);
}
