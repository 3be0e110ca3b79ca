using System.CommandLine;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Elections;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Service;

namespace PrivateVote.Cli.Commands;

/// <summary>`privacy`: what an election's totals can reveal about voters, before it opens.</summary>
internal static class PrivacyCommand
{
    private const long SizeLimit = 1 << 28;

    public static Command Create(Terminal terminal)
    {
        var csv = new Argument<FileInfo>("CENSUS")
        {
            Description = "The census: a line `commitment,weight` for each voter",
        };
        var plan = new Option<FileInfo>("--plan")
        {
            Description = "The election's plan, from `election plan`",
            HelpName = "FILE",
            Required = true,
        };
        var minimum = new Option<int>("--minimum-class")
        {
            Description = "Voters who have to share a weight at least",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON value and nothing else" };
        var command = new Command("privacy", "Say what an election's totals can reveal about voters, before it opens")
        {
            csv,
            plan,
            minimum,
            json,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(minimum) < 1)
            {
                throw new Failure("--minimum-class is at least 1");
            }

            var decided = PlanFile.Read(parsed.GetRequiredValue(plan));
            var census = Read(parsed.GetRequiredValue(csv));
            var report = PrivacyReport.Of(
                census.Members.Select(member => member.Weight),
                decided.Rule,
                decided.Options.Count,
                decided.Turnout
            );
            var view = PrivacyView.Of(report, parsed.GetValue(minimum), null, null);
            if (parsed.GetValue(json))
            {
                terminal.Line(JsonText.Line(view));
            }
            else
            {
                Print(terminal, view);
            }

            return view.Problems.Count == 0 ? ExitCode.Ok : ExitCode.Refused;
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
