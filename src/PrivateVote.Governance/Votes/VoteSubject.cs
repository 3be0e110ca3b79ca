using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Governance;

/// <summary>What an election about something has to be: everything follows from frozen rules and from what it is about.</summary>
/// <param name="Options">Names and payloads, in order.</param>
/// <param name="Digest">What the manifest names as the proposal's digest.</param>
/// <param name="Title">What the manifest is called.</param>
/// <param name="Window">How long ballots are taken.</param>
/// <param name="Since">From when on it may be opened.</param>
/// <param name="SinceIndex">The entry that it may be opened after: the roll is younger.</param>
/// <param name="Votes">The elections about it so far.</param>
/// <param name="Enter">Enters another.</param>
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
    DateTimeOffset Since,
    long SinceIndex,
    IReadOnlyList<VoteRecord> Votes,
    Action<VoteRecord> Enter
)
{
    /// <summary>Whether the roll has weights, which follow from contributions and delegations.</summary>
    public bool IsWeighted => Plan.Rule.Weights != WeightMode.One;

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
            proposal.Open
        );
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
            decision.Open
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
            committee.Candidates[^1].At,
            committee.Candidates[^1].Index,
            committee.Votes,
            committee.Open
        );

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
