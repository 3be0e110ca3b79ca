using System.Text;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>What members sign: nothing stands for anything else, and nothing is made from what was seen.</summary>
public sealed class MemberSignatureTests
{
    private static readonly VoterIdentity Identity = VoterIdentity.FromSecret(Scalar.From(4711));

    private static readonly DateTimeOffset Until = TestSpace.Begin.AddMinutes(30);

    private static readonly byte[] Payload = "{\"space\":\"…\"}"u8.ToArray();

    public static TheoryData<EntryKind> MembersKinds =>
        [.. Enum.GetValues<EntryKind>().Where(kind => EntrySigners.Of(kind) == EntrySigner.Member)];

    [Theory]
    [MemberData(nameof(MembersKinds))]
    public void A_signature_verifies_for_its_kind_and_no_other(EntryKind kind)
    {
        var submission = MemberSignature.SignBytes(kind, Payload, Identity, Until);
        Assert.True(
            MemberSignature.TryVerify(kind, submission.Body, out var commitment, out var until, out var payload, out _)
        );
        Assert.Equal(Until, until);
        Assert.Equal(Identity.Commitment, commitment);
        Assert.Equal(Payload, payload);
        foreach (var other in Enum.GetValues<EntryKind>().Where(other => other != kind))
        {
            Assert.False(MemberSignature.TryVerify(other, submission.Body, out _, out _, out payload, out _));
            Assert.Null(payload);
        }
    }

    [Fact]
    public void Every_kind_is_signed_by_one_sort_of_signer()
    {
        foreach (var kind in Enum.GetValues<EntryKind>())
        {
            Assert.Equal(Entry.IsSigned(kind), EntrySigners.Of(kind) != EntrySigner.Nobody);
            if (EntrySigners.Of(kind) != EntrySigner.Member)
            {
                Assert.Throws<ArgumentException>(() => MemberSignature.SignBytes(kind, Payload, Identity, Until));
            }
        }
    }

    [Fact]
    public void No_character_of_it_can_be_changed()
    {
        var text = Encoding.ASCII.GetString(
            MemberSignature.SignBytes(EntryKind.Comment, Payload, Identity, Until).Body
        );
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var c in new[] { 'A', 'B', '_', '.', '=', ' ' }.Where(c => c != text[i]))
            {
                Assert.False(Verifies(text[..i] + c + text[(i + 1)..]));
            }

