namespace PrivateVote.BulletinBoard.Tests;

/// <summary>A log that shows two people two histories has signed the proof of it.</summary>
public sealed class SplitViewTests
{
    private static readonly NoteSigner Key = NoteSigner.FromSeed("log.example/test", new byte[32]);

    private static readonly TestLog Public = new(700);

    [Theory]
    [InlineData(0, 700)]
    [InlineData(1, 2)]
    [InlineData(256, 700)]
    [InlineData(300, 512)]
    [InlineData(699, 700)]
    [InlineData(700, 700)]
    public async Task Of_one_history_there_is_no_split(long older, long newer)
    {
        Assert.Null(await FindAsync(Note(Public, older), Note(Public, newer)));
        Assert.Null(await FindAsync(Note(Public, newer), Note(Public, older)));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 700)]
    [InlineData(2, 700)]
    [InlineData(3, 700)]
    [InlineData(255, 700)]
    [InlineData(256, 257)]
    [InlineData(300, 700)]
    [InlineData(512, 700)]
    [InlineData(699, 700)]
    [InlineData(700, 700)]
    public async Task Two_histories_give_evidence_that_holds_without_the_log(long older, long newer)
    {
        // What one voter was shown differs from the public log in one entry.
        foreach (var at in new[] { 0, older / 2, older - 1 }.Distinct())
        {
            var forked = Forked(at, older);
            var (shown, known) = (Note(forked, older), Note(Public, newer));
            var split = await FindAsync(known, shown);
            Assert.NotNull(split);
            Assert.Equal(newer == older ? [known, shown] : [shown, known], [split.Older, split.Newer]);
            Assert.True(split.Verify(Key.Verifier));
            AssertEveryChangeFails(split);
        }
    }

    [Fact]
    public async Task An_empty_tree_with_a_root_is_a_split_of_itself()
    {
        var note = new Checkpoint(Key.Name, 0, new byte[32]).Sign(Key);
        var split = await FindAsync(note, Note(Public, 700));
        Assert.True(split!.Verify(Key.Verifier));
    }

    [Fact]
    public async Task Nobody_is_accused_with_tiles_that_are_not_the_logs()
    {
        // The larger tree is not served as signed: no evidence against the smaller one, but the tiles are named.
        var other = Forked(5, 700);
        await Assert.ThrowsAsync<BadTileException>(() =>
            SplitView.FindAsync(Note(Public, 300), Note(Public, 700), Key.Verifier, other.FetchAsync)
        );
        await Assert.ThrowsAsync<ArgumentException>(() => FindAsync(Note(Public, 300), "no note"));
        using var stranger = NoteSigner.Create(Key.Name);
        await Assert.ThrowsAsync<ArgumentException>(() => FindAsync(Note(Public, 300), Public.Head().Sign(stranger)));
    }

    [Fact]
    public void Consistent_checkpoints_are_never_evidence_whatever_the_path()
    {
        var (older, newer) = (Note(Public, 300), Note(Public, 700));
        Assert.False(new SplitView(older, newer, []).Verify(Key.Verifier));
        Assert.False(new SplitView(newer, older, []).Verify(Key.Verifier));
        Assert.False(new SplitView(older, older, []).Verify(Key.Verifier));
        Assert.False(new SplitView(older, newer, [new byte[32]]).Verify(Key.Verifier));
        Assert.False(new SplitView(older, newer, Public.Tree.ConsistencyProof(300, 700)).Verify(Key.Verifier));
        Assert.False(new SplitView(older, newer, [new byte[31]]).Verify(Key.Verifier));
    }

    private static void AssertEveryChangeFails(SplitView split)
    {
        using var other = NoteSigner.Create(Key.Name);
        Assert.False(split.Verify(other.Verifier));
        Assert.False((split with { Newer = split.Older }).Verify(Key.Verifier));
        for (var i = 0; i < split.Path.Count; i++)
        {
            var path = split.Path.Select(hash => hash.ToArray()).ToArray();
            path[i][0] ^= 1;
            Assert.False((split with { Path = path }).Verify(Key.Verifier));
            Assert.False((split with { Path = [.. split.Path.Where((_, j) => j != i)] }).Verify(Key.Verifier));
        }

        if (split.Path.Count > 0)
        {
            Assert.False((split with { Path = [.. split.Path, new byte[32]] }).Verify(Key.Verifier));
        }
    }

    private static Task<SplitView?> FindAsync(string one, string other) =>
        SplitView.FindAsync(one, other, Key.Verifier, Public.FetchAsync);

    private static string Note(TestLog log, long size) => log.Head(size).Sign(Key);

    private static TestLog Forked(long at, long size)
    {
        var log = new TestLog(0);
        for (long i = 0; i < size; i++)
        {
            log.Add(i == at ? "another"u8.ToArray() : TestLog.EntryOf(i, 0));
        }

        return log;
    }
}
