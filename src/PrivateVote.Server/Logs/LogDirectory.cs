using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Logs;

/// <summary>
/// The logs that are in memory, by their ids. A log is loaded when it is first asked for; one where nothing happens any more
/// is dropped again when nobody has asked for it for a while. An id that nobody opened costs a look into the store.
/// </summary>
internal sealed partial class LogDirectory(LogServices services, ILogger<LogDirectory> logger)
{
    /// <summary>How long a log that is not open or being tallied stays after it was last asked for.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    /// <summary>How many of those stay at most.</summary>
    private const int MostIdle = 32;

    /// <summary>How many entries those have together, the one last asked for aside: some 2 GB with re-voting.</summary>
    private const long MostIdleEntries = 1_000_000;

    /// <summary>Logs that are read at the same moment: whoever asks for many old ones gets them one after another.</summary>
    private const int MostLoading = 4;

    private const int PageSize = 256;

    private readonly ILogStore store = services.Store;
    private readonly TimeProvider clock = services.Clock;
    private readonly Turn loading = new(MostLoading);

    private readonly ConcurrentDictionary<string, Lazy<Task<LogHost>>> hosts = new(StringComparer.Ordinal);

    // Elections of logs that are in memory, and so bounded with them.
    private readonly ConcurrentDictionary<string, byte[]> elections = new(StringComparer.Ordinal);

    /// <summary>Ids that take memory.</summary>
    public int Known => hosts.Count + elections.Count;

    /// <summary>The logs that are loaded.</summary>
    public IEnumerable<LogHost> Loaded =>
        hosts
            .Values.Where(host => host is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            .Select(host => host.Value.Result)
            .Where(host => !host.IsBroken);

    /// <summary>A log by its name if it is in memory, else null; not counted as asked for.</summary>
    public LogHost? FindLoaded(string name) =>
        hosts.TryGetValue(name, out var host)
        && host
            is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: { IsBroken: false } loaded } }
            ? loaded
            : null;

    /// <summary>Opens a log with its first entry, or finds the log that the same bytes opened before.</summary>
    public async Task<(LogHost? Host, Refusal? Refusal, bool Created)> OpenAsync(
        Submission first,
        CancellationToken cancellation
    )
    {
        var proposal = new Proposal(first);
        var (host, created, refusal) = await LogHost.CreateAsync(proposal, services, cancellation);
        if (host is null)
        {
            return (null, refusal, false);
        }

        if (created)
        {
            hosts[LogId.ToName(host.Id)] = new Lazy<Task<LogHost>>(Task.FromResult(host));
            return (host, null, true);
        }

        var existing = await FindAsync(host.Id, cancellation);
        return existing is not null && await existing.FindEnteredAsync(proposal.Key, cancellation) is not null
            ? (existing, null, false)
            : (
                null,
                new Refusal(RefusalCode.WrongPhase, $"there is a log of this {Entry.NameOf(first.Kind)} already"),
                false
            );
    }

    /// <summary>A log by its ceremony's or its space's id, or null.</summary>
    public async Task<LogHost?> FindAsync(byte[] logId, CancellationToken cancellation)
    {
        var name = LogId.ToName(logId);
        if (hosts.TryGetValue(name, out var known))
        {
            if (!IsSpent(known))
            {
                return Use(await known.Value.WaitAsync(cancellation));
            }

            hosts.TryRemove(KeyValuePair.Create(name, known));
        }

        if (await store.FindAsync(logId, cancellation) is not { } head)
        {
            return null;
        }

        // Loading goes on when the one who asked first goes away: the next one finds it done.
        var load = hosts.GetOrAdd(name, _ => new Lazy<Task<LogHost>>(() => LoadAsync(logId, head)));
        return Use(await load.Value.WaitAsync(cancellation));
    }

    /// <summary>The log of an election, or null.</summary>
    public async Task<ElectionHost?> FindElectionAsync(byte[] electionId, CancellationToken cancellation)
    {
        var name = LogId.ToName(electionId);
        if (!elections.TryGetValue(name, out var logId))
        {
            logId = await store.FindLogOfElectionAsync(electionId, cancellation);
            if (logId is null)
            {
                return null;
            }
        }

        var host = await FindAsync(logId, cancellation) as ElectionHost;
        if (host is { View.Summary.Election: null })
        {
            // Another server entered the manifest.
            await host.RefreshAsync(cancellation);
        }

        if (host is not null)
        {
            elections[name] = logId;
        }

        return host;
    }

    /// <summary>Loads every log that is not ended, each held to its signed checkpoint.</summary>
    /// <exception cref="StoreMismatchException">What the store holds is not what was signed.</exception>
    public async Task LoadAllAsync(CancellationToken cancellation)
    {
        await foreach (var (id, summary) in ListAsync(null, cancellation))
        {
            if (summary.Election is null or { Phase: Phase.Open or Phase.Closed })
            {
                await FindAsync(id, cancellation);
            }
        }
    }

    /// <summary>All logs as lists show them, in the order of their ids, without loading any.</summary>
    public async IAsyncEnumerable<(byte[] Id, LogSummary Summary)> ListAsync(
        byte[]? after,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        IReadOnlyList<StoredLog> page;
        do
        {
            page = await store.ListAsync(after, PageSize, cancellation);
            foreach (var stored in page)
            {
                after = stored.LogId;
                yield return (stored.LogId, await ReadSummaryAsync(stored, cancellation));
            }
        } while (page.Count == PageSize);
    }

    /// <summary>Drops logs where nothing happens any more and that nobody asked for lately.</summary>
    public void DropIdle()
    {
        var idle = Loaded
            .Where(host => host.View.IsEnded && host.Followers == 0)
            .OrderByDescending(host => host.LastUse)
            .ToList();
        long entries = 0;
        for (var position = 0; position < idle.Count; position++)
        {
            var host = idle[position];
            entries += position == 0 ? 0 : host.View.Size;
            if (position < MostIdle && entries <= MostIdleEntries && clock.GetElapsedTime(host.LastUse) <= Idle)
            {
                continue;
            }

            hosts.TryRemove(LogId.ToName(host.Id), out _);
            if (host.View.Summary.Election is { } election)
            {
                elections.TryRemove(LogId.ToName(election.Id), out _);
            }
        }
    }

    private async Task<LogSummary> ReadSummaryAsync(StoredLog stored, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(stored.Head.Summary);
        // A summary that another version of this program wrote is made anew from the log.
        return StrictJson.TryParse<LogSummary>(bytes, out var summary, out _)
            ? summary
            : (await FindAsync(stored.LogId, cancellation))!.View.Summary;
    }

    private async Task<LogHost> LoadAsync(byte[] logId, LogHead head)
    {
        // Off the caller's thread: a long log is minutes of work.
        await Task.Yield();
        using var mine = await loading.TakeAsync();
        var host = await LogHost.LoadAsync(logId, head, services, CancellationToken.None);
        LogLoaded(logger, LogId.ToName(logId), host.View.Size);
        DropIdle();
        return host;
    }

    [LoggerMessage(LogLevel.Information, "Loaded log {Log} with {Size} entries")]
    private static partial void LogLoaded(ILogger logger, string log, long size);

    private static bool IsSpent(Lazy<Task<LogHost>> known) =>
        known
            is {
                IsValueCreated: true,
                Value: { IsFaulted: true } or { IsCompletedSuccessfully: true, Result.IsBroken: true }
            };

    private LogHost Use(LogHost host)
    {
        host.LastUse = clock.GetTimestamp();
        return host;
    }
}
