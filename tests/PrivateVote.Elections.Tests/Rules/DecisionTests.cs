using PrivateVote.Elections.Rules;

namespace PrivateVote.Elections.Tests.Rules;

public sealed class DecisionTests
{
    private const int For = 0;
    private const int Against = 1;
    private const int Abstain = 2;

    private static readonly BallotRule OneEach = new(VotingMethod.Single, WeightMode.One);
    private static readonly BallotRule Weighted = new(VotingMethod.Single, WeightMode.Multiply);

    [Theory]
    // for, against, abstain: passed. Ties fail; abstentions count for nothing.
    [InlineData(2, 1, 0, true)]
    [InlineData(1, 1, 0, false)]
    [InlineData(1, 2, 0, false)]
    [InlineData(0, 0, 9, false)]
    [InlineData(1, 0, 9, true)]
    public void A_majority_is_more_for_than_against(int yes, int no, int abstain, bool passed)
    {
        var outcome = Decide(new PassRule(PassKind.Majority, null, For, Against), null, Weighted, yes, no, abstain);
        Assert.Equal(passed, outcome.Passed);
        Assert.Equal(passed ? For : null, outcome.Winner);
    }

    [Theory]
    // for, against: passed at 2/3, in integers: 3·for >= 2·(for + against)
    [InlineData(2, 1, true)]
    [InlineData(4, 2, true)]
    [InlineData(3, 2, false)]
    [InlineData(199, 100, false)]
    [InlineData(200, 100, true)]
    [InlineData(0, 0, false)]
    public void A_supermajority_is_an_exact_fraction(int yes, int no, bool passed) =>
        Assert.Equal(
            passed,
            Decide(
                new PassRule(PassKind.Supermajority, new Share(2, 3), For, Against),
                null,
                Weighted,
                yes,
                no,
                0
            ).Passed
        );

    [Fact]
    public void A_supermajority_of_less_than_half_still_needs_more_for_than_against() =>
        Assert.False(
            Decide(new PassRule(PassKind.Supermajority, new Share(1, 3), For, Against), null, Weighted, 4, 5, 0).Passed
        );

    [Theory]
    // against of a census weight of 100, veto at 1/10
    [InlineData(0, 9, true)]
    [InlineData(0, 10, false)]
    [InlineData(90, 10, false)]
    [InlineData(0, 0, true)]
    public void An_optimistic_decision_passes_unless_vetoed(int yes, int no, bool passed) =>
        Assert.Equal(
            passed,
            Decide(new PassRule(PassKind.Optimistic, new Share(1, 10), For, Against), null, Weighted, yes, no, 0).Passed
        );

    [Theory]
    [InlineData(new ulong[] { 5, 3, 1 }, 0)]
    [InlineData(new ulong[] { 1, 3, 5 }, 2)]
    [InlineData(new ulong[] { 5, 5, 1 }, null)]
    [InlineData(new ulong[] { 5, 1, 5 }, null)]
    [InlineData(new ulong[] { 1, 1, 5 }, 2)]
    [InlineData(new ulong[] { 0, 0, 0 }, null)]
    [InlineData(new ulong[] { 7 }, 0)]
    public void The_most_votes_win_and_a_tie_for_them_fails(ulong[] totals, int? winner)
    {
        var outcome = Decision.Decide(new PassRule(PassKind.Plurality), null, OneEach, totals, 9, 9, 9);
        Assert.Equal(winner, outcome.Winner);
        Assert.Equal(winner is not null, outcome.Passed);
    }

    [Theory]
    // what is counted, of what, totals for/against/abstain, met? Census: 20 people, weight 100; 10 ballots; share 1/5.
    [InlineData(QuorumCount.For, QuorumBase.Weight, 20, 0, 0, true)]
    [InlineData(QuorumCount.For, QuorumBase.Weight, 19, 0, 81, false)]
    [InlineData(QuorumCount.ForAndAbstain, QuorumBase.Weight, 15, 9, 5, true)]
    [InlineData(QuorumCount.ForAndAbstain, QuorumBase.Weight, 15, 9, 4, false)]
    [InlineData(QuorumCount.AllBallots, QuorumBase.Weight, 10, 5, 5, true)]
    [InlineData(QuorumCount.AllBallots, QuorumBase.Weight, 10, 5, 4, false)]
    [InlineData(QuorumCount.AllBallots, QuorumBase.Voters, 1, 0, 0, true)]
    public void A_quorum_counts_what_it_says(QuorumCount counts, QuorumBase of, int yes, int no, int abstain, bool met)
    {
        var quorum = new Quorum(counts, of, new Share(1, 5), counts == QuorumCount.ForAndAbstain ? Abstain : null);
        var pass = new PassRule(PassKind.Majority, null, For, Against);
        Assert.Null(Decision.Problem(pass, quorum, Weighted, 3));
        Assert.Equal(met, Decide(pass, quorum, Weighted, yes, no, abstain).QuorumMet);
    }

