using System.CommandLine;

namespace PrivateVote.Cli.Files;

/// <summary>Options and arguments that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Force() => new("--force") { Description = "Replace a file that exists already" };

    public static Option<FileInfo> Out(string description) =>
        new("--out")
        {
            Description = description,
            HelpName = "FILE",
            Required = true,
        };

    public static Argument<FileInfo> Record() =>
        new("RECORD") { Description = "The election's record: a file of JSON Lines, the entries in order" };
}
