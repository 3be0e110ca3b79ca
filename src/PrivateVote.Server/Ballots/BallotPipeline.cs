using System.Diagnostics;
using PrivateVote.Elections;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Redis;
using PrivateVote.Server.Storage;
using PrivateVote.Server.Telemetry;

namespace PrivateVote.Server.Ballots;

/// <summary>
/// From a ballot that came in to one that is durable: cheap checks, a bounded queue, proofs verified in batches, one commit
/// for a batch.
/// </summary>
/// <remarks>
/// Each log with waiting ballots has a queue; its batches follow one another, so that everything in memory is durable when
/// the next batch is begun. A batch is what waits at that moment: one ballot on a quiet day, a thousand on a busy one.
/// </remarks>
internal sealed partial class BallotPipeline(
    LogDirectory logs,
    ServerOptions options,
    ServerMetrics metrics,
    ILogger<BallotPipeline> logger,
    SharedBallots? shared = null
)
{
    /// <summary>Where a batch's fixed costs are a small part of its work.</summary>
    private const int LargestBatch = 1024;

    private readonly Lock guard = new();
    private readonly Dictionary<string, Queue<WaitingBallot>> queues = new(StringComparer.Ordinal);

    // Every batch is verified on all processors, so one at a time.
    private readonly Turn processors = new();
    private readonly HashSet<Task> running = [];
    private int waiting;

    /// <summary>Ballots in all queues.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Enters a ballot, or says why not.</summary>
    /// <returns>Null when the queue is full; the same ballot may be handed in again.</returns>
    /// <exception cref="StoreException">The store failed; the same ballot may be handed in again.</exception>
    public async Task<Outcome?> SubmitAsync(ElectionHost host, BallotProposal ballot, CancellationToken gone)
    {
        var outcome =
            await ScreenAsync(host, ballot, gone) is var (answer, pending) && pending is { } proof
                ? await EnterSomewhereAsync(host, new WaitingBallot(ballot, proof, gone))
                : answer;
        Count(outcome);
        return outcome;
    }

    /// <summary>The same for a ballot that another server offered; it goes no further, and that server answers and counts it.</summary>
    public async Task TakeAsync(ElectionHost host, BallotProposal ballot)
    {
        var (_, pending) = await ScreenAsync(host, ballot, CancellationToken.None);
        if (pending is { } proof)
        {
            await VerifyAsync(host, new WaitingBallot(ballot, proof, CancellationToken.None));
        }
    }

    /// <summary>Waits until nothing is under way any more.</summary>
    public async Task DrainAsync()
    {
        Task[] under;
        do
        {
            lock (guard)
            {
                under = [.. running];
            }

            await Task.WhenAll(under);
        } while (under.Length > 0);
    }

    /// <summary>All the rules but the proof, against what this server knows; a refusal only against what is durable.</summary>
    private static async Task<(Outcome? Answer, PendingProof? Pending)> ScreenAsync(
        ElectionHost host,
        BallotProposal ballot,
        CancellationToken gone
    )
    {
        var refusal = host.Preview(ballot, out var pending);
        if (refusal is null || IsFinal(refusal.Code))
        {
            return (refusal is null ? null : Outcome.Refused(refusal), pending);
        }

        await host.SettleAsync(gone);
        if (await host.FindEnteredAsync(ballot.Key, gone) is { } entered)
        {
            return (entered, null);
        }

        refusal = host.Preview(ballot, out pending);
        return (refusal is null ? null : Outcome.Refused(refusal), pending);
    }

    /// <summary>Refusals that no other entry can change.</summary>
    private static bool IsFinal(RefusalCode code) =>
        code is RefusalCode.MalformedEntry or RefusalCode.MalformedBallot or RefusalCode.InvalidProof;

    /// <summary>
    /// With more waiting than this server will soon get to, another may do the work. Whatever it says, the store tells whether
    /// the ballot is entered; when it is not, for whatever reason, it is this server's again.
    /// </summary>
    private async Task<Outcome?> EnterSomewhereAsync(ElectionHost host, WaitingBallot ballot) =>
        shared is not null
        && Waiting >= options.BallotsKept
        && await shared.OfferAsync(host.Id, ballot.Proposal, ballot.Gone)
        && await host.FindEnteredAsync(ballot.Proposal.Key, ballot.Gone) is { } entered
            ? entered
            : await VerifyAsync(host, ballot);

    private async Task<Outcome?> VerifyAsync(ElectionHost host, WaitingBallot ballot)
    {
        lock (guard)
        {
            if (waiting >= options.BallotQueue)
            {
                return null;
            }

            waiting++;
            var name = LogId.ToName(host.Id);
            if (!queues.TryGetValue(name, out var queue))
            {
                queues[name] = queue = [];
                var run = Task.Run(() => RunAsync(host.Id, queue));
                running.Add(run);
                _ = run.ContinueWith(ended => Forget(ended), TaskScheduler.Default);
            }

            queue.Enqueue(ballot);
        }

        return await ballot.Answer.Task.WaitAsync(ballot.Gone);
    }

    private void Forget(Task ended)
    {
        lock (guard)
        {
            running.Remove(ended);
        }
    }

    private async Task RunAsync(byte[] logId, Queue<WaitingBallot> queue)
    {
        while (Take(logId, queue) is { } batch)
        {
            try
            {
                var host =
                    await logs.FindAsync(logId, CancellationToken.None) as ElectionHost
                    ?? throw new StoreException("the store has lost a log");
                await EnterAsync(host, batch);
            }
            catch (Exception exception)
            {
                LogFailure(logger, exception.GetType().Name, batch.Count);
                foreach (var ballot in batch)
                {
                    // Those that have an answer already keep it.
                    ballot.Answer.TrySetException(exception);
                }
            }
        }
    }

    /// <summary>What waits in a queue now; null, and the queue is gone, when nothing does.</summary>
    private List<WaitingBallot>? Take(byte[] logId, Queue<WaitingBallot> queue)
    {
        lock (guard)
        {
            if (queue.Count == 0)
            {
                queues.Remove(LogId.ToName(logId));
                return null;
            }

            var batch = new List<WaitingBallot>(Math.Min(queue.Count, LargestBatch));
            while (batch.Count < LargestBatch && queue.TryDequeue(out var ballot))
            {
                waiting--;
                batch.Add(ballot);
            }

            return batch;
        }
    }

    private async Task EnterAsync(ElectionHost host, List<WaitingBallot> taken)
    {
        // Whoever has gone before the work began has handed in nothing.
        var batch = taken.FindAll(ballot => !ballot.Gone.IsCancellationRequested);
        if (batch.Count == 0)
        {
            return;
        }

        using var trace = metrics.Traces.StartActivity("ballots");
        trace?.SetTag("size", batch.Count);
        var started = Stopwatch.GetTimestamp();
        var good = await ExamineAsync(batch);
        var verified = Stopwatch.GetTimestamp();
        if (good.Count > 0)
        {
            var outcomes = await host.AppendAsync(
                [.. good.Select(ballot => ballot.Verified())],
                CancellationToken.None
            );
            for (var i = 0; i < good.Count; i++)
            {
                good[i].Answer.TrySetResult(outcomes[i]);
            }
        }

        metrics.BatchDone(batch.Count, Stopwatch.GetElapsedTime(started, verified), Stopwatch.GetElapsedTime(verified));
    }

    /// <summary>Answers those whose proof does not hold; the others are good for the statements they were seen with.</summary>
    private async Task<List<WaitingBallot>> ExamineAsync(List<WaitingBallot> batch)
    {
        using var mine = await processors.TakeAsync();
        // One election has one circuit, and so one key.
        var bad = await Task.Run(() =>
            batch[0]
                .Seen.Verifier.Examine(
                    [.. batch.Select(ballot => (ballot.Seen.PublicSignals, ballot.Seen.Proof))],
                    Environment.ProcessorCount
                )
        );
        Refuse(bad.Malformed, ElectionLog.MalformedProof);
        Refuse(bad.Invalid, ElectionLog.InvalidProof);
        HashSet<int> refused = [.. bad.Malformed, .. bad.Invalid];
        return [.. batch.Where((_, position) => !refused.Contains(position))];

        void Refuse(IReadOnlyList<int> positions, Refusal refusal)
        {
            foreach (var position in positions)
            {
                batch[position].Answer.TrySetResult(Outcome.Refused(refusal));
            }
        }
    }

    private void Count(Outcome? outcome)
    {
        switch (outcome)
        {
            case null:
                metrics.BallotRefused("E3202");
                break;
            case { Refusal: { } refusal }:
                metrics.BallotRefused(refusal.Code);
                break;
            default:
                metrics.BallotAccepted();
                break;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A batch of {Count} ballots failed: {Fault}")]
    private static partial void LogFailure(ILogger logger, string fault, int count);
}
