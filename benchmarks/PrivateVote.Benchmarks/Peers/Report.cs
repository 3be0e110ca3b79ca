using System.Globalization;
using System.Text;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>Outcomes as a Markdown page.</summary>
internal static class Report
{
    public static string ToMarkdown(
        IReadOnlyList<(string Name, string Value)> circumstances,
        IReadOnlyList<Outcome> outcomes
    )
    {
        var text = new StringBuilder();
        text.Append("# Measured\n\n");
        foreach (var (name, value) in circumstances)
        {
            text.Append(CultureInfo.InvariantCulture, $"* {name}: {value}\n");
        }

        text.Append("\nMedians, with the fastest and the slowest round in brackets; ratios are of medians.\n\n");
        text.Append(
            "| operation | PrivateVote | processor time | peer | time | processor time | ratio | of processor time |\n"
        );
        text.Append("|---|---:|---:|---|---:|---:|---:|---:|\n");
        foreach (var (operation, ours, peers) in outcomes)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {operation} | {Show(ours)} | ");
            if (peers.Count == 0)
            {
                text.Append("none | | | | |\n");
            }

            for (var i = 0; i < peers.Count; i++)
            {
                var (peer, theirs) = peers[i];
                text.Append(i > 0 ? "| | | | " : "");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{peer} | {Show(theirs)} | {Ratios(ours.Median, theirs.Median)} |\n"
                );
            }
        }

        return text.ToString();
    }

    private static string Show(Costs costs) =>
        $"**{Show(costs.Median.Elapsed)}** ({Show(costs.Fastest)} to {Show(costs.Slowest)}) | {Show(costs.Median.Processor)}";

    private static string Show(double milliseconds) =>
        milliseconds switch
        {
            < 1e-3 => $"{Digits(milliseconds * 1e6)} ns",
            < 1 => $"{Digits(milliseconds * 1000)} us",
            < 1000 => $"{Digits(milliseconds)} ms",
            _ => $"{Digits(milliseconds / 1000)} s",
        };

    private static string Ratios(Cost ours, Cost theirs) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{theirs.Elapsed / ours.Elapsed:0.0} | {theirs.Processor / ours.Processor:0.0}"
        );

    /// <summary>Three digits that count.</summary>
    private static string Digits(double value) =>
        value.ToString(
            value < 10 ? "0.00"
                : value < 100 ? "0.0"
                : "0",
            CultureInfo.InvariantCulture
        );
}
