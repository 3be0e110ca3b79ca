using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>What the organizer does with the record, which the organizer keeps and everyone may copy.</summary>
internal static class ElectionCommands
{
    private const long ReferenceLimit = 1 << 12;

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
            ElectionShowCommands.CreateShow(terminal),
            ElectionShowCommands.CreateList(terminal),
        };

    private static Command Committee(Terminal terminal)
    {
        var record = new Argument<FileInfo?>("RECORD")
        {
            Description = "The record to begin; none with --server",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var server = PlaceOptions.Server();
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
        var command = new Command("committee", "Begin an election: name the trustees who make its key")
        {
            record,
            server,
            member,
            threshold,
            force,
        };
        key.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(record) is { Tokens.Count: > 0 } == result.GetResult(server) is not null)
            {
                result.AddError("either RECORD, a file to begin, or --server URL");
            }
        });
        command.SetAction(parsed =>
        {
            var members = parsed.GetRequiredValue(member);
            if (parsed.GetValue(record) is { } taken)
            {
                OutputFile.CheckFree(taken, parsed.GetValue(force));
            }

            using var organizer = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
            var submission = Organizer.OpenCommittee(members, parsed.GetRequiredValue(threshold), organizer);
            if (parsed.GetValue(record) is { } file)
            {
                RecordFile.Create(file, submission, terminal.Clock.Now(), parsed.GetValue(force));
                terminal.Line($"{file}: {members.Length} trustees; each now runs `trustee commit {file}`");
                return;
            }

            terminal.Line($"committee {Hex.Encode(OpenAt(parsed.GetRequiredValue(server)!, submission))}");
            terminal.Complain(
                $"{members.Length} trustees; each now runs `trustee run --server URL --committee ID --key FILE`"
            );
        });
        return command;
    }

    /// <summary>Begins a log at a service, and answers with its id.</summary>
    private static byte[] OpenAt(Uri server, Submission committee)
    {
        if (new ElectionLog().Append(committee.ToLine(DateTimeOffset.UnixEpoch)) is { } refusal)
        {
            throw Failure.By(refusal);
        }

        using var service = new ServiceClient(server);
        return service.OpenCommitteeAsync(committee).GetAwaiter().GetResult().Log.Id;
    }

    private static Command CreateElection(Terminal terminal)
    {
        var place = ElectionPlace.Alone();
        var plan = new Option<FileInfo>("--plan")
        {
            Description = "The plan, from `election plan`",
            HelpName = "FILE",
            Required = true,
        };
        var log = new Option<string?>("--log")
        {
            Description =
                "The verifier key of the log that will sign checkpoints, from `log new`; a service has its own",
            HelpName = "KEY",
        };
        var roll = new Option<FileInfo?>("--roll")
        {
            Description =
                "The roll that the census is, from `space roll --reference`: anyone can then hold one against the other",
            HelpName = "FILE",
        };
        var key = KeyOptions.Existing("--key", "The organizer's key file");
        var command = new Command(
            "create",
            "Sign and enter the manifest: it fixes everything, and voting begins at its opening time"
        )
        {
            plan,
            log,
            roll,
        };
        place.AddTo(command);
        key.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(log) is null && !place.IsServed(result))
            {
                result.AddError("Option '--log' is required, or --server URL.");
            }
        });
        command.SetAction(parsed =>
        {
            var decided = PlanFile.Read(parsed.GetRequiredValue(plan)) with
            {
                Roll = parsed.GetValue(roll) is { } reference ? ReadRoll(reference) : null,
            };
            Change(
                terminal,
                place,
                parsed,
                key.Get(parsed).File,
                file =>
                {
                    using var organizer = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
                    var logKey = parsed.GetValue(log) ?? ((ServedElection)file).LogKey;
                    return Organizer.CreateManifest(file.Log, decided, logKey, organizer);
                },
                file => $"election {Hex.Encode(file.Election.Id)}"
            );
        });
        return command;
    }

    private static RollReference ReadRoll(FileInfo file) =>
        StrictJson.TryParse<RollReference>(InputFile.Read(file, ReferenceLimit), out var roll, out var problem)
            ? roll
            : throw new Failure($"{file} does not name a roll: {problem}");

    private static Command Add(Terminal terminal)
    {
        var place = ElectionPlace.AndSome("SUBMISSION", "files that trustees, voters and others handed in");
        var command = new Command("add", "Enter what others handed in, as far as the rules allow it");
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            var given = place.Further(parsed).Select(file => (file, SubmissionFile.Read(file))).ToList();
            using var written = place.Write(terminal, parsed);
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
        KeptElection record,
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
                var refusal = record.Enter(submission);
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
        var place = ElectionPlace.Alone();
        var command = new Command("close", "End voting once the closing time is over, and enter the encrypted sum");
        place.AddTo(command);
        command.SetAction(parsed =>
            Change(
                terminal,
                place,
                parsed,
                null,
                file => Organizer.Close(file.Log),
                file =>
                    file.Log.Phase == Phase.Failed
                        ? file.Log.Conclusion!
                        : $"closed with {file.Log.Box!.Count} ballots; {(place.IsServed(parsed) ? "" : "sign this with `election checkpoint`, then ")}the trustees run `trustee decrypt`"
            )
        );
        return command;
    }

    private static Command Tally(Terminal terminal)
    {
        var place = ElectionPlace.Alone();
        var command = new Command("tally", "Put the trustees' shares together, and enter the result");
        place.AddTo(command);
        command.SetAction(parsed =>
            Change(
                terminal,
                place,
                parsed,
                null,
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
        var place = ElectionPlace.Alone();
        var reason = new Option<string>("--reason")
        {
            Description = "Why, in one sentence; everyone can read it",
            HelpName = "TEXT",
            Required = true,
        };
        var key = KeyOptions.Existing("--key", "The organizer's key file");
        var command = new Command("cancel", "Call the election off, before the trustees have opened the sum")
        {
            reason,
        };
        place.AddTo(command);
        key.AddTo(command);
        command.SetAction(parsed =>
            Change(
                terminal,
                place,
                parsed,
                key.Get(parsed).File,
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
        ElectionPlace place,
        ParseResult parsed,
        FileInfo? keyFile,
        Func<KeptElection, Submission> make,
        Func<KeptElection, string> describe
    )
    {
        using var record = place.Write(terminal, parsed, keyFile);
        Submission submission;
        try
        {
            submission = make(record);
        }
        catch (InvalidOperationException exception)
        {
            throw new Failure(exception.Message, ExitCode.Refused);
        }

        if (record.Enter(submission) is { } refusal)
        {
            throw Failure.By(refusal);
        }

        record.Save();
        terminal.Line(describe(record));
    }
}
