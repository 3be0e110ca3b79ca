using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Workers;

/// <summary>
/// Notices what other servers on the same store enter, by asking the store for the heads of logs that somebody follows here
/// or asked for a moment ago.
/// </summary>
internal sealed class LiveUpdates(
    LogDirectory logs,
    ServerOptions options,
    TimeProvider clock,
    ILogger<LiveUpdates> logger
) : Ticker(options.Tick, clock, logger)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(30);

    private readonly TimeProvider clock = clock;

    protected override async Task TickAsync(CancellationToken stop)
    {
        foreach (var host in logs.Loaded.ToList())
        {
            if (host.Followers > 0 || clock.GetElapsedTime(host.LastUse) < Moment)
            {
                await host.RefreshAsync(stop);
            }
        }
    }
}
