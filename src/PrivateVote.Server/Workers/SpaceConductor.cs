using PrivateVote.Elections;
using PrivateVote.Governance;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Workers;

/// <summary>
/// Enters what governance needs nobody's signature for: how elections of this service ended, with the proof from their own logs,
/// and stages whose time or condition has come. Anyone may hand these in; the rules check them like everything else.
/// </summary>
internal sealed class SpaceConductor(
    LogDirectory logs,
    ServerOptions options,
    TimeProvider clock,
    ILogger<SpaceConductor> logger
) : Ticker(options.Tick, clock, logger)
{
    /// <summary>Ticks between two looks for spaces that other servers work on.</summary>
    private const int TicksBetweenLooks = 30;

    /// <summary>Entries that one space gets in one tick: the others have their turn too.</summary>
    private const int MostAtOnce = 64;

    private readonly TimeProvider clock = clock;

    // By election: the size of its log whose outcome was refused, so that it is not tried again at every tick.
    private readonly Dictionary<string, long> refused = new(StringComparer.Ordinal);
    private int ticks;

    protected override async Task TickAsync(CancellationToken stop)
    {
        if (ticks++ % TicksBetweenLooks == 0)
        {
            // What was refused may have been too early by the space's clock.
            refused.Clear();
            await LoadUnderWayAsync(stop);
        }

        foreach (var host in logs.Loaded.OfType<SpaceHost>().Where(host => host.View.Summary.IsUnderWay).ToList())
        {
            try
            {
                await ShowOutcomesAsync(host, stop);
                await AdvanceAsync(host, stop);
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                // One space that cannot be written keeps no other from going on.
                Tell(exception);
            }
        }
    }

    private async Task LoadUnderWayAsync(CancellationToken stop)
    {
        await foreach (var (id, summary) in logs.ListAsync(null, stop))
        {
            if (summary.IsUnderWay)
            {
                var host = await logs.FindAsync(id, stop);
                await host!.RefreshAsync(stop);
            }
        }
    }

    private async Task ShowOutcomesAsync(SpaceHost host, CancellationToken stop)
    {
        foreach (var vote in host.Read(log => log.VotesUnderWay.ToList()))
        {
            try
            {
                await ShowOutcomeAsync(host, vote, stop);
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                // One election whose log cannot be read keeps no other from being shown, and is tried again.
                Tell(exception);
            }
        }
    }

    private async Task ShowOutcomeAsync(SpaceHost host, VoteRecord vote, CancellationToken stop)
    {
        if (await logs.FindElectionAsync(vote.Id, stop) is not { } election)
        {
            return;
        }

        if (vote.Closes <= clock.Now())
        {
            await election.RefreshAsync(stop);
        }

        var view = election.View;
        var name = LogId.ToName(vote.Id);
        if (view.Phase is Phase.Setup or Phase.Open or Phase.Closed || refused.GetValueOrDefault(name) == view.Size)
        {
            return;
        }

        var outcome = await ElectionEnd.ToOutcomeAsync(host.Id, vote.Id, ViewOf(election), stop);
        if (outcome is null || (await host.AppendAsync(outcome, stop)).Refusal is not null)
        {
            refused[name] = view.Size;
        }
    }

    private async Task AdvanceAsync(SpaceHost host, CancellationToken stop)
    {
        for (var i = 0; i < MostAtOnce && host.Read(log => log.Due(clock.Now()).Count > 0); i++)
        {
            if (
                await host.AppendAsync((log, at) => log.Due(at) is [var first, ..] ? first : null, stop)
                is not { Refusal: null }
            )
            {
                break;
            }
        }
    }

    private static ElectionLogView ViewOf(ElectionHost election)
    {
        // One view for all: what is entered meanwhile is not under this checkpoint.
        var view = election.View;
        return new ElectionLogView(
            view.Size,
            view.Checkpoint,
            async (from, until, cancellation) =>
            {
                var lines = new List<byte[]>();
                await foreach (var entry in election.EntriesAsync(from, until, cancellation))
                {
                    lines.Add(entry.Line);
                }

                return lines;
            },
            index => election.Prove(index, view).Path
        );
    }
}
