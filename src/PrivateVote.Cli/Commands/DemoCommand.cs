using System.CommandLine;
using PrivateVote.Cli.Demo;
using PrivateVote.Cli.Files;

namespace PrivateVote.Cli.Commands;

/// <summary>`demo`: a whole election on this machine.</summary>
internal static class DemoCommand
{
    private const int MostVoters = 1000;
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
        var command = new Command("demo", "Hold a whole private election on this machine, explained at each step")
        {
            voters,
            revoting,
            votes,
            limit,
            output,
        };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(output);
            var good = parsed.GetValue(votes) is { } file
                ? Replay(terminal, file, folder, parsed.GetValue(limit))
                : Guide(terminal, folder, parsed.GetValue(voters), parsed.GetValue(revoting));
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

    private static bool Guide(Terminal terminal, DirectoryInfo folder, int voters, bool revoting)
    {
        if (voters is < GuidedElection.FewestVoters or > MostVoters)
        {
            throw new Failure($"--voters is {GuidedElection.FewestVoters} to {MostVoters}");
        }

        using var election = new GuidedElection(terminal, folder, voters, revoting);
        return election.Run();
    }

    private static bool Replay(Terminal terminal, FileInfo file, DirectoryInfo folder, int? limit)
    {
        if (limit < 1)
        {
            throw new Failure("--limit is at least 1");
        }

        var export = SnapshotExport.Parse(InputFile.Read(file, ExportLimit));
        return new SnapshotElection(terminal, export).Run(folder, limit);
    }
}
