using System.CommandLine;

namespace PrivateVote.Cli.Files;

/// <summary>Where the passphrase of a key file comes from: a file, the environment, or the person at the terminal.</summary>
internal static class Passphrase
{
    public const string Variable = "PRIVATEVOTE_PASSPHRASE";

    public static Option<FileInfo?> Option() =>
        new("--passphrase-file")
        {
            Description =
                $"Read the key file's passphrase from this file's first line (else from {Variable}, else ask)",
            HelpName = "FILE",
        };

    /// <summary>The passphrase of an existing key file.</summary>
    public static string Get(Terminal terminal, FileInfo? file, FileInfo keyFile) =>
        FromElsewhere(terminal, file) ?? Ask(terminal, $"Passphrase of {keyFile.Name}:");

    /// <summary>The passphrase for a new key file; a person types it twice.</summary>
    public static string Choose(Terminal terminal, FileInfo? file, FileInfo keyFile)
    {
        if (FromElsewhere(terminal, file) is { } given)
        {
            return given;
        }

        var chosen = Ask(terminal, $"New passphrase for {keyFile.Name}:");
        return Ask(terminal, "The same again:") == chosen
            ? chosen
            : throw new Failure("the two passphrases are not the same; nothing was written");
    }

    private static string? FromElsewhere(Terminal terminal, FileInfo? file)
    {
        if (file is null)
        {
            var value = terminal.EnvironmentVariable(Variable);
            return string.IsNullOrEmpty(value) ? null : value;
        }

        using var reader = new StreamReader(InputFile.Open(file));
        var line = reader.ReadLine();
        return string.IsNullOrEmpty(line) ? throw new Failure($"the first line of {file} is empty") : line;
    }

    private static string Ask(Terminal terminal, string prompt)
    {
        if (!terminal.CanAsk)
        {
            throw new Failure($"a passphrase is needed: --passphrase-file FILE, or the variable {Variable}");
        }

        var answer = terminal.AskSecret(prompt);
        return answer.Length > 0 ? answer : throw new Failure("a passphrase is not empty");
    }
}
