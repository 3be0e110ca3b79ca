using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>What waits for somebody to enter what needs nobody's signature.</summary>
public sealed partial class SpaceLog
{
    /// <summary>The elections of this space that have no outcome yet, in the order of their entries.</summary>
    public IReadOnlyList<VoteRecord> VotesUnderWay => votes.UnderWay;

    /// <summary>Whether time or the outcome of an election may bring something on: a proposal that is no draft, a decision, or an election.</summary>
    public bool IsUnderWay =>
        votes.UnderWay.Count > 0
        || proposals.List.Any(proposal => proposal is { Ending: null, Stage: not ProposalStage.Draft })
        || decisions.List.Any(decision =>
            decision.Stage is DecisionStage.Proposed or DecisionStage.VetoWindow or DecisionStage.VetoVote
        );

    /// <summary>The submissions that would bring something on at this time: stages whose time or condition has come, amendments that were voted.</summary>
    /// <returns>At most one for each proposal and decision; what it leads to may bring the next.</returns>
    public IReadOnlyList<Submission> Due(DateTimeOffset at)
    {
        var due = new List<Submission>();
        foreach (var proposal in proposals.List.Where(proposal => proposal.Ending is null))
        {
            if (StageMachine.Advance(proposal, null, at) is null)
            {
                due.Add(Advance(proposal.Index, ProposalBook.NameOf(proposal.Stage)));
            }
            else if (
                proposal is { Stage: ProposalStage.Execution, Content.Amendment: { } amendment }
                && CanAmend(amendment)
            )
            {
                due.Add(Submission.Plain(EntryKind.Amend, new AmendBody(Id!, proposal.Index)));
            }
        }

        due.AddRange(
            decisions
                .List.Where(decision => decision.Ending is null && DecisionMachine.Advance(decision, null, at) is null)
                .Select(decision => Advance(decision.Index, ProposalBook.NameOf(decision.Stage)))
        );
        return due;
    }

    /// <summary>What would be said now to somebody who asks a proposal or a decision to go on: null where it would.</summary>
    /// <exception cref="ArgumentException">The entry is neither.</exception>
    public Refusal? PreviewAdvance(long subject, DateTimeOffset at) =>
        FindProposal(subject) is { } proposal ? StageMachine.Advance(proposal, null, at)
        : FindDecision(subject) is { } decision ? DecisionMachine.Advance(decision, null, at)
        : throw new ArgumentException($"entry {subject} is no proposal and no decision", nameof(subject));

    /// <summary>Asks something to leave the stage that it is in.</summary>
    /// <exception cref="ArgumentException">The entry is no proposal and no decision.</exception>
    public Submission AdvanceOf(long subject) =>
        FindProposal(subject) is { } proposal ? Advance(subject, ProposalBook.NameOf(proposal.Stage))
        : FindDecision(subject) is { } decision ? Advance(subject, ProposalBook.NameOf(decision.Stage))
        : throw new ArgumentException($"entry {subject} is no proposal and no decision", nameof(subject));

    private bool CanAmend(Amendment amendment) =>
        amendment.Replaces.AsSpan().SequenceEqual(Space!.Digest)
        && Space.TryAmend(System.Text.Encoding.UTF8.GetBytes(amendment.Space), out _, out _);

    private Submission Advance(long subject, string stage) =>
        Submission.Plain(EntryKind.Advance, new AdvanceBody(Id!, subject, stage));
}
