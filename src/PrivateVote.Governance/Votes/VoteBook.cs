using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;

namespace PrivateVote.Governance;

/// <summary>The elections of a space: opened on frozen rules, ended by proof.</summary>
internal sealed class VoteBook(SpaceLog log, ProposalBook proposals, CommitteeBook committees, DecisionBook decisions)
{
    private readonly Dictionary<string, VoteRecord> byId = new(StringComparer.Ordinal);
    private readonly List<VoteRecord> list = [];
    private readonly List<VoteRecord> underWay = [];
    private readonly Dictionary<(VotePurpose Purpose, long? Subject, string? Track, long Roll), string> overrides = [];

    /// <summary>All that were opened, in the order of their entries.</summary>
    public IReadOnlyList<VoteRecord> List => list;

    /// <summary>Those that have no outcome yet, in the order of their entries.</summary>
    public IReadOnlyList<VoteRecord> UnderWay => underWay;

    /// <summary>The election of this id, or null.</summary>
    public VoteRecord? Find(byte[] id) => byId.GetValueOrDefault(Hex.Encode(id));

    /// <summary>Whether the parallel election of this vote was opened, and not called off.</summary>
    public bool IsComparedByElection(VoteRecord vote) =>
        proposals
            .Find(vote.Subject!.Value)!
            .Votes.Any(other =>
                other.Index > vote.Index
                && other is { Purpose: VotePurpose.Comparison, Outcome: null or { Cancelled: false } }
            );

    public Refusal? OnElection(Act act)
    {
        if (
            !act.TryRead<ElectionBody>(RefusalCode.ElectionDiffers, out var body, out var refusal)
            || !TryFindSubject(act.Space, body.Purpose, body.Subject, body.Track, out var subject, out refusal)
        )
        {
            return refusal;
        }

        if (CheckOpening(subject, act.Signer, act.At) is { } early)
        {
            return early;
        }

        if (
            !Jws.TryVerify(
                body.Manifest,
                Entry.TypeOf(EntryKind.Manifest),
                out var organizer,
                out var bytes,
                out var problem
            )
        )
        {
            return new Refusal(RefusalCode.BadSignature, "the manifest: " + problem);
        }

        if (organizer != act.Signer)
        {
            return new Refusal(
                RefusalCode.NotThisRole,
                "the manifest is signed by another than who opens the election"
            );
        }

        if (!Election.TryOpen(bytes, out var election, out refusal))
        {
            return refusal;
        }

        var manifest = election.Manifest;
        var reason = overrides.GetValueOrDefault((body.Purpose, body.Subject, body.Track, manifest.Roll?.Entry ?? -1));
        refusal = ManifestCheck.Check(log, subject, manifest, act.Signer!, act.At, reason);
        if (refusal is null && Find(election.Id) is not null)
        {
            refusal = new Refusal(RefusalCode.ElectionUnderWay, "this election was opened before");
        }

        if (refusal is not null)
        {
            return refusal;
        }

        var vote = new VoteRecord(
            act.Index,
            body.Purpose,
            election.Id,
            body.Manifest,
            manifest,
            body.Subject,
            body.Track,
            subject.Rules,
            reason
        );
        byId.Add(Hex.Encode(election.Id), vote);
        list.Add(vote);
        underWay.Add(vote);
        subject.Enter(vote);
        return null;
    }

    /// <summary>Whether this organizer may open an election about it at this time.</summary>
    public static Refusal? CheckOpening(VoteSubject subject, string? organizer, DateTimeOffset at)
    {
        if (!subject.Rules.Organizers.Contains(organizer, StringComparer.Ordinal))
        {
            return new Refusal(
                RefusalCode.NotThisRole,
                "an election is opened by one of the organizers that were frozen"
            );
        }

        return subject.Votes.LastOrDefault(vote => vote.Purpose == subject.Purpose) is { } last && !MayFollow(last, at)
            ? new Refusal(
                RefusalCode.ElectionUnderWay,
                last.Outcome is null ? "its election is under way" : "its election has decided"
            )
            : null;
    }

    public Refusal? OnOverride(Act act)
    {
        if (
            !act.TryRead<OverrideBody>(RefusalCode.ElectionDiffers, out var body, out var refusal)
            || !TryFindSubject(act.Space, body.Purpose, body.Subject, body.Track, out var subject, out refusal)
            || (refusal = Texts.CheckLine(body.Reason)) is not null
        )
        {
            return refusal;
        }

        if (!subject.Rules.Organizers.Contains(act.Signer, StringComparer.Ordinal))
        {
            return new Refusal(
                RefusalCode.NotThisRole,
                "an override is recorded by one of the organizers that were frozen"
            );
        }

        if (body.Purpose == VotePurpose.Comparison)
        {
            return new Refusal(
                RefusalCode.ClassTooSmall,
                "a comparison binds nobody, and no reason outweighs what its totals may show: it has no override"
            );
        }

        if (log.FindRoll(body.Roll) is not { } roll || roll.Index <= subject.SinceIndex)
        {
            return new Refusal(RefusalCode.RollNotFresh, $"entry {body.Roll} is no roll of this stage");
        }

        return overrides.TryAdd((body.Purpose, body.Subject, body.Track, body.Roll), body.Reason)
            ? null
            : new Refusal(RefusalCode.AlreadySaid, "an override for this roll is recorded already");
    }

