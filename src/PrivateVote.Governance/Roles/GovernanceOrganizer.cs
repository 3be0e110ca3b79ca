using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Governance.Roles;

/// <summary>What an organizer of a space enters: elections that follow from frozen rules, and overrides.</summary>
public static class GovernanceOrganizer
{
    /// <summary>
    /// Everything that the manifest of a vote has to say: the rest, trustees and circuit, follows from the election's own log
    /// (<see cref="Organizer.CreateManifest"/>), whose census is that of the roll.
    /// </summary>
    /// <param name="log">The space's log, replayed.</param>
    /// <param name="spaceLogKey">The C2SP verifier key of the space's log.</param>
    /// <param name="subject">The entry of the proposal or decision; null for seats.</param>
    /// <param name="track">Seats: the operations track; else null.</param>
    /// <param name="roll">The roll's entry, made after the stage began; with weights for this subject.</param>
    /// <exception cref="ArgumentException">Nothing of this kind is to be voted on now, or the entry is no roll.</exception>
    public static ElectionPlan PlanOf(
        SpaceLog log,
        string spaceLogKey,
        VotePurpose purpose,
        long? subject,
        string? track,
        long roll,
        DateTimeOffset opens,
        DateTimeOffset closes
    )
    {
        ArgumentNullException.ThrowIfNull(log);
        if (!log.TryFindSubject(purpose, subject, track, out var found, out var refusal))
        {
            throw new ArgumentException(refusal.ToString(), nameof(subject));
        }

        return new ElectionPlan(
            Hex.Encode(log.Id!),
            found.Title,
            found.Options,
            found.Plan.Rule,
            found.Plan.Pass,
            found.Plan.Revoting,
            opens,
            closes,
            found.Plan.Turnout,
            found.Plan.Quorum,
            Council: null,
            found.Digest,
            RollCheck.Reference(log, spaceLogKey, roll)
        );
    }

    /// <summary>The subject that a roll for this vote names: the entry that its weights follow from; null for one person, one vote.</summary>
    /// <exception cref="ArgumentException">Nothing of this kind is to be voted on now.</exception>
    public static long? RollSubjectOf(SpaceLog log, VotePurpose purpose, long? subject, string? track)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.TryFindSubject(purpose, subject, track, out var found, out var refusal)
            ? found.RollSubject
            : throw new ArgumentException(refusal.ToString(), nameof(subject));
    }

    /// <summary>What the accounts of a vote's roll had, page by page.</summary>
    /// <param name="vote">On a proposal whose rules compare with capital.</param>
    /// <param name="blockHash">32 bytes.</param>
    /// <param name="holdings">Of <see cref="SpaceLog.AccountsIn"/>, in that order.</param>
    public static IEnumerable<Submission> RecordCapital(
        Space space,
        VoteRecord vote,
        ulong block,
        byte[] blockHash,
        BigInteger supply,
        IReadOnlyList<Holding> holdings,
        RoleKey key
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(vote);
        var rule = vote.Rules.Capital!;
        // Nobody with an account is a page too.
        IReadOnlyList<Holding[]> pages =
            holdings.Count == 0
                ?
                [
                    [],
                ]
                : [.. holdings.Chunk(CapitalBody.PageSize)];
        return pages.Select(
            (page, number) =>
                Submission.Sign(
                    EntryKind.Capital,
                    new CapitalBody(
                        space.Id,
                        vote.Id,
                        rule.ChainId,
                        rule.Token,
                        block,
                        blockHash,
                        supply,
                        number,
                        page
                    ),
                    key
                )
        );
    }

    /// <summary>Opens the election in the space's log.</summary>
    /// <param name="manifest">The manifest's submission exactly as it was, or will be, entered into the election's log.</param>
    /// <exception cref="ArgumentException">It is no manifest.</exception>
    public static Submission Open(
        Space space,
        VotePurpose purpose,
        long? subject,
        string? track,
        Submission manifest,
        RoleKey key
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Kind == EntryKind.Manifest
            ? Submission.Sign(
                EntryKind.Election,
                new ElectionBody(
                    space.Id,
                    purpose,
                    System.Text.Encoding.ASCII.GetString(manifest.Body),
                    subject,
                    track
                ),
                key
            )
            : throw new ArgumentException("the submission is no manifest", nameof(manifest));
    }
}
