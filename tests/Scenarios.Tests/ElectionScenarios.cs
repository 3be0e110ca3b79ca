using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Tests.Support;

namespace Scenarios.Tests;

/// <summary>Whole elections by the real rules with real proofs, each told from the ceremony to the verified record.</summary>
public sealed class ElectionScenarios
{
    [Fact]
    public void One_ballot_each_weighted_and_summed()
    {
        var election = TestElection.Open(weights: [3, 1, 2]);
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Must(TestElection.Cast(election.Vote(1, 0, 1).Ballot));
        election.Must(TestElection.Cast(election.Vote(2, 1, 0).Ballot));
        var secondThoughts = Vote(election, 0, null, 0, 1);
        election.MustNot(RefusalCode.NullifierAlreadyUsed, TestElection.Cast(secondThoughts));
        election.Close();
        election.MustNot(RefusalCode.WrongPhase, TestElection.Cast(secondThoughts));
        election.Tally(0, 1);

        AssertVerified(election, [5, 1]);
        Assert.Equal(Phase.Tallied, election.Log.Phase);
        Assert.True(election.Log.Result!.Passed);
    }

    [Fact]
    public void Changes_of_mind_and_re_encryptions_look_alike_and_only_votes_count()
    {
        var election = TestElection.Open(TestElection.Plan with { Revoting = Revoting.Deniable }, 3, 1, 2);
        for (var voter = 0; voter < 3; voter++)
        {
            election.Must(TestElection.Cast(election.Vote(voter, 1, 0).Ballot));
        }

        var slot = election.Voters[0].Identity.NullifierIn(election.Election);
        var changeOfMind = election.Vote(0, 0, 1).Ballot;
        var overtaken = Makers
            .For(election.Election.Circuit)
            .ReEncrypt(election.Election, slot, election.HeadOf(slot)!);
        election.Must(TestElection.Cast(changeOfMind));
        // It was made for what stood in the slot before: the volunteer starts again from the new head.
        election.MustNot(RefusalCode.StalePredecessor, TestElection.Cast(overtaken));
        var again = Makers.For(election.Election.Circuit).ReEncrypt(election.Election, slot, election.HeadOf(slot)!);
        election.Must(TestElection.Cast(again));
        Assert.Equal(changeOfMind.ToBytes().Length, again.ToBytes().Length);

        election.MustNot(RefusalCode.StalePredecessor, TestElection.Cast(Vote(election, 1, null, 1, 0)));
        election.Close();
        Assert.Equal(3, election.Log.Box!.Count);
        election.Tally(1, 2);

        AssertVerified(election, [3, 3]);
        Assert.False(election.Log.Result!.Passed);
    }

    public static TheoryData<VotingMethod, WeightMode, int?, uint[], uint[], ulong[]> Methods =>
        new()
        {
            // Voter 1 has weight 9, voter 2 weight 4.
            { VotingMethod.Single, WeightMode.Multiply, null, [0, 1, 0], [1, 0, 0], [4, 9, 0] },
            { VotingMethod.Approval, WeightMode.One, null, [1, 1, 0], [0, 1, 0], [1, 2, 0] },
            { VotingMethod.Score, WeightMode.Multiply, 5, [5, 0, 3], [1, 4, 0], [49, 16, 27] },
            { VotingMethod.Cumulative, WeightMode.Budget, null, [9, 0, 0], [1, 0, 3], [10, 0, 3] },
            { VotingMethod.Quadratic, WeightMode.Budget, null, [2, 2, 1], [0, 2, 0], [2, 4, 1] },
        };

    [Theory]
    [MemberData(nameof(Methods))]
    public void All_five_methods_count_what_they_say(
        VotingMethod method,
        WeightMode weights,
        int? maximum,
        uint[] first,
        uint[] second,
        ulong[] totals
    )
    {
        var plan = TestElection.Plan with
        {
            Options = [new Option("A"), new Option("B"), new Option("C")],
            Rule = new BallotRule(method, weights, (uint?)maximum),
            Pass = new PassRule(PassKind.Plurality),
        };
        var election = TestElection.Open(plan, 9, 4);
        election.Must(TestElection.Cast(election.Vote(0, first).Ballot));
        election.Must(TestElection.Cast(election.Vote(1, second).Ballot));
        election.Close();
        election.Tally(0, 2);

        AssertVerified(election, totals);
    }

    [Fact]
    public void Four_options_are_voted_on_with_the_larger_circuit()
    {
        var plan = TestElection.Plan with
        {
            Options = [new Option("A"), new Option("B"), new Option("C"), new Option("D")],
            Pass = new PassRule(PassKind.Plurality),
        };
        var election = TestElection.Open(plan, 7);
        election.Must(TestElection.Cast(election.Vote(0, 0, 0, 0, 1).Ballot));
        election.Close();
        election.Tally(0, 1);

        Assert.Equal("ballot-8", election.Election.Circuit.Name);
        AssertVerified(election, [0, 0, 0, 7]);
    }

