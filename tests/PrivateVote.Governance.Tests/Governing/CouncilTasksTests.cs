using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>What waits for a council, and what a member goes by where nothing was voted.</summary>
public sealed class CouncilTasksTests
{
    [Fact]
    public void Each_member_sees_what_waits_for_them()
    {
        var governance = new TestGovernance(Optimistic());
        Assert.Empty(CouncilTasks.Of(governance.Log, null));
        var proposal = governance.Submit(Content() with { Payload = Payload() });
        // Nothing waits before it has passed.
        Assert.Empty(CouncilTasks.Of(governance.Log, null));
        ToReview(governance, proposal);

        var waits = Assert.Single(CouncilTasks.Of(governance.Log, null));
        Assert.Equal([CouncilDuty.Review, CouncilDuty.Signature], waits.Duties);
        Assert.Equal(governance.Space.Now.AddSeconds(7 * Day), waits.Until);
        Assert.Empty(CouncilTasks.Of(governance.Log, member => member.Did == Organizer.Did));

        governance.Must(EntryKind.Review, Councillors[0], governance.Review(proposal));
        Assert.Equal([CouncilDuty.Signature], DutiesOf(0));
        governance.Must(EntryKind.Signature, governance.Sign(proposal, 0, rejection: true));
        Assert.Equal([CouncilDuty.Signature], DutiesOf(0));
        governance.Must(EntryKind.Signature, governance.Sign(proposal, 0));
        Assert.Empty(DutiesOf(0));
        Assert.Equal([CouncilDuty.Review, CouncilDuty.Signature], DutiesOf(1));

        // Who refuses does not sign.
        governance.Must(EntryKind.Review, Councillors[2], governance.Review(proposal, Verdict.Refuse));
        Assert.Empty(DutiesOf(2));

        governance.Must(EntryKind.Review, Councillors[1], governance.Review(proposal));
        governance.Must(EntryKind.Signature, governance.Sign(proposal, 1));
        governance.AdvanceTo(proposal, ProposalStage.Timelock);
        Assert.Empty(CouncilTasks.Of(governance.Log, null));
        governance.Wait(2 * Day);
        governance.AdvanceTo(proposal, ProposalStage.Execution);
        Assert.Equal([CouncilDuty.Execution], DutiesOf(2));
        governance.Must(EntryKind.Executed, Councillors[0], governance.Executed(proposal));
        Assert.Empty(CouncilTasks.Of(governance.Log, null));

        IReadOnlyList<CouncilDuty> DutiesOf(int member) =>
            CouncilTasks.Of(governance.Log, one => one.Did == Councillors[member].Did).SingleOrDefault()?.Duties ?? [];
    }

    [Fact]
    public void A_resolution_waits_for_words_and_for_no_signatures()
    {
        var governance = new TestGovernance(Optimistic());
        ToReview(governance, governance.Submit());
        Assert.Equal([CouncilDuty.Review], Assert.Single(CouncilTasks.Of(governance.Log, null)).Duties);
    }

    [Fact]
    public void Without_a_vote_the_payload_is_that_of_the_text_that_passed()
    {
        var governance = new TestGovernance(Optimistic());
        var proposal = governance.Submit(Content() with { Payload = Payload() });
        Assert.Contains("has not passed yet", Councillor.StageProblem(proposal), StringComparison.Ordinal);
        Assert.False(VotedPayload.TryRead(proposal, out _, out var refusal));
        Assert.Contains("has not passed", refusal, StringComparison.Ordinal);

        ToReview(governance, proposal);
        Assert.Null(Councillor.StageProblem(proposal));
        Assert.True(VotedPayload.TryRead(proposal, out var voted, out refusal), refusal);
        Assert.Equal(proposal.Revisions[^1].Digest, voted.Basis);
        Assert.Equal("1", voted.Calls.Calls[0].Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.False(voted.Executed);

        governance.Must(EntryKind.Review, Councillors[0], governance.Review(proposal, Verdict.Refuse));
        governance.Must(EntryKind.Review, Councillors[1], governance.Review(proposal, Verdict.Refuse));
        governance.MustEnd(proposal, EndingKind.Vetoed, "2 of 3 council members refused");
        Assert.Contains("the proposal has ended", Councillor.StageProblem(proposal), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_was_a_vote_its_record_decides()
    {
        var governance = new TestGovernance(Optimistic());
        var proposal = governance.Submit(Content() with { Payload = Payload() });
        governance.Must(EntryKind.VetoCall, 1, new VetoCallBody(governance.Id, proposal.Index, "Not without a vote."));
        governance.AdvanceTo(proposal, ProposalStage.Vote);
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.AdvanceTo(proposal, ProposalStage.Review);

        Assert.False(VotedPayload.TryRead(proposal, out _, out var refusal));
        Assert.Contains("there was a vote", refusal, StringComparison.Ordinal);
    }

    private static void ToReview(TestGovernance governance, Proposal proposal)
    {
        governance.Wait(Hour);
        governance.AdvanceTo(proposal, ProposalStage.Review);
    }

    /// <summary>Passes within an hour unless one member calls for a vote; then review, timelock, execution.</summary>
    private static Constitution Optimistic()
    {
        var stages = Protocol().Stages with { Discussion = null, Temperature = null };
        return Standard() with
        {
            Tracks = [Simple() with { Stages = stages, Amends = false, Optimistic = new OptimisticPath(Hour, 1) }],
        };
    }
}
