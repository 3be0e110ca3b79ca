using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>What a trustee does, each time from a record that this machine replays itself.</summary>
internal static class TrusteeCommands
{
    public static Command Create(Terminal terminal) =>
        new("trustee", "Act as a trustee: help to make the election's key, and to open the sum")
        {
            New(terminal),
            Show(terminal),
            Step(
                terminal,
                "commit",
                "Ceremony, step 1: commit to a contribution to the election's key",
                (trustee, record, _) => [trustee.Commit(record.Ceremony)]
            ),
            Step(
                terminal,
                "deal",
                "Ceremony, step 2: deal shares of the contribution to the other trustees, each encrypted to one of them",
                (trustee, record, _) => [trustee.Deal(record.Ceremony)]
            ),
            Step(
                terminal,
                "acknowledge",
                "Ceremony, step 3: check the shares received, and acknowledge them or complain with evidence",
                (trustee, record, _) => Acknowledge(terminal, trustee, record)
            ),
            Step(
                terminal,
                "decrypt",
                "After closing: replay the record, and give this trustee's share of the decryption of the sum",
                (trustee, record, key) => [Decrypt(terminal, trustee, record, key)]
            ),
            TrusteeRunCommand.Create(terminal),
        };

    private static Command New(Terminal terminal)
    {
        var key = KeyOptions.New();
        var command = new Command("new", "Make a trustee's key; give the DID it prints to the organizer");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var trustee = Trustee.Create();
            KeyFiles.Save(terminal, key.Get(parsed), trustee);
            terminal.Line(trustee.Did);
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var key = KeyOptions.Existing("--key", "The trustee's key file");
        var command = new Command("show", "Print a trustee's DID");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var trustee = KeyFiles.OpenTrustee(terminal, key.Get(parsed));
            terminal.Line(trustee.Did);
        });
        return command;
    }

    private static Command Step(
        Terminal terminal,
        string name,
        string description,
        Func<Trustee, KeptElection, FileInfo, IReadOnlyList<Submission>> act
    )
    {
        var place = ElectionPlace.Alone();
        var key = KeyOptions.Existing("--key", "The trustee's key file");
        var handIn = new HandIn("Where to write the signed submission, for `election add`");
        var command = new Command(name, description);
        place.AddTo(command);
        handIn.AddTo(command, place);
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            handIn.Check(parsed);
            var values = key.Get(parsed);
            using var replayed = place.Read(terminal, parsed, values.File);
            using var trustee = KeyFiles.OpenTrustee(terminal, values);
            IReadOnlyList<Submission> submissions;
            try
            {
                submissions = act(trustee, replayed, values.File);
            }
            catch (InvalidOperationException exception)
            {
                throw new Failure(exception.Message, ExitCode.Refused);
            }

            handIn.Do(terminal, parsed, replayed, submissions, Describe(submissions, place.IsServed(parsed)));
        });
        return command;
    }

    private static string Describe(IReadOnlyList<Submission> submissions, bool served) =>
        served
            ? string.Join(", ", submissions.Select(submission => Entry.NameOf(submission.Kind)))
            : "hand it to the organizer, who enters it with `election add`";

    private static IReadOnlyList<Submission> Acknowledge(Terminal terminal, Trustee trustee, KeptElection record)
    {
        var submissions = trustee.Acknowledge(record.Ceremony);
        foreach (var complaint in submissions.Where(submission => submission.Kind == EntryKind.Complain))
        {
            terminal.Line(
                $"a share dealt to this trustee is bad; the {Entry.NameOf(complaint.Kind)} shows everyone which. "
                    + "Acknowledge again once it is entered."
            );
        }

        return submissions;
    }

    private static Submission Decrypt(Terminal terminal, Trustee trustee, KeptElection record, FileInfo keyFile)
    {
        if (
            !trustee.TryDecryptTally(
                record.Log,
                record.Checkpoints,
                terminal.Clock.Now(),
                out var share,
                out var reason
            )
        )
        {
            throw new Failure(reason, ExitCode.Refused);
        }

        DecryptionMemory.Remember(keyFile, record.Log);
        return share;
    }
}
