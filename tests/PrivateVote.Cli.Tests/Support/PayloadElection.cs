using System.Text.Json.Nodes;

namespace PrivateVote.Cli.Tests.Support;

/// <summary>An election whose first option carries a payload, held by commands up to a verified result.</summary>
internal static class PayloadElection
{
    /// <summary>The id of the election in a record.</summary>
    public static string IdOf(CliRun cli, string record = "@record") =>
        (string)JsonNode.Parse(cli.Do("verify", record, "--json").Output)!["electionId"]!;

    /// <summary>Leaves the verified record in the folder.</summary>
    /// <param name="cli">The folder.</param>
    /// <param name="chainId">The payload's chain.</param>
    /// <param name="safe">The payload's Safe.</param>
    /// <param name="calls">The payload's calls, a JSON array.</param>
    /// <param name="choice">What the only voter chooses: 1 is the option with the payload.</param>
    public static void Decide(CliRun cli, int chainId, string safe, string calls, string choice = "1")
    {
        Open(cli, chainId, safe, calls);
        cli.Do("ballot", "make", "@record", "--key", "@voter1.key", "--choose", choice, "--out", "@ballot");
        cli.Do("election", "add", "@record", "@ballot");
        cli.Clock.Advance(FileElection.Duration);
        cli.Do("election", "close", "@record");
        cli.Do("election", "checkpoint", "@record", "--log-key", "@log.key");
        cli.Do("trustee", "decrypt", "@record", "--key", "@trustee1.key", "--out", "@share");
        cli.Do("election", "add", "@record", "@share");
        cli.Do("election", "tally", "@record");
        cli.Do("election", "checkpoint", "@record", "--log-key", "@log.key");
    }

    /// <summary>Leaves the open election in the folder.</summary>
    public static void Open(CliRun cli, int chainId, string safe, string calls)
    {
        var payload = cli.Write("payload", $$"""{"calls":{{calls}}}""");
        FileElection.Open(
            cli,
            [1],
            trustees: 1,
            threshold: 1,
            "--payload",
            $"For={payload}",
            "--chain-id",
            $"{chainId}",
            "--safe",
            safe
        );
    }
}
