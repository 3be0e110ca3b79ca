using System.CommandLine;
using System.CommandLine.Parsing;

namespace PrivateVote.Cli.Files;

/// <summary>The options that name a key file and where its passphrase comes from.</summary>
internal sealed class KeyOptions
{
    private readonly Option<FileInfo> file;
    private readonly Option<FileInfo?> passphraseFile = Passphrase.Option();
    private readonly Option<bool>? force;

    private KeyOptions(Option<FileInfo> file, Option<bool>? force)
    {
        this.file = file;
        this.force = force;
    }

    /// <summary>What a person chose.</summary>
    public sealed record Values(FileInfo File, FileInfo? PassphraseFile, bool Force);

    /// <summary>For a command that makes a key file.</summary>
    public static KeyOptions New() =>
        new(CommonOptions.Out("The key file to write, encrypted under a passphrase"), CommonOptions.Force());

    /// <summary>For a command that uses one.</summary>
    public static KeyOptions Existing(string name, string description) => Using(name, description, required: true);

    /// <summary>For a command that uses one in some cases.</summary>
    public static KeyOptions Optional(string name, string description) => Using(name, description, required: false);

    public bool IsGiven(CommandResult result) => result.GetResult(file) is not null;

    public bool IsGiven(ParseResult parsed) => parsed.GetResult(file) is not null;

    public void AddTo(Command command)
    {
        command.Add(file);
        command.Add(passphraseFile);
        if (force is not null)
        {
            command.Add(force);
        }
    }

    public Values Get(ParseResult parsed) =>
        new(
            parsed.GetRequiredValue(file),
            parsed.GetValue(passphraseFile),
            force is not null && parsed.GetValue(force)
        );

    private static KeyOptions Using(string name, string description, bool required) =>
        new(
            new Option<FileInfo>(name)
            {
                Description = description,
                HelpName = "FILE",
                Required = required,
            },
            null
        );
}
