using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance.Tests;

/// <summary>Who becomes a member by a presentation that anyone can verify.</summary>
public sealed class RegistrationTests
{
    private readonly TestSpace space = new();

    [Fact]
    public void Who_satisfies_a_set_of_the_policy_becomes_a_member()
    {
        var alone = space.MustEnter(space.Present("alice"));
        var together = space.MustEnter(space.Present("bob", sources: ["b", "c"]));
        Assert.Equal([0, 1], [alone.Position, together.Position]);
        Assert.Equal([1L, 2L], [alone.Index, together.Index]);
        Assert.Equal([1, 2], [alone.Tags.Count, together.Tags.Count]);
        Assert.Same(alone, space.Log.Members.FindByTag(alone.Tags[0]));
    }

    /// <summary>Sets: a; b and c together, in this order.</summary>
    [Theory]
    [InlineData("b")]
    [InlineData("c")]
    [InlineData("c", "b")]
    [InlineData("a", "b")]
    [InlineData("a", "a")]
    [InlineData("b", "c", "a")]
    [InlineData("d")]
    public void Other_sources_than_a_set_of_the_policy_are_refused(params string[] sources) =>
        space.MustNot(RefusalCode.PolicyNotSatisfied, space.Register(space.Present("alice", sources: sources)));

    /// <summary>The highest source of the set has to reach the minimum; a has 2, b 2, c 3.</summary>
    [Theory]
    [InlineData(1, true, true)]
    [InlineData(2, true, true)]
    [InlineData(3, false, true)]
    public void Assurance_is_that_of_the_highest_source_of_the_set(int minimum, bool alone, bool together)
    {
        var body = TestSpace.Public();
        var strict = new TestSpace(body with { Personhood = body.Personhood with { MinimumAssurance = minimum } });
        foreach (var (taken, sources) in new[] { (alone, new[] { "a" }), (together, ["b", "c"]) })
        {
            var presentation = strict.Present("alice" + sources[0], sources: sources);
            if (taken)
            {
                strict.MustEnter(presentation);
            }
            else
            {
                strict.MustNot(RefusalCode.PolicyNotSatisfied, strict.Register(presentation));
            }
        }
    }

    [Fact]
    public void A_presentation_without_attestations_or_with_null_is_refused()
    {
        var challenge = space.Challenge();
        space.MustNot(RefusalCode.MalformedSpaceEntry, space.Register(new Presentation(challenge, [])));
        var body = new RegisterBody(space.Space.Id, new Presentation(challenge, [null!]), [Hex.Encode(new byte[32])]);
        space.MustNot(RefusalCode.MalformedSpaceEntry, Submission.Plain(EntryKind.Register, body));
    }

    [Fact]
    public void One_person_is_a_member_once()
    {
        space.MustEnter(space.Present("alice"));
        space.MustNot(RefusalCode.AlreadyRegistered, space.Enter(space.Present("alice")));
        Assert.Equal(1, space.Log.Members.Count);
    }

