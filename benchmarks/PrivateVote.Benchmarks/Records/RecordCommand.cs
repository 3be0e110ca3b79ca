using System.Diagnostics;
using System.Globalization;
using PrivateVote.Cli.Bench;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Benchmarks.Records;

/// <summary>
/// The largest sizes, each in a process that does nothing else, so that its peak of memory is known. For records these are
/// the parts of benchmarks/records.sh: the key to build with, then, in that build, a record and its verification.
/// </summary>
internal static class RecordCommand
{
    private const string Usage =
        "records artifacts FOLDER | records make BALLOTS none|deniable FILE | records verify FILE (see benchmarks/records.sh)\n"
        + "records census MEMBERS | records logarithm MAXIMUM";

    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["artifacts", var folder]:
                new SimulatedSetup().WriteArtifacts(new DirectoryInfo(folder));
                return 0;
            case ["make", var number, var revoting, var file]
                when TryRead(number, out var ballots)
                    && Enum.TryParse<Revoting>(revoting, ignoreCase: true, out var kind):
                Make((int)ballots, kind, file);
                return 0;
            case ["verify", var file]:
                return Verify(file) ? 0 : 1;
            case ["census", var number] when TryRead(number, out var members):
                BuildCensus((int)members);
                return 0;
            case ["logarithm", var number] when TryRead(number, out var maximum):
                return FindLogarithm((ulong)maximum) ? 0 : 1;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static bool TryRead(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

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

    /// <summary>What `privatevote verify` does.</summary>
    private static bool Verify(string file)
    {
        var watch = Stopwatch.StartNew();
        using var record = File.OpenRead(file);
        var report = RecordVerifier.Verify(record);
        watch.Stop();
        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"{(finding.Ok ? "ok  " : "FAIL")} {finding.Check, -9} {finding.Evidence}");
        }

        Console.WriteLine();
        Console.WriteLine($"{(report.Valid ? "VERIFIED" : "NOT VERIFIED")}, setup: {BallotCircuit.Setup}");
        ReportCost(watch.Elapsed);
        return report.Valid;
    }

    /// <summary>Registers all members, then hashes the tree.</summary>
    private static void BuildCensus(int count)
    {
        var members = SampleCensus.Members(count);
        var watch = Stopwatch.StartNew();
        var root = SampleCensus.BuildRoot(members);
        watch.Stop();
        Console.WriteLine(Invariant($"census of {count} members, root {root.ToHex()}"));
        ReportCost(watch.Elapsed);
    }

    /// <summary>The largest total that the bound allows, which is found last; with the table of baby steps.</summary>
    private static bool FindLogarithm(ulong maximum)
    {
        var point = EdwardsPoint.MultiplyBase(Scalar.From(maximum));
        var watch = Stopwatch.StartNew();
        var found = new DiscreteLogarithm(maximum).TryFind(in point, out var exponent) && exponent == maximum;
        watch.Stop();
        Console.WriteLine(Invariant($"logarithm of {maximum}·B: {(found ? "found" : "NOT FOUND")}"));
        ReportCost(watch.Elapsed);
        return found;
    }

    private static void ReportCost(TimeSpan elapsed)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            Invariant(
                $"wall {elapsed.TotalSeconds:F2} s, processor time of the process {process.TotalProcessorTime.TotalSeconds:F2} s, peak memory {process.PeakWorkingSet64 / 1e6:F0} MB, collections {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)} pausing {GC.GetTotalPauseDuration().TotalSeconds:F2} s, {Environment.ProcessorCount} cores"
            )
        );
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
