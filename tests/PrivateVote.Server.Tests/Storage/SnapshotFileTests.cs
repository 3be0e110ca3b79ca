using PrivateVote.BulletinBoard;
using PrivateVote.Elections;
using PrivateVote.Elections.Tests.Support;
using static PrivateVote.Server.Tests.Storage.StoreSamples;

namespace PrivateVote.Server.Tests.Storage;

public sealed class SnapshotFileTests : IDisposable
{
    private static readonly byte[] Key = Id("the server's key");

    private readonly string folder = Directory.CreateTempSubdirectory("privatevote-snapshot-").FullName;
    private readonly TestElection election = TestElection.Open();
    private readonly MerkleTree tree = new();

    public SnapshotFileTests()
    {
        foreach (var line in election.Lines)
        {
            tree.Add(line);
        }
    }

    private string Target => Path.Combine(folder, "a.snapshot");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_is_restored_with_the_same_key_only()
    {
        Vote(1);
        new SnapshotFile(Target, Key).Write(election.Log.TakeSnapshot(tree));

        Assert.False(new SnapshotFile(Target, Id("another key")).TryRestore(Replayed(), out _));
        var log = Replayed();
        Assert.True(new SnapshotFile(Target, Key).TryRestore(log, out var restored));
        Assert.Equal(election.Log.Root, log.Root);
        Assert.Equal(election.Log.Root, restored.Root);
        Assert.Equal([Target], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_newer_one_takes_the_place_of_the_one_before()
    {
        var file = new SnapshotFile(Target, Key);
        Vote(1);
        file.Write(election.Log.TakeSnapshot(tree));
        Vote(2);
        // What a process that was killed while writing left behind.
        File.WriteAllText(Target + ".new", "half");
        file.Write(election.Log.TakeSnapshot(tree));

        var log = Replayed();
        Assert.True(file.TryRestore(log, out _));
        Assert.Equal(election.Log.Size, log.Size);
    }

    [Fact]
    public void Whatever_is_changed_in_a_file_it_is_as_if_it_were_not_there()
    {
        var file = new SnapshotFile(Target, Key);
        var log = Replayed();
        Assert.False(file.TryRestore(log, out _));
        Vote(1);
        file.Write(election.Log.TakeSnapshot(tree));
        var good = File.ReadAllBytes(Target);

        foreach (var length in new[] { 0, 1, 31, 32, 33, good.Length / 2, good.Length - 1 })
        {
            File.WriteAllBytes(Target, good[..length]);
            Assert.False(file.TryRestore(log, out _));
        }

        for (var i = 0; i < good.Length; i++)
        {
            byte[] flipped = [.. good];
            flipped[i] ^= 1;
            File.WriteAllBytes(Target, flipped);
            Assert.False(file.TryRestore(log, out _));
        }

        File.WriteAllBytes(Target, [.. good, 0]);
        Assert.False(file.TryRestore(log, out _));
        File.WriteAllBytes(Target, good);
        Assert.True(file.TryRestore(log, out _));
    }

    [Fact]
    public async Task A_store_is_compared_with_the_tree_entry_by_entry()
    {
        await using var store = new SqliteStore(Path.Combine(folder, "privatevote.db"));
        await store.OpenAsync(CancellationToken.None);
        var entries = Entries(0, 600);
        Assert.True(await store.TryCreateAsync(Id("log"), entries[0], Head(1), CancellationToken.None));
        await using (var writer = await store.LockAsync(Id("log"), CancellationToken.None))
        {
            await writer.AppendAsync(entries[1..], Head(600), CancellationToken.None);
        }

        Assert.Null(await FindDifferenceAsync(store, entries));
        Assert.Null(await FindDifferenceAsync(store, entries[..256]));
        Assert.Equal(600, await FindDifferenceAsync(store, [.. entries, Entry("one that the store lost")]));
        foreach (var changed in new[] { 0, 255, 256, 599 })
        {
            NewEntry[] others = [.. entries];
            others[changed] = Entry("another");
            Assert.Equal(changed, await FindDifferenceAsync(store, others));
        }
    }

    private static Task<long?> FindDifferenceAsync(ILogStore store, NewEntry[] signed)
    {
        var leaves = new MerkleTree();
        foreach (var entry in signed)
        {
            leaves.Add(entry.Line);
        }

        return StoreCheck.FindDifferenceAsync(store, Id("log"), leaves.Size, leaves.LeafHashes, CancellationToken.None);
    }

    private void Vote(int voter)
    {
        var ballot = SimulatedBallots.Make(election.Log, Fr.From((ulong)voter), null);
        var line = TestElection.Cast(ballot).ToLine(election.Now);
        Assert.Null(SimulatedBallots.Enter(election.Log, line));
        election.Lines.Add(line);
        tree.Add(line);
    }

    private ElectionLog Replayed()
    {
        var log = new ElectionLog();
        foreach (var line in election.Lines.TakeWhile(_ => log.Phase == Phase.Setup))
        {
            Assert.Null(log.Append(line));
        }

        return log;
    }
}
