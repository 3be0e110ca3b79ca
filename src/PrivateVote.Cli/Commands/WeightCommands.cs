using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Governance.Service;

namespace PrivateVote.Cli.Commands;

/// <summary>`space weights`: who would vote with which weight, and why.</summary>
internal static class WeightCommands
{
    public static Command Create(Terminal terminal)
    {
        var track = MemberActs.Text("--track", "Delegations are of a track");
        return MemberActs.Shown(
            terminal,
            "weights",
            "The census of a track as it would be now: for each member contributions, weight, delegation, as docs/weights.md defines them",
            [track],
            (parsed, log) =>
            {
                var named = parsed.GetRequiredValue(track);
                if (log.Space!.Body.Constitution?.FindTrack(named) is null)
                {
                    throw new Failure($"the constitution has no track '{named}'", ExitCode.Refused);
                }

                var now = terminal.Clock.Now();
                var explained = log.ExplainWeights(now).Rows;
                return (IReadOnlyList<Row>)
                    [
                        .. log.WeightsOn(named, now)
                            .Rows.Zip(explained)
                            .Select(pair => new Row(
                                DelegateView.SummaryOf(log, pair.First),
                                GovernanceText.NameOf(pair.First.Fate),
                                WeightView.Of(pair.Second)
                            )),
                    ];
            },
            Print
        );
    }

    /// <summary>The steps of one weight.</summary>
    public static void Print(Terminal terminal, WeightView weight)
    {
        foreach (var category in weight.Categories)
        {
            terminal.Show(
                $"{category.Category}: {category.Received} received, {category.Decayed} after decay, {category.Capped} after its cap, worth {category.Worth}"
            );
        }

        terminal.Show(
            $"{weight.Points} points; curve {weight.Curve}/65536; weight {weight.Uncapped}, {weight.Capped} after the cap, {weight.Tiered} by tiers, {weight.Weight} in the end"
        );
    }

    private static void Print(Terminal terminal, IReadOnlyList<Row> rows)
    {
        terminal.Table(
            ["member", "commitment", "points", "own", "received", "weight", "delegation"],
            rows.Select(row =>
                (string[])
                    [
                        $"{row.Summary.Member.Position}",
                        GovernanceText.Short(row.Summary.Member.Commitment),
                        row.Weight.Points,
                        $"{row.Summary.Own}",
                        $"{row.Summary.Received}",
                        $"{row.Summary.Weight}",
                        row.Fate,
                    ]
            )
        );
        terminal.Line(
            $"{rows.Count(row => row.Summary.Weight > 0)} voters, total weight {rows.Aggregate(0UL, (sum, row) => sum + row.Summary.Weight)}"
        );
    }

    private sealed record Row(DelegateSummary Summary, string Fate, WeightView Weight);
}
