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

        text.Append("\nMedian (fastest to slowest round).\n\n");
        text.Append("| operation | PrivateVote | peer | time of the peer | ratio |\n");
        text.Append("|---|---:|---|---:|---:|\n");
        foreach (var (operation, ours, peer, theirs) in outcomes)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {operation} | {Show(ours)} | ");
            text.Append(
                theirs is null
                    ? "none | | |\n"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{peer} | {Show(theirs)} | {theirs.Median / ours.Median:0.0} |\n"
                    )
            );
        }

        return text.ToString();
    }

    private static string Show(Times times)
    {
        var (unit, scale) = times.Median switch
        {
            < 1 => ("us", 1000.0),
            < 1000 => ("ms", 1.0),
            _ => ("s", 0.001),
        };
        return $"**{Digits(times.Median * scale)} {unit}** ({Digits(times.Fastest * scale)} to {Digits(times.Slowest * scale)})";
    }

    /// <summary>Three digits that count.</summary>
    private static string Digits(double value) =>
        value.ToString(
            value < 10 ? "0.00"
                : value < 100 ? "0.0"
                : "0",
            CultureInfo.InvariantCulture
        );
}
