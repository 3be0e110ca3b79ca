using PrivateVote.Server.Logs;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Workers;

/// <summary>Writes snapshots of long logs now and then, and when the server stops, so that the next start takes seconds.</summary>
internal sealed class SnapshotKeeper(
    LogDirectory logs,
    ServerOptions options,
    TimeProvider clock,
    ILogger<SnapshotKeeper> logger
) : Ticker(options.Tick, clock, logger)
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(options.SnapshotEvery / 10, cancellationToken);
    }

    protected override Task TickAsync(CancellationToken stop) => WriteAsync(options.SnapshotEvery, stop);

    private async Task WriteAsync(long entries, CancellationToken stop)
    {
        foreach (var host in logs.Loaded.OfType<ElectionHost>().ToList())
        {
            if (host.SinceSnapshot <= entries)
            {
                continue;
            }

            try
            {
                await host.WriteSnapshotAsync(stop);
            }
            catch (Exception exception) when (exception is IOException or StoreException)
            {
                // A start without it takes longer, and that is all.
                Tell(exception);
            }
        }
    }
}
