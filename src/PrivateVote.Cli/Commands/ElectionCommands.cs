using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>What the organizer does with the record, which the organizer keeps and everyone may copy.</summary>
internal static class ElectionCommands
{
    public static Command Create(Terminal terminal) =>
        new("election", "Hold an election: keep its record, step by step")
        {
            Committee(terminal),
            PlanCommand.Create(terminal),
            CreateElection(terminal),
            Add(terminal),
            Close(terminal),
            Tally(terminal),
            Checkpoint(terminal),
            Cancel(terminal),
        };

    private static Command Committee(Terminal terminal)
    {
        var record = CommonOptions.Record();
        var member = new Option<string[]>("--member")
        {
            Description = "A trustee's DID; once for each trustee, in the order of their indices",
            HelpName = "DID",
            Required = true,
        };
        var threshold = new Option<int>("--threshold")
        {
            Description = "How many of the trustees are needed to decrypt the sum",
            HelpName = "T",
            Required = true,
        };
        var key = KeyOptions.Existing("--key", "The organizer's key file");
        var force = CommonOptions.Force();
        var command = new Command("committee", "Begin a record: name the trustees who make the election's key")
        {
            record,
            member,
            threshold,
            force,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(record);
            OutputFile.CheckFree(file, parsed.GetValue(force));
            using var organizer = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
            var members = parsed.GetRequiredValue(member);
            var submission = Organizer.OpenCommittee(members, parsed.GetRequiredValue(threshold), organizer);
            RecordFile.Create(file, submission, terminal.Clock.Now(), parsed.GetValue(force));
            terminal.Line($"{file}: {members.Length} trustees; each now runs `trustee commit {file}`");
        });
        return command;
    }

    private static Command CreateElection(Terminal terminal)
    {
        var record = CommonOptions.Record();
        var plan = new Option<FileInfo>("--plan")
        {
            Description = "The plan, from `election plan`",
            HelpName = "FILE",
            Required = true,
        };
        var log = new Option<string>("--log")
        {
            Description = "The verifier key of the log that will sign checkpoints, from `log new`",
            HelpName = "KEY",
            Required = true,
        };
        var key = KeyOptions.Existing("--key", "The organizer's key file");
        var command = new Command(
            "create",
            "Sign and enter the manifest: it fixes everything, and voting begins at its opening time"
        )
        {
            record,
            plan,
            log,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var decided = PlanFile.Read(parsed.GetRequiredValue(plan));
            Change(
                terminal,
                parsed.GetRequiredValue(record),
                file =>
                {
                    using var organizer = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
                    return Organizer.CreateManifest(file.Log, decided, parsed.GetRequiredValue(log), organizer);
                },
                file => $"election {Hex.Encode(file.Election.Id)}"
            );
        });
        return command;
    }

    private static Command Add(Terminal terminal)
    {
        var record = CommonOptions.Record();
        var submissions = new Argument<FileInfo[]>("SUBMISSION")
        {
            Description = "Files that trustees, voters and others handed in",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("add", "Enter what others handed in, as far as the rules allow it")
        {
            record,
            submissions,
        };
        command.SetAction(parsed =>
        {
            var given = parsed.GetRequiredValue(submissions).Select(file => (file, SubmissionFile.Read(file))).ToList();
            using var written = RecordFile.Write(terminal, parsed.GetRequiredValue(record));
            var refused = 0;
            var total = given.Sum(pair => pair.Item2.Count);
            var outcomes = terminal.WithProgress(
                "Checking",
                total,
                progress => EnterAll(terminal, written, given, progress, out refused)
            );
            written.Save();
            foreach (var (ok, text) in outcomes)
            {
                terminal.Outcome(ok, text);
            }

            return refused == 0 ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private static List<(bool Ok, string Text)> EnterAll(
        Terminal terminal,
        RecordFile record,
        List<(FileInfo File, IReadOnlyList<Submission> Submissions)> given,
        IProgress<long> progress,
        out int refused
    )
    {
        var outcomes = new List<(bool, string)>();
        refused = 0;
        foreach (var (file, submissions) in given)
        {
            foreach (var submission in submissions)
            {
                var refusal = record.Enter(submission, terminal.Clock);
                var kind = Entry.NameOf(submission.Kind);
                outcomes.Add(
                    refusal is null
                        ? (true, $"{file}: entry {record.Log.Size - 1}, {kind}")
                        : (false, $"{file}: {kind} refused: {refusal}")
                );
                refused += refusal is null ? 0 : 1;
                progress.Report(outcomes.Count);
            }
        }

        return outcomes;
    }

    private static Command Close(Terminal terminal)
    {
        var record = CommonOptions.Record();
        var command = new Command("close", "End voting once the closing time is over, and enter the encrypted sum")
        {
            record,
        };
        command.SetAction(parsed =>
            Change(
                terminal,
                parsed.GetRequiredValue(record),
                file => Organizer.Close(file.Log),
                file =>
                    file.Log.Phase == Phase.Failed
                        ? file.Log.Conclusion!
                        : $"closed with {file.Log.Box!.Count} ballots; sign this with `election checkpoint`, then the trustees run `trustee decrypt`"
            )
        );
        return command;
    }

    private static Command Tally(Terminal terminal)
    {
        var record = CommonOptions.Record();
        var command = new Command("tally", "Put the trustees' shares together, and enter the result") { record };
        command.SetAction(parsed =>
            Change(
                terminal,
                parsed.GetRequiredValue(record),
                file => terminal.WithSpinner("Finding the totals", () => Organizer.Tally(file.Log)),
                file =>
                {
                    var options = file.Election.Manifest.Options;
                    terminal.Chart(
                        "Result",
                        options.Select((option, i) => (option.Name, (double)file.Log.Result!.Totals[i]))
                    );
                    return $"{(file.Log.Result!.Passed ? "passed" : "not passed")}: {file.Log.Conclusion}";
                }
            )
        );
        return command;
    }

    private static Command Checkpoint(Terminal terminal)
    {
        var record = CommonOptions.Record();
        var key = KeyOptions.Existing("--log-key", "The log's key file");
        var command = new Command("checkpoint", "Sign what is in the log, so that it cannot be changed unnoticed")
        {
            record,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var written = RecordFile.Write(terminal, parsed.GetRequiredValue(record));
            using var signer = KeyFiles.OpenLog(terminal, key.Get(parsed));
            written.AddCheckpoint(signer);
            written.Save();
            terminal.Line($"checkpoint over {written.Log.Size} entries, signed by {signer.Name}");
        });
        return command;
    }

    private static Command Cancel(Terminal terminal)
    {
        var record = CommonOptions.Record();
        var reason = new Option<string>("--reason")
        {
            Description = "Why, in one sentence; everyone can read it",
            HelpName = "TEXT",
            Required = true,
        };
        var key = KeyOptions.Existing("--key", "The organizer's key file");
        var command = new Command("cancel", "Call the election off, before the trustees have opened the sum")
        {
            record,
            reason,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
            Change(
                terminal,
                parsed.GetRequiredValue(record),
                file =>
                {
                    using var organizer = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
                    return Organizer.Cancel(file.Election, parsed.GetRequiredValue(reason), organizer);
                },
                file => file.Log.Conclusion!
            )
        );
        return command;
    }

    /// <summary>Makes an entry from the record, enters it and says what came of it.</summary>
    private static void Change(
        Terminal terminal,
        FileInfo file,
        Func<RecordFile, Submission> make,
        Func<RecordFile, string> describe
    )
    {
        using var record = RecordFile.Write(terminal, file);
        Submission submission;
        try
        {
            submission = make(record);
        }
        catch (InvalidOperationException exception)
        {
            throw new Failure(exception.Message, ExitCode.Refused);
        }

        if (record.Enter(submission, terminal.Clock) is { } refusal)
        {
            throw Failure.By(refusal);
        }

        record.Save();
        terminal.Line(describe(record));
    }
}
