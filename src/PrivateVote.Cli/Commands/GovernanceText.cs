using System.Globalization;
using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;

namespace PrivateVote.Cli.Commands;

/// <summary>What governance pages look like on a terminal.</summary>
internal static class GovernanceText
{
    private const int Digits = 14;

    public static string NameOf<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string StageOf(ProposalStage stage, EndingKind? ending) =>
        ending is { } kind ? NameOf(kind) : NameOf(stage);

    public static string Short(Fr commitment) => commitment.ToHex()[..Digits] + "…";

    public static void Print(Terminal terminal, ProposalView view)
    {
        var summary = view.Summary;
        terminal.Line($"proposal  {summary.Index}");
        terminal.Line($"title     {summary.Title}");
        terminal.Line($"track     {summary.Track}, template {summary.Template}");
        terminal.Line($"author    member {summary.Author.Position}, {Short(summary.Author.Commitment)}");
        terminal.Line($"stage     {StageOf(summary.Stage, summary.Ending)}, since {MomentForm.ToText(summary.Since)}");
        foreach (var section in view.Content.Sections.Where(section => section.Text.Length > 0))
        {
            terminal.Heading(section.Name);
            foreach (var line in section.Text.Split('\n'))
            {
                // Marked, so that no text is taken for what this software says below it.
                terminal.Line("| " + line);
            }
        }

        if ((view.Payload ?? view.Content.Payload) is { } asked)
        {
            terminal.Heading("Payload");
            terminal.Line($"Safe {asked.Safe} on chain {asked.ChainId}");
            foreach (var call in asked.Calls)
            {
                terminal.Show(
                    $"{(call.Operation == 1 ? "DELEGATECALL" : "call")} {call.To}  value {call.Value}  data {call.Data}"
                );
            }
        }

        terminal.Heading("History");
        foreach (var change in view.History)
        {
            terminal.Show(
                $"entry {change.Index, 4}  {MomentForm.ToText(change.At)}  {NameOf(change.Stage), -11} {change.Reason}"
            );
        }

        foreach (var risk in view.Risks)
        {
            terminal.Show($"risk {risk.Index} ({NameOf(risk.Severity)}): {OneLine(risk.Text)}");
            terminal.Show(
                risk.Answer is { } answer ? $"   answered: {OneLine(answer.Text)}" : "   waits for an answer"
            );
        }

        foreach (var vote in view.Elections)
        {
            Print(terminal, vote);
        }

        if (view.Capital is { } capital)
        {
            terminal.Heading("Beside capital");
            Print(terminal, capital);
        }

        foreach (var review in view.Council.Reviews)
        {
            terminal.Show($"council {review.Member}: {NameOf(review.Verdict)} {review.Reason}".TrimEnd());
        }

        foreach (var signature in view.Council.Signatures)
        {
            terminal.Show(
                $"signed by owner {signature.Owner} for nonce {signature.Nonce}{(signature.Rejection ? " (rejection)" : "")}"
            );
        }

        if (view.Ending is { } ending)
        {
            terminal.Line();
            terminal.Line($"{NameOf(ending.Kind)}: {ending.Reason}");
        }
    }

    public static void Print(Terminal terminal, VoteView vote)
    {
        terminal.Show(
            $"election {Hex.Encode(vote.Id)} ({NameOf(vote.Purpose)}), closes {MomentForm.ToText(vote.Closes)}"
        );
        if (vote.Overridden is { } reason)
        {
            terminal.Show($"   opened below the minimum class size: {reason}");
        }

        if (vote.Outcome is not { } outcome)
        {
            return;
        }

        var totals = outcome.Totals is null
            ? ""
            : " " + string.Join(", ", vote.Options.Zip(outcome.Totals, (name, total) => $"{name} {total}"));
        // Seats go to those with the most approvals: whether one option has won says nothing of them.
        var verdict =
            vote.Purpose == VotePurpose.Seats
                ? outcome.Cancelled
                    ? outcome.Reason
                    : "held"
                : $"{(outcome.Passed ? "passed" : "not passed")}: {outcome.Reason}";
        terminal.Show($"   {verdict};{totals} of {outcome.Ballots} ballots");
    }

    /// <summary>A vote beside capital.</summary>
    public static void Print(Terminal terminal, CapitalView view)
    {
        terminal.Show(
            $"{(view.Rule.Source == CapitalSource.Votes ? "votes" : "balances")} of {view.Rule.Token} on chain {view.Rule.ChainId} after block {view.Block}, entry {view.Entry}: an organizer's word, which `capital check` compares with a node"
        );
        terminal.Line(
            $"roll             {view.Members} members: {view.WithoutAccount} without an account, {view.WithoutCapital} without capital, those included"
        );
        terminal.Line(
            $"represented      {view.Represented} of {view.Supply}, {Percent(view.Represented, view.Supply)} of the supply"
        );
        terminal.Line($"by contribution  {Describe(view.ByContribution)}");
        terminal.Line($"by capital       {Describe(view.ByCapital)}");
        if (view.Parallel is { } parallel)
        {
            terminal.Line("The parallel election, which binds nobody:");
            Print(terminal, parallel);
        }
        else if (view.ParallelProblem is { } problem)
        {
            terminal.Show($"No parallel election: {problem}");
        }
    }

    private static string Describe(ConcentrationView weights)
    {
        if (weights.Voters == 0)
        {
            return "nobody has any";
        }

        var gini = weights.Gini.Split('/');
        return $"{weights.Voters} have any, {weights.NeededForMajority} more than half together; the largest {Percent(weights.Largest, weights.Total)}, "
            + $"the largest tenth {Percent(weights.LargestTenth, weights.Total)}; Gini coefficient {Percent(gini[0], gini[1])}";
    }

    /// <summary>Two decimals, rounded down.</summary>
    private static string Percent(string part, string whole)
    {
        const int Scale = 10_000;
        var (numerator, denominator) = (Number(part), Number(whole));
        var scaled = denominator.IsZero ? 0 : (int)(numerator * Scale / denominator);
        return string.Create(CultureInfo.InvariantCulture, $"{scaled / 100}.{scaled % 100:00} %");

        static BigInteger Number(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
