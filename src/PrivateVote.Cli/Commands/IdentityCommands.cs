using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Elections;

namespace PrivateVote.Cli.Commands;

/// <summary>A voter's identity.</summary>
internal static class IdentityCommands
{
    public static Command Create(Terminal terminal) =>
        new("identity", "Make or show a voter's identity") { New(terminal), Show(terminal) };

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
