using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Server.Logs;

/// <summary>One at a time, or so many, in the order in which they came.</summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "A SemaphoreSlim holds nothing to free until its wait handle is asked for."
)]
internal sealed class Turn(int places = 1)
{
    private readonly SemaphoreSlim free = new(places, places);

    /// <summary>Waits for the turn; it ends when the answer is disposed, once.</summary>
    public async Task<Holding> TakeAsync(CancellationToken cancellation = default)
    {
        await free.WaitAsync(cancellation);
        return new Holding(free);
    }

    internal readonly struct Holding(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
