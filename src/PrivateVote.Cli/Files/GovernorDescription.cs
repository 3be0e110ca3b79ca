using System.CommandLine;
using System.Text;

namespace PrivateVote.Cli.Files;

/// <summary>The description of a Governor's proposal: its hash is part of the proposal's id.</summary>
internal sealed class GovernorDescription(bool required)
{
    private const int Limit = 1 << 20;

    private readonly Option<string?> text = new("--description")
    {
        Description = "The description of the Governor's proposal; its hash is part of the proposal's id",
        HelpName = "TEXT",
    };
    private readonly Option<FileInfo?> file = new("--description-file")
    {
        Description = "The same from a file, as it is to the last byte",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(text);
        command.Add(file);
        command.Validators.Add(result =>
        {
            var given = new Option[] { text, file }.Count(option => result.GetResult(option) is not null);
            if (given > 1 || (required && given == 0))
            {
                result.AddError("either --description TEXT or --description-file FILE");
            }
        });
    }

    /// <summary>The description; null where none is given.</summary>
    /// <exception cref="Failure">The file is not UTF-8.</exception>
    public string? Read(ParseResult parsed)
    {
        if (parsed.GetValue(file) is not { } given)
        {
            return parsed.GetValue(text);
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(InputFile.Read(given, Limit));
        }
        catch (DecoderFallbackException)
        {
            throw new Failure($"{given} is not UTF-8");
        }
    }
}
