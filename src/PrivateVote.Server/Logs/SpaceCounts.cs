using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance.Service;

namespace PrivateVote.Server.Logs;

/// <summary>How many elections name each space, counted at most every few seconds, however often it is asked.</summary>
internal sealed class SpaceCounts(LogDirectory logs, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Turn counting = new();
    private Dictionary<string, int>? counts;
    private long counted;

    /// <summary>Elections by what their manifests name as their space.</summary>
    private async Task<IReadOnlyDictionary<string, int>> ReadAsync(CancellationToken cancellation)
    {
        using var mine = await counting.TakeAsync(cancellation);
        if (counts is null || clock.GetElapsedTime(counted) > Fresh)
        {
            var fresh = new Dictionary<string, int>(StringComparer.Ordinal);
            await foreach (var (_, summary) in logs.ListAsync(null, cancellation))
            {
                if (summary.Election is { Space: var space })
                {
                    fresh[space] = fresh.GetValueOrDefault(space) + 1;
                }
            }

            counts = fresh;
            counted = clock.GetTimestamp();
        }

        return counts;
    }

    /// <summary>The summary with its elections; the space's own log does not know them.</summary>
    public async Task<SpaceSummary> FillAsync(SpaceSummary space, CancellationToken cancellation) =>
        space with
        {
            Elections = (await ReadAsync(cancellation)).GetValueOrDefault(Hex.Encode(space.Id)),
        };
}
