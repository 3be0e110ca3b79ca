using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>
/// `proposal open`, `committee open`, `capital open`: the organizer opens an election that the rules ask for. Nothing is the organizer's choice but the
/// times and the trustees, whose committee has made its key before (`election committee`, `trustee run`).
/// </summary>
internal static class VoteOpenCommand
{
    private delegate bool Finder(SpaceLog log, out VoteTask? task, out Refusal? refusal);

    public static Command Create(Terminal terminal)
    {
        var subject = MemberActs.Index(
            "SUBJECT",
            "A proposal in its temperature check or vote, or a decision that members called for a vote on"
        );
        return Make(
            terminal,
            "open",
            "Open the election of a stage: fixes the roll, enters the census, announces and opens it by the frozen rules",
            subject,
            parsed =>
                (SpaceLog log, out VoteTask? task, out Refusal? refusal) =>
                    VoteOrganizer.TryFind(log, parsed.GetRequiredValue(subject), out task, out refusal)
        );
    }

    public static Command CreateSeats(Terminal terminal)
    {
        var track = MemberActs.Text("--track", "The operations track whose seats are voted on");
        return Make(
            terminal,
            "open",
            "Open the election of a committee's seats between those who stand",
            track,
            parsed =>
                (SpaceLog log, out VoteTask? task, out Refusal? refusal) =>
                    VoteOrganizer.TryFindSeats(log, parsed.GetRequiredValue(track), out task, out refusal)
        );
    }

    public static Command CreateComparison(Terminal terminal)
    {
        var proposal = MemberActs.Index("PROPOSAL", "The proposal whose vote is open and whose capital is recorded");
        return Make(
            terminal,
            "open",
            "Open the parallel election: the vote's question once more, by capital; it closes with the vote and binds nobody",
            proposal,
            parsed =>
                (SpaceLog log, out VoteTask? task, out Refusal? refusal) =>
                    VoteOrganizer.TryFindComparison(log, parsed.GetRequiredValue(proposal), out task, out refusal),
            binds: false
        );
    }

    private static Command Make(
        Terminal terminal,
        string name,
        string description,
        Symbol what,
        Func<ParseResult, Finder> find,
        bool binds = true
    )
    {
        var place = new SpacePlace();
        var committee = MemberActs.Text("--committee", "The id of the trustees' committee, which has made its key");
        var opens = MemberActs.Text(
            "--opens",
            "When voting begins (default: as soon as it is announced)",
            required: false
        );
        var closes = MemberActs.Text(
            "--closes",
            "When voting ends (default: after the shortest time that the rules allow)",
            required: false
        );
        var reason = MemberActs.Text(
            "--override",
            "Open it although so few share a weight that totals may show how somebody voted: why, in one sentence",
            required: false
        );
        var rpc = ChainOptions.Rpc(required: false);
        var failing = new Option<bool>("--accept-failing")
        {
            Description = "With --rpc: open it although a payload's calls, tried now, do not go through",
        };
        var key = KeyOptions.Existing("--key", "The organizer's key file; an administrator's too, or --administrator");
        var administrator = new Option<FileInfo?>("--administrator")
        {
            Description = "The key file of an administrator, who fixes the roll; under the same passphrase",
            HelpName = "FILE",
        };
        var command = new Command(name, description);
        if (what is Argument argument)
        {
            command.Add(argument);
            if (binds)
            {
                command.Add(rpc);
                command.Add(failing);
            }
        }
        else
        {
            command.Add((Option)what);
        }

        foreach (var option in (Option[])[committee, opens, .. binds ? (Option[])[closes, reason] : [], administrator])
        {
            command.Add(option);
        }

        place.AddTo(command);
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var values = key.Get(parsed);
            using var organizer = KeyFiles.OpenOrganizer(terminal, values);
            using var other = parsed.GetValue(administrator) is { } file
                ? KeyFiles.OpenOrganizer(terminal, values with { File = file })
                : null;
            using var space = ServedSpace.Open(terminal, place.Server(parsed), place.Id(parsed), values.File);
            var log = PlaceOptions.Reference(null, parsed.GetRequiredValue(committee));
            var election = ServedElection.FollowAsync(space.Service, log, values.File).GetAwaiter().GetResult();
            var opening = new VoteOpening(space.Governance, election, organizer, other ?? organizer);
            if (opening.ResumeAsync().GetAwaiter().GetResult())
            {
                terminal.Line($"election {Hex.Encode(election.Log.Election!.Id)}");
                return;
            }

            if (!find(parsed)(space.Log, out var task, out var refusal))
            {
                throw Failure.By(refusal!);
            }

            var why = parsed.GetValue(reason);
            var begin = TimeText.Parse(parsed.GetValue(opens), "--opens");
            var end = TimeText.Parse(parsed.GetValue(closes), "--closes");
            if (opening.Check(task!, begin, end, terminal.Clock.Now(), why is not null) is { } early)
            {
                throw Failure.By(early);
            }

            if (binds)
            {
                TryPayloads(terminal, space.Log, task!, parsed.GetValue(rpc), parsed.GetValue(failing));
            }

            var roll = opening.FixRollAsync(task!, terminal.Clock.Now()).GetAwaiter().GetResult();
            if (why is not null)
            {
                opening.OverrideAsync(task!, roll, why).GetAwaiter().GetResult();
            }

            var vote = opening.OpenAsync(task!, roll, begin, end, terminal.Clock).GetAwaiter().GetResult();
            terminal.Line($"election {Hex.Encode(vote.Id)}");
            terminal.Line($"opens    {MomentForm.ToText(vote.Opens)}");
            terminal.Line($"closes   {MomentForm.ToText(vote.Closes)}");
        });
        return command;
    }

    /// <summary>A payload that cannot be executed is reported before anybody votes on it.</summary>
    private static void TryPayloads(Terminal terminal, SpaceLog log, VoteTask task, Uri? rpc, bool acceptFailing)
    {
        if (
            task.Subject is not { } subject
            || log.FindProposal(subject) is not { Rules.Council.Safe: not null } proposal
            || BriefCommand.Of(proposal) is not { Count: > 0 } payloads
        )
        {
            return;
        }

        if (rpc is null)
        {
            terminal.Complain("The payload's calls were not tried: --rpc NODE does so before anybody votes on them.");
            return;
        }

        foreach (var (name, calls) in payloads)
        {
            if (!PayloadReport.Try(terminal, calls, rpc, null) && !acceptFailing)
            {
                throw new Failure(
                    $"nothing is opened: the payload of {name} does not go through now. Its author withdraws the proposal and writes it "
                        + "anew; or open it with --accept-failing, if it will go through by the time that it is executed",
                    ExitCode.Refused
                );
            }
        }
    }
}
