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
    /// <summary>Fixes the roll that this election is for, and enters it as the census.</summary>
    /// <param name="at">The time that the log will more or less give the roll.</param>
    /// <returns>The roll's entry.</returns>
    /// <exception cref="ServiceException">The rules refuse it.</exception>
    public async Task<long> FixRollAsync(VoteTask task, DateTimeOffset at, CancellationToken cancellation = default)
    {
        var index = await space.EnterAsync(VoteOrganizer.FixRoll(space.Log, task, at, administrator), cancellation);
        if (election.Log.Census.Members.Count > 0)
        {
            throw new InvalidOperationException(
                "the committee's log has a census already: an election needs its own committee"
            );
        }

        foreach (var page in Organizer.CensusPages(space.Log.RollAt(index), organizer))
        {
            _ = await election.SubmitAsync(page, cancellation);
        }

        return index;
    }

    /// <summary>Announces the election, and opens it.</summary>
    /// <param name="roll">The roll's entry.</param>
    /// <param name="override">Why it opens although its classes are small; null where they are not.</param>
    /// <returns>The election as the space's log has it.</returns>
    /// <exception cref="ServiceException">The rules refuse it.</exception>
    public async Task<VoteRecord> OpenAsync(
        VoteTask task,
        long roll,
        DateTimeOffset opens,
        DateTimeOffset closes,
        string? @override = null,
        CancellationToken cancellation = default
    )
    {
        if (@override is not null)
        {
            _ = await space.EnterAsync(
                VoteOrganizer.Override(space.Space, task, roll, @override, organizer),
                cancellation
            );
        }

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
}
