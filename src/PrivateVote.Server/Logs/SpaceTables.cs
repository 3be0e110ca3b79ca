using System.Collections.Concurrent;
using PrivateVote.Governance.Delegation;
using PrivateVote.Governance.Deliberation;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Server.Logs;

/// <summary>
/// What takes longer to compute from a space's log than a request should: weights, delegations, opinion groups. Each is kept for as
/// long as its log has not grown, or for a few seconds while it does.
/// </summary>
internal sealed class SpaceTables(TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>Contributions lose points by the day.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);

    /// <summary>Tables that are kept at most; then all are made anew.</summary>
    private const int MostKept = 64;

    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);
    private readonly Turn computing = new();

    /// <summary>Who would vote with which weight on a track, and after how many entries.</summary>
    public Task<(long Size, DelegationTable Table)> WeightsOnAsync(
        SpaceHost host,
        string track,
        CancellationToken cancellation
    ) =>
        GetAsync(
            host,
            "track " + track,
            () => host.Read(log => (log.Size, log.WeightsOn(track, host.Now))),
            cancellation
        );

    /// <summary>How contributions became weights, and after how many entries.</summary>
    public Task<(long Size, WeightTable Table)> WeightsAsync(SpaceHost host, CancellationToken cancellation) =>
        GetAsync(host, "weights", () => host.Read(log => (log.Size, log.ExplainWeights(host.Now))), cancellation);

    /// <summary>What a proposal's vote would reveal if its roll were fixed now.</summary>
    public async Task<ExpectedPrivacy> PrivacyAsync(SpaceHost host, long proposal, CancellationToken cancellation) =>
        (
            await GetAsync(
                host,
                FormattableString.Invariant($"privacy {proposal}"),
                () =>
                    host.Read(log =>
                        (log.Size, new ExpectedPrivacy(log.PreviewPrivacy(log.FindProposal(proposal)!, host.Now)))
                    ),
                cancellation
            )
        ).Value;

    /// <summary>The opinion groups of a proposal that there is, and after how many entries.</summary>
    public Task<(long Size, OpinionGroups Groups)> GroupsAsync(
        SpaceHost host,
        long proposal,
        CancellationToken cancellation
    ) =>
        GetAsync(
            host,
            FormattableString.Invariant($"proposal {proposal}"),
            () =>
            {
                var (size, opinions) = host.Read(log => (log.Size, log.ToOpinions(log.FindProposal(proposal)!)));
                // Not with the log's lock held.
                return (size, OpinionGroups.Of(opinions));
            },
            cancellation
        );

    /// <summary>The weights of a roll's census.</summary>
    public async Task<IReadOnlyList<uint>> RollAsync(SpaceHost host, long roll, CancellationToken cancellation)
    {
        // A roll does not change: only its own size matters.
        var key = KeyOf(host, FormattableString.Invariant($"roll {roll}"));
        if (kept.TryGetValue(key, out var known))
        {
            return (IReadOnlyList<uint>)known.Value;
        }

        using var mine = await computing.TakeAsync(cancellation);
        var weights = host.Read(log => log.RollAt(roll).Members.Select(member => member.Weight).ToArray());
        Keep(key, new Kept(roll, clock.GetTimestamp(), weights));
        return weights;
    }

    private async Task<(long Size, T Value)> GetAsync<T>(
        SpaceHost host,
        string name,
        Func<(long Size, T Value)> make,
        CancellationToken cancellation
    )
        where T : class
    {
        var key = KeyOf(host, name);
        if (Find<T>(host, key) is { } known)
        {
            return known;
        }

        // One table at a time: those who ask for the same find it done.
        using var mine = await computing.TakeAsync(cancellation);
        if (Find<T>(host, key) is { } made)
        {
            return made;
        }

        var (size, value) = make();
        Keep(key, new Kept(size, clock.GetTimestamp(), value));
        return (size, value);
    }

    private (long Size, T Value)? Find<T>(SpaceHost host, string key)
        where T : class =>
        kept.TryGetValue(key, out var found)
        && (found.Size == host.View.Size ? found.IsOf(clock, Calm) : found.IsOf(clock, Fresh))
            ? (found.Size, (T)found.Value)
            : null;

    private void Keep(string key, Kept value)
    {
        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        kept[key] = value;
    }

    private static string KeyOf(SpaceHost host, string name) => $"{LogId.ToName(host.Id)} {name}";

    /// <param name="Expected">Null on a track that the constitution has no more.</param>
    public sealed record ExpectedPrivacy(VotePrivacy? Expected);

    private sealed record Kept(long Size, long At, object Value)
    {
        public bool IsOf(TimeProvider clock, TimeSpan age) => clock.GetElapsedTime(At) <= age;
    }
}
