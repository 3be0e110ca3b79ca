using PrivateVote.Server.Logs;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Workers;

/// <summary>
/// Reads, once after the start and beside the requests, the entries that a start from a snapshot left unread, and stops the
/// server with the evidence when the store holds others than those that were signed.
/// </summary>
internal sealed partial class StoreAuditor(
    LogDirectory logs,
    StoreAlarm alarm,
    IHostApplicationLifetime lifetime,
    ILogger<StoreAuditor> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        foreach (var host in logs.Loaded.ToList())
        {
            try
            {
                if (await host.FindForeignEntryAsync(stoppingToken) is { } index)
                {
                    alarm.Raise(
                        new StoreMismatchException(
                            $"log {LogId.ToName(host.Id)}: entry {index} is missing in the store, or is not the one that was "
                                + $"signed, by the leaf hashes under the checkpoint\n{host.View.Checkpoint}"
                        )
                    );
                    return;
                }
            }
            catch (StoreException failure)
            {
                LogFailure(logger, LogId.ToName(host.Id), failure.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Log {Log} was not read through after its start: {Reason}")]
    private static partial void LogFailure(ILogger logger, string log, string reason);
}
