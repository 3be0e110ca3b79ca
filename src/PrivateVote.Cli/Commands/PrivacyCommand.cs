using System.CommandLine;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Elections;
using PrivateVote.Elections.Roles;
using PrivateVote.Governance;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Service;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Cli.Commands;

/// <summary>`privacy`: what an election's totals can reveal about voters, before it opens.</summary>
internal static class PrivacyCommand
{
    private const long SizeLimit = 1 << 28;

    public static Command Create(Terminal terminal)
    {
        var csv = new Argument<FileInfo?>("CENSUS")
        {
            Description = "The census: a line `commitment,weight` for each voter",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var plan = new Option<FileInfo?>("--plan")
        {
            Description = "The election's plan, from `election plan`",
            HelpName = "FILE",
        };
        var minimum = new Option<int>("--minimum-class")
        {
            Description = "With CENSUS: voters who have to share a weight at least",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var place = new ProposalPlace(required: false);
        var json = new Option<bool>("--json") { Description = "Print one JSON value and nothing else" };
        var command = new Command(
            "privacy",
            "Say what an election's totals can reveal about voters, before it opens: for a census and a plan, or for a proposal's vote "
                + "with the members and weights of now. Exit code 1 where it would not open"
        )
        {
            csv,
            plan,
            minimum,
            json,
        };
        place.AddTo(command);
        command.Validators.Add(result =>
        {
            var census = result.GetResult(csv) is { Tokens.Count: > 0 };
            var files = census && result.GetResult(plan) is not null;
            var neither =
                !census && result.GetResult(plan) is null && result.GetResult(minimum) is not { Implicit: false };
            if (place.IsGiven(result) ? !neither : !files)
            {
                result.AddError(
                    "either CENSUS and --plan, or --server, --space and --proposal, whose rules say how small a class may be"
                );
            }
        });
        command.SetAction(parsed =>
        {
            var asJson = parsed.GetValue(json);
            return place.IsGiven(parsed)
                ? OfProposal(terminal, parsed, place, asJson)
                : OfCensus(
                    terminal,
                    parsed.GetRequiredValue(csv)!,
                    PlanFile.Read(parsed.GetRequiredValue(plan)!),
                    parsed.GetValue(minimum),
                    asJson
                );
        });
        return command;
    }

    public static void Print(Terminal terminal, PrivacyView view)
    {
        terminal.Table(
            ["weight", "voters", "what a total shows"],
            view.Classes.Select(row =>
                (string[])
                    [
                        $"{row.Weight}",
                        $"{row.Voters}",
                        row.CountIsReadable ? "how this class voted"
                        : row.RemainderIsReadable ? "how this voter voted"
                        : "nothing by itself",
                    ]
            )
        );
        terminal.Line(
            $"{view.Voters} voters, total weight {view.TotalWeight}; nothing is decrypted below {view.MinimumTurnout} ballots; the smallest class has {view.SmallestClass}"
        );
        foreach (var problem in view.Problems)
        {
            terminal.Outcome(false, problem);
        }

        if (view.Problems.Count == 0)
        {
            terminal.Outcome(true, $"no class is smaller than {view.MinimumClass}");
        }
    }

    private static int OfCensus(Terminal terminal, FileInfo file, ElectionPlan plan, int minimum, bool asJson)
    {
        if (minimum < 1)
        {
            throw new Failure("--minimum-class is at least 1");
        }

        var report = PrivacyReport.Of(
            Read(file).Members.Select(member => member.Weight),
            plan.Rule,
            plan.Options.Count,
            plan.Turnout
        );
        var view = PrivacyView.Of(report, minimum, null, null);
        if (asJson)
        {
            terminal.Line(JsonText.Line(view));
        }
        else
        {
            Print(terminal, view);
        }

        return ExitCodeOf(view);
    }

    /// <summary>From the log as it is replayed here, at this machine's time.</summary>
    private static int OfProposal(Terminal terminal, ParseResult parsed, ProposalPlace place, bool asJson)
    {
        using var served = place.Open(terminal, parsed, null);
        var proposal = served.Proposal;
        var privacy =
            served.Space.Log.PreviewPrivacy(proposal, terminal.Clock.Now())
            ?? throw new Failure($"the constitution has no track '{proposal.Track}' any more", ExitCode.Refused);
        var view = PrivacyView.Of(privacy.Report, privacy.MinimumClass, null, VotePurpose.Vote);
        if (asJson)
        {
            terminal.Line(
                JsonText.Line(new ProposalPrivacy(proposal.Index, view, privacy.HelpfulTiers, privacy.Warnings))
            );
            return ExitCodeOf(view);
        }

        terminal.Line(
            $"'{proposal.Content.Title}': its vote with the members and weights of now, as this log has them"
        );
        Print(terminal, view);
        foreach (var warning in privacy.Warnings)
        {
            terminal.Line($"note: {warning}");
        }

        return ExitCodeOf(view);
    }

    private static int ExitCodeOf(PrivacyView view) => view.Problems.Count == 0 ? ExitCode.Ok : ExitCode.Refused;

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

    /// <param name="HelpfulTiers">Empty where none are needed or none help.</param>
    private sealed record ProposalPrivacy(
        long Proposal,
        PrivacyView Report,
        IReadOnlyList<WeightTier> HelpfulTiers,
        IReadOnlyList<string> Warnings
    );
}
