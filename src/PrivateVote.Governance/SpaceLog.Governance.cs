using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Delegation;
using PrivateVote.Governance.Deliberation;
using PrivateVote.Governance.Weights;
using PrivateVote.Identity;

namespace PrivateVote.Governance;

public sealed partial class SpaceLog
{
    private readonly HashSet<string> signedBefore = new(StringComparer.Ordinal);
    private readonly ProposalBook proposals = new();
    private readonly DiscussionRules discussions;
    private readonly ContributionBook contributions;
    private readonly CommitteeBook committees;
    private readonly DecisionBook decisions;
    private readonly VoteBook votes;
    private readonly AccountBook accounts = new();
    private readonly CapitalBook capital;
    private readonly CouncilBook council;

    /// <summary>The proposals, in the order of their entries.</summary>
    public IReadOnlyList<Proposal> Proposals => proposals.List;

    /// <summary>The committees of operations tracks that somebody stood for, by track.</summary>
    public IReadOnlyList<Committee> Committees => committees.All;

    /// <summary>What committees decided, in the order of their entries.</summary>
    public IReadOnlyList<CommitteeDecision> Decisions => decisions.List;

    /// <summary>The elections that were opened in this space, in the order of their entries.</summary>
    public IReadOnlyList<VoteRecord> Votes => votes.List;

    /// <summary>The contributions, in the order of the log; members are named by the first commitment they had.</summary>
    public IReadOnlyList<Contribution> Contributions => contributions.Contributions.All;

    /// <summary>The proposal of this entry, or null.</summary>
    public Proposal? FindProposal(long index) => proposals.Find(index);

    /// <summary>The committee's decision of this entry, or null.</summary>
    public CommitteeDecision? FindDecision(long index) => decisions.Find(index);

    /// <summary>The election of this id that was opened in this space, or null.</summary>
    public VoteRecord? FindVote(byte[] election) => votes.Find(election);

    /// <summary>The public acts of a member, by position, that count for seats.</summary>
    public int ActsOf(int member) => discussions.ActsOf(member);

    /// <summary>All points of a member's contributions.</summary>
    public ulong PointsOf(Member member) => contributions.PointsOf(member);

    /// <summary>What a mandate, by its proposal's entry, has left to decide on.</summary>
    public ulong BudgetLeft(long mandate) => decisions.BudgetLeft(mandate);

    /// <summary>Whom a member delegates to on a track, or null.</summary>
    public Member? DelegateOf(string track, Member member) =>
        contributions.FindDelegations(track)?.DelegateOf(ContributionBook.NameOf(member)) is { } name
            ? members.FindEver(name)
            : null;

    /// <summary>
    /// Who would vote with which weight on a track at this time, under the constitution as it is now: what a delegate's page
    /// shows. Members are named by the first commitment they had.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such track.</exception>
    public DelegationTable WeightsOn(string track, DateTimeOffset at)
    {
        var found =
            Space?.Body.Constitution?.FindTrack(track)
            ?? throw new ArgumentException($"the constitution has no track {track}", nameof(track));
        return contributions.Resolve(Present(at), ProposalBook.Freeze(Space, found), at);
    }

    /// <summary>Where a member stood on proposals of a track, by position: the other half of a delegate's page.</summary>
    public IReadOnlyList<(Proposal Proposal, Position Position)> PositionsOf(int member, string track) =>
        [
            .. proposals
                .List.Where(proposal => proposal.Track == track)
                .Select(proposal =>
                    (proposal, proposal.Discussion.Positions.FirstOrDefault(one => one.Member == member)!)
                )
                .Where(pair => pair.Item2 is not null),
        ];

    /// <summary>Where members agree and where they divide on a proposal's statements; participants in the order of the roll, by their present commitments.</summary>
    public OpinionGroups OpinionsOn(Proposal proposal) => OpinionGroups.Of(ToOpinions(proposal));

    /// <summary>Whose accounts are known, in the order of the log.</summary>
    public IReadOnlyList<MemberAccount> Accounts => accounts.All;

    /// <summary>The accounts that a record of capital is of: those of a vote's roll when it was fixed, EIP-55, in its order.</summary>
    public IReadOnlyList<string> AccountsIn(VoteRecord vote)
    {
        ArgumentNullException.ThrowIfNull(vote);
        return [.. capital.AccountsIn(vote).Select(pair => pair.Account)];
    }

    /// <summary>What is to be voted on now, with the rules that its election follows from.</summary>
    internal bool TryFindSubject(
        VotePurpose purpose,
        long? index,
        string? track,
        [NotNullWhen(true)] out VoteSubject? subject,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        (subject, refusal) = (null, null);
        if (Space?.Body.Constitution is null)
        {
            refusal = new Refusal(RefusalCode.NoConstitution, "this space only keeps a roll: it has no constitution");
            return false;
        }

        return votes.TryFindSubject(Space, purpose, index, track, out subject, out refusal);
    }