            Assert.False(Verifies(text.Remove(i, 1)));
        }
    }

    [Fact]
    public void There_is_no_second_spelling_of_key_or_proof()
    {
        var parts = Encoding
            .ASCII.GetString(MemberSignature.SignBytes(EntryKind.Comment, Payload, Identity, Until).Body)
            .Split('.');
        Assert.True(Base64Url.TryDecode(parts[3], out var proof));

        // c + l and s + l are the same numbers: scalars are below l. The field's order is above 2^253, so both still fit.
        for (var half = 0; half < 2; half++)
        {
            var raised = proof.ToArray();
            AddOrder(raised.AsSpan(32 * half, 32));
            Assert.False(Verifies($"{parts[0]}.{parts[1]}.{parts[2]}.{Base64Url.Encode(raised)}"));
        }

        // The negated key with a negated answer proves another statement; the small-order points none.
        var negated = -EdwardsPoint.MultiplyBase(Identity.Secret);
        Assert.False(Verifies($"{Base64Url.Encode(negated.ToBytes())}.{parts[1]}.{parts[2]}.{parts[3]}"));
        Assert.False(Verifies($"{Base64Url.Encode(EdwardsPoint.Identity.ToBytes())}.{parts[1]}.{parts[2]}.{parts[3]}"));
        foreach (
            var wrong in new[]
            {
                "",
                "..",
                $"{parts[0]}.{parts[1]}",
                $"{parts[0]}.{parts[1]}.{parts[2]}.",
                $".{parts[1]}.{parts[2]}.{parts[3]}",
            }
        )
        {
            Assert.False(Verifies(wrong));
        }
    }

    [Fact]
    public void A_signature_is_of_no_use_in_another_space_and_only_once_in_its_own()
    {
        var here = new TestGovernance();
        var there = new TestGovernance(TestGovernance.Standard() with { MinimumClass = 2 });
        var comment = here.Submit();
        there.Submit();
        var submission = here.Signed(EntryKind.Comment, 1, new CommentBody(here.Id, comment.Index, "Yes."));
        there.MustNot(RefusalCode.OtherSpace, submission);
        here.Space.Must(submission);
        here.MustNot(RefusalCode.BadMemberSignature, submission);
    }

    [Fact]
    public void An_old_delegation_cannot_be_brought_again_by_anyone()
    {
        var governance = new TestGovernance();
        var given = governance.Signed(
            EntryKind.Delegate,
            0,
            new DelegateBody(governance.Id, "simple", governance.People[1].Commitment)
        );
        governance.Space.Must(given);
        governance.Must(EntryKind.Revoke, 0, new RevokeBody(governance.Id, "simple"));
        governance.MustNot(RefusalCode.BadMemberSignature, given);
        governance.Must(
            EntryKind.Delegate,
            0,
            new DelegateBody(governance.Id, "simple", governance.People[1].Commitment)
        );
    }

    [Fact]
    public void What_a_service_kept_back_is_not_entered_when_its_member_has_changed_their_mind()
    {
        var governance = new TestGovernance();
        var kept = governance.Signed(
            EntryKind.Delegate,
            0,
            new DelegateBody(governance.Id, "simple", governance.People[1].Commitment)
        );
        governance.Wait(TestGovernance.Hour / 2);
        governance.MustNot(RefusalCode.BadMemberSignature, kept);
    }

    [Fact]
    public void Nobody_signs_for_more_than_an_hour_ahead()
    {
        var governance = new TestGovernance();
        var body = StrictJson.Serialize(new DelegateBody(governance.Id, "simple", governance.People[1].Commitment));
        Submission Until(TimeSpan ahead) =>
            MemberSignature.SignBytes(EntryKind.Delegate, body, governance.People[0], governance.Space.Now + ahead);
        governance.MustNot(RefusalCode.BadMemberSignature, Until(TimeSpan.Zero));
        governance.MustNot(RefusalCode.BadMemberSignature, Until(TimeSpan.FromMilliseconds(3_600_001)));
        governance.Space.Must(Until(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void The_moment_is_signed_and_has_one_spelling()
    {
        var parts = Encoding
            .ASCII.GetString(MemberSignature.SignBytes(EntryKind.Comment, Payload, Identity, Until).Body)
            .Split('.');
        foreach (
            var moment in new[]
            {
                "2026-03-01T12:30:00.001Z",
                "2026-03-01T12:30:00Z",
                "2026-03-01T13:30:00.000+01:00",
                "",
            }
        )
        {
            Assert.False(
                Verifies($"{parts[0]}.{Base64Url.Encode(Encoding.ASCII.GetBytes(moment))}.{parts[2]}.{parts[3]}")
            );
        }
    }

    [Fact]
    public void Only_a_present_member_signs_and_a_replaced_commitment_does_not()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        var stranger = VoterIdentity.FromSecret(Scalar.From(99));
        var comment = new CommentBody(governance.Id, proposal.Index, "Yes.");
        governance.MustNot(
            RefusalCode.NotAMember,
            MemberSignature.Sign(EntryKind.Comment, comment, stranger, governance.Space.Now)
        );

        governance.Space.MustEnter(
            governance.Space.Present("member 1", stranger.Commitment, governance.People[1].Commitment)
        );
        governance.MustNot(RefusalCode.NotAMember, EntryKind.Comment, 1, comment);
        governance.Space.Must(MemberSignature.Sign(EntryKind.Comment, comment, stranger, governance.Space.Now));
        // The same person, as before.
        Assert.Equal(1, proposal.Discussion.Comments[^1].Member);
    }

    [Fact]
    public void A_membership_that_has_ended_signs_nothing()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        var guest = VoterIdentity.FromSecret(Scalar.From(98));
        var until = governance.Space.Now.AddHours(1);
        governance.Space.MustEnter(governance.Space.Present("guest", guest.Commitment, until: until));
        var comment = new CommentBody(governance.Id, proposal.Index, "Yes.");
        governance.Space.Now = until;
        governance.MustNot(RefusalCode.NotAMember, MemberSignature.Sign(EntryKind.Comment, comment, guest, until));
        governance.Must(EntryKind.Comment, 0, comment);
    }

    [Fact]
    public void A_space_that_only_keeps_a_roll_takes_no_act()
    {
        var space = new TestSpace();
        space.MustEnter(space.Present("member", Identity.Commitment));
        var body = new CommentBody(space.Space.Id, 1, "Yes.");
        space.MustNot(RefusalCode.NoConstitution, MemberSignature.Sign(EntryKind.Comment, body, Identity, space.Now));
        space.MustNot(
            RefusalCode.NoConstitution,
            Submission.Plain(EntryKind.Advance, new AdvanceBody(space.Space.Id, 1, "draft"))
        );
    }

    private static bool Verifies(string text) =>
        MemberSignature.TryVerify(EntryKind.Comment, Encoding.UTF8.GetBytes(text), out _, out _, out _, out _);

    private static void AddOrder(Span<byte> scalar)
    {
        var order = (-Scalar.One).ToBytes();
        var carry = 1;
        for (var i = 31; i >= 0; i--)
        {
            carry += scalar[i] + order[i];
            scalar[i] = (byte)carry;
            carry >>= 8;
        }
    }
}
