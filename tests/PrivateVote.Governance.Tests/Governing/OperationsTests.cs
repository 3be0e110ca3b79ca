using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>Committees: seats by private votes, decisions within mandates, the members' veto, reports.</summary>
public sealed class OperationsTests
{
    [Fact]
    public void Seats_go_to_the_candidates_with_the_most_approvals_and_a_tie_for_the_last_fills_none()
    {
        foreach (
            var (totals, seated) in new (ulong[], int[])[]
            {
                ([3, 2, 1], [0, 1]),
                ([1, 2, 3], [2, 1]),
                // 2 and 3 tie for the second of two seats: it stays empty.
                ([3, 2, 2], [0]),
                // All tie for both.
                ([2, 2, 2], []),
                // Nobody is seated by nobody.
                ([3, 0, 0], [0]),
                ([0, 0, 0], []),
            }
        )
        {
            var governance = new TestGovernance();
            var committee = Stand(governance, 0, 1, 2);
            governance.Conclude(governance.Open(Seats(governance)), 3, totals);
            Assert.Equal(seated, committee.Seats.Select(seat => seat.Member));
            Assert.Empty(committee.Candidates);
        }
    }

    [Fact]
    public void A_seat_needs_participation_and_contribution()
    {
        var track = Committee() with { Operations = Committee().Operations! with { Acts = 2, Points = 10 } };
        var governance = new TestGovernance(Standard() with { Tracks = [Simple(), track] });
        var candidacy = new CandidacyBody(governance.Id, "tech", "Zero", "I would.");
        var refusal = governance.MustNot(RefusalCode.NotEligible, EntryKind.Candidacy, 0, candidacy);
        Assert.Contains("there are 0 and 0", refusal.Reason, StringComparison.Ordinal);
        var proposal = governance.Submit();
        governance.Must(EntryKind.Comment, 0, new CommentBody(governance.Id, proposal.Index, "As I said."));
        governance.Must(EntryKind.Contribution, governance.Contributed(0, 9));
        governance.MustNot(RefusalCode.NotEligible, EntryKind.Candidacy, 0, candidacy);
        governance.Must(EntryKind.Contribution, governance.Contributed(0, 1, "another"));
        governance.Must(EntryKind.Candidacy, 0, candidacy);
        governance.MustNot(RefusalCode.NotEligible, EntryKind.Candidacy, 0, candidacy with { Name = "Again" });
        governance.MustNot(RefusalCode.NoSuchTrack, EntryKind.Candidacy, 1, candidacy with { Track = "simple" });
    }

    [Fact]
    public void Nobody_stands_while_the_seats_are_voted_on()
    {
        var governance = new TestGovernance();
        Stand(governance, 0, 1);
        governance.Open(Seats(governance));
        var proposal = governance.Submit(author: 2);
        Assert.NotNull(proposal);
        governance.MustNot(
            RefusalCode.ElectionUnderWay,
            EntryKind.Candidacy,
            2,
            new CandidacyBody(governance.Id, "tech", "Late", "I would.")
        );
    }

    [Fact]
    public void Seats_whose_election_shows_no_outcome_are_voted_on_again()
    {
        var governance = new TestGovernance();
        var committee = Stand(governance, 0, 1);
        var first = governance.Open(Seats(governance));
        governance.Space.Now = first.Manifest.Closes.AddSeconds((7 * Day) - 1);
        governance.Submit(author: 2);
        var late = new CandidacyBody(governance.Id, "tech", "Late", "I would.");
        governance.MustNot(RefusalCode.ElectionUnderWay, EntryKind.Candidacy, 2, late);
        governance.Wait(1);
        governance.Must(EntryKind.Candidacy, 2, late);
        var second = governance.Open(Seats(governance));
        // The outcome that came too late seats nobody.
        first.Close(3, [3, 2], governance.Space.Now);
        governance.Must(EntryKind.Outcome, first.Outcome(governance.Id));
        Assert.Empty(committee.Seats);
        governance.Conclude(second, 3, 1, 0, 3);
        Assert.Equal([2, 0], committee.Seats.Select(seat => seat.Member));
    }