    /// <summary>Why an election, announced at this time with the members of then, would be refused; null where nothing speaks against it.</summary>
    /// <param name="isOverridden">Whether an override is going to be recorded.</param>
    internal Refusal? PreviewElection(
        VoteSubject subject,
        string organizer,
        DateTimeOffset opens,
        DateTimeOffset closes,
        DateTimeOffset at,
        bool isOverridden
    )
    {
        IReadOnlyList<CensusMember>? weighted = null;
        var refusal =
            VoteBook.CheckOpening(subject, organizer, at)
            ?? ManifestCheck.CheckTimes(subject, opens, closes, at)
            ?? Weigh(subject.RollSubject, at, out weighted);
        if (refusal is not null)
        {
            return refusal;
        }

        var members = weighted ?? CensusAt(Size, at).Members;
        return (isOverridden ? null : ManifestCheck.CheckPrivacy(subject, members))
            ?? (
                members.Count >= subject.Plan.Turnout
                    ? null
                    : new Refusal(
                        RefusalCode.InvalidRule,
                        $"the minimum turnout is {subject.Plan.Turnout}, and {members.Count} could vote now: wait for more members"
                    )
            );
    }

    private IReadOnlyList<Member> Present(DateTimeOffset at) => [.. members.All.Where(member => member.IsCurrent(at))];

    private Refusal? OnGovernance(Entry entry)
    {
        if (Space!.Body.Constitution is null)
        {
            return new Refusal(RefusalCode.NoConstitution, "this space only keeps a roll: it has no constitution");
        }

        if (!TryOpen(entry, out var act, out var refusal))
        {
            return refusal;
        }

        // An old entry brought again by anyone would undo what its signer did since.
        var fingerprint = FingerprintOf(entry, act);
        if (fingerprint is not null && signedBefore.Contains(fingerprint))
        {
            return act.Member is not null
                ? new Refusal(RefusalCode.BadMemberSignature, "this was entered before: sign it anew")
                : new Refusal(RefusalCode.AlreadySaid, "this was entered before: to say it again, give another reason");
        }

        refusal = Enter(act);
        if (refusal is null && fingerprint is not null)
        {
            signedBefore.Add(fingerprint);
        }

        return refusal;
    }

    private Refusal? Enter(Act act) =>
        act.Kind switch
        {
            EntryKind.Proposal => Counted(proposals.OnProposal(act), act),
            EntryKind.Revision => proposals.OnRevision(act),
            EntryKind.Submit => proposals.OnSubmit(act),
            EntryKind.Withdraw => proposals.OnWithdraw(act),
            EntryKind.Comment => discussions.OnComment(act),
            EntryKind.Reaction => discussions.OnReaction(act),
            EntryKind.Risk => discussions.OnRisk(act),
            EntryKind.RiskAnswer => discussions.OnRiskAnswer(act),
            EntryKind.Statement => discussions.OnStatement(act),
            EntryKind.Opinion => discussions.OnOpinion(act),
            EntryKind.Position => discussions.OnPosition(act),
            EntryKind.Advance => OnAdvance(act),
            EntryKind.Election => votes.OnElection(act),
            EntryKind.Override => votes.OnOverride(act),
            EntryKind.Outcome => votes.OnOutcome(act),
            EntryKind.Amend => OnAmend(act),
            EntryKind.Delegate => contributions.OnDelegate(act),
            EntryKind.Revoke => contributions.OnRevoke(act),
            EntryKind.Contribution => contributions.OnContribution(act),
            EntryKind.ContributionImport => contributions.OnImport(act),
            EntryKind.Candidacy => committees.OnCandidacy(act),
            EntryKind.Decision => decisions.OnDecision(act),
            EntryKind.Endorse => decisions.OnEndorse(act),
            EntryKind.VetoCall => decisions.OnVetoCall(act),
            EntryKind.Report => decisions.OnReport(act),
            EntryKind.Review => council.OnReview(act),
            EntryKind.Signature => council.OnSignature(act),
            EntryKind.Executed => council.OnExecuted(act),
            EntryKind.Account => accounts.OnAccount(act),
            EntryKind.Capital => capital.OnCapital(act),
            _ => throw new UnreachableException($"no rule for {act.Kind}"),
        };

