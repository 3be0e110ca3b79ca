using PrivateVote.Elections;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Delegation;

/// <summary>Why a member's weight is where it is.</summary>
public enum DelegationFate
{
    /// <summary>The member has no delegate.</summary>
    NotDelegated,

    /// <summary>The member's weight is with the voter at the end of the chain.</summary>
    Followed,

    /// <summary>The delegate is no member any more: the weight stays.</summary>
    DelegateGone,

    /// <summary>The chain in front of the member has reached the limit: the weight stays, with all that is behind it.</summary>
    ChainTooLong,
}

/// <summary>One member's part in the delegations of a census.</summary>
/// <param name="Own">The member's weight by contributions.</param>
/// <param name="Delegate">Whom the member delegates to, whether it is followed or not; or null.</param>
/// <param name="Voter">Who votes with the member's weight: the member, or the end of the chain.</param>
/// <param name="Hops">How many delegations the member's weight follows, 0 to the limit.</param>
/// <param name="Received">The weight that others gave, as the sum of theirs.</param>
/// <param name="Givers">How many members <paramref name="Received"/> comes from.</param>
/// <param name="Weight">What the census has: 0 for who delegated; else own and received, after tiers and cap.</param>
public sealed record DelegationRow(
    Fr Member,
    uint Own,
    DelegationFate Fate,
    Fr? Delegate,
    Fr Voter,
    int Hops,
    ulong Received,
    int Givers,
    uint Weight
)
{
    /// <summary>What tiers and the cap took: this weight counts for nobody. Tiers may also give more than is held.</summary>
    public ulong Lost => Voter == Member && Own + Received > Weight ? Own + Received - Weight : 0;
}

/// <summary>Who votes with which weight.</summary>
/// <param name="Rows">In the order of the members.</param>
/// <param name="Cap">The cap on what voters hold; null where the policy has none.</param>
public sealed record DelegationTable(IReadOnlyList<DelegationRow> Rows, WeightCap? Cap)
{
    /// <summary>Those who vote, in the order of the members.</summary>
    public IReadOnlyList<CensusMember> ToCensusMembers() =>
        [.. Rows.Where(row => row.Weight > 0).Select(row => new CensusMember(row.Member, row.Weight))];

    /// <summary>Settles who votes with which weight, as docs/weights.md defines it. Linear in the number of members.</summary>
    /// <param name="members">Members in the order of registration with their own weights, also those of weight 0.</param>
    /// <param name="chainLimit">How many delegations in a row one weight follows, 1 or more.</param>
    /// <param name="capShare">The most that one voter may have of the total; null for no limit.</param>
    /// <param name="tiers">What voters hold is cut to these first, so that delegates are not alone in their weight; null for none.</param>
    public static DelegationTable Resolve(
        IReadOnlyList<(Fr Member, uint Weight)> members,
        Delegations delegations,
        int chainLimit,
        Share? capShare,
        IReadOnlyList<WeightTier>? tiers = null
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chainLimit, 1);
        var forest = Forest.Of(members, delegations, chainLimit);
        var received = new ulong[members.Count];
        var givers = new int[members.Count];
        for (var i = 0; i < members.Count; i++)
        {
            if (forest.Voter[i] != i)
            {
                received[forest.Voter[i]] += members[i].Weight;
                givers[forest.Voter[i]]++;
            }
        }

        var held = new uint[members.Count];
        for (var i = 0; i < held.Length; i++)
        {
            // What a census can give is cut first, so that the cap is on what would stand there.
            var all = forest.Voter[i] == i ? (uint)ulong.Min(members[i].Weight + received[i], uint.MaxValue) : 0;
            held[i] = tiers is null ? all : WeightTable.TierOf(tiers, all);
        }

        var cap = capShare is null ? null : WeightCap.Find(held.Select(weight => (ulong)weight), capShare);
        var rows = new DelegationRow[members.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new DelegationRow(
                members[i].Member,
                members[i].Weight,
                forest.Fate[i],
                delegations.DelegateOf(members[i].Member),
                members[forest.Voter[i]].Member,
                forest.Hops[i],
                received[i],
                givers[i],
                cap is null ? held[i] : (uint)ulong.Min(held[i], cap.Largest)
            );
        }

        return new DelegationTable(rows, cap);
    }

    /// <summary>Settles delegations of one track over the weights of a policy, by that policy.</summary>
    public static DelegationTable Resolve(WeightTable weights, Delegations delegations, WeightPolicy policy) =>
        Resolve(weights.Weights, delegations, policy.ChainLimit, policy.CapShare, policy.HeldTiers);

    /// <summary>What a delegate represents; null for who is no member.</summary>
    public DelegatePage? PageOf(Fr member)
    {
        var row = Rows.FirstOrDefault(row => row.Member == member);
        return row is null
            ? null
            : new DelegatePage(
                row,
                [
                    .. Rows.Where(other => other.Voter == member && other.Member != member)
                        .Select(other => new RepresentedMember(other.Member, other.Own, other.Hops)),
                ]
            );
    }

    /// <summary>The delegations between members, each with where it ends.</summary>
    private sealed record Forest(int[] Voter, int[] Hops, DelegationFate[] Fate)
    {
        private const int Unsettled = -1;

        public static Forest Of(
            IReadOnlyList<(Fr Member, uint Weight)> members,
            Delegations delegations,
            int chainLimit
        )
        {
            var positions = new Dictionary<Fr, int>(members.Count);
            for (var i = 0; i < members.Count; i++)
            {
                if (!positions.TryAdd(members[i].Member, i))
                {
                    throw new ArgumentException("a member is there twice", nameof(members));
                }
            }

            var forest = new Forest(new int[members.Count], new int[members.Count], new DelegationFate[members.Count]);
            forest.Voter.AsSpan().Fill(Unsettled);
            var next = new int[members.Count];
            for (var i = 0; i < next.Length; i++)
            {
                next[i] = Unsettled;
                if (delegations.DelegateOf(members[i].Member) is not { } to)
                {
                    forest.Stay(i, DelegationFate.NotDelegated);
                }
                else if (!positions.TryGetValue(to, out next[i]))
                {
                    forest.Stay(i, DelegationFate.DelegateGone);
                }
            }

            // Chains are as long as people make them: no recursion.
            var chain = new Stack<int>();
            for (var i = 0; i < next.Length; i++)
            {
                for (var at = i; forest.Voter[at] == Unsettled; at = next[at])
                {
                    chain.Push(at);
                }

                while (chain.TryPop(out var at))
                {
                    forest.Settle(at, next[at], chainLimit);
                }
            }

            return forest;
        }

        private void Settle(int member, int to, int chainLimit)
        {
            if (Hops[to] == chainLimit)
            {
                Stay(member, DelegationFate.ChainTooLong);
                return;
            }

            (Voter[member], Hops[member], Fate[member]) = (Voter[to], Hops[to] + 1, DelegationFate.Followed);
        }

        private void Stay(int member, DelegationFate fate) =>
            (Voter[member], Hops[member], Fate[member]) = (member, 0, fate);
    }
}

/// <summary>Somebody whose weight another votes with.</summary>
/// <param name="Hops">1 for who delegated directly.</param>
public sealed record RepresentedMember(Fr Member, uint Weight, int Hops);

/// <summary>What a delegate represents at a census.</summary>
/// <param name="Row">The delegate's own part.</param>
/// <param name="Represents">In the order of the members.</param>
public sealed record DelegatePage(DelegationRow Row, IReadOnlyList<RepresentedMember> Represents);
