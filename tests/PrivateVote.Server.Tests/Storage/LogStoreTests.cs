using static PrivateVote.Server.Tests.Storage.StoreSamples;

namespace PrivateVote.Server.Tests.Storage;

/// <summary>What every store does; each store's class derives from this.</summary>
public abstract partial class LogStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;
    protected static readonly byte[] Log = Id("a log");

    private readonly List<ILogStore> connected = [];

    /// <summary>The store under test, open.</summary>
    protected ILogStore Store { get; private set; } = null!;

    /// <summary>What the child processes of these tests reach the same database by: a kind and a connection.</summary>
    protected abstract (string Kind, string Connection) Address { get; }

    /// <summary>Another database, where there is none.</summary>
    protected abstract string UnreachableConnection { get; }

    protected abstract Task MakeDatabaseAsync();

    protected abstract Task RemoveDatabaseAsync();

    /// <summary>Leaves tables behind as a later version of this program might.</summary>
    protected abstract Task PretendNewerVersionAsync();

    /// <summary>Leaves tables behind as the first version of this program did.</summary>
    protected abstract Task ReturnToVersion1Async();

    public async Task InitializeAsync()
    {
        await MakeDatabaseAsync();
        Store = Connect();
        await Store.OpenAsync(Never);
    }

    public async Task DisposeAsync()
    {
        foreach (var each in connected)
        {
            await each.DisposeAsync();
        }

        await RemoveDatabaseAsync();
    }

    /// <summary>One more store on the same database, as another server has.</summary>
    private ILogStore Connect(TimeSpan? patience = null)
    {
        var another = StoreProcess.Connect(Address.Kind, Address.Connection, patience);
        connected.Add(another);
        return another;
    }

    protected async Task CreateAsync(byte[]? log = null) =>
        Assert.True(await Store.TryCreateAsync(log ?? Log, Entry("entry 0"), Head(1), Never));

    protected async Task AppendAsync(params NewEntry[] entries)
    {
        await using var writer = await Store.LockAsync(Log, Never);
        await writer.AppendAsync(entries, Head(writer.Head.Size + entries.Length), Never);
    }

    private static async Task<List<StoredEntry>> ReadAllAsync(
        ILogStore from,
        byte[] log,
        long start = 0,
        long? until = null
    )
    {
        var read = new List<StoredEntry>();
        await foreach (var entry in from.ReadAsync(log, start, until ?? long.MaxValue, Never))
        {
            read.Add(entry);
        }

        return read;
    }

    [StoreFact]
    public async Task A_log_begins_with_its_first_entry()
    {
        Assert.True(await Store.TryCreateAsync(Log, Entry("the committee"), Head(1), Never));

        Assert.Equal(Head(1), await Store.FindAsync(Log, Never));
        Assert.Equal("the committee", Text(Assert.Single(await ReadAllAsync(Store, Log))));
    }

    [StoreFact]
    public async Task A_log_is_created_once()
    {
        await CreateAsync();

        Assert.False(await Store.TryCreateAsync(Log, Entry("another"), Head(1, keep: true), Never));

        Assert.Equal(Head(1), await Store.FindAsync(Log, Never));
        Assert.Equal("entry 0", Text(Assert.Single(await ReadAllAsync(Store, Log))));
        Assert.Empty(await Store.KeptCheckpointsAsync(Log, Never));
    }

    [StoreFact]
    public async Task Of_those_who_create_a_log_at_once_one_does()
    {
        var other = Connect();
        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    Task.Run(() => (i % 2 == 0 ? Store : other).TryCreateAsync(Log, Entry($"by {i}"), Head(1), Never))
                )
        );

        var winner = Array.IndexOf(made, true);
        Assert.Single(made, true);
        Assert.Equal($"by {winner}", Text(Assert.Single(await ReadAllAsync(Store, Log))));
    }

    [StoreFact]
    public async Task Entries_are_read_in_order_from_any_index_until_any()
    {
        await CreateAsync();
        await AppendAsync(Entries(1, 699));

        var all = await ReadAllAsync(Store, Log);
        Assert.Equal(Enumerable.Range(0, 700).Select(i => (i, $"entry {i}")), all.Select(e => ((int)e.Index, Text(e))));
        foreach (
            var (from, until) in new[] { (0, 0), (0, 1), (5, 5), (9, 3), (100, 612), (44, 300), (699, 900), (700, 900) }
        )
        {
            Assert.Equal(
                all.Where(entry => entry.Index >= from && entry.Index < until).Select(entry => entry.Index),
                (await ReadAllAsync(Store, Log, from, until)).Select(entry => entry.Index)
            );
        }
    }

    [StoreFact]
    public async Task Another_store_sees_what_one_appended()
    {
        var other = Connect();
        await CreateAsync();
        await AppendAsync(Entries(1, 3));

        Assert.Equal(Head(4), await other.FindAsync(Log, Never));
        Assert.Equal(4, (await ReadAllAsync(other, Log)).Count);
    }

    [StoreFact]
    public async Task An_entry_is_found_by_its_key_in_its_log()
    {
        await CreateAsync();
        await CreateAsync(Id("another log"));
        await AppendAsync(Entries(1, 9));

        var found = await Store.FindEntryAsync(Log, Entry("entry 7").Key, Never);

        Assert.Equal(7, found!.Index);
        Assert.Equal("entry 7", Text(found));
        Assert.Null(await Store.FindEntryAsync(Log, Entry("entry 10").Key, Never));
        Assert.Null(await Store.FindEntryAsync(Id("another log"), Entry("entry 7").Key, Never));
    }

    [StoreFact]
    public async Task A_key_that_is_there_leaves_nothing_of_its_batch()
    {
        await CreateAsync();
        await AppendAsync(Entries(1, 4));

        await using (var writer = await Store.LockAsync(Log, Never))
        {
            NewEntry[] batch = [Entry("a", Id("slot")), .. Entries(2, 1), Entry("c")];
            await Assert.ThrowsAsync<DuplicateKeyException>(() =>
                writer.AppendAsync(batch, Head(8, keep: true), Never)
            );
        }

        Assert.Equal(Head(5), await Store.FindAsync(Log, Never));
        Assert.Equal(5, (await ReadAllAsync(Store, Log)).Count);
        Assert.Null(await Store.FindEntryAsync(Log, Entry("a").Key, Never));
        Assert.Null(await Store.HeadOfSlotAsync(Log, Id("slot"), Never));
        Assert.Empty(await Store.KeptCheckpointsAsync(Log, Never));
        await AppendAsync(Entry("a", Id("slot")), Entry("c"));
        Assert.Equal(7, (await ReadAllAsync(Store, Log)).Count);
    }

    [StoreFact]
    public async Task A_key_twice_in_a_batch_leaves_nothing_of_it()
    {
        await CreateAsync();

        await Assert.ThrowsAsync<DuplicateKeyException>(() => AppendAsync([.. Entries(1, 3), .. Entries(2, 3)]));

        Assert.Equal(Head(1), await Store.FindAsync(Log, Never));
        Assert.Single(await ReadAllAsync(Store, Log));
    }

    [StoreFact]
    public async Task Logs_do_not_share_keys_or_slots()
    {
        await CreateAsync();
        await CreateAsync(Id("another log"));
        await AppendAsync(Entry("a", Id("slot")));

        await using (var writer = await Store.LockAsync(Id("another log"), Never))
        {
            await writer.AppendAsync([Entry("x"), Entry("a", Id("slot"))], Head(3), Never);
        }

        Assert.Equal(1, (await Store.HeadOfSlotAsync(Log, Id("slot"), Never))!.Index);
        Assert.Equal(2, (await Store.HeadOfSlotAsync(Id("another log"), Id("slot"), Never))!.Index);
    }

    [StoreFact]
    public async Task A_slot_takes_what_replaces_its_head_and_nothing_else()
    {
        var slot = Id("slot");
        await CreateAsync();
        await Assert.ThrowsAsync<DuplicateKeyException>(() => AppendAsync(Entry("too early", slot, 0)));
        Assert.Null(await Store.HeadOfSlotAsync(Log, slot, Never));

        await AppendAsync(Entry("first", slot), Entry("other", Id("other slot")));
        Assert.Equal("first", Text((await Store.HeadOfSlotAsync(Log, slot, Never))!));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => AppendAsync(Entry("again", slot)));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => AppendAsync(Entry("again", slot, 2)));

        await AppendAsync(Entry("second", slot, 1));
        Assert.Equal("second", Text((await Store.HeadOfSlotAsync(Log, slot, Never))!));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => AppendAsync(Entry("again", slot, 1)));

        Assert.Equal(3, (await Store.HeadOfSlotAsync(Log, slot, Never))!.Index);
        Assert.Equal("other", Text((await Store.HeadOfSlotAsync(Log, Id("other slot"), Never))!));
        Assert.Equal(Head(4), await Store.FindAsync(Log, Never));
    }

    [StoreFact]
    public async Task A_slot_is_filled_and_replaced_within_a_batch()
    {
        var slot = Id("slot");
        await CreateAsync();

        await AppendAsync(Entry("a", slot), Entry("b"), Entry("c", slot, 1), Entry("d", slot, 3));
        Assert.Equal("d", Text((await Store.HeadOfSlotAsync(Log, slot, Never))!));

        await Assert.ThrowsAsync<DuplicateKeyException>(() => AppendAsync(Entry("e", slot, 4), Entry("f", slot, 4)));
        await Assert.ThrowsAsync<DuplicateKeyException>(() =>
            AppendAsync(Entry("g", Id("new")), Entry("h", Id("new")))
        );
        await AppendAsync(Entry("i", slot, 4), Entry("j", slot, 5));
        Assert.Equal("j", Text((await Store.HeadOfSlotAsync(Log, slot, Never))!));
        Assert.Null(await Store.HeadOfSlotAsync(Log, Id("new"), Never));
    }

    [StoreFact]
    public async Task Many_slots_are_filled_and_replaced_in_one_batch()
    {
        await CreateAsync();
        await AppendAsync([.. Enumerable.Range(0, 300).Select(i => Entry($"a{i}", Id($"slot {i}")))]);

        await AppendAsync([
            .. Enumerable.Range(0, 300).Select(i => Entry($"b{i}", Id($"slot {i}"), 1 + i)),
            .. Enumerable.Range(300, 300).Select(i => Entry($"b{i}", Id($"slot {i}"))),
        ]);

        foreach (var i in new[] { 0, 1, 299, 300, 599 })
        {
            Assert.Equal($"b{i}", Text((await Store.HeadOfSlotAsync(Log, Id($"slot {i}"), Never))!));
        }
    }

    [StoreFact]
    public async Task Entries_have_any_bytes_up_to_65535()
    {
        var line = Enumerable.Range(0, 65_535).Select(i => (byte)(i * 7 + (i >> 8))).ToArray();
        await CreateAsync();
        await AppendAsync([.. Enumerable.Range(0, 20).Select(i => Entry([(byte)i, .. line[1..]]))]);

        var read = await ReadAllAsync(Store, Log, 1);

        Assert.Equal(20, read.Count);
        Assert.All(read, entry => Assert.Equal(line[1..], entry.Line[1..]));
        Assert.Equal(Enumerable.Range(0, 20), read.Select(entry => (int)entry.Line[0]));
    }

    [StoreFact]
    public async Task The_election_is_found_from_the_head_that_names_it()
    {
        await CreateAsync();
        Assert.Null(await Store.FindLogOfElectionAsync(Id("election"), Never));

        await using (var writer = await Store.LockAsync(Log, Never))
        {
            await writer.AppendAsync(Entries(1, 1), Head(2, election: Id("election")), Never);
        }

        Assert.Equal(Log, await Store.FindLogOfElectionAsync(Id("election"), Never));
        Assert.Equal(Id("election"), (await Store.FindAsync(Log, Never))!.ElectionId);
        Assert.Null(await Store.FindLogOfElectionAsync(Id("another"), Never));
    }

    [StoreFact]
    public async Task Logs_are_listed_by_their_ids_in_pages()
    {
        Assert.Empty(await Store.ListAsync(null, 10, Never));
        var ids = Enumerable.Range(0, 23).Select(i => Id($"log {i}")).ToArray();
        foreach (var id in ids)
        {
            await CreateAsync(id);
        }

        var listed = new List<StoredLog>();
        for (
            IReadOnlyList<StoredLog> page;
            (page = await Store.ListAsync(listed.LastOrDefault()?.LogId, 5, Never)).Count > 0;

        )
        {
            Assert.True(page.Count <= 5);
            listed.AddRange(page);
        }

        Assert.Equal(
            ids.Select(Convert.ToHexStringLower).Order(StringComparer.Ordinal),
            listed.Select(log => Convert.ToHexStringLower(log.LogId))
        );
        Assert.All(listed, log => Assert.Equal(Head(1), log.Head));
    }

    [StoreFact]
    public async Task Checkpoints_are_kept_where_that_is_asked()
    {
        await CreateAsync();
        await using (var writer = await Store.LockAsync(Log, Never))
        {
            await writer.AppendAsync(Entries(1, 2), Head(3, keep: true), Never);
        }

        await AppendAsync(Entries(3, 1));
        await Store.KeepCheckpointAsync(Log, new KeptCheckpoint(2, "cosigned"), Never);
        Assert.Equal(
            [new KeptCheckpoint(2, "cosigned"), new KeptCheckpoint(3, Head(3).Checkpoint)],
            await Store.KeptCheckpointsAsync(Log, Never)
        );

        await Store.KeepCheckpointAsync(Log, new KeptCheckpoint(3, "cosigned too"), Never);
        Assert.Equal(
            [new KeptCheckpoint(2, "cosigned"), new KeptCheckpoint(3, "cosigned too")],
            await Store.KeptCheckpointsAsync(Log, Never)
        );
        Assert.Equal(Head(4), await Store.FindAsync(Log, Never));
    }

    [StoreFact]
    public async Task A_log_that_is_not_there_is_not_found()
    {
        await CreateAsync(Id("another log"));

        Assert.Null(await Store.FindAsync(Log, Never));
        Assert.Empty(await ReadAllAsync(Store, Log));
        Assert.Null(await Store.FindEntryAsync(Log, Entry("entry 0").Key, Never));
        Assert.Null(await Store.HeadOfSlotAsync(Log, Id("slot"), Never));
        Assert.Empty(await Store.KeptCheckpointsAsync(Log, Never));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store.LockAsync(Log, Never));
        await Assert.ThrowsAsync<KeyNotFoundException>(() =>
            Store.KeepCheckpointAsync(Log, new KeptCheckpoint(1, "x"), Never)
        );
    }

    [StoreFact]
    public async Task What_callers_may_not_ask_is_refused_and_changes_nothing()
    {
        await CreateAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => Store.FindAsync([1, 2, 3], Never));
        await using (var writer = await Store.LockAsync(Log, Never))
        {
            await Assert.ThrowsAsync<ArgumentException>(() => writer.AppendAsync([], Head(1), Never));
            await Assert.ThrowsAsync<ArgumentException>(() => writer.AppendAsync(Entries(1, 2), Head(2), Never));
            await writer.AppendAsync(Entries(1, 1), Head(2), Never);
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                writer.AppendAsync(Entries(2, 1), Head(3), Never)
            );
        }

        Assert.Equal(Head(2), await Store.FindAsync(Log, Never));
    }

    [StoreFact]
    public async Task A_store_opens_again_with_all_that_was_in_it()
    {
        await CreateAsync();
        await AppendAsync(Entry("a", Id("slot")));
        var again = Connect();
        await again.OpenAsync(Never);

        Assert.Equal(Head(2), await again.FindAsync(Log, Never));
        Assert.Equal(1, (await again.HeadOfSlotAsync(Log, Id("slot"), Never))!.Index);
    }

    [StoreFact]
    public async Task Tables_of_another_version_are_not_opened()
    {
        await PretendNewerVersionAsync();
        Assert.Contains(
            "version 3",
            (await Assert.ThrowsAsync<StoreException>(() => Connect().OpenAsync(Never))).Message,
            StringComparison.Ordinal
        );
    }

    [StoreFact]
    public async Task Tables_of_the_first_version_get_what_they_lack()
    {
        await CreateAsync();
        await ReturnToVersion1Async();

        var opened = Connect();
        await opened.OpenAsync(Never);
        await Connect().OpenAsync(Never);

        Assert.Equal("entry 0", Text(Assert.Single(await ReadAllAsync(opened, Log))));
        await AppendAsync(Entry("entry 1") with { Evidence = [1] });
        Assert.Equal([1], await opened.FindEvidenceAsync(Log, 1, Never));
    }

    [StoreFact]
    public async Task Evidence_is_stored_with_its_entry_and_found_by_its_index()
    {
        await CreateAsync();
        await AppendAsync(
            Entry("entry 1") with
            {
                Evidence = [1, 2, 3],
            },
            Entry("entry 2"),
            Entry("entry 3") with
            {
                Evidence = [4],
            }
        );

        Assert.Equal([1, 2, 3], await Store.FindEvidenceAsync(Log, 1, Never));
        Assert.Null(await Store.FindEvidenceAsync(Log, 2, Never));
        Assert.Equal([4], await Connect().FindEvidenceAsync(Log, 3, Never));
        Assert.Null(await Store.FindEvidenceAsync(Log, 4, Never));
        Assert.Null(await Store.FindEvidenceAsync(Id("another log"), 1, Never));
    }

    [StoreFact]
    public async Task Evidence_of_what_was_not_entered_is_nowhere()
    {
        await CreateAsync();
        await using (var writer = await Store.LockAsync(Log, Never))
        {
            await Assert.ThrowsAsync<DuplicateKeyException>(() =>
                writer.AppendAsync(
                    [Entry("entry 1") with { Evidence = [1] }, Entry("entry 0") with { Evidence = [2] }],
                    Head(3),
                    Never
                )
            );
        }

        Assert.Null(await Store.FindEvidenceAsync(Log, 1, Never));
        // And nothing is in the way of another entry there.
        await AppendAsync(Entry("entry 1") with { Evidence = [3] });
        Assert.Equal([3], await Store.FindEvidenceAsync(Log, 1, Never));
    }

    [StoreFact]
    public async Task A_database_that_does_not_answer_is_a_store_exception()
    {
        Assert.True(await Store.IsReachableAsync(Never));
        await using var nowhere = StoreProcess.Connect(Address.Kind, UnreachableConnection, null);

        Assert.False(await nowhere.IsReachableAsync(Never));
        await Assert.ThrowsAsync<StoreException>(() => nowhere.OpenAsync(Never));
        await Assert.ThrowsAsync<StoreException>(() => nowhere.FindAsync(Log, Never));
        await Assert.ThrowsAsync<StoreException>(() => nowhere.LockAsync(Log, Never));
        await Assert.ThrowsAsync<StoreException>(() => nowhere.TryCreateAsync(Log, Entry("a"), Head(1), Never));
        await Assert.ThrowsAsync<StoreException>(() => ReadAllAsync(nowhere, Log));
    }
}
