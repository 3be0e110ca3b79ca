using System.Diagnostics.CodeAnalysis;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Logs;

/// <summary>The log of a committee and of its election.</summary>
internal sealed class ElectionHost : LogHost
{
    private readonly LogServices services;
    private readonly ElectionLog log;
    private bool lookedForSnapshot;

    /// <summary>A log before its first entry.</summary>
    public ElectionHost(byte[] id, LogServices services)
        : this(id, services, new ElectionLog()) { }

    private ElectionHost(byte[] id, LogServices services, ElectionLog log)
        : base(id, "committees", services)
    {
        this.services = services;
        this.log = log;
    }

    /// <summary>The census, which is fixed once there is an election.</summary>
    public Census Census => Read(log => log.Census);

    /// <summary>Entries since the last snapshot; 0 where there is nothing to take one of.</summary>
    public long SinceSnapshot => View.Summary.Election is null ? 0 : SincePicture;

    protected override DateTimeOffset LastAt => log.LastAt;

    /// <summary>The host of a log that begins with this committee entry, which is in memory and nowhere else.</summary>
    public static Refusal? Begin(byte[] line, LogServices services, out LogHost host)
    {
        var log = new ElectionLog();
        var refusal = log.Append(line);
        host = refusal is null ? new ElectionHost(log.Ceremony!.Id, services, log) : null!;
        return refusal;
    }

    /// <inheritdoc cref="LogHost.Read{T}(Func{T})"/>
    public T Read<T>(Func<ElectionLog, T> question) => Read(() => question(log));

    /// <inheritdoc cref="LogHost.AppendAsync(Func{Submission?}, CancellationToken)"/>
    public Task<Outcome?> AppendAsync(Func<ElectionLog, Submission?> make, CancellationToken waiting) =>
        AppendAsync(() => make(log), waiting);

    /// <summary>What would be said of a ballot now but for its proof, and which proof that is. Nothing changes.</summary>
    public Refusal? Preview(BallotProposal ballot, out PendingProof? pending)
    {
        (var refusal, pending) = Read(() => (log.Preview(ballot.Submission.ToLine(NextAt), out var proof), proof));
        return refusal;
    }

    /// <summary>What stands in a slot now, on whichever server it was entered; null when it is empty.</summary>
    public async Task<StoredEntry?> HeadOfSlotAsync(byte[] nullifier, CancellationToken cancellation)
    {
        var head = await services.Store.HeadOfSlotAsync(Id, nullifier, cancellation);
        if (head is not null)
        {
            await SeeAsync(head.Index, cancellation);
        }

        return head;
    }

    /// <summary>Writes a snapshot of what is durable.</summary>
    public async Task WriteSnapshotAsync(CancellationToken cancellation)
    {
        var snapshot = await PictureAsync(log.TakeSnapshot, cancellation);
        await Task.Run(() => services.Snapshots.FileOf(Id).Write(snapshot), cancellation);
    }

    protected override Refusal? Enter(Proposal proposal, byte[] line) =>
        log.Append(line, (proposal as BallotProposal)?.Check ?? (static pending => pending.Check()));

    protected override Refusal? TakeOver(byte[] line) => log.AppendUnproved(line, out _);

    protected override LogSummary Summarize() => Summaries.Of(log, Verifier.ToString());

    /// <summary>Trustees open the sum only against a signed checkpoint of the log as it was closed.</summary>
    protected override bool IsMilestone(LogView before, LogView next) =>
        before.Phase == Phase.Open && next.Phase != Phase.Open;

    /// <summary>Right after the manifest: before it there is nothing to restore, and what follows is in the snapshot.</summary>
    protected override bool TryRestore([NotNullWhen(true)] out MerkleTree? leaves)
    {
        leaves = null;
        if (lookedForSnapshot || log.Election is null)
        {
            return false;
        }

        lookedForSnapshot = true;
        return services.Snapshots.FileOf(Id).TryRestore(log, out leaves);
    }
}
