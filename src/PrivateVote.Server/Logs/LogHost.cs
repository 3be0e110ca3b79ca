using System.Diagnostics.CodeAnalysis;
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
/// What the entries mean is the business of those who derive from this: an election's log, a space's log. What they override is
/// called with the memory's lock held.
/// </remarks>
internal abstract partial class LogHost
{
    private readonly ILogStore store;
    private readonly TimeProvider clock;
    private readonly StoreAlarm alarm;
    private readonly LogNews news;
    private readonly NoteSigner signer;
    private readonly Turn turn = new();

    // Guards the tree and the rules' state, for moments only.
    private readonly Lock memory = new();
    private MerkleTree tree = new();

    private volatile LogView view;
    private volatile TaskCompletionSource moved = NewSignal();

    /// <param name="parent">The path that such logs lie under; with the id, the name of the checkpoints' key.</param>
    protected LogHost(byte[] id, string parent, LogServices services)
    {
        Id = id;
        (store, var keys, _, clock, alarm, news) = services;
        signer = keys.SignerOf(parent, id);
        view = LogView.Nothing;
        LastUse = clock.GetTimestamp();
    }

    /// <summary>The ceremony's or the space's id: SHA-256 of what the first entry signs.</summary>
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

    /// <summary>The time of the last entry in memory.</summary>
    protected abstract DateTimeOffset LastAt { get; }

    /// <summary>Enters a line that was made of a proposal, if it follows by the rules.</summary>
    protected abstract Refusal? Enter(Proposal proposal, byte[] line);

    /// <summary>Takes over a line of the store: what was verified before it was signed is not verified again.</summary>
    protected abstract Refusal? TakeOver(byte[] line);

    /// <summary>What lists show of the log now.</summary>
    protected abstract LogSummary Summarize();

    /// <summary>Whether the checkpoint over what was just entered is one that somebody will ask for.</summary>
    protected abstract bool IsMilestone(LogView before, LogView next);

    /// <summary>Asked after each entry of a first replay: goes on to a snapshot from here, where there is a good one.</summary>
    protected virtual bool TryRestore([NotNullWhen(true)] out MerkleTree? leaves)
    {
        leaves = null;
        return false;
    }

    /// <summary>Begins a log with its first entry.</summary>
    /// <returns>
    /// The host and whether it was created: when it was not, there is such a log already, and the host only says which. Or why the
    /// entry is no beginning.
    /// </returns>
    public static async Task<(LogHost? Host, bool Created, Refusal? Refusal)> CreateAsync(
        Proposal first,
        LogServices services,
        CancellationToken cancellation
    )
    {
        var line = first.Submission.ToLine(services.Clock.Now());
        var refusal =
            first.Submission.Kind == EntryKind.Space
                ? SpaceHost.Begin(line, services, out var host)
                : ElectionHost.Begin(line, services, out host);
        if (refusal is not null)
        {
            return (null, false, refusal);
        }

        host.tree.Add(line);
        var next = host.MakeView(checkpoint: null);
        if (!await services.Store.TryCreateAsync(host.Id, first.ToEntry(line), ToHead(next, keep: false), cancellation))
        {
            return (host, false, null);
        }

        host.Publish(next);
        return (host, true, null);
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
        var kind = await KindOfAsync(id, services.Store, cancellation);
        var quick = Empty(kind, id, services);
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

        var host = Empty(kind, id, services);
        await host.BreakOnFailureAsync(async () =>
        {
            await host.CatchUpAsync(head, cancellation);
            host.RequireBeginning(quick);
        });
        return host;
    }

    /// <summary>What a log's first entry is, which says by which rules it goes on.</summary>
    private static async Task<EntryKind> KindOfAsync(byte[] id, ILogStore store, CancellationToken cancellation)
    {
        await foreach (var first in store.ReadAsync(id, 0, 1, cancellation))
        {
            return Entry.TryParse(first.Line, out var entry, out _) ? entry.Kind : default;
        }

        return default;
    }

    private static LogHost Empty(EntryKind kind, byte[] id, LogServices services) =>
        kind == EntryKind.Space ? new SpaceHost(id, services) : new ElectionHost(id, services);

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
        var outcomes = await WriteAsync(() => batch, waiting);
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
    protected async Task<Outcome?> AppendAsync(Func<Submission?> make, CancellationToken waiting)
    {
        var outcomes = await WriteAsync(() => make() is { } submission ? [new Proposal(submission)] : [], waiting);
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
    protected Task SeeAsync(long index, CancellationToken cancellation) =>
        index < view.Size ? Task.CompletedTask : RefreshAsync(cancellation);

    private async Task<Outcome[]> WriteAsync(Func<IReadOnlyList<Proposal>> make, CancellationToken waiting)
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

    private async Task<Outcome[]> EnterAsync(ILogWriter writer, Func<IReadOnlyList<Proposal>> make)
    {
        Outcome[] outcomes;
        var entries = new List<NewEntry>();
        LogView next;
        bool keep;
        lock (memory)
        {
            var batch = make();
            outcomes = new Outcome[batch.Count];
            var at = NextAt;
            for (var i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = Enter(batch[i], at, entries);
            }

            if (entries.Count == 0)
            {
                return outcomes;
            }

            next = MakeView(checkpoint: null);
            keep = IsMilestone(view, next);
        }

        await writer.AppendAsync(entries, ToHead(next, keep), CancellationToken.None);
        Publish(next);
        news.Tell(Id, next.Size);
        return outcomes;
    }

    /// <summary>The time that an entry gets now: a clock that goes backwards does not stop the log.</summary>
    protected DateTimeOffset NextAt => clock.Now() is var now && now < LastAt ? LastAt : now;

    private Outcome Enter(Proposal proposal, DateTimeOffset at, List<NewEntry> entries)
    {
        var line = proposal.Submission.ToLine(at);
        var index = tree.Size;
        if (Enter(proposal, line) is { } refusal)
        {
            return Outcome.Refused(refusal);
        }

        tree.Add(line);
        entries.Add(proposal.ToEntry(line));
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
            await ReplayAsync(head.Size, fromSnapshot: false, cancellation);
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
    /// <param name="fromSnapshot">Whether to look for a snapshot.</param>
    /// <returns>Whether a snapshot was restored, so that there is more to replay from its end.</returns>
    private async Task<bool> ReplayAsync(long until, bool fromSnapshot, CancellationToken cancellation)
    {
        var name = LogId.ToName(Id);
        await foreach (var entry in store.ReadAsync(Id, tree.Size, until, cancellation))
        {
            lock (memory)
            {
                if (entry.Index != tree.Size)
                {
                    throw new StoreMismatchException($"log {name}: entry {tree.Size} is missing in the store");
                }

                if (TakeOver(entry.Line) is { } refusal)
                {
                    throw new StoreMismatchException($"log {name}, entry {entry.Index}: {refusal}");
                }

                tree.Add(entry.Line);
                if (fromSnapshot && TryRestore(out var leaves))
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
            var root = tree.Root;
            checkpoint ??= new Checkpoint(signer.Name, tree.Size, root).Sign(signer);
            return new LogView(tree.Size, root, checkpoint, Summarize());
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
