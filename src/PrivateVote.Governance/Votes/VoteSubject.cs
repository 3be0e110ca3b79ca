using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Governance;

/// <summary>What an election about something has to be: everything follows from frozen rules and from what it is about.</summary>
/// <param name="Options">Names and payloads, in order.</param>
/// <param name="Digest">What the manifest names as the proposal's digest.</param>
/// <param name="Title">What the manifest is called.</param>
/// <param name="Window">How long ballots are taken.</param>
/// <param name="Since">When the stage began that runs out if it is not opened; null for seats, which wait for their election.</param>
/// <param name="SinceIndex">The entry that it may be opened after: the roll is younger.</param>
/// <param name="Votes">The elections about it so far.</param>
/// <param name="Enter">Enters another.</param>
/// <param name="RollSubject">What a roll for it names, where the roll has weights; null for one person, one vote.</param>
/// <param name="Closes">When it closes, where that is decided already; else null.</param>
/// <param name="Electorate">Its members with their weights, where they are decided already; else null.</param>
internal sealed record VoteSubject(
    VotePurpose Purpose,
    long? Subject,
    string? Track,
    FrozenRules Rules,
    BallotPlan Plan,
    IReadOnlyList<Option> Options,
    byte[] Digest,
    string Title,
    Window Window,
    DateTimeOffset? Since,
    long SinceIndex,
    IReadOnlyList<VoteRecord> Votes,
    Action<VoteRecord> Enter,
    long? RollSubject = null,
    DateTimeOffset? Closes = null,
    IReadOnlyList<CensusMember>? Electorate = null
)
{
    public static VoteSubject OfProposal(Proposal proposal, VotePurpose purpose)
    {
        var rules = proposal.Rules!;
        var temperature = purpose == VotePurpose.Temperature;
        var plan = temperature ? rules.Track.Temperature!.Ballot : rules.Track.Ballot;
        var options = plan.Options is { } names
            ? names
                .Select(
                    (name, i) => new Option(name, !temperature && i == plan.Pass.For ? proposal.Content.Payload : null)
                )
                .ToArray()
            : proposal.Content.Options!;
        return new VoteSubject(
            purpose,
            proposal.Index,
            null,
            rules,
            plan,
            options,
            proposal.Revisions[^1].Digest,
            proposal.Content.Title,
            temperature ? rules.Track.Stages.Temperature! : rules.Track.Stages.Vote,
            proposal.Since,
            proposal.History[^1].Index,
            proposal.Votes,
            proposal.Open,
            WeightedBy(plan, proposal.Index)
        );
    }

    /// <summary>The vote's question once more, by capital. It ends with the vote, so that neither result is known before the other.</summary>
    /// <param name="vote">Under way, with its capital recorded.</param>
    public static VoteSubject OfComparison(Proposal proposal, VoteRecord vote)
    {
        var voted = OfProposal(proposal, VotePurpose.Vote);
        return voted with
        {
            Purpose = VotePurpose.Comparison,
            Plan = CapitalRule.ByCapital(voted.Plan),
            // Nothing is executed by it.
            Options = [.. voted.Options.Select(option => new Option(option.Name))],
            Title = $"By capital: {voted.Title}",
            SinceIndex = vote.Capital!.Index,
            Votes = [.. proposal.Votes.Where(other => other.Index > vote.Index)],
            RollSubject = vote.Capital.Index,
            Closes = vote.Closes,
            Electorate =
            [
                .. vote
                    .Capital.Comparison!.CapitalWeights!.Where(member => member.Weight > 0)
                    .Select(member => new CensusMember(member.Member, member.Weight)),
            ],
        };
    }

    public static VoteSubject OfDecision(CommitteeDecision decision) =>
        new(
            VotePurpose.Veto,
            decision.Index,
            null,
            decision.Rules,
            decision.Rules.Track.Ballot,
            [.. decision.Rules.Track.Ballot.Options!.Select(name => new Option(name))],
            decision.Digest,
            decision.Title,
            decision.Rules.Track.Stages.Vote,
            decision.Since,
            decision.SinceIndex,
            decision.Votes,
            decision.Open,
            WeightedBy(decision.Rules.Track.Ballot, decision.Index)
        );

    public static VoteSubject OfSeats(Committee committee, FrozenRules rules) =>
        new(
            VotePurpose.Seats,
            null,
            committee.Track,
            rules,
            SeatsPlan(committee, rules.Track),
            [.. committee.Candidates.Select(candidate => new Option(candidate.Name))],
            committee.Digest(),
            $"Seats of {committee.Track}",
            rules.Track.Stages.Vote,
            null,
            committee.Candidates[^1].Index,
            committee.Votes,
            committee.Open
        );

    /// <summary>Weights follow from contributions and delegations, by the rules of what is voted on.</summary>
    private static long? WeightedBy(BallotPlan plan, long subject) =>
        plan.Rule.Weights == WeightMode.One ? null : subject;

    /// <summary>Approval, one person one vote: the candidates with the most approvals are seated.</summary>
    private static BallotPlan SeatsPlan(Committee committee, Track track) =>
        new(
            new BallotRule(VotingMethod.Approval, WeightMode.One),
            new PassRule(PassKind.Plurality),
            [.. committee.Candidates.Select(candidate => candidate.Name)],
            track.Ballot.Turnout,
            track.Ballot.Revoting
        );
}
