using System.Diagnostics;
using System.Globalization;
using System.Text;
using PrivateVote.Cli.Commands;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance;
using PrivateVote.Governance.Deliberation;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Service;
using PrivateVote.Governance.Weights;
using PrivateVote.Identity;
using Option = PrivateVote.Elections.Entries.Option;

namespace PrivateVote.Cli.Demo;

/// <summary>The way to the vote and from the vote, in the demo: contributions, a proposal through every stage, the council.</summary>
internal sealed class DemoGovernance : IDisposable
{
    private const string Track = "protocol";
    private const string Source = "guild";
    private const string Category = "care";
    private const ulong Points = 9;

    /// <summary>A long time: nothing in a demo runs out.</summary>
    private const long Long = 30L * 24 * 60 * 60;

    private static readonly string[] Options = ["Yes", "No", "Abstain"];
    private static readonly string[] Sections = ["Motivation", "Specification", "Risks"];

    private readonly Terminal terminal;
    private readonly VoterIdentity[] voters;
    private readonly DemoCouncil council;
    private readonly RoleKey guild = RoleKey.Create();
    private long proposal;

    public DemoGovernance(Terminal terminal, VoterIdentity[] voters, DemoCouncil council) =>
        (this.terminal, this.voters, this.council) = (terminal, voters, council);

    /// <summary>Voters who share a weight at least.</summary>
    private int MinimumClass => Math.Min(3, voters.Length / 2);

    /// <summary>The rules of the demo's space: one track with every stage, in seconds.</summary>
    public Constitution Rules(string organizer)
    {
        var person = new BallotPlan(
            new BallotRule(VotingMethod.Single, WeightMode.One),
            new PassRule(PassKind.Majority, null, 0, 1),
            Options,
            Math.Max(2, MinimumClass),
            Revoting.Deniable,
            new Quorum(QuorumCount.AllBallots, QuorumBase.Voters, new Share(1, 2))
        );
        return new Constitution(
            [organizer],
            [
                new Track(
                    Track,
                    TrackKind.Protocol,
                    new Stages(
                        Vote: new Window(1, Long),
                        Discussion: new Window(1, Long),
                        Temperature: new Window(1, Long),
                        Review: new Window(0, Long),
                        Timelock: new Window(1, 1),
                        Execution: new Window(0, Long)
                    ),
                    person with
                    {
                        Rule = new BallotRule(VotingMethod.Single, WeightMode.Multiply),
                    },
                    Temperature: new TemperatureCheck(person, Gate: true)
                ),
            ],
            [new Template("grant", Sections, Required: 3)],
            MinimumClass,
            council.Rules,
            new WeightPolicy(
                WeightCurve.SquareRoot,
                [new CategoryRule(Category, new Factor(1))],
                new Factor(1),
                Base: 1
            ),
            [new ContributionSource(Source, ContributionFormat.Jws, [guild.Did], [Category])]
        );
    }

    /// <summary>Every second member has done something for the community.</summary>
    public void Contribute(DemoSpace space)
    {
        terminal.Say(
            "The space has a constitution: how contributions become weight, what a proposal consists of, which stages it goes through, who executes. It changes only by a proposal that passed under it. Here a guild attests what members did; anyone enters the attestation, and it counts once. Points become weight by a written rule in whole numbers, so that anyone computes the same census from the log."
        );
        for (var i = 1; i < voters.Length; i += 2)
        {
            var statement = new ContributionStatement(
                space.Space.Id,
                voters[i].Commitment,
                Category,
                Points,
                DateOnly.FromDateTime(space.Now.UtcDateTime),
                "a season in the garden"
            );
            var attestation = guild.Sign(StrictJson.Serialize(statement), ContributionStatement.Type);
            _ = space.Enter(
                Submission.Plain(EntryKind.Contribution, new ContributionBody(space.Space.Id, Source, attestation))
            );
        }

        var rows = space.Log.ExplainWeights(space.Now).Rows;
        terminal.Show($"voter  1  {Explain(rows[0])}");
        terminal.Show($"voter  2  {Explain(rows[1])}");
        council.Introduce();
    }

