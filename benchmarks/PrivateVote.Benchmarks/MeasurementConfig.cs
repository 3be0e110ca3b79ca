using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using PrivateVote.Benchmarks.Peers;

namespace PrivateVote.Benchmarks;

/// <summary>
/// Ten measurements of a quarter of a second, or of one call where that is longer; the median is what counts on a shared
/// machine.
/// </summary>
/// <remarks>In one process, so that the ballots that several benchmarks need are proved once.</remarks>
internal sealed class MeasurementConfig : ManualConfig
{
    public MeasurementConfig()
    {
        ArtifactsPath = Path.Combine(Circumstances.FindRepository(), "benchmarks", "BenchmarkDotNet.Artifacts");
        AddJob(
            Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput)
                .WithWarmupCount(3)
                .WithIterationCount(10)
                .WithIterationTime(TimeInterval.FromMilliseconds(250))
        );
        AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params);
        AddColumn(StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.Max);
        AddColumnProvider(DefaultColumnProviders.Metrics);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddExporter(MarkdownExporter.GitHub);
        AddLogger(ConsoleLogger.Default);
    }
}