    public Refusal? OnOutcome(Act act)
    {
        if (!act.TryRead<OutcomeBody>(RefusalCode.OutcomeNotProven, out var body, out var refusal))
        {
            return refusal;
        }

        if (Find(body.Election) is not { } vote)
        {
            return new Refusal(RefusalCode.NoSuchElection, "no election of this id was opened in this space");
        }

        if (vote.Outcome is not null)
        {
            return new Refusal(RefusalCode.OutcomeKnown, $"its outcome is entry {vote.Outcome.Index}");
        }

        if (!OutcomeProof.TryCheck(vote, body, act.Index, act.At, out var outcome, out refusal))
        {
            return refusal;
        }

        vote.Outcome = outcome;
        underWay.Remove(vote);
        if (vote.Purpose == VotePurpose.Seats && !outcome.Cancelled)
        {
            committees.Fill(vote, outcome);
        }

        return null;
    }

    /// <summary>The subject of a roll with weights: what is about to be voted on, with its frozen rules.</summary>
    public bool TryFindWeighted(
        long index,
        [NotNullWhen(true)] out VoteSubject? subject,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        subject = null;
        if (FindCompared(index) is { } vote)
        {
            return TryFindComparison(proposals.Find(vote.Subject!.Value)!, vote, out subject, out refusal);
        }

        if (proposals.Find(index) is { Stage: ProposalStage.Temperature or ProposalStage.Vote } proposal)
        {
            subject = VoteSubject.OfProposal(
                proposal,
                proposal.Stage == ProposalStage.Temperature ? VotePurpose.Temperature : VotePurpose.Vote
            );
        }
        else if (decisions.Find(index) is { Stage: DecisionStage.VetoVote } decision)
        {
            subject = VoteSubject.OfDecision(decision);
        }

        refusal =
            subject is null
                ? new Refusal(RefusalCode.WrongStage, $"entry {index} is nothing that is about to be voted on")
            : subject.RollSubject is null
                ? new Refusal(RefusalCode.RollDiffers, "in its vote each person has one vote: its roll has no subject")
            : null;
        return refusal is null;
    }

    /// <summary>What is to be voted on now, for one purpose.</summary>
    public bool TryFindSubject(
        Space space,
        VotePurpose purpose,
        long? index,
        string? track,
        [NotNullWhen(true)] out VoteSubject? subject,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        (subject, refusal) = (null, null);
        if ((purpose == VotePurpose.Seats) != (track is not null) || (track is null) == (index is null))
        {
            refusal = new Refusal(
                RefusalCode.ElectionDiffers,
                "an election of seats names its track, and every other its subject's entry"
            );
            return false;
        }

        if (purpose == VotePurpose.Seats)
        {
            if (committees.TryFindSeats(space, track!, out var committee, out var rules, out refusal))
            {
                subject = VoteSubject.OfSeats(committee, rules);
            }
        }
        else if (purpose == VotePurpose.Veto)
        {
            if (decisions.TryFind(index!.Value, DecisionStage.VetoVote, out var decision, out refusal))
            {
                subject = VoteSubject.OfDecision(decision);
            }
        }
        else
        {
            var stage = purpose == VotePurpose.Temperature ? ProposalStage.Temperature : ProposalStage.Vote;
            if (proposals.TryFind(index!.Value, [stage], out var proposal, out refusal))
            {
                if (purpose == VotePurpose.Comparison)
                {
                    var vote = underWay.LastOrDefault(vote =>
                        vote.Subject == index && vote.Purpose == VotePurpose.Vote
                    );
                    return TryFindComparison(proposal, vote, out subject, out refusal);
                }

                subject = VoteSubject.OfProposal(proposal, purpose);
            }
        }

        return subject is not null;
    }

    /// <summary>The vote under way whose record of capital ends with this entry; null for none.</summary>
    public VoteRecord? FindCompared(long index) =>
        underWay.Find(vote => vote.Capital is { Comparison: not null } capital && capital.Index == index);

    private static bool TryFindComparison(
        Proposal proposal,
        VoteRecord? vote,
        [NotNullWhen(true)] out VoteSubject? subject,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        refusal =
            proposal.Rules!.Capital is null
                ? new Refusal(RefusalCode.NoCapital, "the track of this proposal did not ask to compare with capital")
            : vote is null
                ? new Refusal(
                    RefusalCode.WrongStage,
                    "the parallel election stands beside a vote: that one is opened first"
                )
            : vote.Capital?.Comparison is not { } comparison
                ? new Refusal(RefusalCode.CapitalDiffers, "the capital of those who vote is not recorded yet")
            : comparison.ParallelProblem(proposal.Rules.MinimumClass) is { } problem
                ? new Refusal(RefusalCode.ClassTooSmall, problem)
            : null;
        subject = refusal is null ? VoteSubject.OfComparison(proposal, vote!) : null;
        return refusal is null;
    }

    /// <summary>After an election that was called off, and after one of seats that is over or given up.</summary>
    private static bool MayFollow(VoteRecord last, DateTimeOffset at) =>
        last.Purpose == VotePurpose.Seats
            ? last.Outcome is not null || last.IsGivenUp(at)
            : last.Outcome is { Cancelled: true };
}
