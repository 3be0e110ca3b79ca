using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>Every pass rule, quorum and tie, from frozen rules through an election's totals to the proposal's end, with the arithmetic.</summary>
public sealed class PassRuleTests
{
    private static readonly PassRule Majority = new(PassKind.Majority, null, 0, 1);
    private static readonly PassRule TwoThirds = new(PassKind.Supermajority, new Share(2, 3), 0, 1);
    private static readonly PassRule Veto = new(PassKind.Optimistic, new Share(2, 5), 0, 1);

    /// <summary>Five people of weight 1. Pass rule; what the quorum counts, of what, its share; whether weighted; ballots; for, against, abstain; passed; the sentence.</summary>
    public static TheoryData<string, string, bool, int, ulong[], bool, string> Cases =>
        new()
        {
            // A majority is more for than against; a tie fails; abstentions count for neither.
            { "majority", "", false, 3, [2, 1, 0], true, "2 for, 1 against" },
            { "majority", "", false, 3, [1, 2, 0], false, "1 for, 2 against" },
            { "majority", "", false, 4, [2, 2, 0], false, "2 for, 2 against" },
            { "majority", "", false, 5, [0, 0, 5], false, "0 for, 0 against" },
            { "majority", "", false, 5, [1, 0, 4], true, "1 for, 0 against" },
            // Two thirds exactly suffice: 3·2 >= 2·3; 3·3 < 2·5.
            { "two thirds", "", false, 3, [2, 1, 0], true, "2 for of 3, needed 2/3" },
            { "two thirds", "", false, 5, [3, 2, 0], false, "3 for of 5, needed 2/3" },
            { "two thirds", "", false, 5, [4, 1, 0], true, "4 for of 5, needed 2/3" },
            { "two thirds", "", false, 2, [1, 1, 0], false, "1 for of 2, needed 2/3" },
            { "two thirds", "", false, 1, [0, 0, 1], false, "0 for of 0, needed 2/3" },
            // A veto is 2/5 of the census: 1 of 5 is none, 2 of 5 is one, whatever is for.
            { "veto", "", false, 1, [0, 1, 0], true, "1 against of 5, a veto is 2/5" },
            { "veto", "", false, 5, [3, 2, 0], false, "2 against of 5, a veto is 2/5" },
            { "veto", "", true, 5, [3, 2, 0], false, "2 against of 5, a veto is 2/5" },
            // For only: 2 of 5 reach 2/5 and miss 1/2.
            { "majority", "for voters 2/5", false, 3, [2, 1, 0], true, "2 for, 1 against" },
            { "majority", "for voters 1/2", false, 4, [2, 1, 1], false, "quorum missed: 2 of 5 is less than 1/2" },
            { "majority", "for weight 2/5", true, 3, [2, 1, 0], true, "2 for, 1 against" },
            { "majority", "for weight 3/5", true, 3, [2, 1, 0], false, "quorum missed: 2 of 5 is less than 3/5" },
            // For and abstain: 1 + 2 of 5.
            { "majority", "forAndAbstain voters 3/5", false, 3, [1, 0, 2], true, "1 for, 0 against" },
            {
                "majority",
                "forAndAbstain voters 4/5",
                false,
                5,
                [2, 2, 1],
                false,
                "quorum missed: 3 of 5 is less than 4/5"
            },
            { "majority", "forAndAbstain weight 3/5", true, 3, [1, 0, 2], true, "1 for, 0 against" },
            // All ballots: of people the slots that hold one; of weight the sum of the totals.
            { "majority", "allBallots voters 3/5", false, 3, [2, 1, 0], true, "2 for, 1 against" },
            {
                "majority",
                "allBallots voters 4/5",
                false,
                3,
                [2, 1, 0],
                false,
                "quorum missed: 3 of 5 is less than 4/5"
            },
            { "majority", "allBallots weight 3/5", true, 3, [2, 1, 0], true, "2 for, 1 against" },
            {
                "majority",
                "allBallots weight 4/5",
                true,
                3,
                [2, 1, 0],
                false,
                "quorum missed: 3 of 5 is less than 4/5"
            },
            // A quorum of nothing and a quorum of all.
            { "majority", "allBallots voters 0/1", false, 1, [1, 0, 0], true, "1 for, 0 against" },
            { "majority", "allBallots voters 1/1", false, 5, [3, 2, 0], true, "3 for, 2 against" },
            {
                "majority",
                "allBallots voters 1/1",
                false,
                4,
                [4, 0, 0],
                false,
                "quorum missed: 4 of 5 is less than 1/1"
            },
            // With a quorum even a veto rule needs people to take part.
            { "veto", "allBallots voters 1/5", false, 1, [0, 0, 1], true, "0 against of 5, a veto is 2/5" },
            {
                "two thirds",
                "allBallots voters 3/5",
                false,
                2,
                [2, 0, 0],
                false,
                "quorum missed: 2 of 5 is less than 3/5"
            },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_rules_decide_as_the_arithmetic_says(
        string pass,
        string quorum,
        bool weighted,
        int ballots,
        ulong[] totals,
        bool passed,
        string sentence
    )
    {
        var plan = YesNo(weighted ? WeightMode.Multiply : WeightMode.One) with
        {
            Pass = pass switch
            {
                "majority" => Majority,
                "two thirds" => TwoThirds,
                _ => Veto,
            },
            Quorum = QuorumOf(quorum),
        };
        var governance = new TestGovernance(Standard() with { Tracks = [Simple(plan), Committee()] });
        var proposal = governance.ToVote();
        var outcome = governance.Vote(proposal, ballots, totals);
        Assert.Equal((passed, sentence), (outcome.Passed, outcome.Reason));
        governance.MustEnd(proposal, passed ? EndingKind.Executed : EndingKind.Rejected, sentence);
    }

    [Theory]
    [InlineData(new ulong[] { 3, 1, 1 }, true, "option 1 has the most, 3")]
    [InlineData(new ulong[] { 2, 2, 1 }, false, "a tie at 2")]
    [InlineData(new ulong[] { 1, 1, 1 }, false, "a tie at 1")]
    [InlineData(new ulong[] { 0, 0, 1 }, true, "option 3 has the most, 1")]
    public void Between_a_proposals_own_options_a_tie_for_the_first_place_fails(
        ulong[] totals,
        bool passed,
        string sentence
    )
    {
        var plan = YesNo() with { Pass = new PassRule(PassKind.Plurality), Options = null };
        var governance = new TestGovernance(Standard() with { Tracks = [Simple(plan), Committee()] });
        var proposal = governance.ToVote(Content() with { Options = [new("One"), new("Two"), new("Three")] });
        var outcome = governance.Vote(proposal, 5, totals);
        Assert.Equal((passed, sentence), (outcome.Passed, outcome.Reason));
    }

    private static Quorum? QuorumOf(string text)
    {
        if (text.Split(' ') is not [var counts, var of, var share])
        {
            return null;
        }

        var parts = share.Split('/').Select(uint.Parse).ToArray();
        var kind = Enum.Parse<QuorumCount>(counts, ignoreCase: true);
        return new Quorum(
            kind,
            Enum.Parse<QuorumBase>(of, ignoreCase: true),
            new Share(parts[0], parts[1]),
            kind == QuorumCount.ForAndAbstain ? 2 : null
        );
    }
}
