using System.CommandLine;
using PrivateVote.BulletinBoard;
using PrivateVote.Cli.Files;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Commands;

/// <summary>The keys of those who hold an election: the organizer's, and the log's.</summary>
internal static class OrganizerCommands
{
    public static Command Create(Terminal terminal) =>
        new("organizer", "Make or show the key that an organizer signs manifests with")
        {
            New(terminal),
            Show(terminal),
        };

    public static Command CreateLog(Terminal terminal) =>
        new("log", "Make or show the key that a log signs its checkpoints with")
        {
            NewLog(terminal),
            ShowLog(terminal),
        };

    private static Command New(Terminal terminal)
    {
        var key = KeyOptions.New();
        var command = new Command("new", "Make an organizer's key");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var organizer = RoleKey.Create();
            KeyFiles.Save(terminal, key.Get(parsed), organizer);
            terminal.Line(organizer.Did);
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var key = KeyOptions.Existing("--key", "The organizer's key file");
        var command = new Command("show", "Print an organizer's DID");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var organizer = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
            terminal.Line(organizer.Did);
        });
        return command;
    }

    private static Command NewLog(Terminal terminal)
    {
        var name = new Option<string>("--name")
        {
            Description = "The log's name, such as vote.example.org/spring: no spaces and no plus sign",
            HelpName = "NAME",
            Required = true,
        };
        var key = KeyOptions.New();
        var command = new Command("new", "Make a log's key, and print its verifier key for `election create --log`")
        {
            name,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var signer = NoteKeys.Make(parsed.GetRequiredValue(name), NoteKeyType.Ed25519);
            KeyFiles.Save(terminal, key.Get(parsed), signer);
            terminal.Line(signer.VerifierKey);
        });
        return command;
    }

    private static Command ShowLog(Terminal terminal)
    {
        var key = KeyOptions.Existing("--key", "The log's key file");
        var command = new Command("show", "Print a log's verifier key");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var signer = KeyFiles.OpenLog(terminal, key.Get(parsed));
            terminal.Line(signer.VerifierKey);
        });
        return command;
    }
}
