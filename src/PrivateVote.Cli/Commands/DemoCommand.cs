using System.CommandLine;
using PrivateVote.Cli.Demo;
using PrivateVote.Cli.Files;
using PrivateVote.Client;

namespace PrivateVote.Cli.Commands;

/// <summary>`demo`: a whole election on this machine.</summary>
internal static class DemoCommand
{
    private const int MostVoters = 1000;
    private const string Embedded = "embedded";
    private const long ExportLimit = 1 << 28;

    public static Command Create(Terminal terminal)
    {
        var voters = new Option<int>("--voters")
        {
            Description = $"How many people vote, {GuidedElection.FewestVoters} to {MostVoters}",
            HelpName = "N",
            DefaultValueFactory = _ => 12,
        };
        var revoting = new Option<bool>("--revoting")
        {
            Description = "Every voter changes their mind once, and volunteers re-encrypt every slot",
        };
        var votes = new Option<FileInfo?>("--votes")
        {
            Description = "Hold a private election of the votes in this export from Snapshot, and compare the totals",
            HelpName = "FILE",
        };
        var limit = new Option<int?>("--limit")
        {
            Description = "With --votes: only the first N votes",
            HelpName = "N",
        };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "The folder that election.jsonl is written to",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo(DemoFolder.Default),
        };
        var server = new Option<string?>("--server")
        {
            Description =
                "Who keeps the election: a service, or `embedded` for this process alone with a simulated clock (default: a server of its own on this machine)",
            HelpName = "URL|embedded",
        };
        var command = new Command("demo", "Hold a whole private election on this machine, explained at each step")
        {
            voters,
            revoting,
            votes,
            limit,
            output,
            server,
        };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(output);
            var place = Place(terminal, parsed.GetValue(server));
            var good = parsed.GetValue(votes) is { } file
                ? Replay(terminal, file, folder, parsed.GetValue(limit), place)
                : Guide(terminal, folder, parsed.GetValue(voters), parsed.GetValue(revoting), place);
            return good ? ExitCode.Ok : ExitCode.Refused;
        });
        command.Validators.Add(result =>
        {
            var fromFile = result.GetResult(votes) is not null;
            if (
                fromFile
                && (
                    result.GetResult(revoting) is { Implicit: false } || result.GetResult(voters) is { Implicit: false }
                )
            )
            {
                result.AddError("--votes says who votes: it goes without --voters and --revoting");
            }

            if (!fromFile && result.GetResult(limit) is not null)
            {
                result.AddError("--limit goes with --votes");
            }
        });
        return command;
    }

    private static Func<FileInfo, DemoElection> Place(Terminal terminal, string? server)
    {
        if (server == Embedded)
        {
            return record => new EmbeddedElection(record, terminal.Clock.Now());
        }

        Uri? address = null;
        if (
            server is not null
            && !(Uri.TryCreate(server, UriKind.Absolute, out address) && ServiceClient.IsAddress(address))
        )
        {
            throw new Failure($"--server: '{server}' is neither an http or https address nor `{Embedded}`");
        }

        return record => new ServedDemoElection(record, address, TimeProvider.System);
    }

    private static bool Guide(
        Terminal terminal,
        DirectoryInfo folder,
        int voters,
        bool revoting,
        Func<FileInfo, DemoElection> place
    )
    {
        if (voters is < GuidedElection.FewestVoters or > MostVoters)
        {
            throw new Failure($"--voters is {GuidedElection.FewestVoters} to {MostVoters}");
        }

        using var election = place(DemoFolder.RecordIn(folder));
        return new GuidedElection(terminal, folder, election, voters, revoting).Run();
    }

    private static bool Replay(
        Terminal terminal,
        FileInfo file,
        DirectoryInfo folder,
        int? limit,
        Func<FileInfo, DemoElection> place
    )
    {
        if (limit < 1)
        {
            throw new Failure("--limit is at least 1");
        }

        var export = SnapshotExport.Parse(InputFile.Read(file, ExportLimit));
        return new SnapshotElection(terminal, export).Run(folder, limit, place);
    }
}
