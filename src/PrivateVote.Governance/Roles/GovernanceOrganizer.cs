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
