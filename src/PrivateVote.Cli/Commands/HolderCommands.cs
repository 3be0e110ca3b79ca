using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Commands;

/// <summary>The key that a person's credentials are about.</summary>
internal static class HolderCommands
{
    public static Command Create(Terminal terminal) =>
        new("holder", "Make or show the key that credentials about you are issued to")
        {
            New(terminal),
            Show(terminal),
        };

    private static Command New(Terminal terminal)
    {
        var key = KeyOptions.New();
        var command = new Command("new", "Make a holder's key; give its DID to an issuer, and keep the file");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var holder = RoleKey.Create();
            KeyFiles.SaveHolder(terminal, key.Get(parsed), holder);
            terminal.Line(holder.Did);
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var key = KeyOptions.Existing("--key", "The holder's key file");
        var command = new Command("show", "Print a holder's DID");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var holder = KeyFiles.OpenHolder(terminal, key.Get(parsed));
            terminal.Line(holder.Did);
        });
        return command;
    }
}
