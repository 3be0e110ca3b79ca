namespace PrivateVote.Server.Logs;

/// <summary>Tells what this server has entered, once it is durable, to whoever passes it on.</summary>
internal sealed class LogNews
{
    /// <summary>A log and its size. Handlers return at once and throw nothing.</summary>
    public event Action<byte[], long>? Entered;

    public void Tell(byte[] logId, long size) => Entered?.Invoke(logId, size);
}
