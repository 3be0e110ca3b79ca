using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Client;

/// <summary>Keeps up with an election's log, from its committee on.</summary>
public sealed class ElectionFollower : LogFollower
{
    private readonly ReplayedElection rules;

    private ElectionFollower(LogClient client, ReplayedElection rules, NoteVerifier key, CheckpointFile? memory)
        : base(client, rules, key, memory)
    {
        this.rules = rules;
    }

    /// <summary>The log as it was replayed; every entry in it is under <see cref="LogFollower.Checkpoint"/>.</summary>
    public ElectionLog Log => rules.Log;

    /// <summary>Begins to follow a log; <see cref="LogFollower.CatchUpAsync"/> replays it.</summary>
    /// <param name="memory">Where the last checkpoint is kept; null for somebody who sees the log for the first time and the last.</param>
    /// <exception cref="DishonestServiceException">The checkpoint in the file is signed with another key than the log's.</exception>
    public static async Task<ElectionFollower> StartAsync(
        LogClient client,
        CheckpointFile? memory,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        var key = await client.KeyAsync(cancellation);
        return new ElectionFollower(client, new ReplayedElection(), key, memory);
    }

    /// <summary>Each kind has its place: what comes before the election has an id, what comes after, and ballots.</summary>
    protected override async Task<(long Index, string Checkpoint)> HandInAsync(
        Submission submission,
        CancellationToken cancellation
    )
    {
        var election = submission.Kind > EntryKind.Manifest ? Log.Election : null;
        if (election is not null && submission.Kind == EntryKind.Ballot)
        {
            var cast = await ElectionClient.Of(Client.Service, election).CastAsync(submission.Body, cancellation);
            return (cast.Index, cast.Checkpoint);
        }

        var place = election is null ? LogReference.Committee(Log.Ceremony!.Id) : LogReference.Election(election.Id);
        var receipt = await new LogClient(Client.Service, place).SubmitAsync(submission, Key, cancellation);
        return (receipt.Index, receipt.Checkpoint);
    }

    protected override void CheckIsTheOneAskedFor()
    {
        CheckId(Client.Reference.Kind == LogKind.Election ? Log.Election?.Id : Log.Ceremony?.Id);

        // Known only now for who has followed the log since before its manifest.
        if (Log.Election is { } election && election.Manifest.Log != Key.ToString())
        {
            throw new DishonestServiceException(
                Dishonesty.UnsignedCheckpoint,
                $"its checkpoints are signed with the key {Key}, and the manifest names {election.Manifest.Log}"
            );
        }
    }
}