    [Fact]
    public void A_trustee_who_never_answers_stops_nothing()
    {
        var election = new TestElection(trustees: 3, threshold: 2);
        foreach (var trustee in election.Trustees)
        {
            election.Must(trustee.Commit(election.Ceremony));
        }

        // From here on the third trustee is silent: deals nothing, acknowledges nothing, decrypts nothing.
        foreach (var trustee in election.Trustees[..2])
        {
            election.Must(trustee.Deal(election.Ceremony));
        }

        foreach (var trustee in election.Trustees[..2])
        {
            election.Must(Assert.Single(trustee.Acknowledge(election.Ceremony)));
        }

        election.EnterCensus(1, 1);
        election.Must(election.Manifest());
        election.Now = TestElection.Opens;
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Close();
        election.Tally(0, 1);

        AssertVerified(election, [1, 0]);
    }

    [Fact]
    public void A_bad_share_is_refused_by_name_and_the_others_suffice()
    {
        var election = TestElection.Open(weights: [2]);
        election.Must(TestElection.Cast(election.Vote(0, 0, 1).Ballot));
        var another = TestElection.Open(weights: [2]);
        another.Must(TestElection.Cast(another.Vote(0, 0, 1).Ballot));
        election.Close();
        another.Close();

        election.MustNot(RefusalCode.OtherElection, another.Share(0));
        election.MustNot(RefusalCode.InvalidShareProof, Tampered(election, trustee: 0));
        election.Must(election.Share(1));
        Assert.Throws<InvalidOperationException>(() => Organizer.Tally(election.Log));
        election.Tally(2);

        AssertVerified(election, [0, 2]);
    }

    [Fact]
    public void Below_the_minimum_turnout_nothing_is_decrypted()
    {
        var election = TestElection.Open(TestElection.Plan with { Turnout = 2 }, 1, 1);
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Close();

        Assert.Equal(Phase.Failed, election.Log.Phase);
        Assert.False(
            election.Trustees[0].TryDecryptTally(election.Log, election.Checkpoints, election.Now, out _, out _)
        );
        AssertVerified(election, null);
    }

    [Fact]
    public void A_cancelled_election_is_never_decrypted()
    {
        var election = TestElection.Open(weights: [1]);
        var ballot = election.Vote(0, 1, 0).Ballot;
        election.Must(TestElection.Cast(ballot));
        election.Must(Organizer.Cancel(election.Election, "the question was wrong", election.OrganizerKey));

        Assert.Equal(Phase.Cancelled, election.Log.Phase);
        election.Now = TestElection.Closes;
        election.MustNot(RefusalCode.WrongPhase, Organizer.Close(election.Log));
        Assert.False(
            election.Trustees[0].TryDecryptTally(election.Log, election.Checkpoints, election.Now, out _, out _)
        );
        AssertVerified(election, null);
    }

    /// <summary>A vote for a slot as if this stood there.</summary>
    private static Ballot Vote(TestElection election, int voter, SlotHead? head, params uint[] choices)
    {
        var (identity, weight) = election.Voters[voter];
        return Makers
            .For(election.Election.Circuit)
            .Vote(election.Election, identity, weight, election.Log.Census.Prove(voter), choices, head)
            .Ballot;
    }

    /// <summary>A share whose trustee signs other points than it proves.</summary>
    private static Submission Tampered(TestElection election, int trustee)
    {
        using var dishonest = TrusteeSecrets.Of(election.Trustees[trustee]).SigningKey;
        var honest = election.Share(trustee);
        Assert.True(
            PrivateVote.Identity.Jws.TryVerify(
                System.Text.Encoding.ASCII.GetString(honest.Body),
                Entry.TypeOf(EntryKind.Share),
                out _,
                out var payload,
                out _
            )
        );
        Assert.True(PrivateVote.Cryptography.Standard.StrictJson.TryParse<ShareBody>(payload, out var share, out _));
        byte[] swapped = [.. share.Points[64..], .. share.Points[..64]];
        return Submission.Sign(EntryKind.Share, share with { Points = swapped }, dishonest);
    }

    private static void AssertVerified(TestElection election, ulong[]? totals)
    {
        election.Checkpoint();
        var report = TestElection.Verify(election.ToRecord());

        Assert.All(report.Findings, finding => Assert.True(finding.Ok, $"{finding.Check}: {finding.Evidence}"));
        Assert.True(report.Valid);
        Assert.Equal(totals, report.Result);
    }
}
