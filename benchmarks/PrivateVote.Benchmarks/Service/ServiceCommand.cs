using System.Diagnostics;
using System.Globalization;
using PrivateVote.Server;

namespace PrivateVote.Benchmarks.Service;

/// <summary>
/// How many ballots a server takes, and how fast: a part of benchmarks/service.sh, in a program with a simulated key built in.
/// Server and voters are two processes on the same processors.
/// </summary>
internal static class ServiceCommand
{
    private const string Usage =
        "service measure BALLOTS sqlite | service measure BALLOTS postgres CONNECTION (see benchmarks/service.sh)";

    /// <summary>Voters who wait for receipts at the same moment when the server is given all that it takes.</summary>
    private const int VotersAtOnce = 256;

    /// <summary>Half of what is to be reached.</summary>
    private const int SteadyRate = 250;

    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["serve", var data, .. var store]:
                return await MeasuredServer.RunAsync(
                    new ServerOptions
                    {
                        Data = data,
                        Urls = ["http://127.0.0.1:0"],
                        Name = "benchmarks.example",
                        Postgres = store is [var connection] ? connection : null,
                    }
                );
            case ["measure", var number, "sqlite"] when TryRead(number, out var ballots):
                await MeasureAsync(ballots, "SQLite", null);
                return 0;
            case ["measure", var number, "postgres", var postgres] when TryRead(number, out var ballots):
                await MeasureAsync(ballots, "PostgreSQL", postgres);
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1000;

    /// <summary>A tenth of the ballots to warm up, a half at saturation, the rest at the steady rate.</summary>
    private static async Task MeasureAsync(int ballots, string store, string? postgres)
    {
        var data = Directory.CreateTempSubdirectory("privatevote-bench-");
        try
        {
            await using var server = await ServerChild.StartAsync(data.FullName, postgres);
            var watch = Stopwatch.StartNew();
            var election = await PreparedElection.OpenAsync(server.Address, ballots);
            Print($"## {store}: {ballots} ballots of ballot-3, prepared in {watch.Elapsed.TotalSeconds:F1} s");
            using var load = new BallotLoad(server.Address, election);
            await load.SaturateAsync(..(ballots / 10), VotersAtOnce);
            await ReportAsync(
                server,
                string.Create(CultureInfo.InvariantCulture, $"saturation, {VotersAtOnce} voters at once"),
                () => load.SaturateAsync((ballots / 10)..(ballots * 6 / 10), VotersAtOnce)
            );
            await ReportAsync(
                server,
                string.Create(CultureInfo.InvariantCulture, $"steady, {SteadyRate} a second"),
                () => load.PaceAsync((ballots * 6 / 10).., SteadyRate)
            );
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task ReportAsync(ServerChild server, string name, Func<Task<LoadFigures>> run)
    {
        using var self = Process.GetCurrentProcess();
        var own = self.TotalProcessorTime;
        var before = await server.FiguresAsync();
        var load = await run();
        var after = await server.FiguresAsync();
        self.Refresh();
        var ballots = load.Latencies.Length;
        var batches = after.Batches - before.Batches;
        Print($"{name}: {load.PerSecond:F0} ballots a second, {ballots} in {load.Elapsed.TotalSeconds:F2} s");
        Print(
            $"  receipt after p50 {load.Quantile(0.5).TotalMilliseconds:F0} ms, p99 {load.Quantile(0.99).TotalMilliseconds:F0} ms, longest {load.Quantile(1).TotalMilliseconds:F0} ms"
        );
        Print(
            $"  {batches} batches of {(double)ballots / Math.Max(1, batches):F1}; wall: verifying {after.Verifying - before.Verifying:F2} s, committing {after.Committing - before.Committing:F2} s, neither {load.Elapsed.TotalSeconds - (after.Verifying - before.Verifying) - (after.Committing - before.Committing):F2} s"
        );
        Print(
            $"  processor time: server {1e6 * (after.Processor - before.Processor) / ballots:F0} us a ballot, voters {1e6 * (self.TotalProcessorTime - own).TotalSeconds / ballots:F0} us; collections pause {after.Pausing - before.Pausing:F2} s; memory of the server {after.Memory / 1e6:F0} MB, peak {after.PeakMemory / 1e6:F0} MB"
        );
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
