using System.CommandLine;
using System.CommandLine.Parsing;
using PrivateVote.Client;

namespace PrivateVote.Cli.Files;

/// <summary>
/// Where a command finds its election: in a record file, its first argument, or at a service, by --server and the id of the
/// election or, before there is a manifest, of its committee.
/// </summary>
internal sealed class ElectionPlace
{
    private readonly Argument<FileInfo[]> files;
    private readonly Option<Uri?> server = PlaceOptions.Server();
    private readonly Option<string?> election = PlaceOptions.Election();
    private readonly Option<string?> committee = PlaceOptions.Committee();
    private readonly int fewest;
    private readonly int most;

    private ElectionPlace(string further, string description, int fewest, int most)
    {
        this.fewest = fewest;
        this.most = most;
        files = new Argument<FileInfo[]>($"RECORD{further}")
        {
            Description = "The election's record, a file of JSON Lines; none with --server" + description,
            Arity = ArgumentArity.ZeroOrMore,
        };
    }

    /// <summary>For a command whose only file is the record.</summary>
    public static ElectionPlace Alone() => new("", "", 0, 0);

    /// <summary>For a command that takes one more file.</summary>
    public static ElectionPlace AndOne(string name, string description) =>
        new(" " + name, $". {name}: {description}", 1, 1);

    /// <summary>For a command that takes one more file, or several.</summary>
    public static ElectionPlace AndSome(string name, string description) =>
        new($" {name}", $". {name}: {description}", 1, int.MaxValue);

    public void AddTo(Command command)
    {
        command.Add(files);
        command.Add(server);
        command.Add(election);
        command.Add(committee);
        command.Validators.Add(Validate);
    }

    /// <summary>The files after the record.</summary>
    public IReadOnlyList<FileInfo> Further(ParseResult parsed) => [.. Files(parsed).Skip(IsServed(parsed) ? 0 : 1)];

    public bool IsServed(ParseResult parsed) => parsed.GetValue(server) is not null;

    public bool IsServed(CommandResult result) => result.GetResult(server) is not null;

    public Uri Server(ParseResult parsed) => parsed.GetRequiredValue(server)!;

    public FileInfo Record(ParseResult parsed) => Files(parsed)[0];

    /// <summary>The log at the service.</summary>
    public LogReference Log(ParseResult parsed) =>
        PlaceOptions.Reference(parsed.GetValue(election), parsed.GetValue(committee));

    /// <summary>Replays the election, to look at it.</summary>
    /// <param name="keyFile">The key of who acts on it, if anybody does.</param>
    public KeptElection Read(Terminal terminal, ParseResult parsed, FileInfo? keyFile = null) =>
        IsServed(parsed)
            ? ServedElection.Open(terminal, Server(parsed), Log(parsed), keyFile)
            : RecordFile.Read(terminal, Record(parsed));

    /// <summary>Replays the election, to add to it.</summary>
    public KeptElection Write(Terminal terminal, ParseResult parsed, FileInfo? keyFile = null) =>
        IsServed(parsed)
            ? ServedElection.Open(terminal, Server(parsed), Log(parsed), keyFile)
            : RecordFile.Write(terminal, Record(parsed));

    /// <summary>As a voter needs the election: nothing more of it than that is fetched from a service.</summary>
    public VotingPlace ReadAsVoter(Terminal terminal, ParseResult parsed) =>
        IsServed(parsed)
            ? new ServedVotingPlace(Server(parsed), Log(parsed))
            : new ReplayedVotingPlace(RecordFile.Read(terminal, Record(parsed)));

    private FileInfo[] Files(ParseResult parsed) => parsed.GetValue(files) ?? [];

    private void Validate(CommandResult result)
    {
        var served = IsServed(result);
        var ids = new Option[] { election, committee }.Count(option => result.GetResult(option) is not null);
        if (served && ids != 1)
        {
            result.AddError("--server goes with --election ID, or with --committee ID before there is a manifest");
        }
        else if (!served && ids > 0)
        {
            result.AddError("--election and --committee go with --server URL");
        }

        var further = (result.GetResult(files)?.Tokens.Count ?? 0) - (served ? 0 : 1);
        if (further < fewest)
        {
            result.AddError($"missing: {files.Name}" + (served ? ", without the record" : ", or --server URL"));
        }
        else if (further > most)
        {
            result.AddError($"too many files: {files.Name}" + (served ? ", without the record" : ""));
        }
    }
}
