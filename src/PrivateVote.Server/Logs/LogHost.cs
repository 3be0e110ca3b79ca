using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Logs;

/// <summary>
/// One log in memory, and the one way by which entries get into it. Its changes run one after another; what readers see
/// (<see cref="View"/>) is durable and signed.
/// </summary>
/// <remarks>
/// Memory runs ahead of the store while a batch is written. If the store then fails, nobody knows which of the two is right:
/// the host is broken, and whoever asks next gets a new one from the store.
/// </remarks>
internal sealed partial class LogHost
{
    private readonly ILogStore store;
    private readonly TimeProvider clock;
    private readonly StoreAlarm alarm;
    private readonly LogNews news;
    private readonly Snapshots snapshots;
    private readonly NoteSigner signer;
    private readonly Turn turn = new();

    // Guards the two below, for moments only.
    private readonly Lock memory = new();
    private readonly ElectionLog log;
    private MerkleTree tree = new();

    private volatile LogView view;
    private volatile TaskCompletionSource moved = NewSignal();

    private LogHost(byte[] id, LogServices services, ElectionLog log)
    {
        Id = id;
        (store, var keys, snapshots, clock, alarm, news) = services;
        signer = keys.SignerOf(id);
        this.log = log;
        view = new LogView(0, MerkleHash.Empty(), "", Phase.Setup, null!);
        LastUse = clock.GetTimestamp();
    }

    /// <summary>The ceremony id.</summary>
    public byte[] Id { get; }

    /// <summary>The newest state that is durable.</summary>
    public LogView View => view;

    /// <summary>The key that this log's checkpoints are signed with.</summary>
    public NoteVerifier Verifier => signer.Verifier;

    /// <summary>Whether memory and store may have parted, so that this host answers no more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>When it was last asked for, as a timestamp of the clock.</summary>
    public long LastUse { get; set; }

    /// <summary>Followers of its events.</summary>
    public int Followers => Volatile.Read(ref followers);

    private int followers;

    /// <summary>Begins a log with its committee entry.</summary>
    /// <returns>Null when there is such a log already; or why the entry is no beginning.</returns>
    public static async Task<(LogHost? Host, Refusal? Refusal)> CreateAsync(
        Proposal committee,
        LogServices services,
        CancellationToken cancellation
    )
    {
        var log = new ElectionLog();
        var line = committee.Submission.ToLine(services.Clock.Now());
        if (log.Append(line) is { } refusal)
        {
            return (null, refusal);
        }

        var id = log.Ceremony!.Id;
        var host = new LogHost(id, services, log);
        host.tree.Add(line);
        var next = host.MakeView(checkpoint: null);
        var first = new NewEntry(line, committee.Key);
        if (!await services.Store.TryCreateAsync(id, first, ToHead(next, keep: false), cancellation))
        {
            return (null, null);
        }

        host.Publish(next);
        return (host, null);
    }

    /// <summary>Rebuilds a log from the store by replaying it, from a snapshot on where there is a good one.</summary>
    /// <exception cref="StoreMismatchException">What the store holds is not what was signed.</exception>
    public static async Task<LogHost> LoadAsync(
        byte[] id,
        LogHead head,
        LogServices services,
        CancellationToken cancellation
    )
    {
        var quick = new LogHost(id, services, new ElectionLog());
        try
        {
            await quick.CatchUpAsync(head, cancellation, fromSnapshot: true);
            return quick;
        }
        catch (StoreMismatchException) when (quick.snapshotSize > 0)
        {
            // Whether the snapshot or the store is wrong, only the whole replay says.
        }
        catch (StoreMismatchException mismatch)
        {
            services.Alarm.Raise(mismatch);
            throw;
        }

        var host = new LogHost(id, services, new ElectionLog());
        await host.BreakOnFailureAsync(async () =>
        {
            await host.CatchUpAsync(head, cancellation);
            host.RequireBeginning(quick);
        });
        return host;
    }

    /// <summary>
    /// A snapshot is written of nothing but what was durable and signed, so one of another history, or of more entries, is
    /// evidence that the store was put back to an earlier state or exchanged.
    /// </summary>
    private void RequireBeginning(LogHost quick)
    {
        var size = quick.snapshotSize;
        if (size > tree.Size || !tree.RootAt(size).AsSpan().SequenceEqual(quick.tree.RootAt(size)))
        {
            throw new StoreMismatchException(
                $"log {LogId.ToName(Id)}: this server's snapshot is of {size} entries with the root "
                    + $"{Hex.Encode(quick.tree.RootAt(size))}, which were signed; the store's {tree.Size} entries are an older or "
                    + $"another history, with the checkpoint\n{view.Checkpoint}"
            );
        }
    }

