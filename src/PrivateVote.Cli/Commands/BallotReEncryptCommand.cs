using System.CommandLine;
using System.Security.Cryptography;
using PrivateVote.Cli.Files;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>`ballot re-encrypt`: what a volunteer does so that nobody can tell who changed their mind.</summary>
internal static class BallotReEncryptCommand
{
    public static Command Create(Terminal terminal)
    {
        var place = ElectionPlace.Alone();
        var slots = new Option<int>("--slots")
        {
            Description = "How many slots to re-encrypt, picked at random (default: all)",
            HelpName = "N",
            DefaultValueFactory = _ => int.MaxValue,
        };
        var handIn = new HandIn("Where to write the re-encryptions, for `election add`");
        var command = new Command(
            "re-encrypt",
            "Volunteer: re-encrypt ballots that are in the record. It changes no vote and looks like one, so that changes of mind are hidden"
        )
        {
            slots,
        };
        place.AddTo(command);
        handIn.AddTo(command, place);
        command.SetAction(parsed =>
        {
            handIn.Check(parsed);
            using var election = place.Read(terminal, parsed);
            var made = ReEncrypt(terminal, election, parsed.GetValue(slots));
            handIn.Do(terminal, parsed, election, made, $"{made.Count} re-encryptions");
        });
        return command;
    }

    private static List<Submission> ReEncrypt(Terminal terminal, KeptElection record, int count)
    {
        var election = record.Election;
        if (election.Manifest.Revoting != Revoting.Deniable)
        {
            throw new Failure(
                "this election takes one ballot for each voter; there is nothing to hide by re-encrypting",
                ExitCode.Refused
            );
        }

        var box = record.Log.Box!;
        Fr[] nullifiers = [.. box.Slots.Select(slot => slot.Nullifier)];
        RandomNumberGenerator.Shuffle<Fr>(nullifiers);
        var chosen = nullifiers.Take(count).ToList();
        if (chosen.Count == 0)
        {
            throw new Failure("there are no ballots to re-encrypt yet", ExitCode.Refused);
        }

        var maker = ProvingArtifacts.BuiltIn.MakerFor(election.Circuit);
        return terminal.WithProgress(
            "Proving",
            chosen.Count,
            progress =>
            {
                var made = new List<Submission>();
                foreach (var nullifier in chosen)
                {
                    var ballot = maker.ReEncrypt(election, nullifier, box.SlotHeadOf(nullifier)!);
                    made.Add(new Submission(EntryKind.Ballot, ballot.ToBytes()));
                    progress.Report(made.Count);
                }

                return made;
            }
        );
    }
}
