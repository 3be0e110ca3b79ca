using System.Security.Cryptography;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance.Tests;

/// <summary>Members at a place in the log become a census that anyone recomputes.</summary>
public sealed class RollTests
{
    private readonly TestSpace space = new();

    [Fact]
    public void A_roll_is_the_tree_over_the_members_in_the_order_of_their_registration()
    {
        var alice = space.MustEnter(space.Present("alice"));
        var bob = space.MustEnter(space.Present("bob", until: TestSpace.Begin.AddDays(1)));
        var carol = space.MustEnter(space.Present("carol"));
        space.MustEnter(space.Present("alice", replaces: alice.Commitment));
        var first = space.Must(space.Roll());
        var then = new[] { alice.Commitment, bob.Commitment, carol.Commitment };

        // Bob's membership ends, Dave comes, Alice exchanges her commitment: the first roll stays what it was.
        space.Now = TestSpace.Begin.AddDays(1);
        var dave = space.MustEnter(space.Present("dave"));
        space.MustEnter(space.Present("alice", replaces: alice.Commitment));
        var second = space.Must(space.Roll());
        var now = new[] { alice.Commitment, carol.Commitment, dave.Commitment };

        foreach (var (index, commitments) in new[] { (first, then), (second, now) })
        {
            var census = space.Log.RollAt(index);
            Assert.Equal(commitments, census.Members.Select(member => member.Commitment));
            Assert.All(census.Members, member => Assert.Equal(1u, member.Weight));
            var leaves = commitments.Select(commitment => Poseidon.Hash(commitment, Fr.One, Fr.One)).ToArray();
            Assert.Equal(LeanImt.Build(leaves).Root, space.Log.FindRoll(index)!.Census.Root);
        }

        Assert.Equal([first, second], space.Log.Rolls.Select(roll => roll.Index));
        Assert.Throws<ArgumentException>(() => space.Log.RollAt(first + 1));
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 1)]
    public void Whose_membership_ends_at_the_roll_is_not_in_it(int milliseconds, int members)
    {
        var end = TestSpace.Begin.AddDays(1);
        space.MustEnter(space.Present("alice"));
        space.MustEnter(space.Present("bob", until: end));
        space.Now = end.AddMilliseconds(milliseconds);
        var index = space.Must(space.Roll());
        Assert.Equal(members, space.Log.FindRoll(index)!.Census.Size);
    }

    [Fact]
    public void Another_census_than_the_members_is_refused()
    {
        space.MustEnter(space.Present("alice"));
        space.MustEnter(space.Present("bob"));
        var census = space.Log.CensusAt(space.Log.Size);
        var right = new CensusSummary(census.Root, 2, 2);
        foreach (
            var wrong in new[] { right with { Root = Fr.One }, right with { Size = 1 }, right with { TotalWeight = 3 } }
        )
        {
            space.MustNot(RefusalCode.RollDiffers, Sign(wrong));
        }

        space.Must(Sign(right));
    }

    [Fact]
    public void The_same_members_are_fixed_again_by_another_entry_and_not_by_the_old_one()
    {
        space.MustEnter(space.Present("alice"));
        var first = SpaceAdministrator.FixRoll(space.Log, space.Now, TestSpace.Administrator);
        space.Must(first);

        // Anybody could bring it, and replacements would be counted anew.
        space.MustNot(RefusalCode.RollDiffers, first);
        var second = SpaceAdministrator.FixRoll(space.Log, space.Now, TestSpace.Administrator);
        Assert.NotEqual(first.Digest(), second.Digest());
        space.Must(second);
        Assert.Equal(space.Log.Rolls[0].Census, space.Log.Rolls[1].Census);
    }

    [Fact]
    public void A_roll_of_nobody_is_refused() =>
        space.MustNot(RefusalCode.RollDiffers, Sign(new CensusSummary(Fr.Zero, 0, 0)));

    [Fact]
    public void Rolls_and_roots_are_signed_by_an_administrator_for_this_space()
    {
        space.MustEnter(space.Present("alice"));
        var census = space.Log.CensusAt(space.Log.Size);
        var roll = new RollBody(space.Space.Id, new CensusSummary(census.Root, 1, 1), 0);
        var roots = new RootsBody(space.Space.Id, "a", [], 0);
        var stranger = TestSpace.Key("mallory");
        space.MustNot(RefusalCode.NotThisRole, Submission.Sign(EntryKind.Roll, roll, stranger));
        space.MustNot(RefusalCode.NotThisRole, Submission.Sign(EntryKind.Roots, roots, stranger));
        var elsewhere = new byte[32];
        space.MustNot(
            RefusalCode.OtherSpace,
            Submission.Sign(EntryKind.Roll, roll with { Space = elsewhere }, TestSpace.Administrator)
        );
        space.MustNot(
            RefusalCode.OtherSpace,
            Submission.Sign(EntryKind.Roots, roots with { Space = elsewhere }, TestSpace.Administrator)
        );
        var otherKind = Submission.Sign(EntryKind.Roots, roll, TestSpace.Administrator);
        space.MustNot(RefusalCode.BadSignature, new Submission(EntryKind.Roll, otherKind.Body));
    }

    [Fact]
    public void Roots_are_of_a_source_of_zero_knowledge_proofs_and_replace_those_before()
    {
        var body = TestSpace.Public();
        var group = new AttestationSource("group", AttestationFormat.Semaphore, [], 2, Roots: [Fr.One.ToHex()]);
        var anonymous = new TestSpace(
            body with
            {
                Personhood = body.Personhood with { Sources = [.. body.Personhood.Sources, group] },
            }
        );
        Assert.Equal([Fr.One.ToHex()], anonymous.Log.Roots.Of("group"));
        var entered = Roots(anonymous, "group", Fr.From(2).ToHex(), Fr.From(3).ToHex());
        var index = anonymous.Must(entered);
        Assert.Equal(2, anonymous.Log.Roots.Of("group").Count);
        Assert.Equal([Fr.One.ToHex()], anonymous.Log.RootsAt(index).Of("group"));
        Assert.Equal(anonymous.Log.Roots, anonymous.Log.RootsAt(index + 1));
        anonymous.Must(Roots(anonymous, "group"));
        Assert.Empty(anonymous.Log.Roots.Of("group"));
        // Whoever keeps an entry cannot bring back the roots that were accepted then.
        anonymous.MustNot(RefusalCode.RootsMoved, entered);

        anonymous.MustNot(RefusalCode.UnknownSource, Roots(anonymous, "a", Fr.One.ToHex()));
        anonymous.MustNot(RefusalCode.UnknownSource, Roots(anonymous, "b\n", Fr.One.ToHex()));
        foreach (var bad in new[] { "1", "0x01", "0x" + new string('f', 64), null! })
        {
            anonymous.MustNot(RefusalCode.MalformedSpaceEntry, Roots(anonymous, "group", bad));
        }

        anonymous.MustNot(RefusalCode.MalformedSpaceEntry, Roots(anonymous, "group", Fr.One.ToHex(), Fr.One.ToHex()));
        string[] many = [.. Enumerable.Range(0, 65).Select(i => Fr.From((ulong)i).ToHex())];
        anonymous.MustNot(RefusalCode.MalformedSpaceEntry, Roots(anonymous, "group", many));
        anonymous.Must(Roots(anonymous, "group", many[..64]));
    }

    [Fact]
    public void An_elections_census_is_a_roll_or_the_auditor_says_what_differs()
    {
        space.MustEnter(space.Present("alice"));
        space.MustEnter(space.Present("bob"));
        var first = space.Must(space.Roll());
        var before = space.Log.RollAt(first);
        space.MustEnter(space.Present("carol"));
        var second = space.Must(space.Roll());

        const string Key = "example.org/spaces/1+00000000+key";
        var reference = RollCheck.Reference(space.Log, Key, first);
        var manifest = ManifestOf(space.Log.FindRoll(first)!.Census, reference);
        Assert.Null(RollCheck.Check(space.Log, manifest));
        Assert.Null(RollCheck.Check(space.Log, manifest, Key));
        Assert.Equal(before.Root, manifest.Census.Root);

        (Manifest, RefusalCode)[] wrong =
        [
            (manifest with { Roll = null }, RefusalCode.RollDiffers),
            (manifest with { Roll = reference with { Space = new byte[32] } }, RefusalCode.OtherSpace),
            (manifest with { Roll = reference with { Entry = second } }, RefusalCode.RollDiffers),
            (manifest with { Roll = reference with { Entry = first - 1 } }, RefusalCode.RollDiffers),
            (manifest with { Roll = reference with { Entry = second + 1 } }, RefusalCode.RollDiffers),
            (manifest with { Roll = reference with { Root = space.Log.Root } }, RefusalCode.RollDiffers),
            (manifest with { Census = manifest.Census with { Root = Fr.One } }, RefusalCode.RollDiffers),
            (manifest with { Census = manifest.Census with { TotalWeight = 3 } }, RefusalCode.RollDiffers),
            (manifest with { Roll = RollCheck.Reference(space.Log, Key, second) }, RefusalCode.RollDiffers),
        ];
        Assert.All(wrong, one => Assert.Equal(one.Item2, RollCheck.Check(space.Log, one.Item1)?.Code));
        Assert.Equal(RefusalCode.RollDiffers, RollCheck.Check(space.Log, manifest, Key + "x")?.Code);
        Assert.Equal(RefusalCode.OtherSpace, RollCheck.Check(new SpaceLog(), manifest)?.Code);
        Assert.Throws<ArgumentException>(() => RollCheck.Reference(space.Log, Key, 0));
    }

    [Fact]
    public void A_hundred_thousand_members_are_rolled_and_read_back_without_their_signatures()
    {
        const int Count = 100_000;
        var body = TestSpace.Private();
        var large = new TestSpace(body);
        var log = new SpaceLog();
        Assert.Null(log.Append(large.Lines[0]));
        for (var i = 0; i < Count; i++)
        {
            var tag = new byte[64];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(tag, i);
            var admission = new AdmitBody(
                large.Space.Id,
                Fr.From((ulong)i + 1),
                ["a"],
                [Hex.Encode(tag)],
                Evidence: SHA256.HashData(tag)
            );
            var jws = $"e30.{Base64Url.Encode(StrictJson.Serialize(admission))}.e30";
            var line = new Submission(EntryKind.Admit, System.Text.Encoding.ASCII.GetBytes(jws)).ToLine(large.Now);
            Assert.Null(log.Append(line, static _ => null));
        }

        var census = log.CensusAt(log.Size);
        var summary = new CensusSummary(census.Root, Count, Count);
        var roll = Submission.Sign(EntryKind.Roll, new RollBody(large.Space.Id, summary, 0), TestSpace.Administrator);
        Assert.Null(log.Append(roll.ToLine(large.Now)));
        Assert.Equal(summary, log.Rolls[0].Census);
    }

    private static Submission Roots(TestSpace space, string source, params string[] roots) =>
        SpaceAdministrator.SetRoots(space.Log, source, roots, TestSpace.Administrator);

    private Submission Sign(CensusSummary census) =>
        Submission.Sign(
            EntryKind.Roll,
            new RollBody(space.Space.Id, census, space.Log.LastRoll),
            TestSpace.Administrator
        );

    private static Manifest ManifestOf(CensusSummary census, RollReference roll) =>
        new(
            Manifest.CurrentProtocol,
            "Example",
            TestSpace.Administrator.Did,
            new byte[32],
            "Title",
            [new Option("Yes")],
            new BallotRule(VotingMethod.Single, WeightMode.One),
            census,
            new CircuitReference("ballot-3", new byte[32]),
            new CommitteeReference(new byte[32], new byte[32], [], [], 1, new byte[64]),
            "",
            Revoting.None,
            TestSpace.Begin,
            TestSpace.Begin.AddDays(1),
            1,
            new PassRule(PassKind.Plurality),
            Roll: roll
        );
}