    /// <summary>Enters a submission; the same bytes again are answered as they were entered.</summary>
    public async Task<Outcome> AppendAsync(Submission submission, CancellationToken waiting) =>
        (await AppendAsync([new Proposal(submission)], waiting))[0];

    /// <summary>
    /// Enters what follows by the rules, in this order, in one durable commit, and says of each what became of it.
    /// </summary>
    /// <param name="waiting">Ends the waiting for the turn; what has begun is finished.</param>
    public async Task<IReadOnlyList<Outcome>> AppendAsync(IReadOnlyList<Proposal> batch, CancellationToken waiting)
    {
        var outcomes = await WriteAsync(_ => batch, waiting);
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Refusal is not null && await FindEnteredAsync(batch[i].Key, waiting) is { } entered)
            {
                outcomes[i] = entered;
            }
        }

        return outcomes;
    }

    /// <summary>Enters what follows from the state as it is when nobody else can change it; null for nothing.</summary>
    public async Task<Outcome?> AppendAsync(Func<ElectionLog, Submission?> make, CancellationToken waiting)
    {
        var outcomes = await WriteAsync(log => make(log) is { } submission ? [new Proposal(submission)] : [], waiting);
        return outcomes.Length == 0 ? null : outcomes[0];
    }

    /// <summary>What became of a submission that was entered before; null when it was not.</summary>
    public async Task<Outcome?> FindEnteredAsync(byte[] key, CancellationToken cancellation)
    {
        if (await store.FindEntryAsync(Id, key, cancellation) is not { } stored)
        {
            return null;
        }

        await SeeAsync(stored.Index, cancellation);
        return Entry.TryParse(stored.Line, out var entry, out _) ? new Outcome(null, stored.Index, entry.At) : null;
    }

    /// <summary>Takes over what other servers entered since.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        if (await store.FindAsync(Id, cancellation) is not { } head || head.Size <= view.Size)
        {
            return;
        }

        using var mine = await turn.TakeAsync(cancellation);
        ThrowIfBroken();
        // Asked again: somebody of this process may have taken it over meanwhile.
        if (await store.FindAsync(Id, cancellation) is { } newest)
        {
            await BreakOnFailureAsync(() => CatchUpAsync(newest, CancellationToken.None));
        }
    }

    /// <summary>Makes sure that the view holds an entry that the store has.</summary>
    private Task SeeAsync(long index, CancellationToken cancellation) =>
        index < view.Size ? Task.CompletedTask : RefreshAsync(cancellation);

    private async Task<Outcome[]> WriteAsync(Func<ElectionLog, IReadOnlyList<Proposal>> make, CancellationToken waiting)
    {
        using var mine = await turn.TakeAsync(waiting);
        ThrowIfBroken();
        alarm.ThrowIfRaised();
        await using var writer = await store.LockAsync(Id, waiting);
        Outcome[] outcomes = [];
        await BreakOnFailureAsync(async () =>
        {
            await CatchUpAsync(writer.Head, CancellationToken.None);
            outcomes = await EnterAsync(writer, make);
        });
        return outcomes;
    }

    private async Task<Outcome[]> EnterAsync(ILogWriter writer, Func<ElectionLog, IReadOnlyList<Proposal>> make)
    {
        Outcome[] outcomes;
        var entries = new List<NewEntry>();
        LogView next;
        lock (memory)
        {
            var batch = make(log);
            outcomes = new Outcome[batch.Count];
            // A clock that goes backwards does not stop the log.
            var now = clock.Now();
            var at = now < log.LastAt ? log.LastAt : now;
            for (var i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = Enter(batch[i], at, entries);
            }

            if (entries.Count == 0)
            {
                return outcomes;
            }

            next = MakeView(checkpoint: null);
        }

        // Trustees open the sum only against a signed checkpoint of the log as it was closed.
        var keep = view.Phase == Phase.Open && next.Phase != Phase.Open;
        await writer.AppendAsync(entries, ToHead(next, keep), CancellationToken.None);
        Publish(next);
        news.Tell(Id, next.Size);
        return outcomes;
    }

    private Outcome Enter(Proposal proposal, DateTimeOffset at, List<NewEntry> entries)
    {
        var line = proposal.Submission.ToLine(at);
        var index = log.Size;
        var refusal = log.Append(line, proposal.Check ?? (static pending => pending.Check()));
        if (refusal is not null)
        {
            return Outcome.Refused(refusal);
        }

        tree.Add(line);
        entries.Add(new NewEntry(line, proposal.Key, proposal.Ballot?.Nullifier.ToBytes(), proposal.Ballot?.Replaces));
        return Outcome.Entered(index, at);
    }

    /// <summary>Replays what the store has beyond this host, and holds it to the signed checkpoint of the head.</summary>
    /// <remarks>
    /// Proofs are not checked again: this server, or another that holds the same master seed, checked them before it signed.
    /// Entries that no checkpoint of that seed covers are never taken over.
    /// </remarks>
    private async Task CatchUpAsync(LogHead head, CancellationToken cancellation, bool fromSnapshot = false)
    {
        if (head.Size == view.Size && head.Checkpoint == view.Checkpoint)
        {
            return;
        }

        var name = LogId.ToName(Id);
        if (!Checkpoint.TryOpen(head.Checkpoint, signer.Verifier, out var signed, out var problem))
        {
            throw new StoreMismatchException(
                $"log {name}: its stored checkpoint is not one that {signer.VerifierKey} signed: {problem}"
            );
        }

        if (signed.Size != head.Size || head.Size < view.Size)
        {
            throw new StoreMismatchException(
                $"log {name}: the store says that it has {head.Size} entries, its checkpoint is over {signed.Size}, "
                    + $"and {view.Size} were seen before with the checkpoint\n{view.Checkpoint}"
            );
        }

        if (await ReplayAsync(head.Size, fromSnapshot, cancellation))
        {
            await ReplayAsync(head.Size, pauseAtManifest: false, cancellation);
        }

        var root = tree.Root;
        if (tree.Size != head.Size || !root.AsSpan().SequenceEqual(signed.RootHash))
        {
            throw new StoreMismatchException(
                $"log {name}: the store's {tree.Size} entries have the root {Hex.Encode(root)}, "
                    + $"and the checkpoint over them says otherwise:\n{head.Checkpoint}"
            );
        }

        Publish(MakeView(head.Checkpoint));
    }

    /// <summary>Replays the store's entries from the end of memory on.</summary>
    /// <param name="pauseAtManifest">Whether to look for a snapshot when the manifest is in.</param>
    /// <returns>Whether a snapshot was restored, so that there is more to replay from its end.</returns>
    private async Task<bool> ReplayAsync(long until, bool pauseAtManifest, CancellationToken cancellation)
    {
        var name = LogId.ToName(Id);
        await foreach (var entry in store.ReadAsync(Id, tree.Size, until, cancellation))
        {
            lock (memory)
            {
                if (entry.Index != log.Size)
                {
                    throw new StoreMismatchException($"log {name}: entry {log.Size} is missing in the store");
                }

                var hadManifest = log.Election is not null;
                if (log.AppendUnproved(entry.Line, out _) is { } refusal)
                {
                    throw new StoreMismatchException($"log {name}, entry {entry.Index}: {refusal}");
                }

                tree.Add(entry.Line);
                if (
                    pauseAtManifest
                    && !hadManifest
                    && log.Election is not null
                    && snapshots.FileOf(Id).TryRestore(log, out var leaves)
                )
                {
                    tree = leaves;
                    snapshotSize = restoredSize = leaves.Size;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>What is in memory, with the checkpoint over it; signs one when none is given.</summary>
    private LogView MakeView(string? checkpoint)
    {
        lock (memory)
        {
            checkpoint ??= new Checkpoint(signer.Name, log.Size, log.Root).Sign(signer);
            return new LogView(log.Size, log.Root, checkpoint, log.Phase, Summaries.Of(log, signer.VerifierKey));
        }
    }

    private static LogHead ToHead(LogView view, bool keep) =>
        new(
            view.Size,
            view.Checkpoint,
            keep,
            view.Summary.Election?.Id,
            Encoding.UTF8.GetString(StrictJson.Serialize(view.Summary))
        );

    private void Publish(LogView next)
    {
        view = next;
        var signal = moved;
        moved = NewSignal();
        signal.SetResult();
    }

    private async Task BreakOnFailureAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            IsBroken = true;
            // Those who follow this host ask again at once.
            moved.TrySetResult();
            if (exception is StoreMismatchException mismatch)
            {
                alarm.Raise(mismatch);
            }

            throw;
        }
    }

    private void ThrowIfBroken()
    {
        if (IsBroken)
        {
            throw new StoreException("the store failed while this log was written; it is being read again");
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