    private bool TryOpen(Entry entry, [NotNullWhen(true)] out Act? act, [NotNullWhen(false)] out Refusal? refusal)
    {
        (act, refusal) = (null, null);
        switch (EntrySigners.Of(entry.Kind))
        {
            case EntrySigner.Nobody:
                act = new Act(Size, entry.At, entry.Kind, entry.Body.ToArray(), null, null, Space!);
                return true;
            case EntrySigner.Role:
                if (
                    !Jws.TryVerify(
                        Encoding.UTF8.GetString(entry.Body.Span),
                        Entry.TypeOf(entry.Kind),
                        out var signer,
                        out var signed,
                        out var problem
                    )
                )
                {
                    refusal = new Refusal(RefusalCode.BadSignature, problem);
                    return false;
                }

                act = new Act(Size, entry.At, entry.Kind, signed, null, signer, Space!);
                return true;
            default:
                return TryOpenMembers(entry, out act, out refusal);
        }
    }

    private bool TryOpenMembers(
        Entry entry,
        [NotNullWhen(true)] out Act? act,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        act = null;
        if (
            !MemberSignature.TryVerify(
                entry.Kind,
                entry.Body.Span,
                out var commitment,
                out var until,
                out var payload,
                out var problem
            )
        )
        {
            refusal = new Refusal(RefusalCode.BadMemberSignature, problem);
            return false;
        }

        if (entry.At >= until || until - entry.At > MemberSignature.LongestWait)
        {
            refusal = new Refusal(
                RefusalCode.BadMemberSignature,
                $"it may be entered until {MomentForm.ToText(until)}, and within {MemberSignature.LongestWait.TotalMinutes:0} minutes before that: it is {MomentForm.ToText(entry.At)}, sign it anew"
            );
            return false;
        }

        if (members.Find(commitment) is not { } member || !member.IsCurrent(entry.At))
        {
            refusal = new Refusal(
                RefusalCode.NotAMember,
                "the signer's commitment is no member's at this time: nobody's, replaced, or the membership has ended"
            );
            return false;
        }

        act = new Act(Size, entry.At, entry.Kind, payload, member, null, Space!);
        refusal = null;
        return true;
    }

    /// <summary>
    /// What tells a signed entry from every other; null for what nobody signs. A member's signature has one form, and another one
    /// each time. A role's may have two (ECDSA) and is the same each time: there it is what was signed, and by whom.
    /// </summary>
    private static string? FingerprintOf(Entry entry, Act act) =>
        act.Member is not null ? Convert.ToHexStringLower(SHA256.HashData(entry.Body.Span))
        : act.Signer is { } signer
            ? $"{Entry.NameOf(act.Kind)} {signer} {Convert.ToHexStringLower(SHA256.HashData(act.Payload))}"
        : null;

    private Refusal? Counted(Refusal? refusal, Act act)
    {
        if (refusal is null)
        {
            discussions.Count(act.Position);
        }

        return refusal;
    }

    private Refusal? OnAdvance(Act act)
    {
        if (!act.TryRead<AdvanceBody>(RefusalCode.MalformedSpaceEntry, out var body, out var refusal))
        {
            return refusal;
        }

        return FindProposal(body.Subject) is not null ? proposals.OnAdvance(body, act)
            : FindDecision(body.Subject) is not null ? decisions.OnAdvance(body, act)
            : new Refusal(RefusalCode.NoSuchProposal, $"entry {body.Subject} is no proposal and no decision");
    }

    private Refusal? OnAmend(Act act)
    {
        if (
            !act.TryRead<AmendBody>(RefusalCode.MalformedSpaceEntry, out var body, out var refusal)
            || !proposals.TryFind(body.Proposal, [ProposalStage.Execution], out var proposal, out refusal)
        )
        {
            return refusal;
        }

        if (proposal.Content.Amendment is not { } amendment)
        {
            return new Refusal(RefusalCode.MalformedProposal, "the proposal brought no constitution");
        }

        refusal = ContentRules.CheckFresh(amendment, Space!);
        if (
            refusal is not null
            || !Space!.TryAmend(Encoding.UTF8.GetBytes(amendment.Space), out var amended, out refusal)
        )
        {
            return refusal;
        }

        terms.Add(new Terms(Size, amended, Roots.Amended(Space.Body, amended.Body)));
        Space = amended;
        proposal.End(EndingKind.Executed, "the constitution is amended", act.Index, act.At);
        return null;
    }

    /// <summary>The census of a roll entry: with a subject by its frozen rules, else one each.</summary>
    private Refusal? Weigh(long? subject, DateTimeOffset at, out IReadOnlyList<CensusMember>? weighted)
    {
        weighted = null;
        if (subject is not { } index)
        {
            return null;
        }

        if (!votes.TryFindWeighted(index, out var vote, out var refusal))
        {
            return refusal;
        }

        weighted = vote.Electorate ?? contributions.Weigh(Present(at), vote.Rules, at);
        return null;
    }
}
