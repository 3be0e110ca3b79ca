using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Governance.Roles;

/// <summary>What an election is about that may be opened now, and everything about it that is decided already.</summary>
/// <param name="Purpose">What is voted on.</param>
/// <param name="Subject">The proposal's or decision's entry; null for seats.</param>
/// <param name="Track">Seats: the operations track. Else null.</param>
/// <param name="RollSubject">The subject of its roll, where that has weights; else null.</param>
/// <param name="Window">How long ballots are taken, in seconds.</param>
/// <param name="Closes">When it closes, where that is decided already; else null.</param>
public sealed record VoteTask(
    VotePurpose Purpose,
    long? Subject,
    string? Track,
    string Title,
    long? RollSubject,
    Window Window,
    DateTimeOffset? Closes
)
{
    /// <summary>When it ends at the earliest, if it opens at this time.</summary>
    public DateTimeOffset EndFrom(DateTimeOffset opens) => Closes ?? opens.AddSeconds(Math.Max(1, Window.Minimum));
}

/// <summary>The entries by which an organizer opens an election that the rules of a space ask for.</summary>
public static class VoteOrganizer
{
    /// <summary>What may be voted on now about a proposal or a decision.</summary>
    public static bool TryFind(
        SpaceLog log,
        long subject,
        [NotNullWhen(true)] out VoteTask? task,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(log);
        var purpose =
            log.FindDecision(subject) is not null ? VotePurpose.Veto
            : log.FindProposal(subject)?.Stage == ProposalStage.Temperature ? VotePurpose.Temperature
            : VotePurpose.Vote;
        return TryFind(log, purpose, subject, null, out task, out refusal);
    }

    /// <summary>The election of the seats of a track's committee.</summary>
    public static bool TryFindSeats(
        SpaceLog log,
        string track,
        [NotNullWhen(true)] out VoteTask? task,
        [NotNullWhen(false)] out Refusal? refusal
    ) => TryFind(log, VotePurpose.Seats, null, track, out task, out refusal);

    /// <summary>The parallel election by capital beside the vote on a proposal.</summary>
    public static bool TryFindComparison(
        SpaceLog log,
        long proposal,
        [NotNullWhen(true)] out VoteTask? task,
        [NotNullWhen(false)] out Refusal? refusal
    ) => TryFind(log, VotePurpose.Comparison, proposal, null, out task, out refusal);

    /// <summary>
    /// Why the rules would not let this election be opened now with the members of now: another is under way, the times are not allowed,
    /// or totals would show how somebody voted. To ask before anything is entered, so that a refusal costs nothing.
    /// </summary>
    /// <param name="organizer">The did:key of who would open it.</param>
    /// <param name="opens">When ballots are taken from; null for now.</param>
    /// <param name="closes">Until when; null for the shortest time.</param>
    /// <param name="at">The time that the log will more or less give the announcement.</param>
    /// <param name="isOverridden">Whether an override for small classes is going to be recorded.</param>
    public static Refusal? Check(
        SpaceLog log,
        VoteTask task,
        string organizer,
        DateTimeOffset? opens,
        DateTimeOffset? closes,
        DateTimeOffset at,
        bool isOverridden
    )
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(task);
        var begin = opens ?? at;
        return log.TryFindSubject(task.Purpose, task.Subject, task.Track, out var subject, out var refusal)
            ? log.PreviewElection(subject, organizer, begin, closes ?? task.EndFrom(begin), at, isOverridden)
            : refusal;
    }

    /// <summary>The plan that the rules leave: nothing in it is the organizer's but the times.</summary>
    /// <exception cref="ArgumentException">Nothing of the kind may be opened now.</exception>
    public static ElectionPlan PlanOf(
        SpaceLog log,
        VoteTask task,
        string spaceLogKey,
        long roll,
        DateTimeOffset opens,
        DateTimeOffset closes
    )
    {
        ArgumentNullException.ThrowIfNull(task);
        return GovernanceOrganizer.PlanOf(
            log,
            spaceLogKey,
            task.Purpose,
            task.Subject,
            task.Track,
            roll,
            opens,
            closes
        );
    }

    /// <summary>The newest roll that this election may name and that begins with these members, such as after a lost connection.</summary>
    /// <param name="begun">The census as far as the committee's log has it.</param>
    /// <returns>The roll's entry; null for none.</returns>
    public static long? FindRoll(SpaceLog log, VoteTask task, Census begun)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(begun);
        return log.TryFindSubject(task.Purpose, task.Subject, task.Track, out var subject, out _)
            ? log
                .Rolls.LastOrDefault(roll =>
                    roll.Index > subject.SinceIndex
                    && roll.Subject == task.RollSubject
                    && log.RollAt(roll.Index).Members.Take(begun.Members.Count).SequenceEqual(begun.Members)
                )
                ?.Index
            : null;
    }

    /// <summary>The fixed members that this election is for.</summary>
    public static Submission FixRoll(SpaceLog log, VoteTask task, DateTimeOffset at, RoleKey administrator)
    {
        ArgumentNullException.ThrowIfNull(task);
        return SpaceAdministrator.FixRoll(log, at, administrator, task.RollSubject);
    }

    /// <summary>Announces the election in the space's log, where the rules hold its manifest to what was frozen.</summary>
    /// <param name="manifest">The submission that opens the election in its own log.</param>
    public static Submission Announce(Space space, VoteTask task, Submission manifest, RoleKey organizer)
    {
        ArgumentNullException.ThrowIfNull(task);
        return GovernanceOrganizer.Open(space, task.Purpose, task.Subject, task.Track, manifest, organizer);
    }

    /// <summary>The manifest of an announced election, as its own log takes it.</summary>
    public static Submission ManifestOf(VoteRecord vote)
    {
        ArgumentNullException.ThrowIfNull(vote);
        return new Submission(EntryKind.Manifest, Encoding.ASCII.GetBytes(vote.SignedManifest));
    }

    /// <summary>Records why an election opens although its classes are small.</summary>
    public static Submission Override(Space space, VoteTask task, long roll, string reason, RoleKey organizer)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(task);
        return Submission.Sign(
            EntryKind.Override,
            new OverrideBody(space.Id, task.Purpose, roll, reason, task.Subject, task.Track),
            organizer
        );
    }

    private static bool TryFind(
        SpaceLog log,
        VotePurpose purpose,
        long? index,
        string? track,
        [NotNullWhen(true)] out VoteTask? task,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        task = null;
        if (!log.TryFindSubject(purpose, index, track, out var subject, out refusal))
        {
            return false;
        }

        task = new VoteTask(purpose, index, track, subject.Title, subject.RollSubject, subject.Window, subject.Closes);
        return true;
    }
}
