using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>Somebody else's way to do an operation.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Theirs">Does it and answers what one item cost.</param>
internal sealed record Peer(string Name, Func<Cost> Theirs);

/// <summary>One operation, measured in ours and in theirs.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Ours">Does it and answers what one item cost.</param>
/// <param name="Peers">Who else has it.</param>
internal sealed record Contest(string Operation, Func<Cost> Ours, params IReadOnlyList<Peer> Peers)
{
    /// <summary>Both compilers are done with hot code after this long.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Ours, theirs, ours, theirs: what else happens on the machine happens to all.</summary>
    public Outcome Run(int rounds)
    {
        Func<Cost>[] sides = [Ours, .. Peers.Select(peer => peer.Theirs)];
        var costs = new Cost[sides.Length][];
        for (var side = 0; side < sides.Length; side++)
        {
            Warm(sides[side]);
            costs[side] = new Cost[rounds];
        }

        for (var i = 0; i < rounds; i++)
        {
            for (var side = 0; side < sides.Length; side++)
            {
                costs[side][i] = sides[side]();
            }
        }

        return new Outcome(
            Operation,
            new Costs(costs[0]),
            [.. Peers.Select((peer, i) => (peer.Name, new Costs(costs[i + 1])))]
        );
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

    private static void Warm(Func<Cost> work)
    {
        var watch = Stopwatch.StartNew();
        do
        {
            work();
        } while (watch.Elapsed < WarmUp);
    }
}

/// <summary>What was measured of a <see cref="Contest"/>.</summary>
internal sealed record Outcome(string Operation, Costs Ours, IReadOnlyList<(string Peer, Costs Theirs)> Peers);

/// <summary>What one item cost, in milliseconds.</summary>
/// <param name="Elapsed">By the clock.</param>
/// <param name="Processor">On all cores together: what is left when others on the machine are taken out.</param>
internal readonly record struct Cost(double Elapsed, double Processor)
{
    /// <summary>What a peer's answer says of so many items.</summary>
    public static Cost In(JsonNode answer, int items) =>
        new(answer["elapsed"]!.GetValue<double>() / items, answer["processor"]!.GetValue<double>() / items);
}

/// <summary>What one item cost in each round.</summary>
internal sealed class Costs(IReadOnlyCollection<Cost> rounds)
{
    private readonly double[] elapsed = [.. rounds.Select(cost => cost.Elapsed).Order()];
    private readonly double[] processor = [.. rounds.Select(cost => cost.Processor).Order()];

    public Cost Median => new(Cli.Bench.Median.Of(elapsed), Cli.Bench.Median.Of(processor));

    public double Fastest => elapsed[0];

    public double Slowest => elapsed[^1];
}
