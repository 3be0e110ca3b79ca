using System.CommandLine;
using PrivateVote.Client;

namespace PrivateVote.Cli.Files;

/// <summary>Where a command finds its space: at a service, by the space's id.</summary>
internal sealed class SpacePlace
{
    private readonly Option<Uri?> server = PlaceOptions.Server("--server", "The service that keeps the space");
    private readonly Option<string> space = new("--space")
    {
        Description = "The space's id",
        HelpName = "ID",
        Required = true,
    };

    public void AddTo(Command command)
    {
        server.Required = true;
        command.Add(server);
        command.Add(space);
    }

    public Uri Server(ParseResult parsed) => parsed.GetRequiredValue(server)!;

    public byte[] Id(ParseResult parsed) => ParseId(parsed.GetRequiredValue(space));

    public static byte[] ParseId(string text) =>
        LogReference.TryParseId(text, out var id)
            ? id
            : throw new Failure($"'{text}' is no id: an id is 64 hexadecimal digits, with or without 0x");
}
