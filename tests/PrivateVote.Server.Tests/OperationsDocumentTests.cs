using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using PrivateVote.Server.Telemetry;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests;

/// <summary>What docs/operations.md tells operators to watch is there to be watched.</summary>
public sealed partial class OperationsDocumentTests
{
    private static readonly string Root = SharedVectors.RepositoryRoot;
    private static readonly string Text = File.ReadAllText(Path.Combine(Root, "docs", "operations.md"));

    [Fact]
    public async Task Has_every_metric_of_the_service_and_no_other()
    {
        var documented = MetricPattern().Matches(Text).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        await using (await RunningServer.StartAsync())
        using (var listener = new MeterListener())
        {
            var published = new HashSet<string>(StringComparer.Ordinal);
            listener.InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == ServerMetrics.Name)
                {
                    published.Add(instrument.Name);
                }
            };
            listener.Start();
            Assert.Subset(documented, published);
        }

        // Some are there only with Redis: their names stand in the code.
        var code = string.Concat(
            Directory
                .EnumerateFiles(Path.Combine(Root, "src", "PrivateVote.Server"), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText)
        );
        Assert.All(documented, metric => Assert.Contains($"\"{metric}\"", code, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?<=`)privatevote(?!\.db)(?:\.[a-z]+){1,2}(?=`)")]
    private static partial Regex MetricPattern();
}
