namespace PrivateVote.Server.Workers;

/// <summary>Does something again and again until the server stops; a failure is told and tried again at the next tick.</summary>
internal abstract partial class Ticker(TimeSpan period, TimeProvider clock, ILogger logger) : BackgroundService
{
    protected abstract Task TickAsync(CancellationToken stop);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Tell(exception);
            }
        }
    }

    /// <summary>Tells of a failure that stops nothing.</summary>
    protected void Tell(Exception failure) =>
        LogFailure(logger, GetType().Name, failure.GetType().Name, failure.Message);

    [LoggerMessage(LogLevel.Warning, "{Worker} failed and goes on: {Fault}: {Reason}")]
    private static partial void LogFailure(ILogger logger, string worker, string fault, string reason);
}