    /// <summary>From a draft to the temperature check.</summary>
    public void Propose(DemoSpace space)
    {
        terminal.Say(
            "Members sign what they say in public with the same identity that is in the roll; ballots stay unlinkable to it. Voter 1 drafts, and submits: now every rule is copied into the proposal, so that no later change touches it."
        );
        var id = space.Space.Id;
        var content = new ProposalContent(
            "Shall we fund the community garden?",
            [
                new Section(Sections[0], "Beds and a shed for everybody."),
                new Section(Sections[1], "One payment to the gardeners' account."),
                new Section(Sections[2], "The money may be spent badly; the next grant then fails."),
            ],
            Payload: council.Payload
        );
        proposal = space.Act(EntryKind.Proposal, new ProposalBody(id, Track, "grant", content), voters[0]);
        _ = space.Act(EntryKind.Submit, new SubmitBody(id, proposal), voters[0]);
        terminal.Show(
            $"entry {proposal, 3}  voter 1 proposes '{content.Title}', and to pay {council.Payment} from the Safe"
        );
        var comment = space.Act(
            EntryKind.Comment,
            new CommentBody(id, proposal, "Who keeps the key of the shed?"),
            voters[1]
        );
        terminal.Show($"entry {comment, 3}  voter 2 comments: Who keeps the key of the shed?");
        var risk = space.Act(
            EntryKind.Risk,
            new RiskBody(id, proposal, Severity.Medium, "In summer nobody waters the beds."),
            voters[2]
        );
        terminal.Show($"entry {risk, 3}  voter 3 names a risk: In summer nobody waters the beds.");
        terminal.Outcome(true, $"it does not go on: {WhyNot(space)}");
        var answer = space.Act(
            EntryKind.RiskAnswer,
            new RiskAnswerBody(id, risk, "The school next door does; they have signed for it."),
            voters[0]
        );
        terminal.Show($"entry {answer, 3}  voter 1 answers it");
        foreach (
            var (text, agree) in (ReadOnlySpan<(string, int)>)
                [("The city should pay for it.", 1), ("Gardens make neighbours.", 2)]
        )
        {
            var statement = space.Act(EntryKind.Statement, new StatementBody(id, proposal, text), voters[1]);
            for (var i = 0; i < voters.Length; i++)
            {
                var opinion = i % 2 < agree ? Opinion.Agree : Opinion.Disagree;
                _ = space.Act(EntryKind.Opinion, new OpinionBody(id, statement, opinion), voters[i]);
            }
        }

        var groups = space.Log.OpinionsOn(space.Log.FindProposal(proposal)!);
        terminal.Show(
            $"{voters.Length} voters agree or disagree with 2 statements: {groups.Groups.Count} groups, of {string.Join(" and ", groups.Groups.Select(group => group.Members.Count))}; both hold: "
                + string.Join(
                    ", ",
                    groups.Consensus.Select(one =>
                        $"'{space.Log.FindProposal(proposal)!.Discussion.Statements[one.Statement].Text}'"
                    )
                )
        );
        terminal.Show($"then: {space.Reach(proposal, ProposalStage.Temperature).History[^1].Reason}");
    }

    /// <summary>A private vote that binds nobody, one person one vote.</summary>
    /// <returns>How many proofs were made.</returns>
    public int CheckTemperature(DemoSpace space, DemoElection election)
    {
        terminal.Say(
            "Before the vote that binds, a private vote that does not: one person, one vote, with trustees and a key of its own. How it ended is entered with the proof from the election's own log, and read by the rules, not by a person."
        );
        election.MakeKey();
        Announce(space, election, voters.Length);
        var maker = ProvingArtifacts.BuiltIn.MakerFor(election.Election.Circuit);
        terminal.WithProgress(
            "Proving and entering ballots",
            voters.Length,
            progress =>
            {
                election.CastAll(
                    voters.Length,
                    i =>
                        maker
                            .Vote(
                                election.Election,
                                voters[i],
                                1,
                                election.Log.Census.Prove(i),
                                // All but one are in favour.
                                i == voters.Length - 1
                                    ? [0, 1, 0]
                                    : [1, 0, 0],
                                null
                            )
                            .Ballot,
                    (_, _) => { },
                    progress
                );
                return voters.Length;
            }
        );
        election.CatchUp();
        election.Close(terminal);
        election.Decrypt(0);
        election.Decrypt(1);
        election.Tally();
        election.Finish();
        election.ShowOutcome(space);
        terminal.Show($"election {Hex.Encode(election.Election.Id)}");
        terminal.Show($"then: {space.Reach(proposal, ProposalStage.Vote).History[^1].Reason}");
        return voters.Length;
    }

