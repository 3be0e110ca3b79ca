using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Governance.Records;

namespace PrivateVote.Client;

/// <summary>Keeps up with a space's log: every presentation in it is verified again.</summary>
public sealed class SpaceFollower : LogFollower
{
    private readonly ReplayedSpace rules;

    private SpaceFollower(LogClient client, ReplayedSpace rules, NoteVerifier key, CheckpointFile? memory)
        : base(client, rules, key, memory)
    {
        this.rules = rules;
    }

    /// <summary>The log as it was replayed; every entry in it is under <see cref="LogFollower.Checkpoint"/>.</summary>
    public SpaceLog Log => rules.Log;

    /// <summary>Begins to follow a log; <see cref="LogFollower.CatchUpAsync"/> replays it.</summary>
    /// <param name="memory">Where the last checkpoint is kept; null for somebody who sees the log for the first time and the last.</param>
    /// <exception cref="DishonestServiceException">The checkpoint in the file is signed with another key than the log's.</exception>
    public static async Task<SpaceFollower> StartAsync(
        LogClient client,
        CheckpointFile? memory,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        var key = await client.KeyAsync(cancellation);
        return new SpaceFollower(client, new ReplayedSpace(), key, memory);
    }

    protected override async Task<(long Index, string Checkpoint)> HandInAsync(
        Submission submission,
        CancellationToken cancellation
    )
    {
        var receipt = await Client.SubmitAsync(submission, Key, cancellation);
        return (receipt.Index, receipt.Checkpoint);
    }

    protected override void CheckIsTheOneAskedFor() => CheckId(Log.Id);
}
