using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Cli.Commands;

/// <summary>`ballot cast`: enters a ballot and gives the voter a receipt.</summary>
internal static class BallotCastCommand
{
    public static Command Create(Terminal terminal)
    {
        var record = CommonOptions.Record();
        var ballot = BallotCommands.BallotArgument();
        var key = KeyOptions.Existing("--log-key", "The log's key file: it signs the receipt");
        var receipt = new Option<FileInfo>("--receipt")
        {
            Description = "Where to write the receipt",
            HelpName = "FILE",
            Required = true,
        };
        var force = CommonOptions.Force();
        var command = new Command(
            "cast",
            "Enter a ballot into the record, forget what opens it, and write a receipt that shows nothing of the vote"
        )
        {
            record,
            ballot,
            receipt,
            force,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var receiptFile = parsed.GetRequiredValue(receipt);
            OutputFile.CheckFree(receiptFile, parsed.GetValue(force));
            var file = parsed.GetRequiredValue(ballot);
            var submission = SubmissionFile.ReadOne(file, EntryKind.Ballot);
            using var signer = KeyFiles.OpenLog(terminal, key.Get(parsed));
            using var written = RecordFile.Write(terminal, parsed.GetRequiredValue(record));
            if (written.Enter(submission, terminal.Clock) is { } refusal)
            {
                throw Failure.By(refusal);
            }

            var made = written.ReceiptForLast(submission.Body, signer);
            written.Save();
            OutputFile.Write(receiptFile, StrictJson.Serialize(made), parsed.GetValue(force));
            Forget(terminal, BallotCommands.OpeningOf(file));
            terminal.Line($"entered as entry {made.Index}, digest {Hex.Encode(made.BallotDigest)}");
        });
        return command;
    }

    private static void Forget(Terminal terminal, FileInfo opening)
    {
        if (opening.Exists)
        {
            opening.Delete();
            terminal.Complain($"{opening.Name} is deleted: with it, anyone could have read the vote you cast.");
        }
    }
}
