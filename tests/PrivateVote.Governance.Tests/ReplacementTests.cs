using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;

namespace PrivateVote.Governance.Tests;

/// <summary>A person who is known comes again: with another commitment, or with a later attestation.</summary>
public sealed class ReplacementTests
{
    private readonly TestSpace space = new();

    [Fact]
    public void A_replaced_commitment_is_retired_for_good_and_the_person_keeps_their_place()
    {
        var alice = space.MustEnter(space.Present("alice"));
        var old = alice.Commitment;
        space.MustEnter(space.Present("bob"));
        var same = space.MustEnter(space.Present("alice", replaces: old));
        Assert.Same(alice, same);
        Assert.Equal(0, same.Position);
        Assert.Equal(2, space.Log.Members.Count);
        Assert.True(space.Log.Members.IsRetired(old));
        Assert.False(space.Log.Members.IsRetired(alice.Commitment));
        Assert.False(space.Log.Members.IsRetired(Fr.From(1000)));
        Assert.Null(space.Log.Members.Find(old));

        space.Must(space.Roll());
        foreach (
            var presentation in new[]
            {
                space.Present("alice", old, alice.Commitment),
                space.Present("alice", old),
                space.Present("carol", old),
            }
        )
        {
            space.MustNot(RefusalCode.CommitmentUsed, space.Enter(presentation));
        }
    }

    [Fact]
    public void Only_the_commitment_that_the_person_has_at_present_is_replaced()
    {
        var alice = space.MustEnter(space.Present("alice"));
        var bob = space.MustEnter(space.Present("bob"));
        space.MustNot(RefusalCode.NothingToReplace, space.Enter(space.Present("alice", replaces: bob.Commitment)));
        space.MustNot(RefusalCode.NothingToReplace, space.Enter(space.Present("alice", replaces: Fr.From(1000))));
        space.MustNot(RefusalCode.NothingToReplace, space.Enter(space.Present("carol", replaces: alice.Commitment)));
        space.MustNot(
            RefusalCode.CommitmentUsed,
            space.Enter(space.Present("alice", alice.Commitment, alice.Commitment))
        );
        space.MustNot(
            RefusalCode.CommitmentUsed,
            space.Enter(space.Present("alice", bob.Commitment, alice.Commitment))
        );
        space.MustNot(RefusalCode.AlreadyRegistered, space.Enter(space.Present("alice")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_commitment_is_exchanged_as_often_as_allowed_between_two_rolls(int allowed)
    {
        var body = TestSpace.Public();
        var limited = new TestSpace(body with { Personhood = body.Personhood with { Replacements = allowed } });
        var alice = limited.MustEnter(limited.Present("alice"));
        for (var rolls = 0; rolls < 3; rolls++)
        {
            for (var i = 0; i < allowed; i++)
            {
                limited.MustEnter(limited.Present("alice", replaces: alice.Commitment));
            }

            var refused = limited.Present("alice", replaces: alice.Commitment);
            limited.MustNot(RefusalCode.NoReplacementLeft, limited.Enter(refused));
            limited.Must(limited.Roll());
        }
    }

    [Fact]
    public void A_later_attestation_renews_a_membership_and_counts_as_no_replacement()
    {
        var end = TestSpace.Begin.AddDays(10);
        var alice = space.MustEnter(space.Present("alice", until: end));
        space.Now = end.AddDays(5);
        Assert.False(alice.IsCurrent(space.Now));
        space.Must(space.Enter(space.Present("alice", alice.Commitment, until: end.AddDays(10))));
        Assert.True(alice.IsCurrent(space.Now));
        Assert.Equal(2, alice.Tenures.Count);
        foreach (var notLater in new[] { end.AddDays(10), end.AddDays(9) })
        {
            space.MustNot(
                RefusalCode.AlreadyRegistered,
                space.Enter(space.Present("alice", alice.Commitment, until: notLater))
            );
        }

        space.Must(space.Enter(space.Present("alice", alice.Commitment)));
        Assert.Null(alice.ValidUntil);
        space.MustNot(RefusalCode.AlreadyRegistered, space.Enter(space.Present("alice", alice.Commitment)));
        space.MustEnter(space.Present("alice", replaces: alice.Commitment));
    }

    [Fact]
    public void Somebody_whose_membership_ended_is_the_same_person_still()
    {
        var end = TestSpace.Begin.AddDays(1);
        var alice = space.MustEnter(space.Present("alice", until: end));
        space.Now = end.AddDays(1);
        space.MustNot(RefusalCode.AlreadyRegistered, space.Enter(space.Present("alice")));
        space.MustEnter(space.Present("alice", replaces: alice.Commitment));
        Assert.Equal(1, space.Log.Members.Count);
    }

    [Fact]
    public void Who_comes_again_through_more_sources_is_known_by_all_of_them()
    {
        var body = TestSpace.Public();
        var sources = new[] { "a", "b" };
        var widened = new TestSpace(
            body with
            {
                Personhood = new(
                    [TestSpace.Source("a"), TestSpace.Source("b")],
                    [
                        ["a"],
                        ["b"],
                        sources,
                    ],
                    1,
                    1
                ),
            }
        );
        var alice = widened.MustEnter(widened.Present("alice", sources: "a"));
        widened.MustEnter(widened.Present("alice", replaces: alice.Commitment, sources: sources));
        Assert.Equal(2, alice.Tags.Count);
        widened.MustNot(RefusalCode.AlreadyRegistered, widened.Enter(widened.Present("alice", sources: "b")));
    }
}
