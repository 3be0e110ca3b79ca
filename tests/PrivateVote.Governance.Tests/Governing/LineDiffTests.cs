using FsCheck;
using FsCheck.Fluent;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>A diff gives both texts back, and is as short as it can be.</summary>
public sealed class LineDiffTests
{
    [Fact]
    public void It_gives_both_texts_back_and_is_a_shortest()
    {
        var texts = Gen.Elements("a", "b", "c", "").ArrayOf().Select(lines => string.Join('\n', lines));
        Prop.ForAll(
                Arb.From(texts.Two()),
                pair =>
                {
                    var (before, after) = pair;
                    var diff = LineDiff.Of(before, after);
                    Assert.Equal(before, Join(diff, LineChange.Added));
                    Assert.Equal(after, Join(diff, LineChange.Removed));
                    var kept = diff.Count(line => line.Change == LineChange.Kept);
                    Assert.Equal(LongestCommon(before.Split('\n'), after.Split('\n')), kept);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void It_removes_first_and_names_every_line()
    {
        Assert.Equal(
            [
                new DiffLine(LineChange.Kept, "one"),
                new DiffLine(LineChange.Removed, "two"),
                new DiffLine(LineChange.Added, "2"),
                new DiffLine(LineChange.Kept, "three"),
            ],
            LineDiff.Of("one\ntwo\nthree", "one\n2\nthree")
        );
    }

    [Fact]
    public void Texts_that_have_nothing_in_common_are_shown_whole()
    {
        var before = string.Join('\n', Enumerable.Range(0, 900).Select(i => $"old {i}"));
        var after = string.Join('\n', Enumerable.Range(0, 900).Select(i => $"new {i}"));
        var diff = LineDiff.Of(before, after);
        Assert.Equal(1800, diff.Count);
        Assert.Equal((before, after), (Join(diff, LineChange.Added), Join(diff, LineChange.Removed)));
    }

    private static string Join(IReadOnlyList<DiffLine> diff, LineChange without) =>
        string.Join('\n', diff.Where(line => line.Change != without).Select(line => line.Text));

    private static int LongestCommon(string[] a, string[] b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                table[i, j] =
                    a[i - 1] == b[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[a.Length, b.Length];
    }
}
