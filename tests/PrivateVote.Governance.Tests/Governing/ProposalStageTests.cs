using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Service;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>The way of a proposal, every end of it, and the moments at which it goes on.</summary>
public sealed class ProposalStageTests
{
    [Fact]
    public void A_proposal_goes_through_every_stage_to_its_execution()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit(Content() with { Payload = Payload() }, "protocol");
        Assert.Equal(ProposalStage.Discussion, proposal.Stage);
        governance.Wait(2 * Day);
        governance.AdvanceTo(proposal, ProposalStage.Temperature);
        Assert.True(governance.Vote(proposal, 3, 2, 1, 0).Passed);
        governance.AdvanceTo(proposal, ProposalStage.Vote);
        var outcome = governance.Vote(proposal, 4, 3, 1, 0);
        Assert.Equal("3 for, 1 against", outcome.Reason);
        governance.AdvanceTo(proposal, ProposalStage.Review);
        foreach (var i in new[] { 2, 0 })
        {
            governance.Must(EntryKind.Review, Councillors[i], governance.Review(proposal));
            governance.Must(EntryKind.Signature, governance.Sign(proposal, i));
        }

        governance.AdvanceTo(proposal, ProposalStage.Timelock);
        governance.Wait(2 * Day);
        governance.AdvanceTo(proposal, ProposalStage.Execution);
        governance.Must(EntryKind.Executed, Councillors[1], governance.Executed(proposal));
        Assert.Equal(EndingKind.Executed, proposal.Ending!.Kind);
        Assert.Equal(
            [
                ProposalStage.Draft,
                ProposalStage.Discussion,
                ProposalStage.Temperature,
                ProposalStage.Vote,
                ProposalStage.Review,
                ProposalStage.Timelock,
                ProposalStage.Execution,
                ProposalStage.Ended,
            ],
            proposal.History.Select(change => change.Stage)
        );
    }

    [Fact]
    public void A_stage_ends_at_its_minimum_and_discussion_expires_at_its_maximum()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit(track: "protocol");
        var begin = governance.Space.Now;
        governance.Space.Now = begin.AddSeconds(2 * Day).AddMilliseconds(-1);
        governance.MustNot(RefusalCode.TooEarly, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.Space.Now = begin.AddSeconds(2 * Day);
        governance.AdvanceTo(proposal, ProposalStage.Temperature);

        var late = governance.Submit(Content("Late"), "protocol");
        governance.Wait((30 * Day) - 1);
        governance.AdvanceTo(late, ProposalStage.Temperature);
        var tooLate = governance.Submit(Content("Too late"), "protocol");
        governance.Wait(30 * Day);
        governance.MustEnd(tooLate, EndingKind.Expired, "discussion ran out");
    }

    [Fact]
    public void A_revision_lets_the_minimum_of_the_discussion_begin_anew()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit(track: "protocol");
        governance.Wait((2 * Day) - 1);
        governance.Must(EntryKind.Revision, 0, new RevisionBody(governance.Id, proposal.Index, Content("Another")));
        governance.Wait(1);
        governance.MustNot(RefusalCode.TooEarly, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.Wait((2 * Day) - 1);
        governance.AdvanceTo(proposal, ProposalStage.Temperature);
        Assert.Equal(2, proposal.Revisions.Count);
        governance.MustNot(
            RefusalCode.WrongStage,
            EntryKind.Revision,
            0,
            new RevisionBody(governance.Id, proposal.Index, Content("Too late"))
        );
    }

    [Fact]
    public void Advancing_twice_is_refused_the_second_time()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        var advance = governance.AdvanceOf(proposal);
        governance.Must(EntryKind.Advance, advance);
        Assert.Equal(ProposalStage.Vote, proposal.Stage);
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Advance, advance);
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.MustNot(RefusalCode.NoSuchProposal, EntryKind.Advance, new AdvanceBody(governance.Id, 0, "vote"));
        governance.MustNot(RefusalCode.NoSuchProposal, EntryKind.Advance, new AdvanceBody(governance.Id, -1, "vote"));
    }

    [Fact]
    public void A_risk_that_was_raised_during_the_temperature_check_is_answered_too()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit(track: "protocol");
        governance.Wait(2 * Day);
        governance.AdvanceTo(proposal, ProposalStage.Temperature);
        var body = new RiskBody(governance.Id, proposal.Index, Severity.High, "It may fail.");
        var risk = governance.Must(EntryKind.Risk, 2, body);
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.MustNot(RefusalCode.RiskUnanswered, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.Must(EntryKind.RiskAnswer, 0, new RiskAnswerBody(governance.Id, risk, "Then we roll back."));
        governance.AdvanceTo(proposal, ProposalStage.Vote);
    }

    [Fact]
    public void A_risk_is_answered_before_the_vote()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        var risk = governance.Must(
            EntryKind.Risk,
            2,
            new RiskBody(governance.Id, proposal.Index, Severity.High, "It may fail.")
        );
        governance.MustNot(RefusalCode.RiskUnanswered, EntryKind.Advance, governance.AdvanceOf(proposal));
        var answer = new RiskAnswerBody(governance.Id, risk, "It may, and then we roll back.");
        governance.MustNot(RefusalCode.NotTheAuthor, EntryKind.RiskAnswer, 2, answer);
        governance.Must(EntryKind.RiskAnswer, 0, answer);
        governance.MustNot(RefusalCode.AlreadyAnswered, EntryKind.RiskAnswer, 0, answer);
        governance.AdvanceTo(proposal, ProposalStage.Vote);
        governance.MustNot(
            RefusalCode.WrongStage,
            EntryKind.Risk,
            2,
            new RiskBody(governance.Id, proposal.Index, Severity.Low, "Too late.")
        );
    }

    [Fact]
    public void A_temperature_check_that_gates_ends_what_misses_it_and_one_that_does_not_is_read_only()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit(track: "protocol");
        governance.Wait(2 * Day);
        governance.Advance(proposal);
        governance.Vote(proposal, 3, 1, 2, 0);
        governance.MustEnd(proposal, EndingKind.Rejected, "the temperature check missed: 1 for, 2 against");

        var open = new TestGovernance(
            Standard() with
            {
                Tracks = [Protocol() with { Temperature = new TemperatureCheck(YesNo(), Gate: false) }, Committee()],
            }
        );
        proposal = open.Submit(track: "protocol");
        open.Wait(2 * Day);
        open.Advance(proposal);
        open.Vote(proposal, 3, 1, 2, 0);
        open.AdvanceTo(proposal, ProposalStage.Vote);
    }

    [Fact]
    public void A_vote_that_nobody_opens_expires_and_so_does_one_without_an_outcome()
    {
        var governance = new TestGovernance();
        var never = governance.ToVote();
        governance.Wait((7 * Day) - 1);
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(never));
        governance.Wait(1);
        governance.MustEnd(never, EndingKind.Expired, "no election was opened in time");

        var silent = governance.ToVote(Content("Silent"));
        var election = governance.OpenVote(silent);
        governance.Space.Now = election.Manifest.Closes.AddSeconds((7 * Day) - 1);
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(silent));
        governance.Wait(1);
        governance.MustEnd(silent, EndingKind.Expired, "no outcome long after it closed");
    }

    [Fact]
    public void A_vote_that_is_lost_or_tied_or_too_small_rejects()
    {
        foreach (
            var (ballots, totals, reason) in new (int, ulong[], string)[]
            {
                (3, [1, 2, 0], "1 for, 2 against"),
                (4, [2, 2, 0], "2 for, 2 against"),
                (0, [0, 0, 0], "minimum turnout missed: 0 ballots of 1"),
            }
        )
        {
            var governance = new TestGovernance();
            var proposal = governance.ToVote();
            governance.Vote(proposal, ballots, totals);
            governance.MustEnd(proposal, EndingKind.Rejected, reason);
        }
    }

    [Fact]
    public void An_author_withdraws_until_the_vote_is_opened()
    {
        var governance = new TestGovernance();
        var proposal = governance.ToVote();
        var withdrawal = new WithdrawBody(governance.Id, proposal.Index, "No longer needed.");
        governance.MustNot(RefusalCode.NotTheAuthor, EntryKind.Withdraw, 1, withdrawal);
        governance.Must(EntryKind.Withdraw, 0, withdrawal);
        Assert.Equal((EndingKind.Withdrawn, "No longer needed."), (proposal.Ending!.Kind, proposal.Ending.Reason));
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Withdraw, 0, withdrawal);

        var open = governance.ToVote(Content("Open"));
        governance.OpenVote(open);
        governance.MustNot(
            RefusalCode.WrongStage,
            EntryKind.Withdraw,
            0,
            new WithdrawBody(governance.Id, open.Index, "I would lose.")
        );
    }

    [Fact]
    public void Without_a_call_for_a_vote_the_optimistic_path_passes()
    {
        var track = Simple() with { Optimistic = new OptimisticPath(3 * Day, 2) };
        var governance = new TestGovernance(Standard() with { Tracks = [track, Committee()] });
        var quiet = governance.Submit();
        governance.AdvanceTo(quiet, ProposalStage.Objection);
        var call = new VetoCallBody(governance.Id, quiet.Index, "Let us vote.");
        governance.Must(EntryKind.VetoCall, 1, call);
        governance.MustNot(RefusalCode.AlreadyCalled, EntryKind.VetoCall, 1, call);
        governance.Wait((3 * Day) - 1);
        governance.MustNot(RefusalCode.TooEarly, EntryKind.Advance, governance.AdvanceOf(quiet));
        governance.Wait(1);
        governance.MustNot(RefusalCode.WrongStage, EntryKind.VetoCall, 2, call);
        governance.MustEnd(quiet, EndingKind.Executed, "1 members called for a vote, 2 would have been needed");

        var called = governance.Submit(Content("Called"));
        governance.Advance(called);
        foreach (var person in new[] { 1, 2 })
        {
            governance.Must(EntryKind.VetoCall, person, new VetoCallBody(governance.Id, called.Index, "Let us vote."));
        }

        governance.AdvanceTo(called, ProposalStage.Vote);
        governance.Vote(called, 2, 0, 2, 0);
        governance.MustEnd(called, EndingKind.Rejected, "0 for, 2 against");
    }

    [Fact]
    public void A_mandate_is_in_force_and_nothing_to_execute_is_executed_when_it_has_passed()
    {
        var governance = new TestGovernance();
        var proposal = governance.ToVote();
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.MustEnd(proposal, EndingKind.Executed, "there is nothing to execute");
        var mandate = governance.ToVote(
            Content() with
            {
                Mandate = new Mandate("tech", "Run the servers.", 100, governance.Space.Now.AddDays(100)),
            }
        );
        governance.Vote(mandate, 1, 1, 0, 0);
        governance.MustEnd(mandate, EndingKind.Executed, "the mandate is in force");
    }

    [Fact]
    public void A_proposal_with_options_of_its_own_executes_what_won()
    {
        var ballot = new BallotPlan(
            new Elections.Rules.BallotRule(Elections.Rules.VotingMethod.Single, Elections.Rules.WeightMode.One),
            new Elections.Rules.PassRule(Elections.Rules.PassKind.Plurality),
            null
        );
        var track = Protocol() with { Id = "choice", Ballot = ballot, Temperature = null };
        track = track with { Stages = track.Stages with { Temperature = null } };
        var governance = new TestGovernance(Standard() with { Tracks = [track] });
        Option[] options = [new("One", Payload("1")), new("Two", Payload("2")), new("Neither")];
        governance.MustNot(
            RefusalCode.MalformedProposal,
            EntryKind.Proposal,
            0,
            new ProposalBody(governance.Id, "choice", "text", Content())
        );
        var proposal = governance.Submit(Content() with { Options = options }, "choice");
        governance.Wait(2 * Day);
        governance.AdvanceTo(proposal, ProposalStage.Vote);
        governance.Vote(proposal, 4, 1, 2, 1);
        governance.AdvanceTo(proposal, ProposalStage.Review);
        Assert.Equal("2", proposal.Payload!.Calls[0].Value);
    }

    [Fact]
    public void No_later_change_of_the_constitution_touches_a_proposal_under_way()
    {
        var governance = new TestGovernance();
        var under = governance.Submit();
        var discussed = governance.Submit(Content("Discussed"), "protocol");
        var otherSafe = Safe with { Address = Owners[1].Address.ToString() };
        var amended = governance.Space.Space.Body with
        {
            Constitution = Standard() with
            {
                Organizers = [TestSpace.Key("another organizer").Did],
                Tracks = [Protocol(), Committee()],
                Templates = [new Template("text", ["Something else"], 1)],
                Council = Standard().Council! with { Safe = otherSafe },
            },
        };
        var amendment = governance.Submit(
            Content("Amend") with
            {
                Amendment = new Amendment(
                    governance.Space.Space.Digest,
                    System.Text.Encoding.UTF8.GetString(Cryptography.Standard.StrictJson.Serialize(amended))
                ),
            }
        );
        var stale = governance.Submit(amendment.Content with { Title = "Another" });
        foreach (var proposal in new[] { amendment, stale })
        {
            governance.Advance(proposal);
            governance.Vote(proposal, 1, 1, 0, 0);
            governance.AdvanceTo(proposal, ProposalStage.Execution);
        }

        var id = governance.Id;
        var before = governance.Space.Space;
        governance.Must(EntryKind.Amend, new AmendBody(id, amendment.Index));
        // What was entered until then is held to what counted then.
        Assert.Same(before, governance.Log.SpaceAt(governance.Log.Size - 1));
        Assert.Same(governance.Log.Space, governance.Log.SpaceAt(governance.Log.Size));
        Assert.NotSame(before, governance.Log.Space);
        Assert.Equal(EndingKind.Executed, amendment.Ending!.Kind);
        Assert.Equal(id, governance.Id);
        governance.MustNot(RefusalCode.StaleAmendment, EntryKind.Amend, new AmendBody(id, stale.Index));
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Amend, new AmendBody(id, amendment.Index));
        governance.MustNot(
            RefusalCode.NoSuchTrack,
            EntryKind.Proposal,
            0,
            new ProposalBody(id, "simple", "text", Content())
        );

        // What is under discussion is revised by what was frozen: template, council, track.
        RevisionBody Revised(Payload payload) => new(id, discussed.Index, discussed.Content with { Payload = payload });
        governance.MustNot(
            RefusalCode.MalformedProposal,
            EntryKind.Revision,
            0,
            Revised(Payload() with { Safe = otherSafe.Address })
        );
        governance.MustNot(
            RefusalCode.StaleAmendment,
            EntryKind.Revision,
            0,
            new RevisionBody(id, discussed.Index, discussed.Content with { Amendment = amendment.Content.Amendment })
        );
        governance.Must(EntryKind.Revision, 0, Revised(Payload()));

        // The page of the rules shows what the digest is of.
        var shown = ConstitutionView.Of(governance.Log);
        Assert.True(shown.Amended);
        Assert.Equal(
            System.Text.Encoding.UTF8.GetString(Cryptography.Standard.StrictJson.Serialize(amended)),
            shown.Space
        );
        Assert.Equal(governance.Log.Space!.Digest, shown.Digest);

        // The old organizer, on a track that is no more.
        governance.AdvanceTo(under, ProposalStage.Vote);
        governance.Vote(under, 1, 1, 0, 0);
        governance.MustEnd(under, EndingKind.Executed, "1 for, 0 against");
    }
}
