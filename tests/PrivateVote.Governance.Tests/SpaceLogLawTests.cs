using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.TestSupport;

namespace PrivateVote.Governance.Tests;

/// <summary>What holds of every space's log, whatever is handed in.</summary>
public sealed class SpaceLogLawTests
{
    private static readonly string[] People = ["alice", "bob", "carol", "dave"];

    /// <summary>
    /// One attempt: who, by which sources, with which commitment, in place of which, until when; or a roll; or a line again.
    /// </summary>
    private sealed record Attempt(int Kind, int Person, int Set, int Commitment, int Replaced, int Days, int Wait);

    private static Arbitrary<Attempt[]> Attempts =>
        Gen.Choose(0, 9)
            .SelectMany(kind =>
                Gen.Choose(0, int.MaxValue - 1)
                    .Select(seed => new Attempt(
                        kind,
                        seed % People.Length,
                        seed / 4 % 4,
                        seed / 16 % 8,
                        seed / 128 % 9,
                        seed / 1152 % 4,
                        seed / 4608 % 3
                    ))
            )
            .ArrayOf(24)
            .ToArbitrary();

    [Theory]
    [InlineData(RollKind.Public)]
    [InlineData(RollKind.Private)]
    public void No_sequence_makes_one_person_two_members_and_what_is_refused_changes_nothing(RollKind roll) =>
        Prop.ForAll(
                Attempts,
                attempts =>
                {
                    var body = roll == RollKind.Public ? TestSpace.Public() : TestSpace.Private();
                    var sources = new[]
                    {
                        TestSpace.Source("a", 2, "people"),
                        TestSpace.Source("b", 2, "people"),
                        TestSpace.Source("c"),
                    };
                    var policy = new PersonhoodPolicy(
                        sources,
                        [
                            ["a"],
                            ["b"],
                            ["c"],
                            ["a", "c"],
                        ],
                        1,
                        2
                    );
                    var space = new TestSpace(body with { Personhood = policy });
                    var taken = attempts.Count(attempt => Try(space, attempt));
                    AssertLaws(space.Log);

                    var replayed = new SpaceLog();
                    Assert.All(space.Lines, line => Assert.Null(replayed.Append(line)));
                    Assert.Equal(TestSpace.StateOf(space.Log), TestSpace.StateOf(replayed));
                    return space.Log.Size == taken + 1;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    private static bool Try(TestSpace space, Attempt attempt)
    {
        space.Now = space.Now.AddHours(12 * attempt.Wait);
        byte[] line;
        if (attempt.Kind == 0)
        {
            var census = space.Log.CensusAt(space.Log.Size, space.Now);
            var summary = new CensusSummary(census.Root, census.Members.Count, (ulong)census.Members.Count);
            line = Submission
                .Sign(
                    EntryKind.Roll,
                    new RollBody(space.Space.Id, summary, space.Log.LastRoll),
                    TestSpace.Administrator
                )
                .ToLine(space.Now);
        }
        else if (attempt.Kind == 1)
        {
            line = space.Lines[attempt.Commitment % space.Lines.Count];
        }
        else
        {
            string[][] sets =
            [
                ["a"],
                ["b"],
                ["c"],
                ["a", "c"],
            ];
            var presentation = space.Present(
                People[attempt.Person],
                Fr.From((ulong)attempt.Commitment + 1),
                attempt.Replaced == 0 ? null : Fr.From((ulong)attempt.Replaced),
                attempt.Days == 0 ? null : TestSpace.Begin.AddDays(20 * attempt.Days),
                sets[attempt.Set]
            );
            var outcome = RegistrationRule.Verify(space.Space, space.Log.Roots, presentation, space.Now);
            line = outcome.Registration is null
                ? space.Register(presentation).ToLine(space.Now)
                : space.Enter(presentation).ToLine(space.Now);
        }

        return space.Offer(line);
    }

    private static void AssertLaws(SpaceLog log)
    {
        var all = log.Members.All;
        // A tag is one member's for ever; so is a commitment, and who has it now is found by it.
        var tags = all.SelectMany(member => member.Tags).ToArray();
        Assert.Equal(tags.Length, tags.Distinct(StringComparer.Ordinal).Count());
        var owners = all.SelectMany(member => member.Tenures.Select(tenure => (tenure.Commitment, member.Position)));
        Assert.All(owners.GroupBy(one => one.Commitment), group => Assert.Single(group.Distinct()));
        Assert.Equal(Enumerable.Range(0, all.Count), all.Select(member => member.Position));
        foreach (var member in all)
        {
            Assert.Same(member, log.Members.Find(member.Commitment));
            Assert.All(member.Tags, tag => Assert.Same(member, log.Members.FindByTag(tag)));
            foreach (
                var old in member.Tenures.Select(tenure => tenure.Commitment).Where(old => old != member.Commitment)
            )
            {
                Assert.True(log.Members.IsRetired(old));
            }

            // Once replaced, a commitment is not the member's again.
            var order = member.Tenures.Select(tenure => tenure.Commitment).ToArray();
            var runs = order.Where((commitment, i) => i == 0 || commitment != order[i - 1]).ToArray();
            Assert.Equal(runs.Length, runs.Distinct().Count());
        }

        foreach (var roll in log.Rolls)
        {
            var census = log.RollAt(roll.Index);
            Assert.Equal((roll.Census.Root, roll.Census.Size), (census.Root, census.Members.Count));
        }
    }

    [Fact]
    public void Ten_thousand_damaged_entries_are_refused_or_follow_by_the_rules_and_nothing_is_thrown()
    {
        var open = new TestSpace();
        open.MustEnter(open.Present("alice", until: TestSpace.Begin.AddDays(1)));
        open.Must(open.Roll());
        open.Must(open.Enter(open.Present("bob", sources: ["b", "c"])));
        var closed = new TestSpace(TestSpace.Private());
        closed.Must(closed.Enter(closed.Present("alice"), out var evidence));
        closed.Must(closed.Roll());

        foreach (var space in new[] { open, closed })
        {
            var originals = space.Lines.ToArray();
            var next = space.Enter(space.Present("dave")).ToLine(space.Now);
            foreach (
                var damaged in Mutations.Of([.. originals, next], 5_000, space.Space.Body.Roll.ToString(), share: 2)
            )
            {
                var before = TestSpace.StateOf(space.Log);
                if (space.Log.Append(damaged) is null)
                {
                    // Only white space, a number that means the same, or a time changes nothing of what the entry says.
                    AssertLaws(space.Log);
                    continue;
                }

                Assert.Equal(before, TestSpace.StateOf(space.Log));
                _ = space.Log.Preview(damaged, out _);
                _ = Space.TryOpen(damaged, out _, out _);
            }
        }

        foreach (var damaged in Mutations.Of(evidence!.ToBytes(), 2_000, "evidence"))
        {
            if (Evidence.TryParse(damaged, out var read, out _))
            {
                _ = read.Check(closed.Lines[1], closed.Space);
            }
        }

        foreach (var damaged in Mutations.Of(closed.Lines[1], 2_000, "admission"))
        {
            _ = evidence.Check(damaged, closed.Space);
        }

        foreach (var damaged in Mutations.Of(open.Space.Bytes.ToArray(), 2_000, "space"))
        {
            _ = Space.TryOpen(damaged, out _, out _);
        }
    }
}