    [Fact]
    public void What_a_sum_does_not_show_cannot_be_a_quorum()
    {
        var pass = new PassRule(PassKind.Majority, null, For, Against);
        var share = new Share(1, 5);
        var score = new BallotRule(VotingMethod.Score, WeightMode.Multiply, 10);
        var approval = new BallotRule(VotingMethod.Approval, WeightMode.Multiply);
        Assert.NotNull(Decision.Problem(pass, new Quorum(QuorumCount.For, QuorumBase.Voters, share), Weighted, 3));
        Assert.NotNull(Decision.Problem(pass, new Quorum(QuorumCount.For, QuorumBase.Weight, share), score, 3));
        Assert.NotNull(
            Decision.Problem(pass, new Quorum(QuorumCount.AllBallots, QuorumBase.Weight, share), approval, 3)
        );
        Assert.NotNull(
            Decision.Problem(
                pass,
                new Quorum(QuorumCount.ForAndAbstain, QuorumBase.Weight, share, Abstain),
                approval,
                3
            )
        );
        Assert.Null(Decision.Problem(pass, new Quorum(QuorumCount.AllBallots, QuorumBase.Voters, share), score, 3));
    }

    [Fact]
    public void Rules_that_name_no_options_or_no_share_are_refused()
    {
        Assert.NotNull(Decision.Problem(new PassRule(PassKind.Majority), null, Weighted, 3));
        Assert.NotNull(Decision.Problem(new PassRule(PassKind.Majority, null, 0, 0), null, Weighted, 3));
        Assert.NotNull(Decision.Problem(new PassRule(PassKind.Majority, null, 0, 3), null, Weighted, 3));
        Assert.NotNull(Decision.Problem(new PassRule(PassKind.Majority, null, -1, 0), null, Weighted, 3));
        Assert.NotNull(Decision.Problem(new PassRule(PassKind.Majority, new Share(1, 2), 0, 1), null, Weighted, 3));
        Assert.NotNull(Decision.Problem(new PassRule(PassKind.Plurality, null, 0, 1), null, Weighted, 3));
        Assert.NotNull(Decision.Problem(new PassRule(PassKind.Supermajority, null, 0, 1), null, Weighted, 3));
        Assert.NotNull(
            Decision.Problem(new PassRule(PassKind.Supermajority, new Share(3, 2), 0, 1), null, Weighted, 3)
        );
        Assert.NotNull(
            Decision.Problem(new PassRule(PassKind.Supermajority, new Share(0, 0), 0, 1), null, Weighted, 3)
        );
    }

    [Fact]
    public void A_veto_is_measured_only_against_totals_that_are_weights_or_people()
    {
        // Scores up to 10 times the weight: a tenth of the weight could reach a veto of all of it.
        var veto = new PassRule(PassKind.Optimistic, new Share(1, 2), For, Against);
        Assert.NotNull(Decision.Problem(veto, null, new BallotRule(VotingMethod.Score, WeightMode.Multiply, 10), 3));
        Assert.NotNull(Decision.Problem(veto, null, new BallotRule(VotingMethod.Score, WeightMode.One, 10), 3));
        Assert.Null(Decision.Problem(veto, null, new BallotRule(VotingMethod.Cumulative, WeightMode.Budget), 3));
        Assert.Null(Decision.Problem(veto, null, Weighted, 3));
    }

    [Fact]
    public void A_share_of_nothing_is_never_reached() => Assert.False(new Share(0, 1).IsReachedBy(0, 0));

    private static Outcome Decide(PassRule pass, Quorum? quorum, BallotRule rule, int yes, int no, int abstain) =>
        Decision.Decide(
            pass,
            quorum,
            rule,
            [(ulong)yes, (ulong)no, (ulong)abstain],
            ballots: 10,
            voters: 20,
            totalWeight: 100
        );
}
