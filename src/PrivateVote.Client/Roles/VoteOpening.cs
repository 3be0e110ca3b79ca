using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Client.Roles;

/// <summary>
/// Opens an election that the rules of a space ask for: the roll is fixed, the committee's log gets it as census, and a manifest that is
/// nothing but the frozen rules is announced in the space's log, which holds it to them, before it opens the election in its own.
/// </summary>
public sealed class VoteOpening(
    GovernanceClient space,
    ElectionFollower election,
    RoleKey organizer,
    RoleKey administrator
)
{
    /// <summary>Between a manifest's signature and its opening, at first: it is announced before it opens.</summary>
    private static readonly TimeSpan FirstLead = TimeSpan.FromSeconds(5);

    /// <summary>However slow the way to the service is, voters wait no longer than this for an election to open.</summary>
    private static readonly TimeSpan LongestLead = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Why the election cannot be opened with this committee now, as far as that is known before anything is entered; null where nothing
    /// speaks against it.
    /// </summary>
    /// <param name="opens">As for <see cref="OpenAsync(VoteTask, long, DateTimeOffset?, DateTimeOffset?, TimeProvider, CancellationToken)"/>.</param>
    /// <param name="closes">As there.</param>
    /// <param name="at">One's own time.</param>
    /// <param name="isOverridden">Whether an override for small classes is going to be recorded.</param>
    public Refusal? Check(
        VoteTask task,
        DateTimeOffset? opens,
        DateTimeOffset? closes,
        DateTimeOffset at,
        bool isOverridden
    )
    {
        var log = election.Log;
        return VoteOrganizer.Check(space.Log, task, organizer.Did, opens, closes, at, isOverridden)
            ?? log.Ceremony!.CheckComplete()
            ?? (
                log.Organizer == organizer.Did
                    ? null
                    : new Refusal(
                        RefusalCode.NotThisRole,
                        $"the committee of trustees was opened by {log.Organizer}, who alone opens an election with it"
                    )
            )
            ?? (
                log.Election is null
                && (log.Census.Members.Count == 0 || VoteOrganizer.FindRoll(space.Log, task, log.Census) is not null)
                    ? null
                    : new Refusal(
                        RefusalCode.WrongPhase,
                        "the committee's log has another election's census: an election needs its own committee of trustees"
                    )
            )
            ?? (
                space.Space.Body.Administrators.Contains(administrator.Did, StringComparer.Ordinal)
                    ? null
                    : new Refusal(
                        RefusalCode.NotThisRole,
                        $"{administrator.Did} is no administrator of the space: one of them fixes the roll"
                    )
            );
    }

    /// <summary>Fixes the roll that this election is for, and enters it as the census; goes on where a lost connection left a census begun.</summary>
    /// <param name="at">The time that the log will more or less give the roll.</param>
    /// <returns>The roll's entry.</returns>
    /// <exception cref="ServiceException">The rules refuse it.</exception>
    public async Task<long> FixRollAsync(VoteTask task, DateTimeOffset at, CancellationToken cancellation = default)
    {
        var begun = election.Log.Census.Members.Count;
        var index =
            begun > 0 && VoteOrganizer.FindRoll(space.Log, task, election.Log.Census) is { } before
                ? before
                : await space.EnterAsync(VoteOrganizer.FixRoll(space.Log, task, at, administrator), cancellation);
        // All pages but the last are full.
        var entered = (begun + CensusBody.PageSize - 1) / CensusBody.PageSize;
        foreach (var page in Organizer.CensusPages(space.Log.RollAt(index), organizer).Skip(entered))
        {
            _ = await election.SubmitAsync(page, cancellation);
        }

        return index;
    }

    /// <summary>Records why the election opens although its classes are small.</summary>
    /// <param name="roll">The roll's entry: it holds for no other.</param>
    /// <exception cref="ServiceException">The rules refuse it.</exception>
    public Task<long> OverrideAsync(
        VoteTask task,
        long roll,
        string reason,
        CancellationToken cancellation = default
    ) => space.EnterAsync(VoteOrganizer.Override(space.Space, task, roll, reason, organizer), cancellation);

    /// <summary>Announces the election, and opens it.</summary>
    /// <param name="roll">The roll's entry.</param>
    /// <param name="opens">When voting begins; null for as soon as it is announced, however long that takes.</param>
    /// <param name="closes">When it ends; null for after the shortest time that the rules allow.</param>
    /// <returns>The election as the space's log has it.</returns>
    /// <exception cref="ServiceException">The rules refuse it.</exception>
    public async Task<VoteRecord> OpenAsync(
        VoteTask task,
        long roll,
        DateTimeOffset? opens,
        DateTimeOffset? closes,
        TimeProvider clock,
        CancellationToken cancellation = default
    )
    {
        for (var lead = FirstLead; ; lead *= 2)
        {
            var begin = opens ?? Later(clock.GetUtcNow(), space.Log.LastAt) + lead;
            var end = closes ?? task.EndFrom(begin);
            try
            {
                return await OpenAsync(task, roll, begin, end, cancellation);
            }
            catch (ServiceException exception)
                when (exception.Refusal?.Code == RefusalCode.ElectionDiffers
                    && opens is null
                    && lead < LongestLead
                    && clock.GetUtcNow() >= begin
                )
            {
                // The announcement took longer than the lead: it came after the time it said.
            }
        }
    }

    private async Task<VoteRecord> OpenAsync(
        VoteTask task,
        long roll,
        DateTimeOffset opens,
        DateTimeOffset closes,
        CancellationToken cancellation
    )
    {
        var plan = VoteOrganizer.PlanOf(space.Log, task, space.Follower.Key.ToString(), roll, opens, closes);
        var manifest = Organizer.CreateManifest(election.Log, plan, election.Key.ToString(), organizer);
        var index = await space.EnterAsync(
            VoteOrganizer.Announce(space.Space, task, manifest, organizer),
            cancellation
        );
        _ = await election.SubmitAsync(manifest, cancellation);
        return space.Log.VotesUnderWay.Single(vote => vote.Index == index);
    }

    /// <summary>Opens in its own log what was announced and is not there, such as after a lost connection.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public async Task<bool> ResumeAsync(CancellationToken cancellation = default)
    {
        if (election.Log.Election is not null)
        {
            return false;
        }

        var announced = space.Log.VotesUnderWay.FirstOrDefault(vote =>
            vote.Manifest.Committee.Ceremony.AsSpan().SequenceEqual(election.Log.Ceremony!.Id)
        );
        if (announced is null)
        {
            return false;
        }

        _ = await election.SubmitAsync(VoteOrganizer.ManifestOf(announced), cancellation);
        return true;
    }

    /// <summary>The log's clock may be ahead of one's own.</summary>
    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
