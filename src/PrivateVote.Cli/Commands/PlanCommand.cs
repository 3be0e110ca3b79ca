using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Cli.Commands;

/// <summary>`election plan`: writes down what an organizer decides, to be read and edited before it is signed.</summary>
internal static class PlanCommand
{
    private static readonly TimeSpan UsualDuration = TimeSpan.FromDays(7);

    public static Command Create(Terminal terminal)
    {
        var title = Text("--title", "What is decided", required: true);
        var space = Text("--space", "Who holds the election", required: true);
        var choice = new Option<string[]>("--option")
        {
            Description = "What can be voted for; once for each option, up to 8",
            HelpName = "NAME",
            Required = true,
        };
        var method = new Option<VotingMethod>("--method")
        {
            Description = "How a ballot is filled in",
            DefaultValueFactory = _ => VotingMethod.Single,
        };
        var weights = new Option<WeightMode>("--weights")
        {
            Description = "What a voter's weight does: nothing, multiply the ballot, or be the budget to spend",
            DefaultValueFactory = _ => WeightMode.One,
        };
        var maximum = new Option<uint?>("--maximum")
        {
            Description = "The highest score, or the budget of cumulative and quadratic voting",
            HelpName = "N",
        };
        var revoting = new Option<Revoting>("--revoting")
        {
            Description = "Deniable: a voter may vote again, and nobody can tell who did",
            DefaultValueFactory = _ => Revoting.Deniable,
        };
        var opens = Text("--opens", "When voting begins, such as 2026-03-01T09:00Z (default: now)");
        var closes = Text("--closes", "When voting ends (default: a week after it begins)");
        var turnout = new Option<int>("--turnout")
        {
            Description = "Ballots below which nothing is decrypted",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var decision = new DecisionOptions();
        var output = CommonOptions.Out("The plan to write");
        var force = CommonOptions.Force();
        var command = new Command(
            "plan",
            "Write an election's plan: the option with most wins, unless --pass says otherwise"
        )
        {
            title,
            space,
            choice,
            method,
            weights,
            maximum,
            revoting,
            opens,
            closes,
            turnout,
            output,
            force,
        };
        decision.AddTo(command);
        command.SetAction(parsed =>
        {
            var begin = TimeText.Parse(parsed.GetValue(opens), "--opens") ?? terminal.Clock.Now();
            var rule = new BallotRule(parsed.GetValue(method), parsed.GetValue(weights), parsed.GetValue(maximum));
            if (rule.Problem() is { } problem)
            {
                throw new Failure(problem);
            }

            var plan = new PlanFile(
                parsed.GetRequiredValue(space),
                parsed.GetRequiredValue(title),
                [.. parsed.GetRequiredValue(choice).Select(name => new Elections.Entries.Option(name))],
                rule,
                new PassRule(PassKind.Plurality),
                parsed.GetValue(revoting),
                begin,
                TimeText.Parse(parsed.GetValue(closes), "--closes") ?? begin + UsualDuration,
                parsed.GetValue(turnout)
            );
            var file = parsed.GetRequiredValue(output);
            OutputFile.Write(file, decision.Complete(parsed, plan).ToBytes(), parsed.GetValue(force));
            terminal.Line($"{file}: read it, and edit it if you like; `election create` signs it");
        });
        return command;
    }

    private static Option<string> Text(string name, string description, bool required = false) =>
        new(name)
        {
            Description = description,
            HelpName = "TEXT",
            Required = required,
        };
}
