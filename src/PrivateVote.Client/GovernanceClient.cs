using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;

namespace PrivateVote.Client;

/// <summary>
/// The governance of a space, as a member or a role takes part in it. What it shows comes from the replayed log; what it hands in,
/// it finds there again.
/// </summary>
public sealed class GovernanceClient(SpaceFollower follower)
{
    public SpaceFollower Follower => follower;

    /// <summary>The log as it was replayed.</summary>
    public SpaceLog Log => follower.Log;

    /// <summary>The space with its rules as they are now.</summary>
    /// <exception cref="InvalidOperationException">The log was not replayed yet.</exception>
    public Space Space => Log.Space ?? throw new InvalidOperationException("the log was not replayed yet");

    /// <summary>Follows a space's log up to its end.</summary>
    /// <param name="memory">Where the last checkpoint is kept; null for somebody who sees the log for the first time and the last.</param>
    public static async Task<GovernanceClient> OpenAsync(
        ServiceClient service,
        byte[] space,
        CheckpointFile? memory = null,
        CancellationToken cancellation = default
    )
    {
        var log = new LogClient(service, LogReference.Space(space));
        var follower = await SpaceFollower.StartAsync(log, memory, cancellation);
        await follower.CatchUpAsync(null, cancellation);
        return new GovernanceClient(follower);
    }

    /// <summary>A member acts: signed by their identity, handed in, and found in the log.</summary>
    /// <param name="now">The member's own time: what is signed is of no use an hour later.</param>
    /// <returns>The entry's index.</returns>
    /// <exception cref="ServiceException">The rules refuse it.</exception>
    public Task<long> ActAsync<TBody>(
        EntryKind kind,
        TBody body,
        VoterIdentity identity,
        DateTimeOffset now,
        CancellationToken cancellation = default
    )
        where TBody : ISpaceEntry => EnterAsync(MemberSignature.Sign(kind, body, identity, now), cancellation);

    /// <summary>Hands in what somebody signed, or what needs nobody's signature, and replays the log until it is in there.</summary>
    /// <returns>The entry's index.</returns>
    /// <exception cref="ServiceException">The rules refuse it.</exception>
    public Task<long> EnterAsync(Submission submission, CancellationToken cancellation = default) =>
        follower.SubmitAsync(submission, cancellation);

    public Task<bool> CatchUpAsync(CancellationToken cancellation = default) =>
        follower.CatchUpAsync(null, cancellation);

    /// <summary>
    /// Shows how an election of this space ended: its log is replayed first, so that nothing is entered that does not follow from the
    /// ballots.
    /// </summary>
    /// <returns>The outcome's entry; null while the election is not over.</returns>
    /// <exception cref="ServiceException">The rules refuse it, or it is there already.</exception>
    public async Task<long?> ShowOutcomeAsync(VoteRecord vote, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(vote);
        var election = await ElectionFollower.StartAsync(
            new LogClient(follower.Client.Service, LogReference.Election(vote.Id)),
            null,
            cancellation
        );
        await election.CatchUpAsync(null, cancellation);
        return await OutcomeOfAsync(Space.Id, election, cancellation) is { } outcome
            ? await EnterAsync(outcome, cancellation)
            : null;
    }

    /// <summary>How a replayed election ended, with the proof from its log; null while it is not over.</summary>
    public static Task<Submission?> OutcomeOfAsync(
        byte[] space,
        ElectionFollower election,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(election);
        return election.Log.Phase is Phase.Setup or Phase.Open or Phase.Closed
            ? Task.FromResult<Submission?>(null)
            : ElectionEnd.ToOutcomeAsync(
                space,
                election.Log.Election!.Id,
                new ElectionLogView(election.Size, election.Checkpoint!, election.ReadAgainAsync, election.Prove),
                cancellation
            );
    }

    /// <summary>A member by a commitment that is theirs now.</summary>
    /// <exception cref="ArgumentException">It is nobody's.</exception>
    public Member MemberOf(Fr commitment) =>
        Log.Members.Find(commitment)
        ?? throw new ArgumentException($"no member has the commitment {commitment.ToHex()}", nameof(commitment));
}
