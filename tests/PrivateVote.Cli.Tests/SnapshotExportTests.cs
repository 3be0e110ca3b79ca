using System.Text;
using PrivateVote.Cli.Demo;
using PrivateVote.TestSupport;

namespace PrivateVote.Cli.Tests;

public sealed class SnapshotExportTests
{
    [Fact]
    public void Single_choices_are_read()
    {
        var export = Parse(
            """
            {"proposal":{"choices":["A","B"],"type":"single-choice"},"scores":[3.5,1],"space":{"id":"x"},
             "votes":[{"choice":1,"balance":3.5,"voter":"0x1"},{"choice":2,"balance":1}]}
            """
        );

        Assert.Equal(["A", "B"], export.Choices);
        Assert.False(export.IsApproval);
        Assert.Equal([0, 1], export.Votes.Select(vote => Assert.Single(vote.Choices)));
        Assert.Equal([3.5m, 1m], export.Votes.Select(vote => vote.Balance));
        Assert.Equal([3.5m, 1m], export.Scores);
    }

    [Fact]
    public void Lists_are_approvals()
    {
        var export = Parse(
            """{"proposal":{"choices":["A","B","C"]},"votes":[{"choice":[1,3],"balance":1},{"choice":[],"balance":2}]}"""
        );

        Assert.True(export.IsApproval);
        Assert.Equal([0, 2], export.Votes[0].Choices);
        Assert.Empty(export.Votes[1].Choices);
        Assert.Null(export.Scores);
    }

    [Fact]
    public void Votes_that_weigh_nothing_are_left_out_and_counted()
    {
        var export = Parse(
            """{"proposal":{"choices":["A"]},"votes":[{"choice":1,"balance":0},{"choice":1,"balance":2}]}"""
        );

        Assert.Equal(1, export.Weightless);
        Assert.Equal(2m, Assert.Single(export.Votes).Balance);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[1]", "not Snapshot's export")]
    [InlineData("""{"votes":[]}""", "not Snapshot's export")]
    [InlineData("""{"proposal":{"choices":["A"]},"votes":[]}""", "no votes")]
    [InlineData("""{"proposal":{"choices":["A"]},"votes":[{"choice":1}]}""", "not Snapshot's export")]
    [InlineData(
        """{"proposal":{"choices":["A"]},"votes":[{"choice":0,"balance":1}]}""",
        "vote 1 chooses something else"
    )]
    [InlineData(
        """{"proposal":{"choices":["A"]},"votes":[{"choice":2,"balance":1}]}""",
        "vote 1 chooses something else"
    )]
    [InlineData(
        """{"proposal":{"choices":["A"]},"votes":[{"choice":1.5,"balance":1}]}""",
        "vote 1 chooses something else"
    )]
    [InlineData(
        """{"proposal":{"choices":["A"]},"votes":[{"choice":"1","balance":1}]}""",
        "vote 1 chooses something else"
    )]
    [InlineData("""{"proposal":{"choices":["A"]},"votes":[{"choice":1,"balance":"1"}]}""", "balance of vote 1")]
    [InlineData("""{"proposal":{"choices":["A"]},"votes":[{"choice":1,"balance":-1}]}""", "below zero")]
    [InlineData("""{"proposal":{"choices":["A"]},"votes":[{"choice":1,"balance":1e99}]}""", "balance of vote 1")]
    [InlineData("""{"proposal":{"choices":["A"]},"votes":[{"choice":{"1":2},"balance":1}]}""", "weighted or quadratic")]
    [InlineData("""{"proposal":{"choices":["A"]},"votes":[{"choice":[1,1],"balance":1}]}""", "one option twice")]
    [InlineData(
        """{"proposal":{"choices":["A"]},"votes":[{"choice":[1],"balance":1},{"choice":1,"balance":1}]}""",
        "one or the other"
    )]
    [InlineData(
        """{"proposal":{"choices":["A"],"type":"ranked-choice"},"votes":[{"choice":[1],"balance":1}]}""",
        "ranked-choice"
    )]
    [InlineData(
        """{"proposal":{"choices":["A"]},"scores":[1,2],"votes":[{"choice":1,"balance":1}]}""",
        "2 scores for 1"
    )]
    public void What_cannot_be_replayed_is_refused_in_a_sentence(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<Failure>(() => Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused() => Assert.Throws<Failure>(() => Parse(new string('[', 100_000)));

    [SharedVectorFact("snapshot-voting-singleChoice.json")]
    public void The_export_of_759_real_votes_is_read()
    {
        var export = SnapshotExport.Parse(File.ReadAllBytes(SharedVectors.PathOf("snapshot-voting-singleChoice.json")));

        Assert.Equal(759, export.Votes.Count);
        Assert.Equal(4, export.Choices.Count);
        Assert.Equal([586m, 74m, 59m, 40m], export.Scores);
    }

    private static SnapshotExport Parse(string json) => SnapshotExport.Parse(Encoding.UTF8.GetBytes(json));
}