    [Fact]
    public void Of_two_registrations_of_one_person_at_once_the_first_in_the_log_counts()
    {
        var first = space.Enter(space.Present("alice"));
        var second = space.Enter(space.Present("alice"));
        space.Must(second);
        space.MustNot(RefusalCode.AlreadyRegistered, first);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_person_with_two_issuers_is_one_member_where_these_share_uniqueness(bool shared)
    {
        var name = shared ? "people" : null;
        var body = TestSpace.Public();
        var twice = new TestSpace(
            body with
            {
                Personhood = new(
                    [TestSpace.Source("a", 2, name), TestSpace.Source("b", 2, name)],
                    [
                        ["a"],
                        ["b"],
                    ],
                    1,
                    0
                ),
            }
        );
        twice.MustEnter(twice.Present("alice", sources: "a"));
        var second = twice.Enter(twice.Present("alice", sources: "b"));
        if (shared)
        {
            twice.MustNot(RefusalCode.AlreadyRegistered, second);
        }
        else
        {
            // Said in the threat model: without a shared key nothing in the two attestations is the same.
            twice.Must(second);
        }
    }

    [Fact]
    public void Attestations_of_two_members_together_are_refused()
    {
        var sources = new[] { "a", "b" };
        var body = TestSpace.Public();
        var mixed = new TestSpace(
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
        mixed.MustEnter(mixed.Present("alice", sources: "a"));
        mixed.MustEnter(mixed.Present("bob", sources: "b"));
        var challenge = mixed.Challenge();
        var together = new Presentation(
            challenge,
            [TestSpace.Presented(challenge, "a", "alice"), TestSpace.Presented(challenge, "b", "bob")]
        );
        mixed.MustNot(RefusalCode.AlreadyRegistered, mixed.Enter(together));
    }

    [Fact]
    public void Attestations_of_two_people_are_no_set_where_the_sources_share_uniqueness()
    {
        var body = TestSpace.Public();
        var shared = new TestSpace(
            body with
            {
                Personhood = new(
                    [TestSpace.Source("a", 2, "people"), TestSpace.Source("b", 2, "people")],
                    [
                        ["a", "b"],
                    ],
                    1,
                    0
                ),
            }
        );
        var challenge = shared.Challenge();
        var presentation = new Presentation(
            challenge,
            [TestSpace.Presented(challenge, "a", "alice"), TestSpace.Presented(challenge, "b", "bob")]
        );
        var outcome = RegistrationRule.Verify(shared.Space, shared.Log.Roots, presentation, shared.Now);
        Assert.Equal(RefusalCode.PolicyNotSatisfied, outcome.Refusal?.Code);
        string[] tags = [Hex.Encode(new byte[32]), Hex.Encode([.. new byte[31], 1])];
        shared.MustNot(
            RefusalCode.PolicyNotSatisfied,
            Submission.Plain(EntryKind.Register, new RegisterBody(shared.Space.Id, presentation, tags))
        );
        shared.MustEnter(shared.Present("alice", sources: ["a", "b"]));
    }

    [Fact]
    public void A_commitment_is_entered_once()
    {
        var commitment = space.MustEnter(space.Present("alice")).Commitment;
        space.MustNot(RefusalCode.CommitmentUsed, space.Enter(space.Present("bob", commitment)));
    }

    [Fact]
    public void Zero_is_no_commitment_and_one_above_r_is_no_number()
    {
        space.MustNot(RefusalCode.MalformedSpaceEntry, space.Register(space.Present("alice", Fr.Zero)));
        var line = Text(space.Enter(space.Present("alice", Fr.From(7))));
        var modulus = "0x" + Fr.Modulus.ToString("x").PadLeft(64, '0');
        space.MustNot(RefusalCode.MalformedSpaceEntry, Bytes(line.Replace(Fr.From(7).ToHex(), modulus)));
    }

    [Fact]
    public void Tags_that_are_not_those_of_the_presentation_are_refused()
    {
        var presentation = space.Present("alice");
        var other = space.Verified(space.Present("bob"));
        space.MustNot(RefusalCode.TagsDiffer, space.Register(presentation, other));
        string[][] malformed =
        [
            [],
            [Hex.Encode(new byte[64])],
            [Hex.Encode(new byte[31])],
            ["0X" + new string('0', 64)],
            [null!],
            [Hex.Encode(new byte[32]), Hex.Encode(new byte[32])],
        ];
        foreach (var tags in malformed)
        {
            space.MustNot(
                RefusalCode.MalformedSpaceEntry,
                Submission.Plain(EntryKind.Register, new RegisterBody(space.Space.Id, presentation, tags))
            );
        }
    }

    [Fact]
    public void The_end_stated_is_the_earliest_end_of_the_attestations()
    {
        var end = TestSpace.Begin.AddDays(30);
        var challenge = space.Challenge();
        var presentation = new Presentation(
            challenge,
            [
                TestSpace.Presented(challenge, "b", "alice", end.AddDays(1)),
                TestSpace.Presented(challenge, "c", "alice", end),
            ]
        );
        var verified = space.Verified(presentation);
        foreach (var wrong in new DateTimeOffset?[] { null, end.AddDays(1), end.AddMilliseconds(-1) })
        {
            space.MustNot(
                RefusalCode.MalformedSpaceEntry,
                space.Register(presentation, verified with { ValidUntil = wrong })
            );
        }

        Assert.Equal(end, space.MustEnter(presentation).ValidUntil);
    }

    [Fact]
    public void A_challenge_of_another_space_or_domain_is_refused()
    {
        var body = TestSpace.Public();
        var other = new TestSpace(body with { Name = "Other" });
        space.MustNot(RefusalCode.OtherSpace, space.Register(other.Present("alice")));
        space.MustNot(RefusalCode.OtherSpace, other.Enter(other.Present("alice")));
        var challenge = space.Challenge() with { Domain = "evil.example.org" };
        space.MustNot(
            RefusalCode.OtherSpace,
            space.Register(new Presentation(challenge, [TestSpace.Presented(challenge, "a", "alice")]))
        );
    }

    /// <summary>Milliseconds from the challenge's issue to the entry, of a challenge that lasts ten minutes.</summary>
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(599_999, true)]
    [InlineData(600_000, false)]
    public void A_challenge_counts_from_its_issue_until_it_expires(int after, bool counts)
    {
        space.Now = space.Now.AddMinutes(5);
        var presentation = space.Present("alice");
        var submission = space.Enter(presentation);
        space.Now = presentation.Challenge.IssuedAt.AddMilliseconds(after);
        if (counts)
        {
            space.Must(submission);
        }
        else
        {
            space.MustNot(RefusalCode.ChallengeExpired, submission);
        }
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    [InlineData(0, false)]
    [InlineData(-5, false)]
    public void A_challenge_lasts_an_hour_at_most(int minutes, bool counts)
    {
        var challenge = space.Challenge();
        challenge = challenge with { Expires = challenge.IssuedAt.AddMinutes(minutes) };
        var presentation = new Presentation(challenge, [TestSpace.Presented(challenge, "a", "alice")]);
        if (counts)
        {
            space.MustEnter(presentation);
        }
        else
        {
            space.MustNot(RefusalCode.ChallengeExpired, space.Register(presentation));
        }
    }

    /// <summary>Seconds from the beginning and to the end of an attestation.</summary>
    [Theory]
    [InlineData(0, 1, null)]
    [InlineData(-1, 1, IdentityCode.NotYetValid)]
    [InlineData(0, 0, IdentityCode.Expired)]
    public void An_attestation_counts_from_its_beginning_until_its_end(int since, int left, IdentityCode? refused)
    {
        var challenge = space.Challenge();
        var credential = TestSpace.Issue("a", "alice", space.Now.AddSeconds(left), space.Now.AddSeconds(-since));
        var presentation = new Presentation(
            challenge,
            [new PresentedAttestation("a", credential, ControlProof.Sign(TestSpace.Key("alice"), challenge))]
        );
        var outcome = RegistrationRule.Verify(space.Space, space.Log.Roots, presentation, space.Now);
        Assert.Equal(refused, outcome.Cause?.Code);
        if (refused is null)
        {
            space.MustEnter(presentation);
        }
        else
        {
            space.MustNot(RefusalCode.AttestationRefused, space.Register(presentation));
        }
    }

    [Fact]
    public void A_membership_that_would_have_ended_is_not_entered()
    {
        var end = space.Now.AddMinutes(5);
        var submission = space.Enter(space.Present("alice", until: end));
        space.Now = end;
        space.MustNot(RefusalCode.MembershipExpired, submission);
    }

    [Fact]
    public void A_subject_that_is_not_the_signer_is_refused()
    {
        var challenge = space.Challenge();
        var credential = TestSpace.Issue("a", "alice");
        string?[] controls =
        [
            null,
            "",
            ControlProof.Sign(TestSpace.Key("mallory"), challenge),
            ControlProof.Sign(TestSpace.Key("alice"), challenge with { Commitment = Fr.From(99) }),
            ControlProof.Sign(
                TestSpace.Key("alice"),
                challenge with
                {
                    Nonce = new byte[16]
                        .Select(_ => (byte)9)
                        .ToArray(),
                }
            ),
            ControlProof.Sign(TestSpace.Key("alice"), challenge with { Replaces = Fr.One }),
        ];
        foreach (var control in controls)
        {
            var presentation = new Presentation(challenge, [new PresentedAttestation("a", credential, control)]);
            space.MustNot(RefusalCode.AttestationRefused, space.Register(presentation));
        }
    }

    [Fact]
    public void An_issuer_that_the_source_does_not_name_is_refused()
    {
        var challenge = space.Challenge();
        var presentation = new Presentation(
            challenge,
            [TestSpace.Presented(challenge, "b", "alice") with { Source = "a" }]
        );
        var refusal = space.MustNot(RefusalCode.AttestationRefused, space.Register(presentation));
        Assert.Contains("E4104", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_presentation_that_is_handed_in_again_changes_nothing()
    {
        var first = space.Present("alice", until: TestSpace.Begin.AddDays(1));
        var member = space.MustEnter(first);
        space.MustNot(RefusalCode.AlreadyRegistered, space.Enter(first));
        var renewal = space.Present("alice", member.Commitment, until: TestSpace.Begin.AddDays(2));
        space.Must(space.Enter(renewal));
        space.MustNot(RefusalCode.AlreadyRegistered, space.Enter(first));
        space.MustNot(RefusalCode.AlreadyRegistered, space.Enter(renewal));
        var replacement = space.Present("alice", replaces: member.Commitment);
        space.Must(space.Enter(replacement));
        foreach (var old in new[] { first, renewal })
        {
            space.MustNot(RefusalCode.CommitmentUsed, space.Enter(old));
        }

        space.MustNot(RefusalCode.NothingToReplace, space.Enter(replacement));
    }

    [Fact]
    public void An_entry_names_its_space()
    {
        var presentation = space.Present("alice");
        var body = new RegisterBody(new byte[32], presentation, [Hex.Encode(new byte[32])]);
        space.MustNot(RefusalCode.OtherSpace, Submission.Plain(EntryKind.Register, body));
    }

    [Fact]
    public void Registrations_are_previewed_without_a_change()
    {
        var submission = space.Enter(space.Present("alice"));
        var before = TestSpace.StateOf(space.Log);
        Assert.Null(space.Log.Preview(submission.ToLine(space.Now), out var pending));
        Assert.Null(pending!.Check());
        Assert.Equal(before, TestSpace.StateOf(space.Log));

        Assert.Equal(RefusalCode.MalformedSpaceEntry, space.Log.Preview(space.Lines[0], out _)?.Code);
        Assert.Equal(RefusalCode.MalformedEntry, space.Log.Preview("{}"u8.ToArray(), out _)?.Code);
    }

    [Fact]
    public void Who_answers_yes_replays_without_verifying_anything()
    {
        space.MustEnter(space.Present("alice"));
        space.Must(space.Roll());
        var log = new SpaceLog();
        Assert.All(space.Lines, line => Assert.Null(log.Append(line, static _ => null)));
        Assert.Equal(TestSpace.StateOf(space.Log), TestSpace.StateOf(log));
    }

    private string Text(Submission submission) => System.Text.Encoding.UTF8.GetString(submission.ToLine(space.Now));

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
