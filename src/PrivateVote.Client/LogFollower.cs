using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
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
public abstract class LogFollower
{
    private readonly LogClient client;
    private readonly CheckpointTrail trail;
    private readonly LogReplay replay;
    private DishonestServiceException? broken;

    /// <param name="rules">What the log's entries are held against; nothing is entered there yet.</param>
    /// <param name="key">The key that the log's checkpoints are signed with.</param>
    /// <param name="memory">Where the last checkpoint is kept; null for somebody who sees the log for the first time and the last.</param>
    /// <exception cref="DishonestServiceException">The checkpoint in the file is signed with another key than the log's.</exception>
    protected LogFollower(LogClient client, ReplayRules rules, NoteVerifier key, CheckpointFile? memory)
    {
        ArgumentNullException.ThrowIfNull(client);
        this.client = client;
        replay = new LogReplay(rules);
        trail = new CheckpointTrail(client, key, memory);
        Key = key;
    }

    public LogClient Client => client;

    /// <summary>The key that the log's checkpoints are signed with.</summary>
    public NoteVerifier Key { get; }

    /// <summary>The newest checkpoint, which is over exactly the replayed entries; null before the first.</summary>
    public string? Checkpoint { get; private set; }

    /// <summary>That the log which was replayed is the one that was asked for, and is signed with its key.</summary>
    /// <exception cref="DishonestServiceException">It is another one.</exception>
    protected abstract void CheckIsTheOneAskedFor();

    /// <summary>Hands in what a role made, at the place for its kind.</summary>
    /// <returns>The entry's index, and the checkpoint that its receipt leads to.</returns>
    protected abstract Task<(long Index, string Checkpoint)> HandInAsync(
        Submission submission,
        CancellationToken cancellation
    );

    /// <summary>Replays what the log has by now.</summary>
    /// <param name="progress">Told how many entries are replayed.</param>
    /// <returns>Whether there was anything new.</returns>
    /// <exception cref="DishonestServiceException">The log is not what it says, or was before; the replay is given up.</exception>
    public Task<bool> CatchUpAsync(IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        FollowAsync(null, progress, cancellation);

    /// <param name="promised">A checkpoint that the log has signed elsewhere: what it shows has to be as large, and of the same log.</param>
    private async Task<bool> FollowAsync(
        SignedHead? promised,
        IProgress<long>? progress,
        CancellationToken cancellation
    )
    {
        if (broken is not null)
        {
            throw broken;
        }

        try
        {
            var next = await trail.NextAsync(replay.Tree.Size, promised, cancellation);
            var grown = next.Checkpoint.Size > replay.Tree.Size || Checkpoint is null;
            if (grown)
            {
                await ReplayAsync(next, progress, cancellation);
            }

            await CheckAsync(next, cancellation);
            if (Checkpoint != next.Note)
            {
                // Of the same entries it may have new cosignatures.
                trail.Keep(next);
                Checkpoint = next.Note;
            }

            if (promised is not null && !IsBeginning(promised.Checkpoint))
            {
                throw await trail.SplitAsync(promised, cancellation);
            }

            return grown;
        }
        catch (DishonestServiceException exception)
        {
            broken = exception;
            throw;
        }
    }

    /// <summary>Hands in what a role made, and replays the log until it is in there.</summary>
    /// <returns>The entry's index.</returns>
    /// <exception cref="ServiceException">It is refused.</exception>
    public async Task<long> SubmitAsync(Submission submission, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var (index, note) = await HandInAsync(submission, cancellation);
        // The receipt leads from the entry to this checkpoint: where that is of the log that is followed, the entry is in it.
        await FollowAsync(trail.Open(note, "the receipt's checkpoint "), null, cancellation);
        return index;
    }

    /// <summary>Entries that were replayed, all under <see cref="Checkpoint"/>.</summary>
    public long Size => replay.Tree.Size;

    /// <summary>The replayed entries from one index until before another, read again and held to what was replayed.</summary>
    /// <exception cref="DishonestServiceException">The service serves others now.</exception>
    public async Task<IReadOnlyList<byte[]>> ReadAgainAsync(
        long from,
        long until,
        CancellationToken cancellation = default
    )
    {
        var lines = new List<byte[]>();
        for (var at = from; at < until; )
        {
            var number = at / TilePath.FullWidth;
            var bundle = await client.EntriesAsync(TilePath.EntriesAt(number, Size)!, cancellation);
            var first = (int)(at % TilePath.FullWidth);
            foreach (var line in bundle.Skip(first).Take((int)Math.Min(until - at, bundle.Count - first)))
            {
                if (!replay.Tree.LeafHashes(at, 1).AsSpan().SequenceEqual(MerkleHash.Leaf(line.Span)))
                {
                    throw new DishonestServiceException(
                        Dishonesty.OtherTree,
                        FormattableString.Invariant($"entry {at} is another than it was when it was replayed"),
                        new Evidence("entry.json", line.ToArray())
                    );
                }

                lines.Add(line.ToArray());
                at++;
            }
        }

        return lines;
    }

    /// <summary>The RFC 6962 audit path from a replayed entry to <see cref="Checkpoint"/>, 32 bytes each, concatenated.</summary>
    public byte[] Prove(long index) => [.. replay.Tree.InclusionProof(index, Size).SelectMany(hash => hash)];

    private async Task ReplayAsync(SignedHead next, IProgress<long>? progress, CancellationToken cancellation)
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
    }

    /// <summary>That the checkpoint is of exactly what was replayed, and of a log that is still the one it was.</summary>
    private async Task CheckAsync(SignedHead next, CancellationToken cancellation)
    {
        if (!IsBeginning(next.Checkpoint))
        {
            throw trail.Last?.Checkpoint.Size == next.Checkpoint.Size
                ? await trail.SplitAsync(next, cancellation)
                : new DishonestServiceException(
                    Dishonesty.OtherTree,
                    $"its checkpoint of {next.Checkpoint.Size} entries is signed over others than those that it serves",
                    next.As("checkpoint-shown")
                );
        }

        if (trail.Last is { } last && !IsBeginning(last.Checkpoint))
        {
            throw await trail.SplitAsync(next, cancellation);
        }

        CheckIsTheOneAskedFor();
    }

    /// <summary>Whether a checkpoint is of the first of the replayed entries, or of all.</summary>
    private bool IsBeginning(Checkpoint checkpoint) =>
        replay.Tree.RootAt(checkpoint.Size).AsSpan().SequenceEqual(checkpoint.RootHash);

    /// <summary>For <see cref="CheckIsTheOneAskedFor"/>: the id that was asked for is not the log's.</summary>
    protected void CheckId(byte[]? id)
    {
        if (id is null || !id.AsSpan().SequenceEqual(client.Reference.Id))
        {
            throw new DishonestServiceException(
                Dishonesty.OtherLog,
                $"asked for {client.Reference}, it serves the log of {(id is null ? "none" : Hex.Encode(id))}"
            );
        }
    }

    private static DishonestServiceException BrokenRules(string problem, SignedHead next, ReadOnlyMemory<byte>? line) =>
        new(
            Dishonesty.BrokenRules,
            problem,
            [
                next.As("checkpoint-shown"),
                .. line is { } bytes ? [new Evidence("entry.json", bytes.ToArray())] : Array.Empty<Evidence>(),
            ]
        );
}
