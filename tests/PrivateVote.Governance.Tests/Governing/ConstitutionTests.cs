using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.Governance.Weights;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>A constitution that could not be followed is never opened, and the sentence says what is wrong.</summary>
public sealed class ConstitutionTests
{
    private static readonly string Someone = TestSpace.Key("someone").Did;

    public static TheoryData<string, string> Wrong =>
        new()
        {
            { "no organizers", "organizers" },
            { "an organizer twice", "organizers" },
            { "an organizer without a key", "organizers" },
            { "minimum class 0", "minimum class" },
            { "no council members", "a council has" },
            { "council threshold 0", "threshold" },
            { "council threshold above", "threshold" },
            { "a councillor twice", "named once" },
            { "an owner twice", "owners" },
            { "an owner in lower case", "owners" },
            { "fewer owners than the threshold", "owners" },
            { "owners without a Safe", "only a council with a Safe" },
            { "a Safe on chain 0", "a Safe is" },
            { "a Safe at nothing", "a Safe is" },
            { "a Safe before 1.3.0", "is not supported" },
            { "a governor at nothing", "a governor is" },
            { "a weight policy without scale", "weights:" },
            { "a source of an unknown category", "categories" },
            { "a source twice", "the same id" },
            { "a source named csv", "csv" },
            { "a source without issuers", "issuers" },
            { "eas without a schema", "schema" },
            { "jws with a schema", "schema" },
            { "no templates", "templates" },
            { "a template twice", "different ids" },
            { "a template without sections", "sections" },
            { "more required than there are", "sections" },
            { "no tracks", "tracks" },
            { "a track twice", "different ids" },
            { "only operations", "a constitution has a protocol track" },
            { "a window upside down", "a minimum from 0" },
            { "a window of 0", "a minimum from 0" },
            { "a window of a century", "a minimum from 0" },
            { "a majority without options named", "for and against" },
            { "fixed options by plurality", "between fixed options" },
            { "own options by majority", "plurality" },
            { "an option twice", "different names" },
            { "turnout 0", "turnout" },
            { "a quorum that cannot be measured", "the weight of all ballots" },
            { "a temperature check without a window", "temperature check" },
            { "a review without a council", "a review needs a council" },
            { "a timelock without execution", "a window to execute" },
            { "an optimistic path with 0 callers", "optimistic" },
            { "an optimistic path with own options", "optimistic" },
            { "a committee on a protocol track", "has no committee" },
            { "operations without a committee", "has a committee" },
            { "operations that discuss", "no other stages" },
            { "more seats than a ballot has room for", "seats" },
            { "a committee's threshold above its seats", "seats" },
            { "a veto window of 0", "veto window" },
            { "0 veto callers", "veto vote" },
            { "a unit of two lines", "unit" },
            { "a token on chain 0", "capital: a token is named" },
            { "a token in lower case", "capital: a token is named" },
            { "no tiers but a list", "capital: there are 1 to 64 tiers" },
            { "a tier of null", "capital: there are 1 to 64 tiers" },
            { "a tier from 0", "capital: a tier begins at 1" },
            { "a tier of weight 0", "capital: a tier begins at 1" },
            { "tiers that do not ascend", "capital: tier 2 is not above tier 1" },
            { "tiers of one weight", "capital: tier 2 is not above tier 1" },
            { "compared with no token", "the constitution names a token" },
            { "operations beside capital", "no capital beside it" },
            { "a parallel election of square roots", "in quadratic voting" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_followed_is_refused_with_a_sentence(string what, string said)
    {
        var body = TestSpace.Public() with { Constitution = Make(what) };
        Assert.False(Space.TryOpen(StrictJson.Serialize(body), out _, out var refusal));
        Assert.Equal(RefusalCode.MalformedConstitution, refusal.Code);
        Assert.Contains(said, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_standard_one_opens_and_a_space_without_one_is_written_as_before()
    {
        Assert.True(
            Space.TryOpen(StrictJson.Serialize(TestSpace.Public() with { Constitution = Standard() }), out _, out _)
        );
        Assert.DoesNotContain(
            "constitution",
            Encoding.UTF8.GetString(StrictJson.Serialize(TestSpace.Public())),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Null_unknown_and_double_members_are_refused()
    {
        var text = Encoding.UTF8.GetString(StrictJson.Serialize(TestSpace.Public() with { Constitution = Standard() }));
        foreach (
            var (from, to) in new[]
            {
                ("\"minimumClass\":1", "\"minimumClass\":null"),
                ("\"minimumClass\":1", "\"minimumClass\":1,\"minimumClass\":1"),
                ("\"minimumClass\":1", "\"minimumClass\":1,\"x\":1"),
                ("\"kind\":\"protocol\"", "\"kind\":\"Protocol\""),
                ("\"kind\":\"protocol\"", "\"kind\":0"),
                ("\"gate\":true", "\"gate\":\"true\""),
            }
        )
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            var changed = text.Replace(from, to, StringComparison.Ordinal);
            Assert.False(Space.TryOpen(Encoding.UTF8.GetBytes(changed), out _, out _));
        }

        var holes = text.Replace("\"templates\":[", "\"templates\":[null,", StringComparison.Ordinal);
        Assert.False(Space.TryOpen(Encoding.UTF8.GetBytes(holes), out _, out _));
        holes = text.Replace("\"tracks\":[", "\"tracks\":[null,", StringComparison.Ordinal);
        Assert.False(Space.TryOpen(Encoding.UTF8.GetBytes(holes), out _, out _));
    }

    [Fact]
    public void An_amendment_keeps_what_members_are_known_by()
    {
        var body = TestSpace.Public() with { Constitution = Standard() };
        Assert.True(Space.TryOpen(StrictJson.Serialize(body), out var space, out _));
        foreach (
            var wrong in new[]
            {
                body with
                {
                    Domain = "other.example.org",
                },
                body with
                {
                    Nonce = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                },
                body with
                {
                    Roll = RollKind.Private,
                    Registrar = TestSpace.Registrar.Registrar,
                },
                body with
                {
                    Constitution = null,
                },
            }
        )
        {
            Assert.False(space.TryAmend(StrictJson.Serialize(wrong), out var none, out var refusal));
            Assert.Null(none);
            Assert.Equal(RefusalCode.MalformedConstitution, refusal.Code);
        }

        // Tags that are keyed anew would let everybody in a second time.
        var kept = TestSpace.Private() with
        {
            Constitution = Standard(),
        };
        Assert.True(Space.TryOpen(StrictJson.Serialize(kept), out var hidden, out _));
        var other = RegistrarKeys.FromSeed(new byte[32]).Registrar;
        Assert.False(hidden.TryAmend(StrictJson.Serialize(kept with { Registrar = other }), out _, out _));
        Assert.True(
            hidden.TryAmend(
                StrictJson.Serialize(kept with { Registrar = kept.Registrar! with { Did = other.Did } }),
                out _,
                out _
            )
        );

        Assert.True(space.TryAmend(StrictJson.Serialize(body with { Name = "Renamed" }), out var amended, out _));
        Assert.Equal(space.Id, amended.Id);
        Assert.NotEqual(space.Digest, amended.Digest);
    }

    private static Constitution Make(string what)
    {
        var right = Standard();
        var council = right.Council!;
        var (first, second, third) = (council.Members[0], council.Members[1], council.Members[2]);
        var source = right.Contributors![0];
        Constitution With(SpaceCouncil changed) => right with { Council = changed };
        Constitution From(params ContributionSource[] sources) => right with { Contributors = sources };
        Constitution On(Track track) => right with { Tracks = [track, Committee()] };
        Constitution Ballot(BallotPlan ballot) => On(Simple(ballot));
        Constitution Beside(CapitalRule rule) => CapitalGround.Constitution(rule);
        Constitution Tiers(params CapitalTier[] tiers) => Beside(CapitalGround.Rule with { Tiers = tiers });
        Constitution Op(CommitteeRule rule) =>
            right with
            {
                Tracks = [Simple(), Committee() with { Operations = rule }],
            };
        var rule = Committee().Operations!;
        var plan = YesNo();
        var plurality = new PassRule(PassKind.Plurality);
        return what switch
        {
            "no organizers" => right with { Organizers = [] },
            "an organizer twice" => right with { Organizers = [Someone, Someone] },
            "an organizer without a key" => right with { Organizers = ["did:web:example.org"] },
            "minimum class 0" => right with { MinimumClass = 0 },
            "no council members" => With(council with { Members = [] }),
            "council threshold 0" => With(council with { Threshold = 0 }),
            "council threshold above" => With(council with { Threshold = 4 }),
            "a councillor twice" => With(council with { Members = [first, second, third with { Did = first.Did }] }),
            "an owner twice" => With(council with { Members = [first, second, third with { Owner = first.Owner }] }),
            "an owner in lower case" => With(
                council with
                {
                    Members = [first, second, third with { Owner = third.Owner!.ToLowerInvariant() }],
                }
            ),
            "fewer owners than the threshold" => With(
                council with
                {
                    Members = [first, second with { Owner = null }, third with { Owner = null }],
                }
            ),
            "owners without a Safe" => With(council with { Safe = null }),
            "a Safe on chain 0" => With(council with { Safe = Safe with { ChainId = 0 } }),
            "a Safe at nothing" => With(council with { Safe = Safe with { Address = "0x00" } }),
            "a Safe before 1.3.0" => With(council with { Safe = Safe with { Version = "1.2.0" } }),
            "a governor at nothing" => With(council with { Governor = new GovernorReference(1, "0x00") }),
            "a weight policy without scale" => right with { Weight = right.Weight! with { Scale = new Factor(0) } },
            "a source of an unknown category" => From(source with { Categories = ["talk"] }),
            "a source twice" => From(source, source),
            "a source named csv" => From(source with { Id = "csv" }),
            "a source without issuers" => From(source with { Issuers = [] }),
            "eas without a schema" => From(
                source with
                {
                    Format = ContributionFormat.Eas,
                    Issuers = [Owners[0].Address.ToString()],
                }
            ),
            "jws with a schema" => From(source with { Schema = "0x" + new string('0', 64) }),
            "no templates" => right with { Templates = [] },
            "a template twice" => right with { Templates = [right.Templates[0], right.Templates[0]] },
            "a template without sections" => right with { Templates = [new Template("text", [], 0)] },
            "more required than there are" => right with { Templates = [new Template("text", ["One"], 2)] },
            "no tracks" => right with { Tracks = [] },
            "a track twice" => right with { Tracks = [Simple(), Simple()] },
            "only operations" => right with { Tracks = [Committee()] },
            "a window upside down" => On(Simple() with { Stages = new Stages(new Window(2, 1)) }),
            "a window of 0" => On(Simple() with { Stages = new Stages(new Window(0, 0)) }),
            "a window of a century" => On(Simple() with { Stages = new Stages(new Window(0, 36_500 * Day)) }),
            "a majority without options named" => Ballot(plan with { Pass = new PassRule(PassKind.Majority) }),
            "fixed options by plurality" => Ballot(plan with { Pass = plurality }),
            "own options by majority" => Ballot(plan with { Options = null }),
            "an option twice" => Ballot(plan with { Options = ["For", "For"] }),
            "turnout 0" => Ballot(plan with { Turnout = 0 }),
            "a quorum that cannot be measured" => Ballot(
                plan with
                {
                    Rule = new BallotRule(VotingMethod.Approval, WeightMode.One),
                    Quorum = new Quorum(QuorumCount.AllBallots, QuorumBase.Weight, new Share(1, 2)),
                }
            ),
            "a temperature check without a window" => On(
                Simple() with
                {
                    Temperature = new TemperatureCheck(plan, true),
                }
            ),
            "a review without a council" => right with { Council = null },
            "a timelock without execution" => On(
                Simple() with
                {
                    Stages = new Stages(new Window(0, 1), Timelock: new Window(1, 1)),
                    Amends = false,
                }
            ),
            "an optimistic path with 0 callers" => On(Simple() with { Optimistic = new OptimisticPath(1, 0) }),
            "an optimistic path with own options" => On(
                Simple(plan with { Options = null, Pass = plurality }) with
                {
                    Optimistic = new OptimisticPath(1, 1),
                }
            ),
            "a committee on a protocol track" => On(Simple() with { Operations = rule }),
            "operations without a committee" => Op(null!),
            "operations that discuss" => right with
            {
                Tracks =
                [
                    Simple(),
                    Committee() with
                    {
                        Stages = new Stages(new Window(0, 1), Discussion: new Window(0, 1)),
                    },
                ],
            },
            "more seats than a ballot has room for" => Op(rule with { Seats = 9 }),
            "a committee's threshold above its seats" => Op(rule with { Threshold = 3 }),
            "a veto window of 0" => Op(rule with { VetoWindow = 0 }),
            "0 veto callers" => Op(rule with { VetoCallers = 0 }),
            "a unit of two lines" => Op(rule with { Unit = "US\nDC" }),
            "a token on chain 0" => Beside(CapitalGround.Rule with { ChainId = 0 }),
            "a token in lower case" => Beside(
                CapitalGround.Rule with
                {
                    Token = CapitalGround.Token.ToLowerInvariant(),
                }
            ),
            "no tiers but a list" => Tiers(),
            "a tier of null" => Tiers([null!]),
            "a tier from 0" => Tiers(new CapitalTier(0, 1)),
            "a tier of weight 0" => Tiers(new CapitalTier(1, 0)),
            "tiers that do not ascend" => Tiers(new CapitalTier(2, 1), new CapitalTier(2, 2)),
            "tiers of one weight" => Tiers(new CapitalTier(2, 1), new CapitalTier(3, 1)),
            "compared with no token" => CapitalGround.Constitution(null),
            "operations beside capital" => right with
            {
                Capital = CapitalGround.Rule,
                Tracks = [Simple(), Committee() with { ComparesCapital = true }],
            },
            "a parallel election of square roots" => CapitalGround.Constitution(
                CapitalGround.Rule,
                track: Simple(plan with { Rule = new BallotRule(VotingMethod.Quadratic, WeightMode.One, 9) })
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        };
    }
}
