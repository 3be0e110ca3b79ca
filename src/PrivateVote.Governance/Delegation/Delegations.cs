using System.Runtime.InteropServices;

namespace PrivateVote.Governance.Delegation;

/// <summary>
/// Who gave their weight to whom on one track, as a fold over the acts of its log. A member has at most one delegate; there is no circle.
/// </summary>
public sealed class Delegations
{
    private const int Nobody = -1;

    private readonly Dictionary<Fr, int> numbers = [];
    private readonly List<Fr> people = [];
    private readonly List<int> delegates = [];

    /// <summary>How many have a delegate.</summary>
    public int Count { get; private set; }

    /// <summary>Gives the weight of <paramref name="from"/> to <paramref name="to"/>, instead of an earlier delegate.</summary>
    /// <returns>Why not, or null. What stood before then still stands.</returns>
    public string? Delegate(Fr from, Fr to)
    {
        if (from == to)
        {
            return "nobody delegates to themselves; to vote yourself, revoke your delegation";
        }

        if (DelegateOf(from) == to)
        {
            return "this is your delegate already";
        }

        // Who was never seen has no delegate: the walk is over what is there.
        if (numbers.TryGetValue(to, out var end) && numbers.TryGetValue(from, out var start))
        {
            // There is no circle yet, so this ends.
            for (; end != Nobody; end = delegates[end])
            {
                if (end == start)
                {
                    return "this would be a circle: your weight would come back to you through those that your delegate delegates to";
                }
            }
        }

        var giver = NumberOf(from);
        Count += delegates[giver] == Nobody ? 1 : 0;
        delegates[giver] = NumberOf(to);
        return null;
    }

    /// <summary>Takes the weight back.</summary>
    /// <returns>Why not, or null.</returns>
    public string? Revoke(Fr from)
    {
        if (!numbers.TryGetValue(from, out var giver) || delegates[giver] == Nobody)
        {
            return "there is no delegation to revoke";
        }

        delegates[giver] = Nobody;
        Count--;
        return null;
    }

    /// <summary>Whom a member delegates to, or null.</summary>
    public Fr? DelegateOf(Fr member) =>
        numbers.TryGetValue(member, out var number) && delegates[number] is var to and not Nobody ? people[to] : null;

    /// <summary>A member has exchanged their identity commitment: delegations from and to the old one are the new one's.</summary>
    /// <exception cref="ArgumentException">The new one has a part in delegations already.</exception>
    public void Replace(Fr old, Fr replacement)
    {
        if (numbers.ContainsKey(replacement))
        {
            throw new ArgumentException("a replacement is a commitment that was none before", nameof(replacement));
        }

        if (numbers.Remove(old, out var number))
        {
            numbers.Add(replacement, number);
            people[number] = replacement;
        }
    }

    private int NumberOf(Fr person)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, person, out var known);
        if (!known)
        {
            number = people.Count;
            people.Add(person);
            delegates.Add(Nobody);
        }

        return number;
    }
}
