using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;

namespace PrivateVote.Client;

/// <summary>
/// Keeps up with a log by replaying it: every entry by the rules, every proof, and the root against each checkpoint. What it
/// has once seen it holds the log to.
/// </summary>
/// <remarks>
/// Consistency needs no proof from the service: a new checkpoint's root is computed over the entries that were replayed
/// before, so a log that changed any of them cannot have signed it. Not for concurrent use.
/// </remarks>
public sealed class LogFollower
{
    private static readonly TimeSpan PauseWhileBehind = TimeSpan.FromMilliseconds(500);

    private readonly LogClient client;
    private readonly CheckpointFile? memory;
    private readonly LogReplay replay = new();
    private DishonestServiceException? broken;
    private Seen? seen;

    private LogFollower(LogClient client, NoteVerifier key, CheckpointFile? memory)
    {
        this.client = client;
        this.memory = memory;
        Key = key;
    }

    private sealed record Seen(string Note, Checkpoint Checkpoint);

    public LogClient Client => client;

    /// <summary>The key that the log's checkpoints are signed with.</summary>
    public NoteVerifier Key { get; }

    /// <summary>The log as it was replayed; every entry in it is under <see cref="Checkpoint"/>.</summary>
    public ElectionLog Log => replay.Log;

    /// <summary>The newest checkpoint, which is over exactly the replayed entries; null before the first.</summary>
    public string? Checkpoint { get; private set; }

    /// <summary>Begins to follow a log; <see cref="CatchUpAsync"/> replays it.</summary>
    /// <param name="memory">Where the last checkpoint is kept; null for somebody who sees the log for the first time and the last.</param>
    /// <exception cref="DishonestServiceException">The checkpoint in the file is signed with another key than the log's.</exception>
    public static async Task<LogFollower> StartAsync(
        LogClient client,
        CheckpointFile? memory,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        var follower = new LogFollower(client, await client.KeyAsync(cancellation), memory);
        if (memory?.Read() is { } note)
        {
            follower.seen = follower.TryOpen(note, out var checkpoint, out var problem)
                ? new Seen(note, checkpoint)
                : throw new DishonestServiceException(
                    Dishonesty.UnsignedCheckpoint,
                    $"the checkpoint that was seen last, in {memory.File}, is not signed with the key {follower.Key} that the log has now: {problem}",
                    new Evidence("checkpoint-seen", Encoding.UTF8.GetBytes(note))
                );
        }

        return follower;
    }

    /// <summary>Replays what the log has by now.</summary>
    /// <param name="progress">Told how many entries are replayed.</param>
    /// <returns>Whether there was anything new.</returns>
    /// <exception cref="DishonestServiceException">The log is not what it says, or was before; the replay is given up.</exception>
    public async Task<bool> CatchUpAsync(IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        if (broken is not null)
        {
            throw broken;
        }

        try
        {
            var next = await NextCheckpointAsync(cancellation);
            if (next.Checkpoint.Size == replay.Tree.Size && Checkpoint is not null)
            {
                // The same entries; the note may have new cosignatures.
                Checkpoint = next.Note;
                return false;
            }

            await ReplayAsync(next, progress, cancellation);
            Checkpoint = next.Note;
            seen = next;
            memory?.Write(next.Note);
            return true;
        }
        catch (DishonestServiceException exception)
        {
            broken = exception;
            throw;
        }
    }

    /// <summary>Hands in what a role made, and replays the log until it is in there.</summary>
    /// <exception cref="ServiceException">It is refused.</exception>
    public async Task SubmitAsync(Submission submission, CancellationToken cancellation = default)
    {
        var receipt = await client.SubmitAsync(submission, Key, cancellation);
        while (replay.Tree.Size <= receipt.Index)
        {
            if (!await CatchUpAsync(null, cancellation))
            {
                await Task.Delay(PauseWhileBehind, cancellation);
            }
        }

        if (!replay.Tree.LeafHash(receipt.Index).AsSpan().SequenceEqual(MerkleHash.Leaf(submission.ToLine(receipt.At))))
        {
            throw broken = new DishonestServiceException(
                Dishonesty.SplitView,
                $"its receipt shows what was handed in as entry {receipt.Index}, and the entry that it serves is another",
                new Evidence("checkpoint-of-receipt", Encoding.UTF8.GetBytes(receipt.Checkpoint)),
                new Evidence("checkpoint-shown", Encoding.UTF8.GetBytes(Checkpoint!))
            );
        }
    }

