using System.Security.Cryptography;
using static PrivateVote.Server.Tests.Storage.StoreSamples;

namespace PrivateVote.Server.Tests.Storage;

/// <summary>Writers that wait for each other, and processes that die.</summary>
public abstract partial class LogStoreTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [StoreFact]
    public async Task A_writer_disposed_without_appending_changes_nothing()
    {
        await CreateAsync();
        await using (var writer = await Store.LockAsync(Log, Never))
        {
            Assert.Equal(Head(1), writer.Head);
        }

        Assert.Equal(Head(1), await Store.FindAsync(Log, Never));
        await AppendAsync(Entries(1, 1));
    }

    [StoreFact]
    public Task A_writer_waits_for_the_writer_before_it() => WaitsAsync(Store);

    [StoreFact]
    public Task A_writer_waits_for_the_writer_of_another_store() => WaitsAsync(Connect());

    private async Task WaitsAsync(ILogStore second)
    {
        await CreateAsync();
        Task<ILogWriter> waiting;
        await using (var writer = await Store.LockAsync(Log, Never))
        {
            waiting = Task.Run(() => second.LockAsync(Log, Never));
            await Task.Delay(Moment);
            Assert.False(waiting.IsCompleted);
            await writer.AppendAsync(Entries(1, 2), Head(3), Never);
        }

        await using var next = await waiting.WaitAsync(Limit);
        Assert.Equal(Head(3), next.Head);
        await next.AppendAsync(Entries(3, 1), Head(4), Never);
        Assert.Equal(4, (await ReadAllAsync(Store, Log)).Count);
    }

    [StoreFact]
    public async Task A_writer_waits_for_another_process()
    {
        await CreateAsync();
        using var process = StoreProcess.Start(Address, "hold", Log);
        Assert.Equal("held", await process.StandardOutput.ReadLineAsync().WaitAsync(Limit));
        var waiting = Task.Run(() => Store.LockAsync(Log, Never));
        await Task.Delay(Moment);
        Assert.False(waiting.IsCompleted);

        await process.StandardInput.WriteLineAsync("release");
        await using var writer = await waiting.WaitAsync(Limit);
        Assert.Equal(Head(1), writer.Head);
        await process.WaitForExitAsync().WaitAsync(Limit);
    }

    [StoreFact]
    public async Task A_process_that_dies_holds_no_lock()
    {
        await CreateAsync();
        using var process = StoreProcess.Start(Address, "hold", Log);
        Assert.Equal("held", await process.StandardOutput.ReadLineAsync().WaitAsync(Limit));
        process.Kill();

        await using var writer = await Store.LockAsync(Log, Never).WaitAsync(Limit);
        Assert.Equal(Head(1), writer.Head);
    }

    [StoreFact]
    public async Task A_writer_that_stops_waiting_leaves_the_lock_to_others()
    {
        await CreateAsync();
        var other = Connect();
        foreach (var second in new[] { Store, other })
        {
            using var cancelled = new CancellationTokenSource();
            await using (await Store.LockAsync(Log, Never))
            {
                var waiting = second.LockAsync(Log, cancelled.Token);
                await Task.Delay(Moment);
                await cancelled.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Limit));
            }

            await using var next = await second.LockAsync(Log, Never).WaitAsync(Limit);
        }

        await AppendAsync(Entries(1, 1));
    }

    [StoreFact]
    public async Task An_append_that_is_cancelled_before_it_begins_leaves_nothing()
    {
        await CreateAsync();
        await using (var writer = await Store.LockAsync(Log, Never))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                writer.AppendAsync(Entries(1, 2), Head(3), new CancellationToken(canceled: true))
            );
        }

        Assert.Equal(Head(1), await Store.FindAsync(Log, Never));
        Assert.Single(await ReadAllAsync(Store, Log));
    }

    [StoreFact]
    public async Task A_writer_gives_up_when_the_lock_is_not_free_in_time()
    {
        await CreateAsync();
        var hasty = Connect(Moment);
        await using (await Store.LockAsync(Log, Never))
        {
            await Assert.ThrowsAsync<StoreException>(() => hasty.LockAsync(Log, Never).WaitAsync(Limit));
        }

        await using var writer = await hasty.LockAsync(Log, Never);
        Assert.Equal(1, writer.Head.Size);
    }

    [StoreFact]
    public async Task Entries_of_many_writers_are_all_there_and_in_order()
    {
        await CreateAsync();
        var other = Connect();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        for (var round = 0; round < 10; round++)
                        {
                            await using var writer = await (i % 2 == 0 ? Store : other).LockAsync(Log, Never);
                            var size = writer.Head.Size;
                            await writer.AppendAsync(
                                [Entry($"{i}/{round} at {size}"), Entry($"{i}/{round} at {size + 1}")],
                                Head(size + 2),
                                Never
                            );
                        }
                    })
                )
        );

        var all = await ReadAllAsync(Store, Log);
        Assert.Equal(161, all.Count);
        Assert.Equal(Enumerable.Range(0, 161), all.Select(entry => (int)entry.Index));
        Assert.All(all.Skip(1), entry => Assert.EndsWith($" at {entry.Index}", Text(entry), StringComparison.Ordinal));
        Assert.Equal(Head(161), await Store.FindAsync(Log, Never));
    }

    [StoreFact]
    public async Task Who_reads_meanwhile_sees_whole_batches()
    {
        await CreateAsync();
        var other = Connect();
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var seen = 0;
            while (!done.IsCancellationRequested)
            {
                var head = await other.FindAsync(Log, Never);
                Assert.Equal(1, head!.Size % 7);
                Assert.True(head.Size >= seen);
                seen = (int)head.Size;
                Assert.Equal(seen, (await ReadAllAsync(other, Log, 0, seen)).Count);
                Assert.Equal(1, (await ReadAllAsync(other, Log)).Count % 7);
            }
        });
        for (var i = 0; i < 30; i++)
        {
            await AppendAsync(Entries(1 + 7 * i, 7));
        }

        await done.CancelAsync();
        await reading.WaitAsync(Limit);
    }

    [StoreFact]
    public async Task Servers_that_open_a_new_database_at_once_make_its_tables_once()
    {
        await RemoveDatabaseAsync();
        await MakeDatabaseAsync();
        var servers = Enumerable.Range(0, 6).Select(_ => Connect()).ToArray();

        await Task.WhenAll(servers.Select(server => Task.Run(() => server.OpenAsync(Never))));

        Assert.True(await servers[0].TryCreateAsync(Log, Entry("entry 0"), Head(1), Never));
        Assert.Equal(Head(1), await servers[5].FindAsync(Log, Never));
    }

    /// <summary>kill -9 while a process appends: what it acknowledged is there, and no part of a batch.</summary>
    [StoreFact]
    public async Task Whatever_was_acknowledged_survives_the_death_of_the_process()
    {
        await CreateAsync();
        for (var death = 0; death < 10; death++)
        {
            using var process = StoreProcess.Start(Address, "append", Log);
            var first = await process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
            var output = process.StandardOutput.ReadToEndAsync();
            await Task.Delay(RandomNumberGenerator.GetInt32(100));
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(Limit);
            // The last line is an acknowledgement only when it is whole.
            var lines = $"{first}\n{await output.WaitAsync(Limit)}".Split('\n')[..^1];
            var acknowledged = long.Parse(lines[^1], System.Globalization.CultureInfo.InvariantCulture);

            // A database server may still be at the dead process's last commit, under the log's lock.
            await using var writer = await Store.LockAsync(Log, Never).WaitAsync(Limit);
            var head = writer.Head;
            Assert.True(head.Size >= acknowledged, $"{acknowledged} acknowledged, {head.Size} there");
            Assert.Equal(1, head.Size % StoreProcess.BatchSize);
            Assert.Equal(head, await Store.FindAsync(Log, Never));
            var all = await ReadAllAsync(Store, Log);
            Assert.Equal(head.Size, all.Count);
            Assert.All(all, entry => Assert.StartsWith($"entry {entry.Index}", Text(entry), StringComparison.Ordinal));
            var slot = await Store.HeadOfSlotAsync(Log, StoreProcess.Slot, Never);
            Assert.Equal(head.Size - StoreProcess.BatchSize, slot!.Index);
        }
    }
}
