using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Tests.Support;

namespace PrivateVote.Elections.Tests;

/// <summary>Ballots: what is entered and what is refused.</summary>
public sealed class VotingTests
{
    private static readonly ElectionPlan Deniable = TestElection.Plan with { Revoting = Revoting.Deniable };

    [Fact]
    public void The_same_nullifier_twice_is_refused_without_re_voting()
    {
        var election = TestElection.Open();
        var ballot = election.Vote(0, 1, 0).Ballot;
        election.Must(TestElection.Cast(ballot));
        // A copied ballot, and a second one by the same voter, on top of the first or ignoring it.
        election.MustNot(RefusalCode.NullifierAlreadyUsed, TestElection.Cast(ballot));
        election.MustNot(
            RefusalCode.NullifierAlreadyUsed,
            TestElection.Cast(ballot with { Replaces = election.Log.Size - 1 })
        );
        Assert.Equal(1, election.Log.Box!.Count);
    }

    [Fact]
    public void A_ballot_is_written_in_one_way_only()
    {
        var election = TestElection.Open();
        var text = System.Text.Encoding.UTF8.GetString(election.Vote(0, 1, 0).Ballot.ToBytes());
        const string Last = ",\"replaces\":null";
        string[] others =
        [
            "{ " + text[1..],
            text[..^1] + "\t}",
            text.Replace("\":\"", "\": \"", StringComparison.Ordinal),
            text.Replace(Last, "", StringComparison.Ordinal),
            "{" + Last[1..] + "," + text[1..].Replace(Last, "", StringComparison.Ordinal),
            text.Replace("\"proof\"", "\"pr\\u006fof\"", StringComparison.Ordinal),
        ];
        Assert.All(
            others,
            other =>
            {
                Assert.NotEqual(text, other);
                election.MustNot(RefusalCode.MalformedBallot, Of(other));
            }
        );
        election.Must(Of(text));

        static Submission Of(string ballot) => new(EntryKind.Ballot, System.Text.Encoding.UTF8.GetBytes(ballot));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void A_ballot_one_millisecond_early_or_late_is_refused(int milliseconds)
    {
        var election = TestElection.Open();
        var cast = TestElection.Cast(election.Vote(0, 1, 0).Ballot);
        election.Now = milliseconds < 0 ? TestElection.Opens.AddMilliseconds(-1) : TestElection.Closes;
        election.MustNot(RefusalCode.OutsideOpeningHours, cast);
        election.Now = milliseconds < 0 ? TestElection.Opens : TestElection.Closes.AddMilliseconds(-1);
        election.Must(cast);
    }

    [Fact]
    public void A_clock_that_goes_backwards_is_refused()
    {
        var election = TestElection.Open();
        election.Now = TestElection.Opens.AddMinutes(5);
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        var second = TestElection.Cast(election.Vote(1, 1, 0).Ballot);
        election.Now = election.Now.AddMilliseconds(-1);
        election.MustNot(RefusalCode.ClockBackwards, second);
    }

    [Fact]
    public void A_ballot_for_another_election_is_refused()
    {
        var election = TestElection.Open();
        var other = TestElection.Open();
        election.MustNot(RefusalCode.InvalidProof, TestElection.Cast(other.Vote(0, 1, 0).Ballot));
    }

    [Fact]
    public void There_are_never_more_slots_than_members_of_the_census()
    {
        var election = TestElection.Open(null, 1);
        var ballot = election.Vote(0, 1, 0).Ballot;
        election.Must(TestElection.Cast(ballot));
        // What somebody who can forge proofs would hand in: a slot that belongs to nobody.
        var forged = ballot with
        {
            Nullifier = ballot.Nullifier + Fr.One,
        };
        election.MustNot(RefusalCode.MoreSlotsThanVoters, TestElection.Cast(forged));
    }

    [Fact]
    public void A_ballot_after_close_is_refused()
    {
        var election = TestElection.Open();
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        var late = TestElection.Cast(election.Vote(1, 1, 0).Ballot);
        election.Close();
        election.MustNot(RefusalCode.WrongPhase, late);
    }

    [Fact]
    public void Whatever_is_changed_in_a_ballot_its_proof_no_longer_holds()
    {
        var election = TestElection.Open(null, 3, 1, 2);
        var ballot = election.Vote(0, 1, 0).Ballot;
        var other = election.Vote(1, 0, 1).Ballot;
        election.MustNot(RefusalCode.InvalidProof, TestElection.Cast(ballot with { Nullifier = other.Nullifier }));
        election.MustNot(
            RefusalCode.InvalidProof,
            TestElection.Cast(ballot with { Nullifier = ballot.Nullifier + Fr.One })
        );
        election.MustNot(RefusalCode.InvalidProof, TestElection.Cast(ballot with { Ciphertexts = other.Ciphertexts }));
        election.MustNot(RefusalCode.InvalidProof, TestElection.Cast(ballot with { Proof = other.Proof }));
        byte[] swapped = [.. ballot.Ciphertexts[128..256], .. ballot.Ciphertexts[..128], .. ballot.Ciphertexts[256..]];
        election.MustNot(RefusalCode.InvalidProof, TestElection.Cast(ballot with { Ciphertexts = swapped }));
        election.MustNot(RefusalCode.StalePredecessor, TestElection.Cast(ballot with { Replaces = 0 }));
        election.MustNot(RefusalCode.MalformedBallot, TestElection.Cast(ballot with { Proof = ballot.Proof[..^1] }));
        election.MustNot(RefusalCode.MalformedBallot, TestElection.Cast(ballot with { Proof = new byte[256] }));
        election.MustNot(
            RefusalCode.MalformedBallot,
            TestElection.Cast(ballot with { Ciphertexts = ballot.Ciphertexts[128..] })
        );
        election.MustNot(RefusalCode.MalformedBallot, TestElection.Cast(ballot with { Ciphertexts = new byte[384] }));
        election.Must(TestElection.Cast(ballot));
    }

    [Fact]
    public void A_re_vote_replaces_and_a_strangers_re_encryption_changes_nothing()
    {
        var election = TestElection.Open(Deniable);
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Must(TestElection.Cast(election.Vote(1, 1, 0).Ballot));
        election.Must(TestElection.Cast(election.Vote(0, 0, 1).Ballot));
        election.Must(TestElection.Cast(ReEncrypt(election, 0)));
        election.Must(TestElection.Cast(ReEncrypt(election, 1)));
        election.Close();
        election.Tally(0, 1);
        // Voter 1 with weight 3 changed to the second option; voter 2 with weight 1 stays with the first.
        Assert.Equal([1UL, 3UL], election.Log.Result!.Totals);
        Assert.False(election.Log.Result.Passed);
    }

    [Fact]
    public void An_update_that_names_an_old_head_is_told_what_to_build_upon()
    {
        var election = TestElection.Open(Deniable);
        var first = election.Vote(0, 1, 0).Ballot;
        election.Must(TestElection.Cast(first));
        var head = election.Log.Size - 1;
        var onFirst = election.Vote(0, 0, 1).Ballot;
        election.Must(TestElection.Cast(ReEncrypt(election, 0)));
        var refusal = election.Add(TestElection.Cast(onFirst));
        Assert.Equal(RefusalCode.StalePredecessor, refusal?.Code);
        Assert.Contains($"build upon {head + 1}", refusal!.Reason, StringComparison.Ordinal);
        // The old proof is for the old ciphertexts: naming the new head does not help.
        election.MustNot(RefusalCode.InvalidProof, TestElection.Cast(onFirst with { Replaces = head + 1 }));
        election.MustNot(RefusalCode.StalePredecessor, TestElection.Cast(first));
        election.Must(TestElection.Cast(election.Vote(0, 0, 1).Ballot));
    }

    [Fact]
    public void A_flood_of_re_encryptions_on_one_slot_never_blocks_the_voter()
    {
        var election = TestElection.Open(Deniable);
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        for (var i = 0; i < 3; i++)
        {
            election.Must(TestElection.Cast(ReEncrypt(election, 0)));
        }

        election.Must(TestElection.Cast(election.Vote(0, 0, 1).Ballot));
        election.Close();
        election.Tally(1, 2);
        Assert.Equal([0UL, 3UL], election.Log.Result!.Totals);
    }

    [Fact]
    public void A_re_encryption_is_refused_where_re_voting_is_off_or_the_slot_is_empty()
    {
        var none = TestElection.Open();
        none.Must(TestElection.Cast(none.Vote(0, 1, 0).Ballot));
        Assert.Throws<ArgumentException>(() => ReEncrypt(none, 0));

        // A re-encryption moved into another voter's empty slot: b = 1 needs the signal `occupied`.
        var election = TestElection.Open(Deniable);
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        var noise = ReEncrypt(election, 0);
        var empty = election.Voters[1].Identity.NullifierIn(election.Election);
        election.MustNot(
            RefusalCode.InvalidProof,
            TestElection.Cast(noise with { Nullifier = empty, Replaces = null })
        );
        Assert.Equal(1, election.Log.Box!.Count);
    }

    [Fact]
    public void An_audited_ballot_matches_its_opening_and_no_other()
    {
        var election = TestElection.Open();
        var prepared = election.Vote(0, 1, 0);
        var opening = prepared.Opening;
        Assert.True(BallotMaker.Matches(election.Election, prepared.Ballot, opening));
        Assert.False(BallotMaker.Matches(election.Election, prepared.Ballot, opening with { Choices = [0, 1] }));
        Assert.False(BallotMaker.Matches(election.Election, prepared.Ballot, opening with { Weight = 2 }));
        Assert.False(BallotMaker.Matches(election.Election, prepared.Ballot, opening with { Choices = [1, 1] }));
        Assert.False(BallotMaker.Matches(election.Election, prepared.Ballot, opening with { Randomness = [] }));
        string[] swapped = [opening.Randomness[1], opening.Randomness[0], opening.Randomness[2]];
        Assert.False(BallotMaker.Matches(election.Election, prepared.Ballot, opening with { Randomness = swapped }));
    }

    [Fact]
    public void Choices_that_break_the_rule_and_strangers_get_a_sentence_before_any_proof()
    {
        var election = TestElection.Open();
        Assert.Contains(
            "exactly 1",
            Assert.Throws<ArgumentException>(() => election.Vote(0, 1, 1)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => election.Vote(0, 0, 0));
        Assert.Throws<ArgumentException>(() => election.Vote(0, 1, 0, 0));
        election.Voters[0] = (VoterIdentity.Create(), 3);
        Assert.Contains(
            "not in the election's census",
            Assert.Throws<ArgumentException>(() => election.Vote(0, 1, 0)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        VotingMethod.Approval,
        WeightMode.Multiply,
        null,
        new uint[] { 1, 1, 0 },
        new uint[] { 0, 1, 0 },
        new ulong[] { 3, 4, 0 }
    )]
    [InlineData(
        VotingMethod.Score,
        WeightMode.One,
        5u,
        new uint[] { 5, 0, 2 },
        new uint[] { 1, 1, 1 },
        new ulong[] { 6, 1, 3 }
    )]
    [InlineData(
        VotingMethod.Cumulative,
        WeightMode.Budget,
        null,
        new uint[] { 2, 0, 1 },
        new uint[] { 0, 1, 0 },
        new ulong[] { 2, 1, 1 }
    )]
    [InlineData(
        VotingMethod.Quadratic,
        WeightMode.One,
        13u,
        new uint[] { 3, 2, 0 },
        new uint[] { 0, 0, 3 },
        new ulong[] { 3, 2, 3 }
    )]
    [InlineData(
        VotingMethod.Single,
        WeightMode.One,
        null,
        new uint[] { 1, 0, 0 },
        new uint[] { 1, 0, 0 },
        new ulong[] { 2, 0, 0 }
    )]
    public void Every_voting_method_counts_as_it_should(
        VotingMethod method,
        WeightMode weights,
        uint? maximum,
        uint[] first,
        uint[] second,
        ulong[] totals
    )
    {
        var plan = Deniable with
        {
            Options = [new Option("a"), new Option("b"), new Option("c")],
            Rule = new BallotRule(method, weights, maximum),
            Pass = new PassRule(PassKind.Plurality),
        };
        var election = TestElection.Open(plan, 3, 1);
        election.Must(TestElection.Cast(election.Vote(0, first).Ballot));
        election.Must(TestElection.Cast(election.Vote(1, second).Ballot));
        // A stranger re-encrypts under every rule.
        election.Must(TestElection.Cast(ReEncrypt(election, 0)));
        election.Close();
        election.Tally(0, 2);
        Assert.Equal(totals, election.Log.Result!.Totals);
    }

    [Fact]
    public void Eight_options_are_voted_on_with_the_larger_circuit()
    {
        var plan = Deniable with
        {
            Options = [.. Enumerable.Range(1, 5).Select(i => new Option($"option {i}"))],
            Pass = new PassRule(PassKind.Plurality),
        };
        var election = TestElection.Open(plan, uint.MaxValue, 1);
        Assert.Equal("ballot-8", election.Election.Circuit.Name);
        election.Must(TestElection.Cast(election.Vote(0, 0, 0, 0, 0, 1).Ballot));
        election.Must(TestElection.Cast(election.Vote(1, 1, 0, 0, 0, 0).Ballot));
        election.Must(TestElection.Cast(ReEncrypt(election, 1)));
        election.Close();
        election.Tally(0, 1);
        Assert.Equal([1UL, 0UL, 0UL, 0UL, uint.MaxValue], election.Log.Result!.Totals);
        Assert.Equal(4, election.Log.Result.Winner);
    }

    private static Ballot ReEncrypt(TestElection election, int voter)
    {
        var nullifier = election.Voters[voter].Identity.NullifierIn(election.Election);
        return Makers
            .For(election.Election.Circuit)
            .ReEncrypt(election.Election, nullifier, election.HeadOf(nullifier)!);
    }
}
