using System.Threading.Channels;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// Many voters prove at once, one on each core, and their ballots are entered in the order in which they are finished.
/// Only a few finished ballots wait at any time, however many voters there are.
/// </summary>
internal static class ParallelProofs
{
    /// <param name="count">How many ballots.</param>
    /// <param name="make">Makes the ballot of this position; called by several threads.</param>
    /// <param name="enter">Takes a finished ballot; called by one thread at a time.</param>
    /// <param name="progress">Told how many were entered so far.</param>
    public static void Run(int count, Func<int, Ballot> make, Action<int, Ballot> enter, IProgress<long> progress)
    {
        var workers = Environment.ProcessorCount;
        var finished = Channel.CreateBounded<(int Position, Ballot Ballot)>(
            new BoundedChannelOptions(2 * workers) { SingleReader = true }
        );
        using var cancellation = new CancellationTokenSource();
        var proving = Prove(count, workers, make, finished.Writer, cancellation.Token);
        try
        {
            Enter(finished.Reader, enter, progress).GetAwaiter().GetResult();
        }
        finally
        {
            // Whatever ended the entering, nobody proves on afterwards; a failure of theirs has come through the channel.
            cancellation.Cancel();
            Task.WhenAny(proving).GetAwaiter().GetResult();
        }
    }

    private static async Task Prove(
        int count,
        int workers,
        Func<int, Ballot> make,
        ChannelWriter<(int, Ballot)> writer,
        CancellationToken cancellation
    )
    {
        Exception? failure = null;
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, count),
                new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation },
                async (position, stop) => await writer.WriteAsync((position, make(position)), stop)
            );
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            writer.Complete(failure);
        }
    }

    private static async Task Enter(
        ChannelReader<(int Position, Ballot Ballot)> reader,
        Action<int, Ballot> enter,
        IProgress<long> progress
    )
    {
        var entered = 0;
        await foreach (var (position, ballot) in reader.ReadAllAsync())
        {
            enter(position, ballot);
            progress.Report(++entered);
        }
    }
}
