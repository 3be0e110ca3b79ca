namespace PrivateVote.Client;

/// <summary>
/// Wakes up whoever follows a log when the service says that it has grown, and from time to time all the same: the live
/// stream saves waiting, and nothing rests on it.
/// </summary>
public sealed class LogWatch : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly LogClient client;
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim grown = new(0, 1);
    private readonly Task listening;

    public LogWatch(LogClient client)
    {
        this.client = client;
        listening = ListenAsync();
    }

    /// <summary>Waits until the log has grown, or for this long.</summary>
    public Task WaitAsync(TimeSpan poll, CancellationToken cancellation = default) =>
        grown.WaitAsync(poll, cancellation);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await listening;
        stop.Dispose();
        grown.Dispose();
    }

    private async Task ListenAsync()
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var _ in client.EventsAsync(stop.Token))
                {
                    pause = FirstPause;
                    WakeUp();
                }

                await Task.Delay(pause, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
                when (exception is IOException or ServiceException or InvalidDataException or OperationCanceledException
                )
            {
                // Whoever waits polls meanwhile; the log itself says what is wrong with it.
                await Task.Delay(pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private void WakeUp()
    {
        if (grown.CurrentCount == 0)
        {
            grown.Release();
        }
    }
}
