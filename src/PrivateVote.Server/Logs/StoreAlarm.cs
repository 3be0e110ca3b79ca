namespace PrivateVote.Server.Logs;

/// <summary>
/// Stops the server when the store holds something else than was signed: to go on would be to sign a second history.
/// </summary>
internal sealed partial class StoreAlarm(IHostApplicationLifetime lifetime, ILogger<StoreAlarm> logger)
{
    private StoreMismatchException? evidence;

    public void Raise(StoreMismatchException mismatch)
    {
        if (Interlocked.CompareExchange(ref evidence, mismatch, null) is null)
        {
            LogMismatch(logger, mismatch.Message);
            lifetime.StopApplication();
        }
    }

    /// <exception cref="StoreMismatchException">The alarm was raised.</exception>
    public void ThrowIfRaised()
    {
        if (Volatile.Read(ref evidence) is { } raised)
        {
            throw new StoreMismatchException(raised.Message);
        }
    }

    [LoggerMessage(LogLevel.Critical, "The store does not hold what was signed; stopping. {Evidence}")]
    private static partial void LogMismatch(ILogger logger, string evidence);
}
