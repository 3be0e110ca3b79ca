using System.CommandLine;
using System.Globalization;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;

namespace PrivateVote.Cli.Commands;

/// <summary>What members did for the community, from which weights follow.</summary>
internal static class ContributionCommands
{
    private const long AttestationLimit = 1 << 16;
    private const long CsvLimit = (long)ContributionFile.PageSize * ContributionFile.MaximumPages;

    public static Command Create(Terminal terminal) =>
        new("contribution", "Attest, enter and show contributions, from which weights follow")
        {
            Attest(terminal),
            Add(terminal),
            Import(terminal),
            Show(terminal),
        };

    private static Command Attest(Terminal terminal)
    {
        var space = MemberActs.Text("--space", "The space's id");
        var member = MemberActs.Text("--member", "The member's identity commitment");
        var category = MemberActs.Text("--category", "One of the weight policy's categories");
        var points = new Option<ulong>("--points")
        {
            Description = "Whole points",
            HelpName = "N",
            Required = true,
        };
        var date = MemberActs.Text("--date", "When it was done, such as 2026-03-01 (default: today)", required: false);
        var reference = MemberActs.Text("--reference", "What it was, so that a reader can look");
        var key = KeyOptions.Existing("--key", "The issuer's key file");
        var output = CommonOptions.Out("The attestation to write, for `contribution add`");
        var force = CommonOptions.Force();
        var command = new Command("attest", "Vouch for what a member did, as an issuer whom the constitution trusts")
        {
            space,
            member,
            category,
            points,
            date,
            reference,
            output,
            force,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var day = TimeText.Parse(parsed.GetValue(date), "--date") ?? terminal.Clock.Now();
            var statement = new ContributionStatement(
                SpacePlace.ParseId(parsed.GetRequiredValue(space)),
                CommitmentText.Parse(parsed.GetRequiredValue(member)),
                parsed.GetRequiredValue(category),
                parsed.GetValue(points),
                DateOnly.FromDateTime(day.UtcDateTime),
                parsed.GetRequiredValue(reference)
            );
            using var issuer = KeyFiles.OpenIssuer(terminal, key.Get(parsed));
            var signed = issuer.Sign(StrictJson.Serialize(statement), ContributionStatement.Type);
            OutputFile.Write(parsed.GetRequiredValue(output), Encoding.ASCII.GetBytes(signed), parsed.GetValue(force));
            terminal.Line($"{parsed.GetRequiredValue(output)}: anyone enters it with `contribution add`");
        });
        return command;
    }

    private static Command Add(Terminal terminal)
    {
        var file = new Argument<FileInfo[]>("ATTESTATION")
        {
            Description = "Attestations: a compact JWS, or an EAS attestation as JSON, one in each file",
            Arity = ArgumentArity.OneOrMore,
        };
        var source = MemberActs.Text("--source", "The id of the constitution's source of contributions");
        return MemberActs.Plain(
            terminal,
            "add",
            "Enter attested contributions; whoever has them may do it",
            [file, source],
            (parsed, space) =>
                parsed
                    .GetRequiredValue(file)
                    .Select(one => new ContributionBody(
                        space.Log.Id!,
                        parsed.GetRequiredValue(source),
                        Encoding.UTF8.GetString(InputFile.Read(one, AttestationLimit)).Trim()
                    ))
                    .Select(body => Submission.Plain(EntryKind.Contribution, body))
        );
    }

    private static Command Import(Terminal terminal)
    {
        var proposal = MemberActs.Index("PROPOSAL", "The proposal that was voted to bring in this file");
        var csv = new Argument<FileInfo>("CSV") { Description = "The file, byte for byte as it was voted" };
        return MemberActs.Plain(
            terminal,
            "import",
            "Enter a file of contributions that a proposal was voted for; goes on where an earlier try ended",
            [proposal, csv],
            (parsed, space) =>
            {
                var index = parsed.GetRequiredValue(proposal);
                var found = MemberActs.Find(space.Log, index);
                return ContentOptions
                    .PagesOf(InputFile.Read(parsed.GetRequiredValue(csv), CsvLimit))
                    .Select((text, page) => new ContributionImportBody(space.Log.Id!, index, page, text))
                    .Skip(found.ImportedPages)
                    .Select(body => Submission.Plain(EntryKind.ContributionImport, body))
                    .ToList();
            }
        );
    }

    private static Command Show(Terminal terminal)
    {
        var member = MemberActs.Text("--member", "A member's identity commitment");
        return MemberActs.Shown(
            terminal,
            "show",
            "A member's contributions, and every step from them to the weight that they give now",
            [member],
            (parsed, log) =>
            {
                var found = CommitmentText.Find(log, parsed.GetRequiredValue(member));
                var name = found.Tenures[0].Commitment;
                var row = log.ExplainWeights(terminal.Clock.Now()).Rows.FirstOrDefault(row => row.Member == name);
                return new ContributionView(
                    log.Size,
                    MemberName.Of(log, found.Position),
                    [.. log.Contributions.Where(contribution => contribution.Member == name)],
                    row is null ? null : WeightView.Of(row)
                );
            },
            Print
        );
    }

    private static void Print(Terminal terminal, ContributionView view)
    {
        terminal.Line($"member    {view.Member.Position}, {view.Member.Commitment.ToHex()}");
        terminal.Table(
            ["date", "category", "points", "source"],
            view.Contributions.Select(one =>
                (string[])
                    [
                        one.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        one.Category,
                        one.Points.ToString(CultureInfo.InvariantCulture),
                        one.Provenance.Source,
                    ]
            )
        );
        if (view.Weight is { } weight)
        {
            WeightCommands.Print(terminal, weight);
        }
    }
}
