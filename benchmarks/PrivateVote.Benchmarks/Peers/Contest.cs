using System.Diagnostics;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>One operation, measured in ours and, where somebody else has it, in theirs.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Ours">Does it and answers what one item cost.</param>
/// <param name="Peer">Whose the other is; empty if there is none.</param>
/// <param name="Theirs">The same there.</param>
internal sealed record Contest(string Operation, Func<Cost> Ours, string Peer = "", Func<Cost>? Theirs = null)
{
    /// <summary>Both compilers are done with hot code after this long.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Ours, theirs, ours, theirs: what else happens on the machine happens to both.</summary>
    public Outcome Run(int rounds)
    {
        Warm(Ours);
        Warm(Theirs);
        var ours = new Cost[rounds];
        var theirs = new Cost[Theirs is null ? 0 : rounds];
        for (var i = 0; i < rounds; i++)
        {
            ours[i] = Ours();
            if (Theirs is not null)
            {
                theirs[i] = Theirs();
            }
        }

        return new Outcome(Operation, new Costs(ours), Peer, Theirs is null ? null : new Costs(theirs));
    }

    /// <summary>What an action costs, divided among so many items.</summary>
    public static Cost Measure(int items, Action action)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        action();
        var elapsed = watch.Elapsed;
        processor = Environment.CpuUsage.TotalTime - processor;
        return new Cost(elapsed.TotalMilliseconds / items, processor.TotalMilliseconds / items);
    }

    private static void Warm(Func<Cost>? work)
    {
        if (work is null)
        {
            return;
        }

        var watch = Stopwatch.StartNew();
        do
        {
            work();
        } while (watch.Elapsed < WarmUp);
    }
}

/// <summary>What was measured of a <see cref="Contest"/>.</summary>
internal sealed record Outcome(string Operation, Costs Ours, string Peer, Costs? Theirs);

/// <summary>What one item cost, in milliseconds.</summary>
/// <param name="Elapsed">By the clock.</param>
/// <param name="Processor">On all cores together: what is left when others on the machine are taken out.</param>
internal readonly record struct Cost(double Elapsed, double Processor);

/// <summary>What one item cost in each round.</summary>
internal sealed class Costs(IReadOnlyCollection<Cost> rounds)
{
    private readonly double[] elapsed = [.. rounds.Select(cost => cost.Elapsed).Order()];
    private readonly double[] processor = [.. rounds.Select(cost => cost.Processor).Order()];

    public Cost Median => new(Cli.Bench.Median.Of(elapsed), Cli.Bench.Median.Of(processor));

    public double Fastest => elapsed[0];

    public double Slowest => elapsed[^1];
}
