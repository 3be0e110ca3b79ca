using System.Security.Cryptography;

namespace PrivateVote.Client.Http;

/// <summary>
/// The pauses between attempts: the service's own Retry-After where it gives one, else twice as long each time, with
/// chance, so that a thousand clients of a service that comes back do not come back at the same moment.
/// </summary>
internal sealed class Backoff(TimeSpan patience)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly long started = TimeProvider.System.GetTimestamp();
    private TimeSpan next = First;

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="asked">What the service asked for, if it did.</param>
    /// <returns>False, at once, when the pause would outlast the patience.</returns>
    public async Task<bool> WaitAsync(TimeSpan? asked, CancellationToken cancellation)
    {
        var chance = 0.5 + (RandomNumberGenerator.GetInt32(1000) / 1000.0);
        var pause = (asked ?? TimeSpan.Zero) + (next * chance);
        next = next * 2 < Longest ? next * 2 : Longest;
        if (TimeProvider.System.GetElapsedTime(started) + pause > patience)
        {
            return false;
        }

        await Task.Delay(pause, cancellation);
        return true;
    }
}
