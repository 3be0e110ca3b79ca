using System.Diagnostics;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>One operation, measured in ours and, where somebody else has it, in theirs.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Ours">Does it and answers the milliseconds for one item.</param>
/// <param name="Peer">Whose the other is; empty if there is none.</param>
/// <param name="Theirs">The same there.</param>
internal sealed record Contest(string Operation, Func<double> Ours, string Peer = "", Func<double>? Theirs = null)
{
    /// <summary>Both compilers are done with hot code after this long.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Ours, theirs, ours, theirs: what else happens on the machine happens to both.</summary>
    public Outcome Run(int rounds)
    {
        Warm(Ours);
        Warm(Theirs);
        var ours = new double[rounds];
        var theirs = new double[Theirs is null ? 0 : rounds];
        for (var i = 0; i < rounds; i++)
        {
            ours[i] = Ours();
            if (Theirs is not null)
            {
                theirs[i] = Theirs();
            }
        }

        return new Outcome(Operation, new Times(ours), Peer, Theirs is null ? null : new Times(theirs));
    }

    /// <summary>The milliseconds that an action takes, divided among so many items.</summary>
    public static double Time(int items, Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds / items;
    }

    private static void Warm(Func<double>? work)
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
internal sealed record Outcome(string Operation, Times Ours, string Peer, Times? Theirs);

/// <summary>The milliseconds that one item took in each round.</summary>
internal sealed class Times
{
    private readonly double[] ascending;

    public Times(IEnumerable<double> milliseconds) => ascending = [.. milliseconds.Order()];

    public double Median => (ascending[(ascending.Length - 1) / 2] + ascending[ascending.Length / 2]) / 2;

    public double Fastest => ascending[0];

    public double Slowest => ascending[^1];
}
