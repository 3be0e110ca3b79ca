using System.CommandLine;
using System.Globalization;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>What a space's administrator does once it is open.</summary>
internal static class SpaceRollCommands
{
    public static Command CreateRoll(Terminal terminal)
    {
        var place = new SpacePlace();
        var key = KeyOptions.Optional(
            "--key",
            "The administrator's key file: fixes the members as they are now; without it the last roll is written"
        );
        var output = CommonOptions.Out("Where to write the roll, for `census from-csv`");
        var reference = new Option<FileInfo?>("--reference")
        {
            Description = "Where to write what a manifest names this roll by, for `election create --roll`",
            HelpName = "FILE",
        };
        var force = CommonOptions.Force();
        var command = new Command("roll", "Fix the members of a space for elections, and write them as a census")
        {
            output,
            reference,
            force,
        };
        place.AddTo(command);
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(output);
            OutputFile.CheckFree(file, parsed.GetValue(force));
            using var space = ServedSpace.Open(
                terminal,
                place.Server(parsed),
                place.Id(parsed),
                key.IsGiven(parsed) ? key.Get(parsed).File : null
            );
            if (key.IsGiven(parsed))
            {
                using var administrator = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
                Change(space, log => SpaceAdministrator.FixRoll(log, terminal.Clock.Now(), administrator));
            }

            if (space.Log.Rolls is not [.., var roll])
            {
                throw new Failure("the space has no roll yet: an administrator fixes one with --key", ExitCode.Refused);
            }

            OutputFile.Write(file, ToCsv(space.Log.RollAt(roll.Index)), parsed.GetValue(force));
            if (parsed.GetValue(reference) is { } named)
            {
                var bytes = StrictJson.Serialize(RollCheck.Reference(space.Log, space.LogKey, roll.Index));
                OutputFile.Write(named, [.. bytes, (byte)'\n'], parsed.GetValue(force));
            }

            terminal.Line($"roll {roll.Index}: {roll.Census.Size} members, root {roll.Census.Root.ToHex()}");
        });
        return command;
    }

    public static Command CreateRoots(Terminal terminal)
    {
        var place = new SpacePlace();
        var source = new Option<string>("--source")
        {
            Description = "The id of the source in the space's policy",
            HelpName = "ID",
            Required = true,
        };
        var root = new Option<string[]>("--root")
        {
            Description = "A group's root, decimal or in hexadecimal digits; once for each that counts from now on",
            HelpName = "ROOT",
            Required = true,
        };
        var key = KeyOptions.Existing("--key", "The administrator's key file");
        var command = new Command("roots", "Exchange the group roots that a source of zero-knowledge proofs accepts")
        {
            source,
            root,
        };
        place.AddTo(command);
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var roots = parsed.GetRequiredValue(root).Select(SourceText.RootOf).ToArray();
            using var administrator = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
            using var space = ServedSpace.Open(terminal, place.Server(parsed), place.Id(parsed), key.Get(parsed).File);
            var index = Change(
                space,
                log => SpaceAdministrator.SetRoots(log, parsed.GetRequiredValue(source), roots, administrator)
            );
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"entry {index}: {roots.Length} roots"));
        });
        return command;
    }

    private static long Change(ServedSpace space, Func<SpaceLog, Elections.Entries.Submission> make)
    {
        try
        {
            return space.Enter(make(space.Log));
        }
        catch (InvalidOperationException exception)
        {
            throw new Failure(exception.Message, ExitCode.Refused);
        }
    }

    private static byte[] ToCsv(Census census)
    {
        var text = new StringBuilder("commitment,weight\n");
        foreach (var member in census.Members)
        {
            text.Append(CultureInfo.InvariantCulture, $"{member.Commitment.ToHex()},{member.Weight}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