    [Fact]
    public void Seats_wait_for_their_election_as_long_as_it_takes_and_do_not_wait_for_one_that_opens_late()
    {
        var governance = new TestGovernance();
        var committee = Stand(governance, 0, 1);
        // Nobody else has to stand for what was not voted on in a month, nor after it was called off.
        governance.Wait(30 * Day);
        var first = governance.Open(Seats(governance));
        first.Cancel("The trustees are gone.", governance.Space.Now);
        governance.Must(EntryKind.Outcome, first.Outcome(governance.Id));
        governance.Wait(30 * Day);
        var late = new FakeElectionLog();
        var opens = governance.Space.Now.AddSeconds((7 * Day) + 1);
        late.Enter(
            governance.Manifest(Seats(governance), governance.Roll(), late) with
            {
                Opens = opens,
                Closes = opens.AddDays(1),
            },
            governance.Space.Now
        );
        governance.MustNot(
            RefusalCode.ElectionDiffers,
            EntryKind.Election,
            Organizer,
            late.Body(governance.Id, Seats(governance))
        );
        governance.Conclude(governance.Open(Seats(governance)), 3, 3, 2);
        Assert.Equal([0, 1], committee.Seats.Select(seat => seat.Member));
    }

    [Fact]
    public void A_decision_needs_its_committee_waits_for_the_veto_window_and_is_reported_on()
    {
        var governance = new TestGovernance();
        var mandate = Seated(governance);
        var body = new DecisionBody(governance.Id, mandate.Index, "Rent a server", "The old one is full.", 60);
        governance.MustNot(RefusalCode.NotInCommittee, EntryKind.Decision, 3, body);
        governance.MustNot(RefusalCode.NoSuchMandate, EntryKind.Decision, 0, body with { Mandate = 0 });
        governance.MustNot(RefusalCode.OutsideMandate, EntryKind.Decision, 0, body with { Amount = 101 });
        governance.MustNot(RefusalCode.MalformedDecision, EntryKind.Decision, 0, body with { Text = "" });
        var decision = Decide(governance, body);
        var endorse = new EndorseBody(governance.Id, decision.Index);
        governance.MustNot(RefusalCode.AlreadyEndorsed, EntryKind.Endorse, 0, endorse);
        governance.MustNot(RefusalCode.NotInCommittee, EntryKind.Endorse, 3, endorse);
        governance.Must(EntryKind.Endorse, 1, endorse);
        Assert.Equal((DecisionStage.VetoWindow, 40UL), (decision.Stage, governance.Log.BudgetLeft(mandate.Index)));
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Endorse, 1, endorse);

        governance.Wait((3 * Day) - 1);
        governance.MustNot(RefusalCode.TooEarly, EntryKind.Advance, AdvanceOf(governance, decision));
        governance.Wait(1);
        governance.Must(EntryKind.Advance, AdvanceOf(governance, decision));
        Assert.Equal(DecisionStage.Effective, decision.Stage);

