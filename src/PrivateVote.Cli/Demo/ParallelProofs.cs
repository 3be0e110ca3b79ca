using System.Threading.Channels;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// Many voters prove at once, one on each core, and each ballot is cast when it is finished, while others are proved. Only a
/// few ballots wait or are on their way at any time, however many voters there are.
/// </summary>
internal static class ParallelProofs
{
    /// <summary>Ballots on their way: enough that a service checks them in batches.</summary>
    private const int Cast = 16;

    /// <param name="count">How many ballots.</param>
    /// <param name="make">Makes the ballot of this position; called by several threads.</param>
    /// <param name="cast">Casts a finished ballot; called by one thread at a time, before the one before it has ended.</param>
    /// <param name="entered">Told of each ballot that was cast, one at a time.</param>
    /// <param name="progress">Told how many were entered so far.</param>
    public static void Run(
        int count,
        Func<int, Ballot> make,
        Func<Ballot, Task<Receipt>> cast,
        Action<Ballot, Receipt> entered,
        IProgress<long> progress
    )
    {
        var workers = Environment.ProcessorCount;
        var finished = Channel.CreateBounded<Ballot>(new BoundedChannelOptions(2 * workers) { SingleReader = true });
        using var cancellation = new CancellationTokenSource();
        var proving = Prove(count, workers, make, finished.Writer, cancellation.Token);
        try
        {
            CastAll(finished.Reader, cast, entered, progress).GetAwaiter().GetResult();
        }
        finally
        {
            // Whatever ended the casting, nobody proves on afterwards; a failure of theirs has come through the channel.
            cancellation.Cancel();
            Task.WhenAny(proving).GetAwaiter().GetResult();
        }
    }

    private static async Task Prove(
        int count,
        int workers,
        Func<int, Ballot> make,
        ChannelWriter<Ballot> writer,
        CancellationToken cancellation
    )
    {
        Exception? failure = null;
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, count),
                new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation },
                async (position, stop) => await writer.WriteAsync(make(position), stop)
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

    private static async Task CastAll(
        ChannelReader<Ballot> reader,
        Func<Ballot, Task<Receipt>> cast,
        Action<Ballot, Receipt> entered,
        IProgress<long> progress
    )
    {
        var done = 0;
        var underWay = new Queue<(Ballot Ballot, Task<Receipt> Casting)>();
        async Task AwaitOldest()
        {
            var (ballot, casting) = underWay.Dequeue();
            entered(ballot, await casting);
            progress.Report(++done);
        }

        await foreach (var ballot in reader.ReadAllAsync())
        {
            underWay.Enqueue((ballot, cast(ballot)));
            while (underWay.Count > 0 && (underWay.Count > Cast || underWay.Peek().Casting.IsCompleted))
            {
                await AwaitOldest();
            }
        }

        while (underWay.Count > 0)
        {
            await AwaitOldest();
        }
    }
}
