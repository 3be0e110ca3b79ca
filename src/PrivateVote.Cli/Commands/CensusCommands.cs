using System.CommandLine;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Elections;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>The electorate.</summary>
internal static class CensusCommands
{
    /// <summary>A line is about 80 bytes, and a census has at most 2^20.</summary>
    private const long SizeLimit = 1 << 28;

    public static Command Create(Terminal terminal) =>
        new("census", "Make an election's census: who may vote, and with what weight") { FromCsv(terminal) };

    private static Command FromCsv(Terminal terminal)
    {
        var csv = new Argument<FileInfo>("CSV")
        {
            Description = "A header line `commitment,weight`, and a line for each voter",
        };
        var output = CommonOptions.Out("Where to write the census, for `election add`");
        var key = KeyOptions.Existing("--key", "The organizer's key file");
        var force = CommonOptions.Force();
        var command = new Command("from-csv", "Check a census in CSV and sign it as entries") { csv, output, force };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(csv);
            var census = Read(file);
            var root = terminal.WithSpinner("Hashing the census", () => census.Root);
            using var organizer = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
            SubmissionFile.Write(
                parsed.GetRequiredValue(output),
                Organizer.CensusPages(census, organizer),
                parsed.GetValue(force)
            );
            terminal.Line($"{census.Members.Count} voters, total weight {census.TotalWeight}, root {root.ToHex()}");
        });
        return command;
    }

    private static Census Read(FileInfo file)
    {
        try
        {
            return Census.FromCsv(Encoding.UTF8.GetString(InputFile.Read(file, SizeLimit)));
        }
        catch (FormatException exception)
        {
            throw new Failure($"{file}: {exception.Message}");
        }
    }
}
