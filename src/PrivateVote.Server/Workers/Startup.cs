using PrivateVote.Server.Ballots;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Workers;

/// <summary>
/// Before the first request: opens the store and replays every log that is under way. After the last: waits until what was
/// begun is durable.
/// </summary>
internal sealed class Startup(ILogStore store, LogDirectory logs, BallotPipeline pipeline) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.OpenAsync(cancellationToken);
        await logs.LoadAllAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => pipeline.DrainAsync().WaitAsync(cancellationToken);
}
