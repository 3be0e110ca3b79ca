using System.CommandLine;
using System.Globalization;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Cli.Commands;

/// <summary>`ballot make`: fills in, encrypts and proves a vote, and commits to it by showing its digest.</summary>
internal static class BallotMakeCommand
{
    public static Command Create(Terminal terminal)
    {
        var place = ElectionPlace.Alone();
        var key = KeyOptions.Existing("--key", "The voter's identity file");
        var choose = new Option<int[]>("--choose")
        {
            Description = "The number of an option to choose, from 1; in approval voting once for each",
            HelpName = "N",
        };
        var values = new Option<string?>("--values")
        {
            Description = "A number for each option, such as 3,0,1: for score, cumulative and quadratic voting",
            HelpName = "LIST",
        };
        var position = new Option<int?>("--position")
        {
            Description =
                "The voter's number in the census, from 1. With --server only a part of the census is then fetched, and the service sees which",
            HelpName = "N",
        };
        var output = CommonOptions.Out("The ballot to write; FILE.opening beside it opens it to an audit");
        var force = CommonOptions.Force();
        var command = new Command("make", "Make a ballot: encrypt a vote and prove that it keeps the rules")
        {
            choose,
            values,
            position,
            output,
            force,
        };
        place.AddTo(command);
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(output);
            var replace = parsed.GetValue(force);
            OutputFile.CheckFree(file, replace);
            OutputFile.CheckFree(BallotCommands.OpeningOf(file), replace);
            using var election = place.ReadAsVoter(terminal, parsed);
            var choices = Choices(election.Election, parsed.GetValue(choose) ?? [], parsed.GetValue(values));
            var identity = KeyFiles.OpenIdentity(terminal, key.Get(parsed));
            var prepared = Prove(terminal, election, identity, parsed.GetValue(position), choices);
            Write(terminal, file, replace, prepared);
        });
        return command;
    }

    private static uint[] Choices(Election election, int[] chosen, string? values)
    {
        var options = election.Options;
        if (chosen.Length > 0 == values is not null)
        {
            throw new Failure("say what to vote with either --choose or --values");
        }

        var choices = new uint[options];
        if (values is null)
        {
            foreach (var number in chosen)
            {
                if (number < 1 || number > options)
                {
                    throw new Failure($"there is no option {number}; the election has options 1 to {options}");
                }

                choices[number - 1] = 1;
            }

            return choices;
        }

        var parts = values.Split(',');
        for (var i = 0; i < parts.Length; i++)
        {
            if (
                parts.Length != options
                || !uint.TryParse(parts[i].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out choices[i])
            )
            {
                throw new Failure($"--values has {options} whole numbers separated by commas, one for each option");
            }
        }

        return choices;
    }

    private static PreparedBallot Prove(
        Terminal terminal,
        VotingPlace place,
        VoterIdentity identity,
        int? position,
        uint[] choices
    )
    {
        var election = place.Election;
        if (place.Phase is var phase and not Phase.Open)
        {
            throw new Failure(
                $"no ballots are taken: the election is {phase.ToString().ToLowerInvariant()}",
                ExitCode.Refused
            );
        }

        if (position is { } number && (number < 1 || number > election.Manifest.Census.Size))
        {
            throw new Failure($"--position is 1 to {election.Manifest.Census.Size}, the size of the census");
        }

        if (place.Find(identity.Commitment, position - 1) is not { } member)
        {
            throw new Failure(
                position is null
                    ? "this identity is not in the election's census" + ReasonsOfSpaces(election)
                    : $"this identity is not in the election's census at position {position}: leave --position out",
                ExitCode.Refused
            );
        }

        if (election.Manifest.Rule.Problem(choices, election.Options, member.Weight) is { } problem)
        {
            throw new Failure($"the rules do not allow this vote: {problem}", ExitCode.Refused);
        }

        var head = place.HeadOf(identity.NullifierIn(election));
        if (head is not null && election.Manifest.Revoting == Revoting.None)
        {
            throw new Failure(
                $"you have voted already, in entry {head.Index}; this election takes one ballot",
                ExitCode.Refused
            );
        }

        return terminal.WithSpinner(
            "Proving that the ballot keeps the rules",
            () =>
                ProvingArtifacts
                    .BuiltIn.MakerFor(election.Circuit)
                    .Vote(election, identity, member.Weight, member.Path, choices, head)
        );
    }

    /// <summary>Why a member may be missing where the census is a space's roll; what holds is in the space's log.</summary>
    private static string ReasonsOfSpaces(Election election) =>
        election.Manifest.Roll is not { } roll
            ? ""
            : $", the roll that was fixed by entry {roll.Entry} of its space. Either it was not registered before, its attestation had ended, "
                + "or another commitment replaced it"
                + (
                    election.Manifest.Rule.Weights == WeightMode.One
                        ? ""
                        : "; or you delegate on this track: then your delegate votes with your weight, and `delegate revoke` counts from "
                            + "the next roll on (`delegate show` says whom you delegate to)"
                );

    private static void Write(Terminal terminal, FileInfo file, bool force, PreparedBallot prepared)
    {
        var submission = new Submission(EntryKind.Ballot, prepared.Ballot.ToBytes());
        var opening = BallotCommands.OpeningOf(file);
        OutputFile.WriteSecret(opening, StrictJson.Serialize(prepared.Opening), force);
        SubmissionFile.Write(file, [submission], force);
        terminal.Line($"digest {Hex.Encode(Ballot.DigestOf(submission.Body))}");
        terminal.Complain(
            $"Write the digest down, and decide now. Audit: take {file.Name} and {opening.Name} to another device and run "
                + "`ballot audit` there; that ballot is then spoiled, and you make another. Or cast: `ballot cast`."
        );
    }
}
