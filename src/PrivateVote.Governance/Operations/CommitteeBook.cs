using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>The committees of operations tracks: who stands for a seat, and who has one.</summary>
internal sealed class CommitteeBook(DiscussionRules discussions, ContributionBook contributions)
{
    private readonly SortedDictionary<string, Committee> committees = new(StringComparer.Ordinal);

    public IReadOnlyList<Committee> All => [.. committees.Values];

    public Refusal? OnCandidacy(Act act)
    {
        if (
            !act.TryRead<CandidacyBody>(RefusalCode.MalformedDecision, out var body, out var refusal)
            || !TryFindTrack(act.Space, body.Track, out var track, out refusal)
        )
        {
            return refusal;
        }

        if (!Texts.IsName(body.Name) || !Texts.IsWritten(body.Text))
        {
            return new Refusal(
                RefusalCode.MalformedDecision,
                $"a candidate has a name of 1 to {ConstitutionRules.MaximumName} characters that are seen, with single spaces between words, and says something"
            );
        }

        var known = committees.GetValueOrDefault(track.Id);
        if (known?.OpenVote is { } open && !open.IsGivenUp(act.At))
        {
            return new Refusal(RefusalCode.ElectionUnderWay, "its seats are being voted on");
        }

        var standing = known?.Candidates ?? [];
        if (standing.Any(candidate => candidate.Member == act.Position || candidate.Name == body.Name))
        {
            return new Refusal(RefusalCode.NotEligible, "a candidate stands once, under a name of their own");
        }

        if (standing.Count == TrackRules.MaximumOptions)
        {
            return new Refusal(
                RefusalCode.NotEligible,
                $"{TrackRules.MaximumOptions} candidates stand already, as many as a ballot has room for"
            );
        }

        var rule = track.Operations!;
        var acts = discussions.ActsOf(act.Position);
        var points = contributions.PointsOf(act.Member!);
        if (acts < rule.Acts || points < rule.Points)
        {
            return new Refusal(
                RefusalCode.NotEligible,
                $"a seat needs {rule.Acts} public acts and {rule.Points} points of contributions; there are {acts} and {points}"
            );
        }

        if (!committees.TryGetValue(track.Id, out var committee))
        {
            committees.Add(track.Id, committee = new Committee(track.Id));
        }

        committee.Add(new Candidate(act.Index, act.At, act.Position, body.Name, body.Text));
        return null;
    }

    /// <summary>The committee whose seats are to be voted on, with the rules of now.</summary>
    public bool TryFindSeats(
        Space space,
        string track,
        [NotNullWhen(true)] out Committee? committee,
        [NotNullWhen(true)] out FrozenRules? rules,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        (committee, rules) = (null, null);
        if (!TryFindTrack(space, track, out var found, out refusal))
        {
            return false;
        }

        committee = committees.GetValueOrDefault(track);
        rules = ProposalBook.Freeze(space, found);
        refusal = committee is { Candidates.Count: > 0 }
            ? null
            : new Refusal(RefusalCode.ElectionDiffers, "nobody stands for a seat");
        return refusal is null;
    }

    /// <summary>The candidates with the most approvals are seated. Those who tie for the last seats are not: ties fail.</summary>
    public void Fill(VoteRecord vote, VoteOutcome outcome)
    {
        var committee = committees[vote.Track!];
        if (committee.Votes[^1] != vote)
        {
            // It was given up, and another was opened since.
            return;
        }

        var rule = vote.Rules.Track.Operations!;
        var voted = vote.Manifest.Options.Count;
        if (outcome.Totals is not { } totals)
        {
            committee.Fill(committee.Seats, voted);
            return;
        }

        var ranked = committee
            .Candidates.Zip(totals, (candidate, total) => (candidate, total))
            .Where(pair => pair.total > 0)
            .OrderByDescending(pair => pair.total)
            .ToArray();
        var seated =
            ranked.Length <= rule.Seats
                ? ranked
                : ranked.Take(rule.Seats).Where(pair => pair.total > ranked[rule.Seats].total);
        var until = StageMachine.Later(outcome.At, rule.Term);
        committee.Fill(
            [.. seated.Select(pair => new Seat(pair.candidate.Member, pair.candidate.Name, until, pair.total))],
            voted
        );
    }

    public bool HasSeat(string track, int member, DateTimeOffset at) =>
        committees.GetValueOrDefault(track)?.Has(member, at) == true;

    public Refusal? CheckSeat(string track, Act act) =>
        HasSeat(track, act.Position, act.At)
            ? null
            : new Refusal(
                RefusalCode.NotInCommittee,
                $"only who has a seat in the committee of {track} at this time decides"
            );

    public static bool TryFindTrack(
        Space space,
        string id,
        [NotNullWhen(true)] out Track? track,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        track = space.Body.Constitution!.FindTrack(id);
        track = track is { Kind: TrackKind.Operations } ? track : null;
        refusal = track is null
            ? new Refusal(RefusalCode.NoSuchTrack, $"the constitution has no operations track {Shown.Text(id)}")
            : null;
        return refusal is null;
    }
}
