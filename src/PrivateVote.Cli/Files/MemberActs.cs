using System.CommandLine;
using System.Globalization;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Files;

/// <summary>Commands by which members and others enter something in a space's log: replayed first, signed, handed in, found there.</summary>
internal static class MemberActs
{
    /// <summary>What a member signs with their identity.</summary>
    /// <param name="label">What the entry is called in the line that is printed: `LABEL INDEX`.</param>
    public static Command Signed<TBody>(
        Terminal terminal,
        string name,
        string description,
        EntryKind kind,
        Symbol[] symbols,
        Func<ParseResult, SpaceLog, TBody> make,
        string label = "entry"
    )
        where TBody : ISpaceEntry
    {
        var identity = KeyOptions.Existing("--identity", "The member's identity, from `identity new`");
        var (place, command) = Make(name, description, symbols);
        identity.AddTo(command);
        command.SetAction(parsed =>
        {
            var voter = KeyFiles.OpenIdentity(terminal, identity.Get(parsed));
            using var space = ServedSpace.Open(
                terminal,
                place.Server(parsed),
                place.Id(parsed),
                identity.Get(parsed).File
            );
            var index = space
                .Governance.ActAsync(kind, make(parsed, space.Log), voter, terminal.Clock.GetUtcNow())
                .GetAwaiter()
                .GetResult();
            Say(terminal, label, index);
        });
        return command;
    }

    /// <summary>What needs nobody's signature.</summary>
    public static Command Plain(
        Terminal terminal,
        string name,
        string description,
        Symbol[] symbols,
        Func<ParseResult, ServedSpace, IEnumerable<Submission>> make
    )
    {
        var (place, command) = Make(name, description, symbols);
        command.SetAction(parsed =>
        {
            using var space = ServedSpace.Open(terminal, place.Server(parsed), place.Id(parsed), null);
            foreach (var submission in make(parsed, space))
            {
                Say(terminal, "entry", space.Enter(submission));
            }
        });
        return command;
    }

    /// <summary>What is only looked at; `--json` prints one value and nothing else.</summary>
    public static Command Shown<TView>(
        Terminal terminal,
        string name,
        string description,
        Symbol[] symbols,
        Func<ParseResult, SpaceLog, TView> view,
        Action<Terminal, TView> print
    )
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON value and nothing else" };
        var (place, command) = Make(name, description, [.. symbols, json]);
        command.SetAction(parsed =>
        {
            using var space = ServedSpace.Open(terminal, place.Server(parsed), place.Id(parsed), null);
            var shown = view(parsed, space.Log);
            if (parsed.GetValue(json))
            {
                terminal.Line(JsonText.Line(shown));
            }
            else
            {
                print(terminal, shown);
            }
        });
        return command;
    }

    public static Argument<long> Index(string name, string description) => new(name) { Description = description };

    public static Option<string> Text(string name, string description, bool required = true) =>
        new(name)
        {
            Description = description,
            HelpName = "TEXT",
            Required = required,
        };

    public static Option<FileInfo?> File(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };

    /// <summary>The proposal of this index.</summary>
    public static Proposal Find(SpaceLog log, long index) =>
        log.FindProposal(index) ?? throw new Failure($"entry {index} is no proposal", ExitCode.Refused);

    private static (SpacePlace Place, Command Command) Make(string name, string description, Symbol[] symbols)
    {
        var place = new SpacePlace();
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((System.CommandLine.Option)symbol);
            }
        }

        place.AddTo(command);
        return (place, command);
    }

    private static void Say(Terminal terminal, string label, long index) =>
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{label} {index}"));
}
