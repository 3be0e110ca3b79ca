namespace PrivateVote.Cli;

internal static class Clock
{
    /// <summary>The time as entries state it: to the millisecond.</summary>
    public static DateTimeOffset Now(this TimeProvider clock) =>
        DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}

/// <summary>A clock that stands still until it is told to go on: the demos need not wait for an election to close.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan span) => now += span;

    public void AdvanceTo(DateTimeOffset later) => now = later > now ? later : now;
}
