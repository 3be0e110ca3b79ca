using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Cli.Commands;

/// <summary>`ballot cast`: enters a ballot and gives the voter a receipt.</summary>
internal static class BallotCastCommand
{
    public static Command Create(Terminal terminal)
    {
        var place = BallotCommands.PlaceAndBallot();
        var key = KeyOptions.Optional("--log-key", "The log's key file: it signs the receipt. Without --server only");
        var receipt = new Option<FileInfo>("--receipt")
        {
            Description = "Where to write the receipt",
            HelpName = "FILE",
            Required = true,
        };
        var force = CommonOptions.Force();
        var command = new Command(
            "cast",
            "Enter a ballot, forget what opens it, and write a receipt that shows nothing of the vote"
        )
        {
            receipt,
            force,
        };
        place.AddTo(command);
        key.AddTo(command);
        command.Validators.Add(result =>
        {
            if (key.IsGiven(result) == place.IsServed(result))
            {
                result.AddError(
                    "--log-key FILE with a record, which it signs the receipt of; --server URL without one"
                );
            }
        });
        command.SetAction(parsed =>
        {
            var receiptFile = parsed.GetRequiredValue(receipt);
            OutputFile.CheckFree(receiptFile, parsed.GetValue(force));
            var file = place.Further(parsed)[0];
            var ballot = SubmissionFile.ReadOne(file, EntryKind.Ballot);
            var made = place.IsServed(parsed)
                ? CastAtService(terminal, place.Server(parsed), place.Log(parsed), ballot)
                : CastIntoRecord(terminal, place.Record(parsed), key.Get(parsed), ballot);
            OutputFile.Write(receiptFile, StrictJson.Serialize(made), parsed.GetValue(force));
            Forget(terminal, BallotCommands.OpeningOf(file));
            terminal.Line($"entered as entry {made.Index}, digest {Hex.Encode(made.BallotDigest)}");
        });
        return command;
    }

    private static Receipt CastAtService(Terminal terminal, Uri server, LogReference log, Submission ballot)
    {
        using var place = new ServedVotingPlace(server, log);
        try
        {
            return terminal.WithSpinner("Casting", () => place.Client.CastAsync(ballot.Body).GetAwaiter().GetResult());
        }
        catch (ServiceException exception) when (exception.Refusal is { } refusal)
        {
            throw Failure.By(refusal);
        }
    }

    private static Receipt CastIntoRecord(Terminal terminal, FileInfo record, KeyOptions.Values key, Submission ballot)
    {
        using var signer = KeyFiles.OpenLog(terminal, key);
        using var written = RecordFile.Write(terminal, record);
        if (written.Enter(ballot) is { } refusal)
        {
            throw Failure.By(refusal);
        }

        var made = written.ReceiptForLast(ballot.Body, signer);
        written.Save();
        return made;
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
