using System.Diagnostics;
using System.Globalization;
using PrivateVote.Cli.Files;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Cli.Demo;

/// <summary>`demo --votes`: votes that were public on Snapshot, held again as a private election.</summary>
internal sealed class SnapshotElection(Terminal terminal, SnapshotExport export)
{
    /// <summary>Snapshot adds up binary fractions; what that rounds away is no difference.</summary>
    private const decimal Rounding = 1e-9m;

    private readonly BalanceScale scale = BalanceScale.Of(export.Votes);

    /// <returns>Whether the totals are Snapshot's and the record verifies.</returns>
    /// <param name="folder">Where the record goes.</param>
    /// <param name="limit">How many votes, the first ones; null for all.</param>
    /// <param name="place">Makes the election whose record goes to a file.</param>
    public bool Run(DirectoryInfo folder, int? limit, Func<FileInfo, DemoElection> place)
    {
        var count = Math.Min(limit ?? int.MaxValue, export.Votes.Count);
        var circuit =
            BallotCircuit.For(export.Choices.Count)
            ?? throw new Failure(
                $"the proposal has {export.Choices.Count} choices, and ballots have at most 8 options"
            );
        using var local = place(DemoFolder.RecordIn(folder));
        Introduce(local, count, circuit);
        var voters = terminal.WithSpinner("Making a key, identities and the census", () => Prepare(local, count));
        Open(local, circuit, count);
        var proving = Vote(local, voters);
        Tally(local);
        terminal.Line();
        terminal.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} ballots proved and entered in {proving.TotalSeconds:0.0} s: {count / proving.TotalSeconds:0.00} a second on {Environment.ProcessorCount} cores; {local.BallotBytes / count} bytes a ballot in the record"
            )
        );
        var verified = Verify(local);
        var same = Compare(local.Log.Result!.Totals, count, partial: count < export.Votes.Count);
        terminal.Line($"The record: {local.RecordFile}");
        return verified && same;
    }

    private void Introduce(DemoElection local, int count, BallotCircuit circuit)
    {
        terminal.Say(
            $"A private election with real votes that were public: {count} of {export.Votes.Count} votes over {export.Choices.Count} options, {(export.IsApproval ? "approval" : "single choice")}, proved with {circuit.Name}. Every voter gets a fresh identity and proves a ballot; three trustees, of which two decrypt. {local.Keeper}"
        );
        if (export.Weightless > 0)
        {
            terminal.Say($"{export.Weightless} votes with a balance of 0 are left out: they weigh nothing.");
        }

        if (scale.Decimals > 0)
        {
            terminal.Say(
                $"The balances have {scale.Decimals} decimals, so weights are balances times 10^{scale.Decimals}."
            );
        }
    }

    private VoterIdentity[] Prepare(DemoElection local, int count)
    {
        local.MakeKey();
        VoterIdentity[] voters = [.. Enumerable.Range(0, count).Select(_ => VoterIdentity.Create())];
        var census = new Census();
        for (var i = 0; i < voters.Length; i++)
        {
            if (census.Add(new CensusMember(voters[i].Commitment, scale.Weights[i])) is { } refusal)
            {
                throw Failure.By(refusal);
            }
        }

        local.EnterCensus(census);
        return voters;
    }

    private void Open(DemoElection local, BallotCircuit circuit, int count)
    {
        var (opens, closes) = local.Hours(terminal, circuit, count);
        local.Open(
            new ElectionPlan(
                "PrivateVote demo",
                "Votes from Snapshot",
                [.. export.Choices.Select(name => new Option(name))],
                new BallotRule(export.IsApproval ? VotingMethod.Approval : VotingMethod.Single, WeightMode.Multiply),
                new PassRule(PassKind.Plurality),
                Revoting.None,
                opens,
                closes
            )
        );
    }

    /// <returns>How long it took, without the loading of the proving key.</returns>
    private TimeSpan Vote(DemoElection local, VoterIdentity[] voters)
    {
        var election = local.Election;
        var maker = terminal.WithSpinner(
            "Loading the proving key",
            () => ProvingArtifacts.BuiltIn.MakerFor(election.Circuit)
        );
        var time = Stopwatch.StartNew();
        terminal.WithProgress(
            "Proving and entering ballots",
            voters.Length,
            progress =>
            {
                local.CastAll(
                    voters.Length,
                    i =>
                        maker
                            .Vote(
                                election,
                                voters[i],
                                scale.Weights[i],
                                local.Log.Census.Prove(i),
                                Choices(export.Votes[i]),
                                head: null
                            )
                            .Ballot,
                    (_, _) => { },
                    progress
                );
                return voters.Length;
            }
        );
        return time.Elapsed;
    }

    private uint[] Choices(SnapshotVote vote)
    {
        var choices = new uint[export.Choices.Count];
        foreach (var position in vote.Choices)
        {
            choices[position] = 1;
        }

        return choices;
    }

    private void Tally(DemoElection local)
    {
        local.CatchUp();
        local.Close(terminal);
        local.Decrypt(0);
        local.Decrypt(2);
        terminal.WithSpinner(
            "Finding the totals",
            () =>
            {
                local.Tally();
                return true;
            }
        );
        local.Finish();
    }

    private bool Verify(DemoElection local)
    {
        var time = Stopwatch.StartNew();
        using var stream = InputFile.Open(local.RecordFile);
        var report = terminal.WithProgress(
            "Verifying the record",
            stream.Length,
            progress => RecordVerifier.Verify(stream, progress)
        );
        foreach (var finding in report.Findings.Where(finding => !finding.Ok))
        {
            terminal.Outcome(false, $"{finding.Check}: {finding.Evidence}");
        }

        terminal.Outcome(
            report.Valid,
            string.Create(
                CultureInfo.InvariantCulture,
                $"record of {stream.Length} bytes verified by replay in {time.Elapsed.TotalSeconds:0.0} s: {report.Findings.Count} checks"
            )
        );
        return report.Valid;
    }

    private bool Compare(IReadOnlyList<ulong> totals, int count, bool partial)
    {
        var (source, expected) =
            export.Scores is { } scores && !partial
                ? ("Snapshot", scores)
                : ($"recomputed over the first {count} votes", Sums(count));
        var same = true;
        var rows = new List<string[]>();
        for (var i = 0; i < totals.Count; i++)
        {
            var ours = scale.ToBalance(totals[i]);
            var agrees = Math.Abs(ours - expected[i]) <= Rounding * Math.Max(1, expected[i]);
            same &= agrees;
            rows.Add([export.Choices[i], Text(ours), Text(expected[i]), agrees ? "same" : "DIFFERENT"]);
        }

        terminal.Table(["option", "our total", source, ""], rows);
        terminal.Chart("Result", export.Choices.Select((name, i) => (name, (double)scale.ToBalance(totals[i]))));
        terminal.Line();
        terminal.Outcome(
            same,
            same
                ? $"the private totals are the public ones ({source})"
                : $"the totals differ ({source}): votes that the export does not list, or scores of another strategy"
        );
        return same;
    }

    private List<decimal> Sums(int count) =>
        [
            .. export.Choices.Select(
                (_, option) =>
                    export.Votes.Take(count).Where(vote => vote.Choices.Contains(option)).Sum(vote => vote.Balance)
            ),
        ];

    private static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);
}
