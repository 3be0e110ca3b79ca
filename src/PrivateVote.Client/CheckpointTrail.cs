using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Client;

/// <summary>A checkpoint that the log's key has signed.</summary>
internal sealed record SignedHead(string Note, Checkpoint Checkpoint)
{
    public Evidence As(string name) => new(name, Encoding.UTF8.GetBytes(Note));
}

/// <summary>
/// The checkpoints that somebody has seen of a log: each is signed, and none is older than the last. That they are
/// consistent is for whoever follows the log to show, by replay or by tiles.
/// </summary>
internal sealed class CheckpointTrail
{
    private static readonly TimeSpan PauseWhileBehind = TimeSpan.FromMilliseconds(500);

    private readonly LogClient client;
    private readonly NoteVerifier key;
    private readonly CheckpointFile? memory;

    /// <exception cref="DishonestServiceException">The checkpoint in the file is signed with another key than the log's.</exception>
    public CheckpointTrail(LogClient client, NoteVerifier key, CheckpointFile? memory)
    {
        this.client = client;
        this.key = key;
        this.memory = memory;
        if (memory?.Read() is { } note)
        {
            Last = Open(note, $"the checkpoint that was seen last, in {memory.File}, ");
        }
    }

    /// <summary>The newest that was kept, in the file too if there is one.</summary>
    public SignedHead? Last { get; private set; }

    /// <summary>What the log shows, once that is as large as the last that was kept, as this size, and as what it promised.</summary>
    /// <param name="promised">A checkpoint that it signed for a receipt, if there is one.</param>
    /// <exception cref="DishonestServiceException">It is not signed, or stays older for longer than replicas lag behind.</exception>
    public async Task<SignedHead> NextAsync(long atLeast, SignedHead? promised, CancellationToken cancellation)
    {
        atLeast = Math.Max(atLeast, promised?.Checkpoint.Size ?? 0);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var shown = Open(await client.CheckpointAsync(cancellation), "its checkpoint ");
            if (shown.Checkpoint.Size >= Math.Max(atLeast, Last?.Checkpoint.Size ?? 0))
            {
                return shown;
            }

            if (TimeProvider.System.GetElapsedTime(started) > client.Service.Options.ReplicaLag)
            {
                throw await RollbackAsync(shown, promised, cancellation);
            }

            await Task.Delay(PauseWhileBehind, cancellation);
        }
    }

    public void Keep(SignedHead head)
    {
        memory?.Write(head.Note);
        Last = head;
    }

    /// <summary>Whether the last checkpoint is of a beginning of this one's tree, by the tiles that the log serves for it.</summary>
    /// <exception cref="DishonestServiceException">It is not, or the log does not serve the tree of its checkpoint.</exception>
    public async Task CheckConsistencyAsync(SignedHead shown, CancellationToken cancellation)
    {
        if (Last is null)
        {
            return;
        }

        try
        {
            if (await FindSplitAsync(Last, shown, cancellation) is { } split)
            {
                throw Split(Last, shown, split);
            }
        }
        catch (BadTileException exception)
        {
            throw new DishonestServiceException(
                Dishonesty.OtherTree,
                $"it does not serve the tree of its checkpoint of {shown.Checkpoint.Size} entries: {exception.Message}",
                Last.As("checkpoint-seen"),
                shown.As("checkpoint-shown")
            );
        }
    }

    /// <summary>That the log has signed two trees of which neither is a beginning of the other, with the proof if there is one.</summary>
    public async Task<DishonestServiceException> SplitAsync(SignedHead shown, CancellationToken cancellation)
    {
        SplitView? split = null;
        try
        {
            split = await FindSplitAsync(Last!, shown, cancellation);
        }
        catch (Exception exception) when (exception is BadTileException or ServiceException or IOException)
        {
            // The two notes are the evidence then; whoever has both logs can compare them.
        }

        return Split(Last!, shown, split);
    }

    private Task<SplitView?> FindSplitAsync(SignedHead one, SignedHead other, CancellationToken cancellation) =>
        SplitView.FindAsync(one.Note, other.Note, key, client.FetchAsync, cancellation);

    private async Task<DishonestServiceException> RollbackAsync(
        SignedHead shown,
        SignedHead? promised,
        CancellationToken cancellation
    )
    {
        if (Last is null || shown.Checkpoint.Size >= Last.Checkpoint.Size)
        {
            return new DishonestServiceException(
                Dishonesty.Rollback,
                $"it shows a checkpoint of {shown.Checkpoint.Size} entries and has served more, or signed more for a receipt",
                [
                    shown.As("checkpoint-shown"),
                    .. promised is null ? Array.Empty<Evidence>() : [promised.As("checkpoint-of-receipt")],
                ]
            );
        }

        var split = await SplitAsync(shown, cancellation);
        return split.Evidence.Count > 2
            ? split
            : new DishonestServiceException(
                Dishonesty.Rollback,
                $"it shows a checkpoint of {shown.Checkpoint.Size} entries, and has shown one of {Last.Checkpoint.Size} before",
                Last.As("checkpoint-seen"),
                shown.As("checkpoint-shown")
            );
    }

    private static DishonestServiceException Split(SignedHead last, SignedHead shown, SplitView? split) =>
        new(
            Dishonesty.SplitView,
            $"it has signed a checkpoint of {last.Checkpoint.Size} entries and one of {shown.Checkpoint.Size}, and neither is a beginning of the other: there are two logs of one name",
            [
                last.As("checkpoint-seen"),
                shown.As("checkpoint-shown"),
                .. split is null
                    ? Array.Empty<Evidence>()
                    : [new Evidence("split-view.json", StrictJson.Serialize(split))],
            ]
        );

    /// <exception cref="DishonestServiceException">It is not signed with the log's key.</exception>
    public SignedHead Open(string note, string what) =>
        Checkpoint.TryOpen(note, key, out var checkpoint, out var problem)
            ? new SignedHead(note, checkpoint)
            : throw new DishonestServiceException(
                Dishonesty.UnsignedCheckpoint,
                $"{what}is not signed with the log's key {key}: {problem}",
                new Evidence("checkpoint", Encoding.UTF8.GetBytes(note))
            );
}