        var report = new ReportBody(governance.Id, decision.Index, "It runs.", 61);
        governance.MustNot(RefusalCode.OutsideMandate, EntryKind.Report, 0, report);
        governance.MustNot(RefusalCode.NotInCommittee, EntryKind.Report, 3, report with { Spent = 50 });
        governance.Must(EntryKind.Report, 0, report with { Spent = 50 });
        Assert.Equal(
            (DecisionStage.Reported, mandate.Index, 50UL),
            (decision.Stage, decision.Mandate, governance.Log.BudgetLeft(mandate.Index))
        );
    }

    [Fact]
    public void Two_decisions_do_not_spend_the_same_budget()
    {
        var governance = new TestGovernance();
        var mandate = Seated(governance);
        var body = new DecisionBody(governance.Id, mandate.Index, "Rent a server", "The old one is full.", 60);
        var (first, second) = (Decide(governance, body), Decide(governance, body));
        governance.Must(EntryKind.Endorse, 1, new EndorseBody(governance.Id, first.Index));
        governance.MustNot(
            RefusalCode.OutsideMandate,
            EntryKind.Endorse,
            1,
            new EndorseBody(governance.Id, second.Index)
        );
    }

    [Fact]
    public void An_overdue_report_stops_further_decisions()
    {
        var governance = new TestGovernance();
        var mandate = Seated(governance);
        var body = new DecisionBody(governance.Id, mandate.Index, "Rent a server", "The old one is full.", 10);
        var decision = Effective(governance, body);
        governance.Wait((30 * Day) - 1);
        Decide(governance, body);
        governance.Wait(1);
        governance.MustNot(RefusalCode.OutsideMandate, EntryKind.Decision, 0, body);
        governance.Must(EntryKind.Report, 1, new ReportBody(governance.Id, decision.Index, "It runs.", 10));
        Decide(governance, body);
    }

    [Fact]
    public void Nothing_is_decided_after_the_mandate_or_the_term()
    {
        var governance = new TestGovernance();
        var mandate = Seated(governance, days: 10);
        var body = new DecisionBody(governance.Id, mandate.Index, "Rent a server", "The old one is full.", 10);
        var decision = Decide(governance, body);
        governance.Space.Now = mandate.Content.Mandate!.Expires.AddMilliseconds(-1);
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, AdvanceOf(governance, decision));
        governance.Wait(1);
        governance.MustNot(RefusalCode.OutsideMandate, EntryKind.Decision, 0, body);
        governance.MustNot(
            RefusalCode.OutsideMandate,
            EntryKind.Endorse,
            1,
            new EndorseBody(governance.Id, decision.Index)
        );
        governance.Must(EntryKind.Advance, AdvanceOf(governance, decision));
        Assert.Equal(EndingKind.Expired, decision.Ending!.Kind);

        var later = new TestGovernance();
        mandate = Seated(later, days: 1000);
        later.Space.Now = later.Log.Committees[0].Seats[0].Until;
        later.MustNot(
            RefusalCode.NotInCommittee,
            EntryKind.Decision,
            0,
            body with
            {
                Space = later.Id,
                Mandate = mandate.Index,
            }
        );
    }

    [Fact]
    public void Members_who_call_bring_a_decision_to_a_vote_that_decides()
    {
        foreach (
            var (ballots, totals, stands) in new (int, ulong[], bool)[]
            {
                (3, [2, 1, 0], true),
                (3, [1, 2, 0], false),
                (4, [2, 2, 0], false),
            }
        )
        {
            var governance = new TestGovernance();
            var decision = Called(governance);
            governance.Conclude(governance.Open(VoteSubject.OfDecision(decision)), ballots, totals);
            governance.Must(EntryKind.Advance, AdvanceOf(governance, decision));
            Assert.Equal(stands ? DecisionStage.Effective : DecisionStage.Ended, decision.Stage);
            Assert.Equal(stands ? null : EndingKind.Vetoed, decision.Ending?.Kind);
            Assert.Equal(stands ? 40UL : 100UL, governance.Log.BudgetLeft(decision.Mandate));
        }
    }

    [Fact]
    public void A_veto_vote_that_is_not_held_does_not_let_the_decision_through()
    {
        var governance = new TestGovernance();
        var decision = Called(governance);
        governance.Wait((7 * Day) - 1);
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, AdvanceOf(governance, decision));
        governance.Wait(1);
        governance.Must(EntryKind.Advance, AdvanceOf(governance, decision));
        Assert.Equal(EndingKind.Vetoed, decision.Ending!.Kind);
    }

    [Fact]
    public void One_caller_less_than_the_threshold_brings_no_vote()
    {
        var governance = new TestGovernance();
        var mandate = Seated(governance);
        var decision = Decide(governance, new DecisionBody(governance.Id, mandate.Index, "Rent", "Why not.", 60));
        governance.MustNot(
            RefusalCode.WrongStage,
            EntryKind.VetoCall,
            3,
            new VetoCallBody(governance.Id, decision.Index, "Too early.")
        );
        governance.Must(EntryKind.Endorse, 1, new EndorseBody(governance.Id, decision.Index));
        var call = new VetoCallBody(governance.Id, decision.Index, "No.");
        governance.Must(EntryKind.VetoCall, 3, call);
        governance.MustNot(RefusalCode.AlreadyCalled, EntryKind.VetoCall, 3, call);
        governance.MustNot(RefusalCode.TooEarly, EntryKind.Advance, AdvanceOf(governance, decision));
        governance.Wait(3 * Day);
        governance.MustNot(RefusalCode.WrongStage, EntryKind.VetoCall, 4, call);
        governance.Must(EntryKind.Advance, AdvanceOf(governance, decision));
        Assert.Equal(DecisionStage.Effective, decision.Stage);
    }

    [Fact]
    public void Who_has_lost_their_seat_does_not_count_for_what_they_endorsed()
    {
        var governance = new TestGovernance();
        var mandate = Seated(governance);
        var decision = Decide(governance, new DecisionBody(governance.Id, mandate.Index, "Rent", "Why not.", 60));
        Stand(governance, 2, 3);
        governance.Conclude(governance.Open(Seats(governance)), 3, 3, 2);

        var endorse = new EndorseBody(governance.Id, decision.Index);
        governance.MustNot(RefusalCode.NotInCommittee, EntryKind.Endorse, 1, endorse);
        governance.Must(EntryKind.Endorse, 2, endorse);
        Assert.Equal(DecisionStage.Proposed, decision.Stage);
        governance.Must(EntryKind.Endorse, 3, endorse);
        Assert.Equal(DecisionStage.VetoWindow, decision.Stage);
    }

    [Theory]
    [InlineData("Ann ")]
    [InlineData(" Ann")]
    [InlineData("Ann  Lee")]
    [InlineData("Ann\u00a0Lee")]
    [InlineData("Ann\u200b")]
    [InlineData("A\u00adnn")]
    [InlineData("\u202ennA")]
    [InlineData("Ann\ufeff")]
    [InlineData("")]
    public void Nobody_stands_under_a_name_that_looks_like_anothers_by_what_is_not_seen(string name)
    {
        var open = new BallotPlan(
            new BallotRule(VotingMethod.Single, WeightMode.One),
            new PassRule(PassKind.Plurality),
            Options: null
        );
        var governance = new TestGovernance(Standard() with { Tracks = [Simple(open), Committee()] });
        ProposalBody Between(string other) =>
            new(governance.Id, "simple", "text", Content() with { Options = [new Option("Ann"), new Option(other)] });
        governance.MustNot(RefusalCode.MalformedProposal, EntryKind.Proposal, 0, Between(name));
        // Whatever it is called, an option has no payload on a track that executes none.
        var paid = Between("Ann Lee");
        governance.MustNot(
            RefusalCode.MalformedProposal,
            EntryKind.Proposal,
            0,
            paid with
            {
                Content = paid.Content with { Options = [new Option("Ann", Payload()), new Option("Bob")] },
            }
        );
        governance.Must(EntryKind.Proposal, 0, Between("Ann Lee"));

        var candidacy = new CandidacyBody(governance.Id, "tech", name, "I would.");
        governance.MustNot(RefusalCode.MalformedDecision, EntryKind.Candidacy, 0, candidacy);
        governance.Must(EntryKind.Candidacy, 0, candidacy with { Name = "Ann Lee" });
        governance.Submit(Content("By 1") with { Options = [new Option("a"), new Option("b")] }, author: 1);
        governance.MustNot(RefusalCode.NotEligible, EntryKind.Candidacy, 1, candidacy with { Name = "Ann Lee" });
    }

    private static VoteSubject Seats(TestGovernance governance) =>
        VoteSubject.OfSeats(
            governance.Log.Committees[0],
            ProposalBook.Freeze(governance.Space.Space, governance.Space.Space.Body.Constitution!.FindTrack("tech")!)
        );

    private static Committee Stand(TestGovernance governance, params int[] people)
    {
        foreach (var person in people)
        {
            governance.Submit(Content($"By {person}"), author: person);
            governance.Must(
                EntryKind.Candidacy,
                person,
                new CandidacyBody(governance.Id, "tech", $"Candidate {person}", "I would.")
            );
        }

        return governance.Log.Committees[0];
    }

    /// <summary>Members 0 and 1 sit, with a mandate of 100.</summary>
    private static Proposal Seated(TestGovernance governance, int days = 80)
    {
        Stand(governance, 0, 1);
        governance.Conclude(governance.Open(Seats(governance)), 3, 3, 2);
        var mandate = governance.ToVote(
            Content("Mandate") with
            {
                Mandate = new Mandate("tech", "Run the servers.", 100, governance.Space.Now.AddDays(days)),
            }
        );
        governance.Vote(mandate, 1, 1, 0, 0);
        governance.Advance(mandate);
        return mandate;
    }

    private static CommitteeDecision Decide(TestGovernance governance, DecisionBody body) =>
        governance.Log.FindDecision(governance.Must(EntryKind.Decision, 0, body))!;

    private static CommitteeDecision Effective(TestGovernance governance, DecisionBody body)
    {
        var decision = Decide(governance, body);
        governance.Must(EntryKind.Endorse, 1, new EndorseBody(governance.Id, decision.Index));
        governance.Wait(3 * Day);
        governance.Must(EntryKind.Advance, AdvanceOf(governance, decision));
        return decision;
    }

    private static CommitteeDecision Called(TestGovernance governance)
    {
        var mandate = Seated(governance);
        var decision = Decide(governance, new DecisionBody(governance.Id, mandate.Index, "Rent", "Why not.", 60));
        governance.Must(EntryKind.Endorse, 1, new EndorseBody(governance.Id, decision.Index));
        foreach (var person in new[] { 3, 4 })
        {
            governance.Must(EntryKind.VetoCall, person, new VetoCallBody(governance.Id, decision.Index, "No."));
        }

        governance.Must(EntryKind.Advance, AdvanceOf(governance, decision));
        Assert.Equal(DecisionStage.VetoVote, decision.Stage);
        return decision;
    }

    private static AdvanceBody AdvanceOf(TestGovernance governance, CommitteeDecision decision) =>
        new(governance.Id, decision.Index, ProposalBook.NameOf(decision.Stage));
}
