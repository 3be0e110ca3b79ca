using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance.Tests;

/// <summary>Who becomes a member by the registrar's word, and how an auditor holds the registrar to it.</summary>
public sealed class AdmissionTests
{
    private readonly TestSpace space = new(TestSpace.Private());

    [Fact]
    public void An_admission_to_a_private_roll_shows_nothing_of_the_person()
    {
        var presentation = space.Present("alice", sources: ["b", "c"]);
        space.Must(space.Enter(presentation));
        var jws = (string)System.Text.Json.Nodes.JsonNode.Parse(space.Lines[1])!["admit"]!;
        Assert.True(SignedPayload.TryRead(System.Text.Encoding.ASCII.GetBytes(jws), out var bytes));
        var payload = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.DoesNotContain(TestSpace.Key("alice").Did, payload, StringComparison.Ordinal);
        Assert.DoesNotContain(presentation.Attestations[0].Attestation, payload, StringComparison.Ordinal);
        Assert.All(
            space.Verified(presentation).Tags,
            tag => Assert.DoesNotContain(Convert.ToHexStringLower(tag), payload, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void One_person_is_admitted_once_and_replaces_as_in_a_public_roll()
    {
        var alice = space.MustEnter(space.Present("alice"));
        space.MustNot(RefusalCode.AlreadyRegistered, space.Enter(space.Present("alice")));
        var old = alice.Commitment;
        space.MustEnter(space.Present("alice", replaces: old));
        space.MustNot(RefusalCode.CommitmentUsed, space.Enter(space.Present("bob", old)));
        Assert.Equal(1, space.Log.Members.Count);
    }

    [Fact]
    public void Only_the_registrar_admits()
    {
        var admission = Read(space.Enter(space.Present("alice")));
        foreach (var key in new[] { TestSpace.Administrator, TestSpace.Key("mallory") })
        {
            space.MustNot(RefusalCode.NotThisRole, Submission.Sign(EntryKind.Admit, admission, key));
        }

        var signed = space.Enter(space.Present("bob"));
        var text = System.Text.Encoding.ASCII.GetString(signed.Body);
        var parts = text.Split('.');
        var other = System.Text.Encoding.ASCII.GetString(space.Enter(space.Present("carol")).Body).Split('.');
        foreach (
            var forged in new[]
            {
                $"{parts[0]}.{other[1]}.{parts[2]}",
                $"{parts[0]}.{parts[1]}.",
                $"{Base64Url.Encode("{\"alg\":\"none\"}"u8)}.{parts[1]}.",
            }
        )
        {
            space.MustNot(
                RefusalCode.BadSignature,
                new Submission(EntryKind.Admit, System.Text.Encoding.ASCII.GetBytes(forged))
            );
        }

        space.MustNot(RefusalCode.BadSignature, new Submission(EntryKind.Admit, "e30"u8.ToArray()));
        Assert.Throws<ArgumentException>(() =>
            RegistrarKeys.FromSeed(new byte[32]).Admit(space.Space, space.Verified(space.Present("alice")), "{}"u8)
        );
    }

    [Fact]
    public void What_only_the_registrar_can_vouch_for_is_not_registered_and_the_other_way_round()
    {
        var presentation = space.Present("alice");
        space.MustNot(
            RefusalCode.MalformedSpaceEntry,
            Admit(Read(space.Enter(presentation)) with { Presentation = presentation })
        );
        space.MustNot(RefusalCode.RegistrarNeeded, space.Register(presentation));

        var body = TestSpace.Public();
        var looked = TestSpace.Source("d") with { CheckStatus = true };
        var open = new TestSpace(
            body with
            {
                Registrar = TestSpace.Registrar.Registrar,
                Personhood = body.Personhood with
                {
                    Sources = [.. body.Personhood.Sources, looked],
                    AnyOf =
                    [
                        ["a"],
                        ["d"],
                    ],
                },
            }
        );
        var verified = open.Verified(open.Present("alice"));
        var (admission, _) = TestSpace.Registrar.Admit(open.Space, verified, "{}"u8);
        open.MustNot(RefusalCode.RegistrarNotNeeded, admission);
        open.MustNot(RefusalCode.RegistrarNeeded, open.Register(open.Present("bob", sources: "d")));
        open.MustEnter(open.Present("alice"));
        open.MustEnter(open.Present("bob", sources: "d"));
    }

    [Fact]
    public void In_a_public_roll_an_admission_is_verified_as_far_as_it_can_be()
    {
        var body = TestSpace.Public();
        var open = new TestSpace(
            body with
            {
                Registrar = TestSpace.Registrar.Registrar,
                Personhood = body.Personhood with
                {
                    Sources = [TestSpace.Source("a") with { CheckStatus = true }],
                    AnyOf =
                    [
                        ["a"],
                    ],
                },
            }
        );
        var presentation = open.Present("alice");
        var honest = Read(open.Enter(presentation));
        var swapped = open.Present("alice");
        AdmitBody[] malformed =
        [
            honest with
            {
                Presentation = swapped,
            },
            honest with
            {
                Presentation = null,
            },
            honest with
            {
                Commitment = Fr.From(77),
            },
            honest with
            {
                Replaces = Fr.From(77),
            },
            honest with
            {
                Sources = ["b"],
            },
            honest with
            {
                Evidence = new byte[32],
            },
            honest with
            {
                ValidUntil = open.Now.AddDays(1),
            },
            honest with
            {
                Tags = [],
            },
            honest with
            {
                Tags = [Hex.Encode(new byte[64])],
            },
            honest with
            {
                Keys = new Dictionary<string, string> { ["did:web:example.org#1"] = null! },
            },
        ];
        Assert.All(malformed, one => open.MustNot(RefusalCode.MalformedSpaceEntry, Admit(one)));
        open.MustNot(RefusalCode.TagsDiffer, Admit(honest with { Tags = [Hex.Encode(new byte[32])] }));
        open.MustNot(RefusalCode.OtherSpace, Admit(honest with { Space = new byte[32] }));
        var unsigned = presentation with { Attestations = [presentation.Attestations[0] with { Control = null }] };
        open.MustNot(RefusalCode.AttestationRefused, Admit(honest with { Presentation = unsigned }));
        open.Must(Admit(honest));
    }

    [Fact]
    public void In_a_private_roll_an_admission_is_of_its_form()
    {
        var honest = Read(space.Enter(space.Present("alice")));
        AdmitBody[] malformed =
        [
            honest with
            {
                Evidence = null,
            },
            honest with
            {
                Keys = new Dictionary<string, string>(),
            },
            honest with
            {
                Commitment = Fr.Zero,
            },
            honest with
            {
                Tags = [],
            },
            honest with
            {
                Tags = [honest.Tags[0], honest.Tags[0]],
            },
            honest with
            {
                Tags = [Hex.Encode(new byte[32])],
            },
            // Neither is of prime order: not on the curve, and the identity.
            honest with
            {
                Tags = [Hex.Encode(new byte[64])],
            },
            honest with
            {
                Tags = [Hex.Encode([.. new byte[63], 1])],
            },
        ];
        Assert.All(malformed, one => space.MustNot(RefusalCode.MalformedSpaceEntry, Admit(one)));
        space.MustNot(RefusalCode.PolicyNotSatisfied, Admit(honest with { Sources = ["b"] }));
        space.MustNot(RefusalCode.MembershipExpired, Admit(honest with { ValidUntil = space.Now }));
        space.Must(Admit(honest with { ValidUntil = space.Now.AddMilliseconds(1) }));
    }

    [Fact]
    public void Evidence_opens_one_admission_to_an_auditor()
    {
        space.Must(space.Enter(space.Present("alice", sources: ["b", "c"]), out var evidence));
        space.Must(space.Enter(space.Present("bob"), out var others));
        Assert.Null(Check(evidence!, 1));
        Assert.Null(Check(others!, 2));
        Assert.Equal(RefusalCode.EvidenceDiffers, Check(evidence!, 2)?.Code);
        Assert.Equal(RefusalCode.MalformedSpaceEntry, Check(evidence!, 0)?.Code);

        Assert.True(Evidence.TryParse(evidence!.ToBytes(), out var read, out _));
        Assert.Equal(evidence.Digest(), read.Digest());
        Assert.Null(Check(read, 1));
        Assert.False(Evidence.TryParse((evidence with { Salt = new byte[31] }).ToBytes(), out _, out _));
        Assert.False(Evidence.TryParse("{}"u8, out _, out _));
    }

    [Fact]
    public void Evidence_that_was_changed_is_not_the_one_in_the_log()
    {
        space.Must(space.Enter(space.Present("alice"), out var evidence));
        var bytes = evidence!.Presentation.ToArray();
        bytes[^1] ^= 1;
        Evidence[] changed =
        [
            evidence with
            {
                Presentation = bytes,
            },
            evidence with
            {
                Salt = new byte[32],
            },
            evidence with
            {
                Keys = new Dictionary<string, string> { ["did:web:example.org#1"] = "did:key:z1" },
            },
        ];
        Assert.All(changed, one => Assert.Equal(RefusalCode.EvidenceDiffers, Check(one, 1)?.Code));
        string?[][] proofs =
        [
            [],
            [null],
            ["AA"],
            [Base64Url.Encode(new byte[64])],
            [evidence.TagProofs[0], evidence.TagProofs[0]],
        ];
        Assert.All(
            proofs,
            one => Assert.Equal(RefusalCode.TagsDiffer, Check(evidence with { TagProofs = one }, 1)?.Code)
        );
    }

    /// <summary>What the log alone cannot show, the evidence does.</summary>
    [Fact]
    public void A_registrar_that_states_what_it_did_not_see_is_found_when_it_opens()
    {
        var presentation = space.Present("alice", until: space.Now.AddDays(1));
        var submission = space.Enter(presentation, out var evidence);
        var honest = Read(submission);
        var another = Read(space.Enter(space.Present("bob")));
        (AdmitBody, RefusalCode)[] lies =
        [
            (honest with { Tags = another.Tags }, RefusalCode.TagsDiffer),
            (honest with { ValidUntil = space.Now.AddDays(2) }, RefusalCode.EvidenceDiffers),
            (honest with { ValidUntil = null }, RefusalCode.EvidenceDiffers),
            (honest with { Commitment = Fr.From(500) }, RefusalCode.EvidenceDiffers),
        ];
        foreach (var (lie, code) in lies)
        {
            var elsewhere = new TestSpace(TestSpace.Private());
            elsewhere.Must(Admit(lie));
            Assert.Equal(code, evidence!.Check(elsewhere.Lines[1], elsewhere.Space)?.Code);
        }

        // Evidence of a time at which the attestation had ended already.
        space.Now = space.Now.AddDays(1);
        space.Must(Admit(honest with { ValidUntil = null }));
        Assert.Equal(RefusalCode.ChallengeExpired, Check(evidence!, 1)?.Code);
    }

    private static Submission Admit(AdmitBody body) => Submission.Sign(EntryKind.Admit, body, TestSpace.Registrar.Key);

    private static AdmitBody Read(Submission submission)
    {
        Assert.True(SignedPayload.TryRead(submission.Body, out var payload));
        Assert.True(StrictJson.TryParse<AdmitBody>(payload, out var body, out _));
        return body;
    }

    private Refusal? Check(Evidence evidence, int index) => evidence.Check(space.Lines[index], space.Space);
}
