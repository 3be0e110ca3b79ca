using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>`ballot audit`: recomputes a ballot from its opening, to catch a device that encrypts another vote.</summary>
internal static class BallotAuditCommand
{
    private const long OpeningLimit = 1 << 16;

    public static Command Create(Terminal terminal)
    {
        var place = BallotCommands.PlaceAndBallot();
        var opening = new Option<FileInfo?>("--opening")
        {
            Description = "What opens the ballot (default: BALLOT.opening)",
            HelpName = "FILE",
        };
        var command = new Command(
            "audit",
            "Open a ballot and recompute it, on another device than the one that made it; it is then never cast"
        )
        {
            opening,
        };
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            var file = place.Further(parsed)[0];
            var submission = SubmissionFile.ReadOne(file, EntryKind.Ballot);
            var openingFile = parsed.GetValue(opening) ?? BallotCommands.OpeningOf(file);
            using var election = place.ReadAsVoter(terminal, parsed);
            return Audit(terminal, election.Election, file, submission, openingFile);
        });
        return command;
    }

    private static int Audit(
        Terminal terminal,
        Election election,
        FileInfo file,
        Submission submission,
        FileInfo openingFile
    )
    {
        if (!StrictJson.TryParse<Ballot>(submission.Body, out var ballot, out var problem))
        {
            throw new Failure($"{file}: {problem}");
        }

        if (!StrictJson.TryParse<BallotOpening>(InputFile.Read(openingFile, OpeningLimit), out var opened, out problem))
        {
            throw new Failure($"{openingFile}: {problem}");
        }

        terminal.Line($"digest {Hex.Encode(Ballot.DigestOf(submission.Body))}");
        var spoiled = new FileInfo(file.FullName + ".spoiled");
        File.Move(file.FullName, spoiled.FullName, overwrite: true);
        if (!BallotMaker.Matches(election, ballot, opened))
        {
            terminal.Outcome(
                false,
                "the ballot does not encrypt what its opening says: do not trust the device that made it"
            );
            return ExitCode.Refused;
        }

        terminal.Outcome(true, "recomputed: the ballot encrypts exactly this vote");
        for (var i = 0; i < opened.Choices.Count; i++)
        {
            terminal.Show($"{opened.Choices[i], 5}  {election.Manifest.Options[i].Name}");
        }

        terminal.Line(
            $"Compare the digest with the one you wrote down. This vote has been seen, so its ballot is spoiled: it is now {spoiled.Name}, make another one to cast."
        );
        return ExitCode.Ok;
    }
}
