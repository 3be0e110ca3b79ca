using System.Diagnostics;
using System.Globalization;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Benchmarks.Records;

/// <summary>What benchmarks/records.sh is made of: the key to build with, then, in that build, a record and its verification.</summary>
internal static class RecordCommand
{
    private const string Usage =
        "records artifacts FOLDER | records make BALLOTS none|deniable FILE | records verify FILE (see benchmarks/records.sh)";

    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["artifacts", var folder]:
                new SimulatedSetup().WriteArtifacts(new DirectoryInfo(folder));
                return 0;
            case ["make", var number, var revoting, var file]
                when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var ballots)
                    && Enum.TryParse<Revoting>(revoting, ignoreCase: true, out var kind):
                Make(ballots, kind, file);
                return 0;
            case ["verify", var file]:
                return Verify(file) ? 0 : 1;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static void Make(int ballots, Revoting revoting, string file)
    {
        var watch = Stopwatch.StartNew();
        using (var record = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            RecordMaker.Make(record, new SimulatedSetup(), ballots, revoting, new Progress(ballots));
        }

        Console.WriteLine(
            Invariant($"made in {watch.Elapsed.TotalSeconds:F1} s, {new FileInfo(file).Length / 1e6:F1} MB")
        );
    }

    /// <summary>As `privatevote verify` does it, with what it took: for a process that has done nothing else before.</summary>
    private static bool Verify(string file)
    {
        var watch = Stopwatch.StartNew();
        using var record = File.OpenRead(file);
        var report = RecordVerifier.Verify(record);
        watch.Stop();
        using var process = Process.GetCurrentProcess();
        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"{(finding.Ok ? "ok  " : "FAIL")} {finding.Check, -9} {finding.Evidence}");
        }

        var processor = process.TotalProcessorTime.TotalSeconds;
        Console.WriteLine();
        Console.WriteLine(report.Valid ? "VERIFIED" : "NOT VERIFIED");
        Console.WriteLine(
            Invariant(
                $"wall {watch.Elapsed.TotalSeconds:F2} s, processor {processor:F2} s (with the start of the process), peak memory {process.PeakWorkingSet64 / 1e6:F0} MB, collections {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)} pausing {GC.GetTotalPauseDuration().TotalSeconds:F2} s, {Environment.ProcessorCount} cores, setup: {BallotCircuit.Setup}"
            )
        );
        return report.Valid;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Progress(int total) : IProgress<int>
    {
        public void Report(int value)
        {
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{value} of {total} ballots made");
            }
        }
    }
}
