namespace PrivateVote.Cryptography.Groth16;

/// <summary>Pieces of work that any thread may do, taken one by one in their order.</summary>
internal static class WorkList
{
    /// <summary>Does all the work on this thread and on up to parallelism - 1 threads of the pool.</summary>
    public static void Run(IReadOnlyList<Action> work, int parallelism)
    {
        var next = -1;
        void TakeTurns()
        {
            for (var i = Interlocked.Increment(ref next); i < work.Count; i = Interlocked.Increment(ref next))
            {
                work[i]();
            }
        }

        var helpers = new Task[Math.Min(parallelism, work.Count) - 1];
        for (var i = 0; i < helpers.Length; i++)
        {
            helpers[i] = Task.Run(TakeTurns);
        }

        try
        {
            TakeTurns();
        }
        finally
        {
            // Whatever happens here, nobody works any longer when this returns.
            Task.WaitAll(helpers);
        }
    }
}
