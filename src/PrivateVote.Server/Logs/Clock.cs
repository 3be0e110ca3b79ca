namespace PrivateVote.Server.Logs;

internal static class Clock
{
    /// <summary>The time as entries state it: to the millisecond.</summary>
    public static DateTimeOffset Now(this TimeProvider clock) =>
        DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}
