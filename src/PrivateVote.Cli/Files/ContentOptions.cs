using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using Option = PrivateVote.Elections.Entries.Option;

namespace PrivateVote.Cli.Files;

/// <summary>What a proposal says and asks for, as options and files say it.</summary>
internal sealed class ContentOptions
{
    private const long TextLimit = 1 << 20;
    private const long CsvLimit = (long)ContributionFile.PageSize * ContributionFile.MaximumPages;
    private const string Heading = "## ";

    private readonly Option<string> title = MemberActs.Text("--title", "The proposal's title");

    private readonly Option<FileInfo> text = new("--text")
    {
        Description = "Its text in Markdown: a line `## NAME` begins each of the template's sections",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<FileInfo?> payload = MemberActs.File(
        "--payload",
        "What the council's Safe executes: {\"calls\": [{\"to\", \"value\", \"data\", \"operation\"}]}"
    );

    private readonly Option<string[]> choice = new("--option")
    {
        Description = "Where proposals bring their own options: one of them, with a payload's file where it has one",
        HelpName = "NAME[=FILE]",
    };

    private readonly Option<string?> mandate = new("--mandate")
    {
        Description = "Give the committee of this operations track a mandate; with --scope, --budget and --expires",
        HelpName = "TRACK",
    };

    private readonly Option<string?> scope = new("--scope")
    {
        Description = "What the mandate is for, in words",
        HelpName = "TEXT",
    };

    private readonly Option<ulong> budget = new("--budget")
    {
        Description = "What may be spent by it, in the track's unit",
        HelpName = "N",
    };

    private readonly Option<string?> expires = new("--expires")
    {
        Description = "When it ends, such as 2026-03-01T09:00Z",
        HelpName = "TIME",
    };

    private readonly Option<FileInfo?> amend = MemberActs.File(
        "--amend",
        "Replace the space's rules with those in this file, a whole space body as `proposal rules` prints it"
    );

    private readonly Option<FileInfo?> import = MemberActs.File("--import", "Count the contributions in this CSV file");

    public Symbol[] Symbols => [title, text, payload, choice, mandate, scope, budget, expires, amend, import];

    public ProposalContent Read(ParseResult parsed, SpaceLog log, string templateId)
    {
        var constitution =
            log.Space?.Body.Constitution ?? throw new Failure("this space has no constitution", ExitCode.Refused);
        var template =
            constitution.FindTemplate(templateId)
            ?? throw new Failure(
                $"the constitution has no template '{templateId}', but {string.Join(", ", constitution.Templates.Select(one => one.Id))}",
                ExitCode.Refused
            );
        var options = parsed.GetValue(choice) is { Length: > 0 } given
            ? given.Select(one => OptionOf(one, constitution)).ToArray()
            : null;
        return new ProposalContent(
            parsed.GetRequiredValue(title),
            SectionsOf(Encoding.UTF8.GetString(InputFile.Read(parsed.GetRequiredValue(text), TextLimit)), template),
            options,
            parsed.GetValue(payload) is { } calls ? PayloadOf(calls, constitution) : null,
            parsed.GetValue(mandate) is { } track ? MandateOf(parsed, track) : null,
            parsed.GetValue(amend) is { } rules
                ? new Amendment(log.Space!.Digest, Encoding.UTF8.GetString(InputFile.Read(rules, TextLimit)).Trim())
                : null,
            parsed.GetValue(import) is { } csv ? FileOf(InputFile.Read(csv, CsvLimit)) : null
        );
    }

    /// <summary>The pieces of a file of contributions as the log takes them: whole lines, as many as fit.</summary>
    public static IReadOnlyList<string> PagesOf(byte[] csv)
    {
        var pages = new List<string>();
        for (var start = 0; start < csv.Length; )
        {
            var end = Math.Min(start + ContributionFile.PageSize, csv.Length);
            if (end < csv.Length)
            {
                var line = csv.AsSpan(start, end - start).LastIndexOf((byte)'\n');
                end = line < 0 ? throw new Failure("a line of the file is longer than a piece") : start + line + 1;
            }

            pages.Add(Encoding.UTF8.GetString(csv.AsSpan(start, end - start)));
            start = end;
        }

        return pages;
    }

    private static ContributionFile FileOf(byte[] csv) =>
        new(
            SHA256.HashData(csv),
            [.. PagesOf(csv).Select(page => Hex.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(page))))]
        );

    private Mandate MandateOf(ParseResult parsed, string track) =>
        new(
            track,
            parsed.GetValue(scope) ?? throw new Failure("--mandate goes with --scope TEXT"),
            parsed.GetValue(budget),
            TimeText.Parse(parsed.GetValue(expires), "--expires")
                ?? throw new Failure("--mandate goes with --expires TIME")
        );

    private static Option OptionOf(string text, Constitution constitution)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? new Option(text)
            : new Option(text[..equals], PayloadOf(new FileInfo(text[(equals + 1)..]), constitution));
    }

    private static Payload PayloadOf(FileInfo file, Constitution constitution) =>
        constitution.Council switch
        {
            { Safe: { } safe } => ChainOptions.ReadPayload(file, safe.ChainId, safe.Address),
            { Governor: { } governor } => ChainOptions.ReadPayload(file, governor.ChainId, governor.Address),
            _ => throw new Failure(
                "the space has no Safe and no Governor that would execute a payload",
                ExitCode.Refused
            ),
        };

    private static List<Section> SectionsOf(string markdown, Template template)
    {
        var written = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        StringBuilder? current = null;
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith(Heading, StringComparison.Ordinal))
            {
                var name = line[Heading.Length..].Trim();
                if (!template.Sections.Contains(name, StringComparer.Ordinal) || !written.TryAdd(name, current = new()))
                {
                    throw new Failure(
                        $"the text: '{name}' is there twice or is none of the template's sections, {string.Join(", ", template.Sections)}"
                    );
                }
            }
            else if (current is not null)
            {
                current.Append(line).Append('\n');
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                throw new Failure(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the text begins before its first section, `{Heading}NAME`"
                    )
                );
            }
        }

        return
        [
            .. template.Sections.Select(name => new Section(
                name,
                written.TryGetValue(name, out var text) ? text.ToString().Trim('\n') : ""
            )),
        ];
    }
}
