using System.Text.Json.Nodes;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Tests;

/// <summary>The commands around a space's governance that need no service.</summary>
public sealed class GovernanceCommandTests : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void A_constitution_to_start_from_is_one_and_is_not_written_over()
    {
        var organizer = cli.Do("organizer", "new", "--out", "@organizer.key").Line;
        string[] command = ["space", "constitution", "--organizer", organizer, "--out", "@constitution.json"];
        cli.Do(command);
        var plain = Read();
        Assert.Equal([organizer], plain.Organizers);
        Assert.Equal([TrackKind.Protocol, TrackKind.Operations], plain.Tracks.Select(track => track.Kind));
        Assert.Equal((3, null, null), (plain.MinimumClass, plain.Council, plain.Tracks[0].Stages.Review));

        string[] council =
        [
            "--council",
            organizer + "=0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            .. (string[])["--threshold", "1", "--chain-id", "10"],
            .. (string[])["--safe", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "--minimum-class", "5"],
        ];
        cli.Fail(2, [.. command, .. council]);
        Assert.Null(Read().Council);
        cli.Do([.. command, .. council, "--force"]);
        var other = Read();
        Assert.Equal((5, 1), (other.MinimumClass, other.Council!.Threshold));
        Assert.Equal((10UL, "1.4.1"), (other.Council.Safe!.ChainId, other.Council.Safe.Version));
        Assert.NotNull(other.Tracks[0].Stages.Review);
        // No vote of it opens that totals would tell too much of.
        Assert.All(other.Tracks, track => Assert.Equal(5, track.Ballot.Turnout));

        Constitution Read() =>
            StrictJson.TryParse<Constitution>(
                File.ReadAllBytes(cli.PathOf("constitution.json")),
                out var constitution,
                out var problem
            )
                ? constitution
                : throw new InvalidDataException(problem);
    }

    [Fact]
    public void What_totals_reveal_is_said_before_an_election_opens()
    {
        var csv = "commitment,weight\n";
        for (var i = 1; i <= 5; i++)
        {
            var made = cli.Do("identity", "new", "--out", $"@voter{i}.key");
            csv += $"{made.ValueOf("commitment")},{(i == 5 ? 9 : 2)}\n";
        }

        cli.Write("census.csv", csv);
        cli.Do([
            .. (string[])["election", "plan", "--out", "@plan", "--title", "A question", "--space", "A space"],
            .. (string[])["--option", "For", "--option", "Against", "--weights", "multiply"],
        ]);
        string[] command = ["privacy", "@census.csv", "--plan", "@plan"];
        Assert.Contains("5 voters, total weight 17", cli.Do(command).Output, StringComparison.Ordinal);

        var refused = cli.Run([.. command, "--minimum-class", "2"]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("fewer than 2 voters", refused.Output, StringComparison.Ordinal);
        var json = cli.Run([.. command, "--minimum-class", "2", "--json"]);
        Assert.Equal(1, json.ExitCode);
        Assert.Equal(1, (int)JsonNode.Parse(json.Line)!["smallestClass"]!);

        Assert.Contains("at least 1", cli.Fail(2, [.. command, "--minimum-class", "0"]), StringComparison.Ordinal);
        cli.Write("census.csv", "commitment,weight\n0x12,many\n");
        Assert.Contains("census.csv", cli.Fail(2, command), StringComparison.Ordinal);
    }

    [Fact]
    public void A_contribution_is_attested_by_an_issuer_alone()
    {
        cli.Do("issuer", "new", "--out", "@issuer.key");
        var member = cli.Do("identity", "new", "--out", "@voter.key").ValueOf("commitment");
        string[] Command(string space, string who, params string[] rest) =>
            [
                .. (string[])["contribution", "attest", "--space", space, "--member", who, "--category", "code"],
                .. (string[])["--points", "5", "--reference", "a pull request", "--key", "@issuer.key"],
                .. (string[])["--out", "@attested", .. rest],
            ];
        var space = "0x" + new string('a', 64);
        cli.Do(Command(space, member));
        Assert.Equal(3, File.ReadAllText(cli.PathOf("attested")).Split('.').Length);
        cli.Fail(2, Command(space, member));
        cli.Fail(2, Command("0x12", member, "--force"));
        cli.Fail(2, Command(space, "0x12", "--force"));
        cli.Fail(2, Command(space, member, "--force", "--date", "yesterday"));
    }
}
