using System.CommandLine;
using System.CommandLine.Parsing;

namespace PrivateVote.Cli.Files;

/// <summary>Where a command finds its proposal: in a space that a service keeps.</summary>
internal sealed class ProposalPlace
{
    private readonly Option<Uri?> server = PlaceOptions.Server("--server", "The service that keeps the space");
    private readonly Option<string?> space = new("--space") { Description = "The space's id", HelpName = "ID" };
    private readonly Option<long?> proposal = new("--proposal")
    {
        Description = "The proposal: the index of its entry",
        HelpName = "N",
    };
    private readonly bool required;

    /// <param name="required">Whether the command does nothing without a space.</param>
    public ProposalPlace(bool required) =>
        this.required = server.Required = space.Required = proposal.Required = required;

    public void AddTo(Command command)
    {
        command.Add(server);
        command.Add(space);
        command.Add(proposal);
        if (!required)
        {
            command.Validators.Add(result =>
            {
                var given = new Option[] { server, space, proposal }.Count(option =>
                    result.GetResult(option) is not null
                );
                if (given is not (0 or 3))
                {
                    result.AddError("--server, --space and --proposal go together");
                }
            });
        }
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(server) is not null;

    public bool IsGiven(CommandResult result) => result.GetResult(server) is not null;

    /// <summary>Replays the space and finds its proposal.</summary>
    /// <param name="keyFile">The key of who acts: beside it is kept what was seen of the log.</param>
    public ServedProposal Open(Terminal terminal, ParseResult parsed, FileInfo? keyFile)
    {
        var id = SpacePlace.ParseId(parsed.GetRequiredValue(space)!);
        var served = ServedSpace.Open(terminal, parsed.GetRequiredValue(server)!, id, keyFile);
        var index = parsed.GetRequiredValue(proposal)!.Value;
        if (served.Log.FindProposal(index) is { } found)
        {
            return new ServedProposal(served, found);
        }

        served.Dispose();
        throw new Failure($"there is no proposal {index} in this space", ExitCode.Refused);
    }
}
