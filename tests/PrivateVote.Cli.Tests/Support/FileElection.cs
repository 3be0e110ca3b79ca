namespace PrivateVote.Cli.Tests.Support;

/// <summary>An election held by role commands that exchange files, up to the point where voters vote.</summary>
internal static class FileElection
{
    public static readonly TimeSpan Duration = TimeSpan.FromDays(1);

    /// <summary>
    /// Leaves in the folder: record, organizer.key, log.key, trustee1.key and so on, voter1.key and so on; the election
    /// is open.
    /// </summary>
    /// <param name="weights">One for each voter.</param>
    /// <param name="trustees">How many there are.</param>
    /// <param name="threshold">How many are needed.</param>
    /// <param name="plan">Further options of `election plan`.</param>
    public static void Open(CliRun cli, uint[] weights, int trustees, int threshold, params string[] plan)
    {
        cli.Do("organizer", "new", "--out", "@organizer.key");
        var log = cli.Do("log", "new", "--name", "example.org/log", "--out", "@log.key").Line;
        string[] numbers = [.. Enumerable.Range(1, trustees).Select(i => $"{i}")];
        string[] members =
        [
            .. numbers.SelectMany(i =>
                new[] { "--member", cli.Do("trustee", "new", "--out", $"@trustee{i}.key").Line }
            ),
        ];
        cli.Do([
            "election",
            "committee",
            "@record",
            "--key",
            "@organizer.key",
            "--threshold",
            $"{threshold}",
            .. members,
        ]);
        foreach (var step in (string[])["commit", "deal", "acknowledge"])
        {
            foreach (var i in numbers)
            {
                cli.Do("trustee", step, "@record", "--key", $"@trustee{i}.key", "--out", $"@{step}{i}");
            }

            cli.Do(["election", "add", "@record", .. numbers.Select(i => $"@{step}{i}")]);
        }

        EnterCensus(cli, weights);
        cli.Do([
            .. (string[])["election", "plan", "--out", "@plan", "--title", "A question", "--space", "A space"],
            .. (string[])["--option", "For", "--option", "Against"],
            .. (string[])["--closes", (CliRun.Start + Duration).ToString("O")],
            .. plan,
        ]);
        cli.Do("election", "create", "@record", "--plan", "@plan", "--log", log, "--key", "@organizer.key");
    }

    private static void EnterCensus(CliRun cli, uint[] weights)
    {
        var csv = "commitment,weight\n";
        for (var i = 0; i < weights.Length; i++)
        {
            var made = cli.Do("identity", "new", "--out", $"@voter{i + 1}.key");
            csv += $"{made.ValueOf("commitment")},{weights[i]}\n";
        }

        cli.Write("census.csv", csv);
        cli.Do("census", "from-csv", "@census.csv", "--key", "@organizer.key", "--out", "@census");
        cli.Do("election", "add", "@record", "@census");
    }
}
