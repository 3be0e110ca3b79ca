using System.Text.Json;
using PrivateVote.Cli.Bench;
using PrivateVote.Cli.Commands;

namespace PrivateVote.Cli.Tests;

/// <summary>A small amount of work, so that the tests take seconds; the figures mean nothing then.</summary>
public sealed class BenchCommandTests
{
    private static readonly BenchWork Little = new(
        Rounds: 2,
        WarmUp: TimeSpan.Zero,
        Ballots: 1,
        BatchSize: 9,
        Hashes: 9,
        CensusSize: 100,
        LargestTotal: 1_000_000,
        RecordBallots: 3
    );

    private static readonly string[] Figures =
    [
        "verifySingleMs",
        "verifyBatchPerBallotMs",
        "proveBallot3Ms",
        "proveBallot8Ms",
        "poseidon2Us",
        "census100kMs",
        "dlog1e12Ms",
        "recordVerifyPerSecond",
    ];

    [Fact]
    public void Json_is_the_figures_and_the_machine_and_nothing_else()
    {
        var (output, error) = Run(json: true);

        Assert.Empty(error);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal(
            [.. Figures, "processor", "cores", "lanes", "lanePath", "runtime"],
            root.EnumerateObject().Select(member => member.Name)
        );
        Assert.All(Figures, name => Assert.True(root.GetProperty(name).GetDouble() > 0, name));
        Assert.NotEmpty(root.GetProperty("processor").GetString()!);
        Assert.Equal(Environment.ProcessorCount, root.GetProperty("cores").GetInt32());
        var path = root.GetProperty("lanePath").GetString()!;
        Assert.Contains(path, (string[])["avx512", "avx2", "scalar"]);
        Assert.Equal(path != "scalar", root.GetProperty("lanes").GetBoolean());
        Assert.StartsWith(".NET ", root.GetProperty("runtime").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void In_words_every_figure_has_its_line_and_its_meaning()
    {
        var (output, error) = Run(json: false);

        Assert.Empty(error);
        Assert.Equal(2, output.Split("verify one ballot").Length - 1);
        Assert.Contains("ballots a second", output, StringComparison.Ordinal);
        Assert.Contains("Poseidon", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 2 }, 2)]
    [InlineData(new double[] { 9, 1, 2, 4 }, 3)]
    public void The_median_is_in_the_middle(double[] values, double middle) => Assert.Equal(middle, Median.Of(values));

    private static (string Output, string Error) Run(bool json)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, error, TimeProvider.System, _ => null, canAsk: false);
        Assert.Equal(0, BenchCommand.Run(terminal, Little, json));
        return (output.ToString(), error.ToString());
    }
}
