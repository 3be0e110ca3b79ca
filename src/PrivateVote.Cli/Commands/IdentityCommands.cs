using System.CommandLine;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Elections;

namespace PrivateVote.Cli.Commands;

/// <summary>A voter's identity.</summary>
internal static class IdentityCommands
{
    /// <summary>More characters than an export has, with its line's end.</summary>
    private const int ExportLimit = 1 << 12;

    public static Command Create(Terminal terminal) =>
        new("identity", "Make, import or show a voter's identity") { New(terminal), Import(terminal), Show(terminal) };

    private static Command New(Terminal terminal)
    {
        var key = KeyOptions.New();
        var command = new Command("new", "Make an identity; give its commitment to the organizer, and keep the file");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var values = key.Get(parsed);
            var identity = VoterIdentity.Create();
            KeyFiles.Save(terminal, values, identity);
            terminal.Line($"commitment {identity.Commitment.ToHex()}");
            terminal.Complain($"{values.File} holds the secret: whoever has it and its passphrase votes as you.");
        });
        return command;
    }

    private static Command Import(Terminal terminal)
    {
        var file = InputFile.Argument("What Semaphore v4's `identity.export()` gave: base64");
        var key = KeyOptions.New();
        var command = new Command(
            "import",
            "Take over an identity that Semaphore's own software made, under a passphrase"
        )
        {
            file,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var exported = Encoding.ASCII.GetString(
                InputFile.Read(terminal, parsed.GetRequiredValue(file), ExportLimit)
            );
            if (!SemaphoreIdentity.TryImport(exported.Trim(), out var identity))
            {
                throw new Failure("this is no identity that Semaphore v4 exported: one line of base64");
            }

            KeyFiles.Save(terminal, key.Get(parsed), identity);
            terminal.Line($"commitment {identity.Commitment.ToHex()}");
            terminal.Complain("Delete the file that it came from: whoever reads that votes as you.");
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var key = KeyOptions.Existing("--key", "The identity's key file");
        var command = new Command("show", "Print an identity's commitment: what a census names a voter by");
        key.AddTo(command);
        command.SetAction(parsed =>
            terminal.Line($"commitment {KeyFiles.OpenIdentity(terminal, key.Get(parsed)).Commitment.ToHex()}")
        );
        return command;
    }
}
