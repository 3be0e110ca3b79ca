using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Tests.Support;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Tests;

/// <summary>A manifest is refused unless it fits the log it stands in and cannot go wrong later.</summary>
public sealed class ManifestTests
{
    private readonly TestElection election = new();
    private readonly Manifest honest;

    public ManifestTests()
    {
        election.RunCeremony();
        election.EnterCensus(3, 1, 2);
        var jws = System.Text.Encoding.ASCII.GetString(election.Manifest().Body);
        Assert.True(Jws.TryVerify(jws, Entry.TypeOf(EntryKind.Manifest), out _, out var payload, out _));
        Assert.True(StrictJson.TryParse<Manifest>(payload, out var manifest, out _));
        honest = manifest;
    }

    [Fact]
    public void The_honest_manifest_opens_the_election()
    {
        election.Must(Sign(honest));
        Assert.Equal(Phase.Open, election.Log.Phase);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(StrictJson.Serialize(honest)), election.Election.Id);
    }

    [Fact]
    public void A_roll_is_named_by_a_logs_key_and_an_entry_and_left_out_where_there_is_none()
    {
        var roll = new RollReference(new byte[32], honest.Log, 1, new byte[32]);
        election.MustNot(RefusalCode.MalformedManifest, Sign(honest with { Roll = roll with { Log = "log" } }));
        election.MustNot(RefusalCode.MalformedManifest, Sign(honest with { Roll = roll with { Entry = 0 } }));
        Assert.DoesNotContain("roll\"", System.Text.Encoding.UTF8.GetString(StrictJson.Serialize(honest)));
        election.Must(Sign(honest with { Roll = roll }));
        Assert.Equal(roll.Log, election.Election.Manifest.Roll?.Log);
    }

    [Fact]
    public void Only_the_organizer_it_names_signs_it()
    {
        using var stranger = RoleKey.Create();
        election.MustNot(RefusalCode.NotThisRole, Submission.Sign(EntryKind.Manifest, honest, stranger));
        // A stranger with a manifest of their own over a setup that others finished, and with a page of the census.
        var taken = honest with
        {
            Organizer = stranger.Did,
        };
        election.MustNot(RefusalCode.NotThisRole, Submission.Sign(EntryKind.Manifest, taken, stranger));
        var page = new CensusBody([VoterIdentity.Create().Commitment.ToHex()], [1]);
        election.MustNot(RefusalCode.NotThisRole, Submission.Sign(EntryKind.Census, page, stranger));
        election.MustNot(RefusalCode.NotThisRole, Sign(honest with { Organizer = stranger.Did }));
    }

    [Fact]
    public void Its_census_is_the_one_entered()
    {
        var census = honest.Census;
        Refused(RefusalCode.CensusMismatch, honest with { Census = census with { Root = census.Root + Fr.One } });
        Refused(RefusalCode.CensusMismatch, honest with { Census = census with { Size = 4 } });
        Refused(RefusalCode.CensusMismatch, honest with { Census = census with { TotalWeight = 7 } });
        Refused(RefusalCode.CensusMismatch, honest with { Census = census with { Size = 0 }, Turnout = 0 });
    }

    [Fact]
    public void Its_committee_is_the_one_that_the_ceremony_made()
    {
        var committee = honest.Committee;
        void Refuse(CommitteeReference other) =>
            Refused(RefusalCode.CommitteeMismatch, honest with { Committee = other });
        Refuse(committee with { Ceremony = new byte[32] });
        Refuse(committee with { Transcript = new byte[32] });
        Refuse(committee with { Members = [.. committee.Members.Reverse()] });
        Refuse(committee with { Dealers = [1, 2] });
        Refuse(committee with { Dealers = [1, 3, 2] });
        Refuse(committee with { Dealers = [0, 1, 2] });
        Refuse(committee with { Dealers = [1, 2, 4] });
        Refuse(committee with { Threshold = 1 });
        Refuse(committee with { Threshold = 3 });
        Refuse(committee with { Threshold = 0 });
        Refuse(committee with { Threshold = 4 });
        Refuse(committee with { Key = EdwardsPoint.Base.ToBytes() });
        Refuse(committee with { Key = EdwardsPoint.Identity.ToBytes() });
        Refuse(committee with { Key = new byte[64] });
        Refuse(committee with { Key = [] });
    }

    [Fact]
    public void Its_circuit_and_key_are_ones_that_this_software_has()
    {
        var circuit = honest.Circuit;
        Refused(RefusalCode.UnknownCircuit, honest with { Circuit = circuit with { Name = "ballot-9" } });
        Refused(RefusalCode.UnknownCircuit, honest with { Circuit = circuit with { Name = "ballot-8" } });
        Refused(RefusalCode.UnknownCircuit, honest with { Circuit = circuit with { VerificationKey = new byte[32] } });
    }

    [Fact]
    public void Totals_that_could_reach_2_to_the_44_are_refused()
    {
        var large = new TestElection();
        large.RunCeremony();
        large.EnterCensus(uint.MaxValue, 1);
        var plan = TestElection.Plan with { Rule = new BallotRule(VotingMethod.Score, WeightMode.Multiply, 4096) };
        // 4096 times 2^32 is 2^44: one too many. 4095 times 2^32 is below.
        large.MustNot(RefusalCode.TotalsTooLarge, large.Manifest(plan));
        large.Must(large.Manifest(plan with { Rule = plan.Rule with { Maximum = 4095 } }));
    }

    [Fact]
    public void Options_times_rules_and_texts_make_sense()
    {
        Refused(RefusalCode.InvalidOptions, honest with { Options = [] });
        Refused(
            RefusalCode.InvalidOptions,
            honest with
            {
                Options = [.. Enumerable.Range(0, 9).Select(i => new Option($"{i}"))],
            }
        );
        Refused(RefusalCode.InvalidOptions, honest with { Options = [new Option("x"), new Option("x")] });
        Refused(RefusalCode.InvalidOptions, honest with { Options = [new Option(" "), new Option("x")] });
        var payload = new Payload(1, "0x1234", []);
        Refused(RefusalCode.InvalidOptions, honest with { Options = [new Option("x", payload), new Option("y")] });
        Refused(RefusalCode.InvalidTimes, honest with { Closes = honest.Opens });
        Refused(RefusalCode.InvalidRule, honest with { Rule = honest.Rule with { Maximum = 3 } });
        Refused(RefusalCode.InvalidRule, honest with { Turnout = 0 });
        Refused(RefusalCode.InvalidRule, honest with { Turnout = 4 });
        Refused(RefusalCode.NotMeasurable, honest with { Pass = new PassRule(PassKind.Majority) });
        Refused(RefusalCode.MalformedManifest, honest with { Protocol = "PrivateVote/v2" });
        Refused(RefusalCode.MalformedManifest, honest with { Title = "" });
        Refused(RefusalCode.MalformedManifest, honest with { Log = "example.org/log" });
        Refused(RefusalCode.MalformedManifest, honest with { Council = new Council(["a", "a"], 1) });
        Refused(RefusalCode.MalformedManifest, honest with { Council = new Council(["a"], 2) });
    }

    [Fact]
    public void A_census_page_that_is_none_is_refused_and_changes_nothing()
    {
        var commitment = VoterIdentity.Create().Commitment.ToHex();
        void Refuse(RefusalCode code, CensusBody page) =>
            election.MustNot(code, Submission.Sign(EntryKind.Census, page, election.OrganizerKey));
        Refuse(RefusalCode.MalformedCensus, new CensusBody([], []));
        Refuse(RefusalCode.MalformedCensus, new CensusBody([commitment], []));
        Refuse(RefusalCode.MalformedCensus, new CensusBody(["0x12"], [1]));
        Refuse(RefusalCode.WeightOutOfRange, new CensusBody([commitment], [0]));
        Refuse(RefusalCode.DuplicateCommitment, new CensusBody([commitment, commitment], [1, 1]));
        Refuse(
            RefusalCode.DuplicateCommitment,
            new CensusBody([commitment, election.Voters[0].Identity.Commitment.ToHex()], [1, 1])
        );
        // None of the half-entered pages left anything behind.
        Assert.Equal(3, election.Log.Census.Members.Count);
        Assert.Equal(6UL, election.Log.Census.TotalWeight);
        election.Must(Sign(honest));
    }

    [Fact]
    public void The_ceremony_is_over_once_the_census_is_entered()
    {
        election.MustNot(RefusalCode.WrongPhase, Assert.Single(election.Trustees[0].Acknowledge(election.Ceremony)));
        election.MustNot(RefusalCode.WrongPhase, election.Trustees[0].Commit(election.Ceremony));
    }

    [Fact]
    public void A_log_begins_with_its_committee_and_a_ballot_needs_a_manifest()
    {
        var log = new ElectionLog();
        Assert.Equal(RefusalCode.WrongPhase, log.Append(Sign(honest).ToLine(TestElection.Start))?.Code);
        var ballot = new Submission(EntryKind.Ballot, "{}"u8.ToArray());
        Assert.Equal(RefusalCode.WrongPhase, log.Append(ballot.ToLine(TestElection.Start))?.Code);
        election.MustNot(RefusalCode.WrongPhase, ballot);
    }

    [Theory]
    [InlineData("commitment,weight\n", "at least one member")]
    [InlineData("weight,commitment\n1,2\n", "line 1")]
    [InlineData("commitment,weight\n5\n", "line 2")]
    [InlineData("commitment,weight\n5,1\n5,2\n", "line 3")]
    [InlineData("commitment,weight\n5,0\n", "line 2")]
    [InlineData("commitment,weight\n5,-1\n", "line 2")]
    [InlineData("commitment,weight\n5,4294967296\n", "line 2")]
    [InlineData("commitment,weight\nx,1\n", "line 2")]
    public void A_census_file_that_is_none_is_named_by_its_line(string text, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<FormatException>(() => Census.FromCsv(text)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_census_file_takes_commitments_in_hexadecimal_and_decimal()
    {
        var census = Census.FromCsv($"commitment,weight\r\n{Fr.From(5).ToHex()},1\r\n\r\n6,4294967295\r\n");
        Assert.Equal([new CensusMember(Fr.From(5), 1), new CensusMember(Fr.From(6), uint.MaxValue)], census.Members);
    }

    private void Refused(RefusalCode code, Manifest manifest) => election.MustNot(code, Sign(manifest));

    private Submission Sign(Manifest manifest) => Submission.Sign(EntryKind.Manifest, manifest, election.OrganizerKey);
}