    /// <summary>Fixes the roll for the vote on the proposal, and opens the election by the frozen rules.</summary>
    public void Announce(DemoSpace space, DemoElection election, int proofs)
    {
        if (!VoteOrganizer.TryFind(space.Log, proposal, out var task, out var refusal))
        {
            throw Failure.By(refusal);
        }

        var roll = space.Enter(VoteOrganizer.FixRoll(space.Log, task, space.Now, election.OrganizerKey));
        var census = space.Log.RollAt(roll);
        election.EnterCensus(census);
        if (task.RollSubject is not null)
        {
            Report(space.Log.FindProposal(proposal)!.Rules!, census);
        }

        var (opens, closes) = election.Hours(terminal, BallotCircuit.For(Options.Length)!, proofs);
        election.Open(
            VoteOrganizer.PlanOf(space.Log, task, space.LogKey.ToString(), roll, opens, closes),
            manifest => _ = space.Enter(VoteOrganizer.Announce(space.Space, task, manifest, election.OrganizerKey))
        );
    }

    /// <summary>The outcome reaches the space's log; if it passed, the council verifies, approves and signs.</summary>
    public void Decide(DemoSpace space, DemoElection election)
    {
        election.ShowOutcome(space);
        var passed = space.Log.FindVote(election.Election.Id)!.Outcome!;
        terminal.Show($"outcome in the space's log, entry {passed.Index}, by an inclusion proof: {passed.Reason}");
        if (passed.Passed)
        {
            terminal.Show($"then: {space.Reach(proposal, ProposalStage.Review).History[^1].Reason}");
            council.Sign(space, space.Log.FindProposal(proposal)!, election);
        }
        else
        {
            terminal.Show($"then: {space.Reach(proposal, ProposalStage.Ended).Ending!.Reason}");
        }
    }

    /// <summary>What was decided happens.</summary>
    public void Execute(DemoSpace space)
    {
        var decided = space.Log.FindProposal(proposal)!;
        if (decided.Ending is null)
        {
            council.Execute(space, decided);
        }
        else
        {
            terminal.Say("The proposal was rejected: nothing was signed, and nothing is executed.");
        }
    }

    public void Dispose() => guild.Dispose();

    private void Report(FrozenRules rules, Census census)
    {
        var plan = rules.Track.Ballot;
        var report = PrivacyReport.Of(
            census.Members.Select(member => member.Weight),
            plan.Rule,
            Options.Length,
            plan.Turnout
        );
        terminal.Show(
            $"{census.Members.Count} voters, total weight {census.TotalWeight}: "
                + string.Join(", ", report.Classes.Select(row => $"{row.Voters} of weight {row.Weight}"))
        );
        terminal.Outcome(
            report.Problems(rules.MinimumClass).Count == 0,
            $"privacy report: no weight is shared by fewer than {rules.MinimumClass}, and nothing is decrypted below {plan.Turnout} ballots"
        );
    }

    private string WhyNot(DemoSpace space) =>
        (
            space.Log.PreviewAdvance(proposal, space.Now.AddSeconds(2)) is { } refusal
                ? refusal
                : throw new UnreachableException("a risk waits for its answer")
        ).Reason;

    private static string Explain(WeightRow row)
    {
        var view = WeightView.Of(row);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{view.Points} points: weight 1 + square root of {view.Points} = {view.Weight}"
        );
    }
}