    /// <summary>The log's checkpoint once it is not older than what was seen before, and not at odds with it.</summary>
    private async Task<Seen> NextCheckpointAsync(CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var note = await client.CheckpointAsync(cancellation);
            if (!TryOpen(note, out var checkpoint, out var problem))
            {
                throw new DishonestServiceException(
                    Dishonesty.UnsignedCheckpoint,
                    problem,
                    new Evidence("checkpoint-shown", Encoding.UTF8.GetBytes(note))
                );
            }

            var shown = new Seen(note, checkpoint);
            var replayed = replay.Tree.Size;
            if (checkpoint.Size <= replayed && !IsBeginning(checkpoint))
            {
                throw SplitView(shown);
            }

            if (checkpoint.Size >= replayed && checkpoint.Size >= (seen?.Checkpoint.Size ?? 0))
            {
                return shown;
            }

            if (TimeProvider.System.GetElapsedTime(started) > client.Service.Options.ReplicaLag)
            {
                throw new DishonestServiceException(
                    Dishonesty.Rollback,
                    $"it shows a checkpoint of {checkpoint.Size} entries, and has shown one of {seen?.Checkpoint.Size} before",
                    EvidenceOf(shown)
                );
            }

            await Task.Delay(PauseWhileBehind, cancellation);
        }
    }

    private async Task ReplayAsync(Seen next, IProgress<long>? progress, CancellationToken cancellation)
    {
        var size = next.Checkpoint.Size;
        Task<IReadOnlyList<ReadOnlyMemory<byte>>> FetchAsync(long number) =>
            client.EntriesAsync(TilePath.EntriesAt(number, size)!, cancellation);

        // One bundle is under way while the one before it is held against the rules.
        var fetching = replay.Tree.Size < size ? FetchAsync(replay.Tree.Size / TilePath.FullWidth) : null;
        while (fetching is not null)
        {
            var bundle = await fetching;
            var number = replay.Tree.Size / TilePath.FullWidth;
            fetching = (number + 1) * TilePath.FullWidth < size ? FetchAsync(number + 1) : null;
            foreach (var line in bundle.Skip((int)(replay.Tree.Size % TilePath.FullWidth)))
            {
                if (replay.Take(line) is { } problem)
                {
                    throw BrokenRules(problem, next, line);
                }
            }

            progress?.Report(replay.Tree.Size);
        }

        if (replay.CheckProofs() is { } bad)
        {
            throw BrokenRules(bad, next, null);
        }

        if (!IsBeginning(next.Checkpoint))
        {
            throw new DishonestServiceException(
                Dishonesty.OtherTree,
                $"its checkpoint of {size} entries is signed over others than those that it serves",
                EvidenceOf(next)
            );
        }

        if (seen is not null && !IsBeginning(seen.Checkpoint))
        {
            throw SplitView(next);
        }

        CheckIsTheOneAskedFor();
    }

    private void CheckIsTheOneAskedFor()
    {
        var reference = client.Reference;
        var id = reference.IsElection ? Log.Election?.Id : Log.Ceremony?.Id;
        if (id is null || !id.AsSpan().SequenceEqual(reference.Id))
        {
            throw new DishonestServiceException(
                Dishonesty.OtherLog,
                $"asked for {reference}, it serves the log of {(id is null ? "none" : Hex.Encode(id))}"
            );
        }

        // Known only now for who has followed the log since before its manifest.
        if (Log.Election is { } election && election.Manifest.Log != Key.ToString())
        {
            throw new DishonestServiceException(
                Dishonesty.UnsignedCheckpoint,
                $"its checkpoints are signed with the key {Key}, and the manifest names {election.Manifest.Log}"
            );
        }
    }

    private bool TryOpen(
        string note,
        [NotNullWhen(true)] out Checkpoint? checkpoint,
        [NotNullWhen(false)] out string? problem
    ) => BulletinBoard.Checkpoint.TryOpen(note, Key, out checkpoint, out problem);

    /// <summary>Whether a checkpoint is of the first of the replayed entries, or of all.</summary>
    private bool IsBeginning(Checkpoint checkpoint) =>
        replay.Tree.RootAt(checkpoint.Size).AsSpan().SequenceEqual(checkpoint.RootHash);

    private DishonestServiceException SplitView(Seen shown) =>
        new(
            Dishonesty.SplitView,
            $"it has signed a checkpoint of {seen?.Checkpoint.Size} entries and one of {shown.Checkpoint.Size}, and neither is a beginning of the other: there are two logs of one name",
            EvidenceOf(shown)
        );

    private static DishonestServiceException BrokenRules(string problem, Seen next, ReadOnlyMemory<byte>? line) =>
        new(
            Dishonesty.BrokenRules,
            problem,
            [
                new Evidence("checkpoint-shown", Encoding.UTF8.GetBytes(next.Note)),
                .. line is { } bytes ? [new Evidence("entry.json", bytes.ToArray())] : Array.Empty<Evidence>(),
            ]
        );

    private Evidence[] EvidenceOf(Seen shown) =>
        [
            .. seen is null
                ? Array.Empty<Evidence>()
                : [new Evidence("checkpoint-seen", Encoding.UTF8.GetBytes(seen.Note))],
            new Evidence("checkpoint-shown", Encoding.UTF8.GetBytes(shown.Note)),
        ];
}
