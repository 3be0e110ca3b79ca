using PrivateVote.Server.Ballots;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Registration;
using PrivateVote.Server.Storage;
using PrivateVote.Server.Telemetry;

namespace PrivateVote.Server.Workers;

/// <summary>
/// Before the first request: opens the store and replays every log that is under way. After the last: waits until what was
/// begun is durable.
/// </summary>
internal sealed class Startup(
    ILogStore store,
    LogKeys keys,
    LogDirectory logs,
    BallotPipeline pipeline,
    RegistrationDesk desk,
    ServerMetrics metrics,
    StoreAlarm alarm
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.WatchQueue(() => pipeline.Waiting);
        metrics.WatchRegistrations(() => desk.Waiting);
        await store.OpenAsync(cancellationToken);
        await keys.CheckSeedAsync(store, cancellationToken);
        try
        {
            await logs.LoadAllAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The alarm cancels the start; what it was raised for says more.
            alarm.ThrowIfRaised();
            throw;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => pipeline.DrainAsync().WaitAsync(cancellationToken);
}
