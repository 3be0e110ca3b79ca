using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Workers;

/// <summary>
/// Enters what needs no signature and only waits for its moment: the close entry when the closing time has passed, and the
/// result when enough decryption shares are in. Anyone may hand these in; the rules check them like everything else.
/// </summary>
internal sealed class Conductor(LogDirectory logs, ServerOptions options, TimeProvider clock, ILogger<Conductor> logger)
    : Ticker(options.Tick, clock, logger)
{
    /// <summary>Ticks between two looks for elections of other servers that are due.</summary>
    private const int TicksBetweenLooks = 30;

    private readonly TimeProvider clock = clock;

    // One search for totals at a time: it may take minutes and much memory. It holds up no ballot.
    private readonly Dictionary<string, Task> tallies = new(StringComparer.Ordinal);
    private readonly Turn searching = new();
    private int ticks;

    protected override async Task TickAsync(CancellationToken stop)
    {
        if (ticks++ % TicksBetweenLooks == 0)
        {
            await LoadDueAsync(stop);
            logs.DropIdle();
        }

        foreach (var (name, tally) in tallies.ToList())
        {
            if (tally.IsCompleted)
            {
                tallies.Remove(name);
            }
        }

        foreach (var host in logs.Loaded.OfType<ElectionHost>().ToList())
        {
            try
            {
                await ConductAsync(host, stop);
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                // One log that cannot be written keeps no other from closing.
                Tell(exception);
            }
        }
    }

    private async Task ConductAsync(ElectionHost host, CancellationToken stop)
    {
        var view = host.View;
        if (view.Phase == Phase.Open && view.Summary.Election!.Closes <= clock.Now())
        {
            await host.AppendAsync(Close, stop);
        }
        else if (
            view is { Phase: Phase.Closed, Summary.Election: { } election }
            && election.Shares.Count >= election.Threshold
            && !tallies.ContainsKey(LogId.ToName(host.Id))
        )
        {
            tallies[LogId.ToName(host.Id)] = Task.Run(() => TallyAsync(host, stop), stop);
        }
    }

    /// <summary>So that an election closes though the server that took its entries is gone.</summary>
    private async Task LoadDueAsync(CancellationToken stop)
    {
        await foreach (var (id, summary) in logs.ListAsync(null, stop))
        {
            if (
                summary.Election is { Phase: Phase.Closed }
                || (summary.Election is { Phase: Phase.Open } open && open.Closes <= clock.Now())
            )
            {
                var host = await logs.FindAsync(id, stop);
                await host!.RefreshAsync(stop);
            }
        }
    }

    /// <summary>By the time that the entry will have: the rules hold it to the manifest.</summary>
    private static Submission? Close(ElectionLog log) => log.Phase == Phase.Open ? Organizer.Close(log) : null;

    private async Task TallyAsync(ElectionHost host, CancellationToken stop)
    {
        try
        {
            using var mine = await searching.TakeAsync(stop);
            if (host.Read(log => log.DecryptTally()) is not { } decrypted)
            {
                return;
            }

            var totals = Organizer.FindTotals(host.Read(log => log.Election!), decrypted);
            await host.AppendAsync(log => log.Phase == Phase.Closed ? Organizer.Tally(log, totals) : null, stop);
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            Tell(exception);
        }
    }
}
