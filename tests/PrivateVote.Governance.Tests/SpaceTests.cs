using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance.Tests;

/// <summary>A space is refused unless somebody can register in it and nothing in it can be read in two ways.</summary>
public sealed class SpaceTests
{
    private static readonly SpaceBody Honest = TestSpace.Public();

    private const string Attester = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private const string PassportIssuer = "did:ethr:0xd6f8d6ca86aa01e551a311d670a0d1bd8577e5fb";

    private static readonly AttestationSource Group = new(
        "group",
        AttestationFormat.Semaphore,
        [],
        2,
        Roots: [Fr.One.ToHex()]
    );

    private static readonly AttestationSource World = new(
        "world",
        AttestationFormat.WorldId,
        [],
        3,
        AppId: "app_1",
        Action: "register"
    );

    [Fact]
    public void A_space_is_known_by_the_digest_of_its_bytes()
    {
        var space = new TestSpace(Honest);
        Assert.Equal(SHA256.HashData(StrictJson.Serialize(Honest)), space.Log.Id);
        Assert.Equal(StrictJson.Serialize(Honest), space.Space.Bytes.ToArray());
    }

    [Fact]
    public void Spaces_of_every_kind_are_opened()
    {
        AssertOpens(Honest);
        AssertOpens(TestSpace.Private());
        AssertOpens(WithSources(Group, World));
        AssertOpens(Honest with { Domain = "localhost" });
        AssertOpens(Honest with { Domain = "localhost:5000" });
        AssertOpens(Honest with { Domain = string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) });
        AssertOpens(
            WithSource(TestSpace.Source("a") with { Issuers = ["did:web:issuer.example.org"] }, registrar: true)
        );
        AssertOpens(WithSource(TestSpace.Source("a") with { CheckStatus = true }, registrar: true));
        AssertOpens(WithSource(TestSpace.Source("a") with { UniqueClaim = "number", Types = ["Person"] }));
        AssertOpens(
            WithSource(
                new AttestationSource("a", AttestationFormat.Eas, [Attester], 1, Types: ["0x" + new string('a', 64)])
            )
        );
    }

    [Fact]
    public void A_space_whose_texts_or_roles_are_wrong_is_refused()
    {
        var administrator = TestSpace.Administrator.Did;
        SpaceBody[] malformed =
        [
            Honest with
            {
                Protocol = "PrivateVote/v2",
            },
            Honest with
            {
                Name = " ",
            },
            Honest with
            {
                Name = "a\u0007",
            },
            Honest with
            {
                Name = new string('a', 201),
            },
            Honest with
            {
                Administrators = [],
            },
            Honest with
            {
                Administrators = [administrator, administrator],
            },
            Honest with
            {
                Administrators = [administrator, "did:web:example.org"],
            },
            Honest with
            {
                Administrators = [administrator, null!],
            },
            Honest with
            {
                Administrators = [administrator, .. Enumerable.Range(0, 64).Select(i => TestSpace.Key($"{i}").Did)],
            },
            Honest with
            {
                Registrar = TestSpace.Registrar.Registrar,
            },
            TestSpace.Private() with
            {
                Registrar = null,
            },
            TestSpace.Private() with
            {
                Registrar = new Registrar("did:web:example.org", TestSpace.Registrar.Registrar.UniquenessKey),
            },
            TestSpace.Private() with
            {
                Registrar = new Registrar(administrator, new byte[64]),
            },
            TestSpace.Private() with
            {
                Registrar = new Registrar(administrator, [.. new byte[63], 1]),
            },
            WithSource(TestSpace.Source("a") with { CheckStatus = true }),
            WithSource(TestSpace.Source("a") with { Issuers = ["did:web:issuer.example.org"] }),
        ];
        Assert.All(malformed, body => AssertRefused(RefusalCode.MalformedSpace, body));
        string[] domains =
        [
            "",
            ".",
            "a..b",
            "-a",
            "a-",
            "A.example",
            "exa mple",
            "https://example.org",
            "example.org/",
            "example.org:443",
            "example.org:",
            "example.org:5000:1",
            "user@example.org",
            "exämple.org",
            "example.org.",
            new string('a', 64),
            string.Join('.', Enumerable.Repeat("abc", 64)),
        ];
        Assert.All(domains, domain => AssertRefused(RefusalCode.MalformedSpace, Honest with { Domain = domain }));
    }

    [Fact]
    public void A_policy_that_nobody_or_anybody_could_satisfy_is_refused()
    {
        var policy = Honest.Personhood;
        PersonhoodPolicy[] invalid =
        [
            policy with
            {
                Sources = [],
            },
            policy with
            {
                Sources = [null!],
            },
            policy with
            {
                AnyOf = [],
            },
            policy with
            {
                AnyOf =
                [
                    [],
                ],
            },
            policy with
            {
                AnyOf = [null!],
            },
            policy with
            {
                AnyOf =
                [
                    ["a"],
                    [],
                ],
            },
            policy with
            {
                AnyOf =
                [
                    ["a", "a"],
                ],
            },
            policy with
            {
                AnyOf =
                [
                    ["a"],
                    ["a"],
                ],
            },
            policy with
            {
                AnyOf =
                [
                    ["b", "c"],
                    ["c", "b"],
                ],
            },
            policy with
            {
                AnyOf =
                [
                    ["a"],
                    ["d"],
                ],
            },
            policy with
            {
                AnyOf =
                [
                    [null!],
                ],
            },
            policy with
            {
                MinimumAssurance = 0,
            },
            policy with
            {
                MinimumAssurance = 5,
            },
            policy with
            {
                MinimumAssurance = 4,
            },
            policy with
            {
                Replacements = -1,
            },
            policy with
            {
                Replacements = 1001,
            },
            policy with
            {
                Sources = [.. policy.Sources, TestSpace.Source("a")],
            },
            policy with
            {
                AnyOf = [.. Enumerable.Range(0, 65).Select(_ => (IReadOnlyList<string>)["a"])],
            },
        ];
        Assert.All(invalid, one => AssertRefused(RefusalCode.InvalidPolicy, Honest with { Personhood = one }));
    }

    [Fact]
    public void A_source_that_does_not_fit_its_format_is_refused()
    {
        var source = TestSpace.Source("a");
        AttestationSource[] invalid =
        [
            source with
            {
                Id = "",
            },
            source with
            {
                Id = "A",
            },
            source with
            {
                Id = new string('a', 65),
            },
            source with
            {
                Assurance = 0,
            },
            source with
            {
                Assurance = 5,
            },
            source with
            {
                Uniqueness = "",
            },
            source with
            {
                Uniqueness = "a\n",
            },
            source with
            {
                Issuers = [],
            },
            source with
            {
                Issuers = [source.Issuers[0], source.Issuers[0]],
            },
            source with
            {
                Issuers = ["example.org"],
            },
            source with
            {
                Issuers = ["did:key:"],
            },
            source with
            {
                Issuers = ["did:web:a/b"],
            },
            source with
            {
                Issuers = [null!],
            },
            source with
            {
                Issuers = [.. Enumerable.Range(0, 65).Select(i => $"did:example:{i}")],
            },
            source with
            {
                Format = AttestationFormat.Eas,
            },
            source with
            {
                Format = AttestationFormat.Eas,
                Issuers = ["0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"],
            },
            source with
            {
                Format = AttestationFormat.Eas,
                Issuers = ["0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"],
            },
            source with
            {
                Types = [],
            },
            source with
            {
                Types = ["x", "x"],
            },
            source with
            {
                Types = [null!],
            },
            source with
            {
                UniqueClaim = "",
            },
            source with
            {
                Roots = [Fr.One.ToHex()],
            },
            source with
            {
                AppId = "app",
            },
            Group with
            {
                Issuers = source.Issuers,
            },
            Group with
            {
                Types = ["x"],
            },
            Group with
            {
                UniqueClaim = "x",
            },
            Group with
            {
                CheckStatus = true,
            },
            Group with
            {
                AppId = "app",
            },
            Group with
            {
                Roots = ["1"],
            },
            Group with
            {
                Roots = ["0x" + Fr.Modulus.ToString("x").PadLeft(64, '0')],
            },
            Group with
            {
                Roots = [Fr.One.ToHex(), Fr.One.ToHex()],
            },
            World with
            {
                AppId = null,
            },
            World with
            {
                Action = "",
            },
        ];
        Assert.All(invalid, one => AssertRefused(RefusalCode.InvalidPolicy, WithSource(one)));
    }

    /// <summary>One form of tag for each source, so that nobody comes once by `register` and once by `admit`.</summary>
    [Theory]
    [InlineData(RollKind.Public)]
    [InlineData(RollKind.Private)]
    public void Who_proves_membership_of_a_group_needs_no_registrar_and_has_a_plain_tag_in_every_roll(RollKind roll)
    {
        var issued = TestSpace.Source("a");
        var looked = TestSpace.Source("b") with { CheckStatus = true };
        var body = WithSources(issued, looked, Group, World) with
        {
            Roll = roll,
            Registrar = TestSpace.Registrar.Registrar,
        };
        var space = new TestSpace(body).Space;
        var isPublic = roll == RollKind.Public;
        Assert.True(space.IsSelfProving([Group, World]));
        Assert.Equal(isPublic, space.IsSelfProving([Group, issued]));
        Assert.False(space.IsSelfProving([Group, looked]));
        Assert.False(space.HasKeyedTags(Group));
        Assert.False(space.HasKeyedTags(World));
        Assert.Equal(!isPublic, space.HasKeyedTags(issued));
    }

    [Fact]
    public void A_space_is_opened_once_by_one_of_its_administrators_and_first()
    {
        var log = new SpaceLog();
        var stranger = Submission.Sign(EntryKind.Space, Honest, TestSpace.Key("mallory")).ToLine(TestSpace.Begin);
        Assert.Equal(RefusalCode.NotThisRole, log.Append(stranger)?.Code);
        var roll = Submission.Sign(
            EntryKind.Roll,
            new RollBody(new byte[32], new CensusSummary(Fr.One, 1, 1), 0),
            TestSpace.Administrator
        );
        Assert.Equal(RefusalCode.WrongPhase, log.Append(roll.ToLine(TestSpace.Begin))?.Code);
        Assert.Equal(0, log.Size);

        var space = new TestSpace(Honest);
        space.MustNot(RefusalCode.WrongPhase, Submission.Sign(EntryKind.Space, Honest, TestSpace.Administrator));
        space.MustNot(RefusalCode.WrongPhase, Submission.Sign(EntryKind.Committee, Honest, TestSpace.Administrator));
        space.Now = TestSpace.Begin.AddMilliseconds(-1);
        space.MustNot(RefusalCode.ClockBackwards, Submission.Sign(EntryKind.Space, Honest, TestSpace.Administrator));
    }

    /// <summary>
    /// Tags are made within an issuer, a schema or a provider: a source of two of them would know whoever has an attestation of
    /// each as two people.
    /// </summary>
    [Fact]
    public void A_source_in_which_one_person_would_be_two_is_refused()
    {
        var card = TestSpace.Source("a");
        var other = TestSpace.Key("other issuer").Did;
        var attester = new AttestationSource("a", AttestationFormat.Eas, [Attester], 1);
        var (one, two) = ("0x" + new string('1', 64), "0x" + new string('2', 64));
        var stamp = new AttestationSource("a", AttestationFormat.HumanPassport, [PassportIssuer], 1);
        AttestationSource[] open =
        [
            card with
            {
                Issuers = [card.Issuers[0], other],
            },
            attester,
            attester with
            {
                Types = [one, two],
            },
            stamp,
            stamp with
            {
                Uniqueness = "shared",
            },
            stamp with
            {
                Types = ["Google", "Github"],
            },
        ];
        Assert.All(open, source => AssertRefused(RefusalCode.InvalidPolicy, WithSource(source)));
        AssertOpens(WithSource(open[0] with { Uniqueness = "card" }));
        AssertOpens(WithSource(attester with { Uniqueness = "account" }));
        AssertOpens(WithSource(attester with { Types = [one] }));
        AssertOpens(WithSource(stamp with { Types = ["Google"] }));
    }

    [Fact]
    public void Sources_that_share_uniqueness_tell_people_apart_by_the_same()
    {
        var named = TestSpace.Source("named", uniqueness: "person") with { UniqueClaim = "number" };
        var other = TestSpace.Source("other", uniqueness: "person");
        var stamp = new AttestationSource(
            "stamp",
            AttestationFormat.HumanPassport,
            [PassportIssuer],
            1,
            "person",
            ["Google"]
        );
        (AttestationSource, AttestationSource)[] mixed =
        [
            (named, other),
            (named, named with { Id = "other", UniqueClaim = "email" }),
            (other, stamp),
            (stamp, stamp with { Id = "other", Types = ["Github"] }),
            (other, Group with { Uniqueness = "person" }),
        ];
        Assert.All(mixed, pair => AssertRefused(RefusalCode.InvalidPolicy, WithSources(pair.Item1, pair.Item2)));
        AssertOpens(WithSources(named, named with { Id = "other" }));
        AssertOpens(WithSources(other, new("eas", AttestationFormat.Eas, [Attester], 1, "person")));
        AssertOpens(WithSources(named, other with { Uniqueness = "another" }));
        AssertRefused(RefusalCode.InvalidPolicy, WithSource(named with { UniqueClaim = "a:b" }));
    }

    private static SpaceBody WithSource(AttestationSource source, bool registrar = false) =>
        WithSources(source) with
        {
            Registrar = registrar ? TestSpace.Registrar.Registrar : null,
        };

    private static SpaceBody WithSources(params AttestationSource[] sources) =>
        Honest with
        {
            Personhood = new PersonhoodPolicy(
                sources,
                [.. sources.Select(source => (IReadOnlyList<string>)[source.Id])],
                1,
                0
            ),
        };

    private static void AssertOpens(SpaceBody body)
    {
        Assert.True(Space.TryOpen(StrictJson.Serialize(body), out _, out var refusal), refusal?.ToString());
        Assert.Null(refusal);
    }

    private static void AssertRefused(RefusalCode code, SpaceBody body)
    {
        Assert.False(Space.TryOpen(StrictJson.Serialize(body), out _, out var refusal));
        Assert.Equal(code, refusal.Code);
    }
}
