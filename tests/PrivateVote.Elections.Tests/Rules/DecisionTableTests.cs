using System.Globalization;
using System.Numerics;
using PrivateVote.Elections.Rules;
using PrivateVote.TestSupport;

namespace PrivateVote.Elections.Tests.Rules;

/// <summary>
/// Quorum and pass rule as a table with the arithmetic, each rule exactly at its boundary and one below and above; and against a second
/// implementation that divides and rounds up where the first multiplies crosswise.
/// </summary>
public sealed class DecisionTableTests
{
    private const ulong Half = 1UL << 63;
    private const ulong Most = ulong.MaxValue;

    private static readonly BallotRule People = new(VotingMethod.Single, WeightMode.One);
    private static readonly BallotRule Weights = new(VotingMethod.Single, WeightMode.Multiply);
    private static readonly BallotRule Approval = new(VotingMethod.Approval, WeightMode.One);
    private static readonly BallotRule Scores = new(VotingMethod.Score, WeightMode.Multiply, 10);
    private static readonly BallotRule Points = new(VotingMethod.Cumulative, WeightMode.Budget);
    private static readonly BallotRule Squares = new(VotingMethod.Quadratic, WeightMode.Budget);

    /// <summary>Pass rule (share; for and against are options 0 and 1); quorum: counts, of, share; ballot rule; ballots, people, weight; totals; the winner or none; the sentence.</summary>
    public static TheoryData<string, string, BallotRule, int, int, ulong, ulong[], int?, string> Cases =>
        new()
        {
            // Majority: F > A. The third option is abstention, and counts for neither.
            { "Majority", "", People, 10, 10, 10, [5, 4, 1], 0, "5 for, 4 against" },
            { "Majority", "", People, 10, 10, 10, [5, 5, 0], null, "5 for, 5 against" },
            { "Majority", "", People, 10, 10, 10, [4, 5, 1], null, "4 for, 5 against" },
            { "Majority", "", People, 10, 10, 10, [1, 0, 9], 0, "1 for, 0 against" },
            { "Majority", "", People, 10, 10, 10, [0, 0, 10], null, "0 for, 0 against" },
            { "Majority", "", People, 0, 10, 10, [0, 0, 0], null, "0 for, 0 against" },
            { "Majority", "", Approval, 10, 10, 10, [9, 8, 10], 0, "9 for, 8 against" },
            { "Majority", "", Approval, 10, 10, 10, [10, 10, 0], null, "10 for, 10 against" },
            { "Majority", "", Scores, 3, 9, 100, [31, 30, 0], 0, "31 for, 30 against" },
            { "Majority", "", Points, 3, 9, 100, [50, 50, 0], null, "50 for, 50 against" },
            { "Majority", "", Squares, 3, 9, 100, [6, 5, 5], 0, "6 for, 5 against" },
            { "Majority", "", Weights, 2, 9, Most, [Half, Half - 1], 0, $"{Half} for, {Half - 1} against" },
            { "Majority", "", Weights, 2, 9, Most, [Half, Half], null, $"{Half} for, {Half} against" },
            { "Majority", "", Weights, 2, 9, Most, [Most - 1, Most], null, $"{Most - 1} for, {Most} against" },
            { "Majority", "", Weights, 1, 9, Most, [Most, 0], 0, $"{Most} for, 0 against" },
            // Super-majority 2/3: F·3 >= (F + A)·2, and F > A. 200·3 = 600 = 300·2; 199·3 = 597 < 299·2 = 598.
            { "Supermajority 2/3", "", Weights, 9, 9, 999, [199, 100], null, "199 for of 299, needed 2/3" },
            { "Supermajority 2/3", "", Weights, 9, 9, 999, [200, 100], 0, "200 for of 300, needed 2/3" },
            { "Supermajority 2/3", "", Weights, 9, 9, 999, [201, 100], 0, "201 for of 301, needed 2/3" },
            { "Supermajority 2/3", "", People, 1, 9, 9, [0, 0, 1], null, "0 for of 0, needed 2/3" },
            { "Supermajority 2/3", "", People, 0, 9, 9, [0, 0, 0], null, "0 for of 0, needed 2/3" },
            { "Supermajority 2/3", "", Approval, 9, 9, 9, [8, 4], 0, "8 for of 12, needed 2/3" },
            { "Supermajority 2/3", "", Approval, 9, 9, 9, [7, 4], null, "7 for of 11, needed 2/3" },
            // A half is reached by a tie, and a tie fails; a third is reached by less than against, and that fails.
            { "Supermajority 1/2", "", People, 4, 9, 9, [2, 2], null, "2 for of 4, needed 1/2" },
            { "Supermajority 1/2", "", People, 5, 9, 9, [3, 2], 0, "3 for of 5, needed 1/2" },
            { "Supermajority 1/3", "", People, 9, 9, 9, [4, 5], null, "4 for of 9, needed 1/3" },
            // All of them, and none of them: a share of nothing is never reached.
            { "Supermajority 1/1", "", People, 5, 9, 9, [5, 0], 0, "5 for of 5, needed 1/1" },
            { "Supermajority 1/1", "", People, 6, 9, 9, [5, 1], null, "5 for of 6, needed 1/1" },
            { "Supermajority 0/1", "", People, 1, 9, 9, [1, 0], 0, "1 for of 1, needed 0/1" },
            { "Supermajority 0/1", "", People, 0, 9, 9, [0, 0], null, "0 for of 0, needed 0/1" },
            // F = 2A with A = 2^63 - 1, one less and one more: 3F and 2(F + A) are beyond 64 bits.
            {
                "Supermajority 2/3",
                "",
                Weights,
                9,
                9,
                Most,
                [Most - 2, Half - 1],
                null,
                "18446744073709551613 for of 27670116110564327420, needed 2/3"
            },
            {
                "Supermajority 2/3",
                "",
                Weights,
                9,
                9,
                Most,
                [Most - 1, Half - 1],
                0,
                "18446744073709551614 for of 27670116110564327421, needed 2/3"
            },
            {
                "Supermajority 2/3",
                "",
                Weights,
                9,
                9,
                Most,
                [Most, Half - 1],
                0,
                "18446744073709551615 for of 27670116110564327422, needed 2/3"
            },
            // The largest denominator: 2,147,483,648 of 4,294,967,295 reach that share exactly.
            {
                "Supermajority 2147483648/4294967295",
                "",
                Weights,
                9,
                9,
                Most,
                [2147483648, 2147483647],
                0,
                "2147483648 for of 4294967295, needed 2147483648/4294967295"
            },
            {
                "Supermajority 2147483649/4294967295",
                "",
                Weights,
                9,
                9,
                Most,
                [2147483648, 2147483647],
                null,
                "2147483648 for of 4294967295, needed 2147483649/4294967295"
            },
            // Optimistic 1/10: vetoed by A·10 >= the census: 100 by weight, 10 by heads, whatever is for.
            { "Optimistic 1/10", "", Weights, 1, 10, 100, [0, 9, 0], 0, "9 against of 100, a veto is 1/10" },
            { "Optimistic 1/10", "", Weights, 1, 10, 100, [0, 10, 0], null, "10 against of 100, a veto is 1/10" },
            { "Optimistic 1/10", "", Weights, 9, 10, 100, [89, 11, 0], null, "11 against of 100, a veto is 1/10" },
            { "Optimistic 1/10", "", People, 9, 10, 100, [9, 0, 0], 0, "0 against of 10, a veto is 1/10" },
            { "Optimistic 1/10", "", People, 9, 10, 100, [8, 1, 0], null, "1 against of 10, a veto is 1/10" },
            { "Optimistic 1/10", "", People, 0, 10, 100, [0, 0, 0], 0, "0 against of 10, a veto is 1/10" },
            { "Optimistic 1/10", "", Approval, 9, 11, 11, [9, 1, 9], 0, "1 against of 11, a veto is 1/10" },
            { "Optimistic 1/10", "", Approval, 9, 11, 11, [9, 2, 9], null, "2 against of 11, a veto is 1/10" },
            { "Optimistic 1/10", "", Points, 1, 10, 100, [0, 9, 0], 0, "9 against of 100, a veto is 1/10" },
            { "Optimistic 1/10", "", Points, 1, 10, 100, [0, 10, 0], null, "10 against of 100, a veto is 1/10" },
            { "Optimistic 1/1", "", Weights, 9, 10, 100, [1, 99, 0], 0, "99 against of 100, a veto is 1/1" },
            { "Optimistic 1/1", "", Weights, 9, 10, 100, [0, 100, 0], null, "100 against of 100, a veto is 1/1" },
            // A veto of nothing at all is always there.
            { "Optimistic 0/1", "", People, 9, 10, 100, [9, 0, 0], null, "0 against of 10, a veto is 0/1" },
            // Half of 2^64 - 1: 2(2^63 - 1) is one less, 2·2^63 is one more.
            {
                "Optimistic 1/2",
                "",
                Weights,
                9,
                10,
                Most,
                [0, Half - 1],
                0,
                $"{Half - 1} against of {Most}, a veto is 1/2"
            },
            { "Optimistic 1/2", "", Weights, 9, 10, Most, [0, Half], null, $"{Half} against of {Most}, a veto is 1/2" },
            // Plurality: above all others; a tie for the first place fails, others do not matter.
            { "Plurality", "", People, 9, 9, 9, [5, 3, 1], 0, "option 1 has the most, 5" },
            { "Plurality", "", People, 9, 9, 9, [3, 3, 3], null, "a tie at 3" },
            { "Plurality", "", People, 9, 9, 9, [1, 4, 4], null, "a tie at 4" },
            { "Plurality", "", People, 9, 9, 9, [4, 1, 4], null, "a tie at 4" },
            { "Plurality", "", People, 9, 9, 9, [2, 2, 5], 2, "option 3 has the most, 5" },
            { "Plurality", "", People, 9, 9, 9, [5, 2, 2], 0, "option 1 has the most, 5" },
            { "Plurality", "", People, 0, 9, 9, [0, 0, 0], null, "a tie at 0" },
            { "Plurality", "", Approval, 9, 9, 9, [9, 8, 9, 7], null, "a tie at 9" },
            { "Plurality", "", Approval, 9, 9, 9, [9, 8, 8, 8, 8, 8, 8, 8], 0, "option 1 has the most, 9" },
            { "Plurality", "", Approval, 9, 9, 9, [8, 8, 8, 8, 8, 8, 8, 9], 7, "option 8 has the most, 9" },
            { "Plurality", "", Scores, 9, 9, 9, [90, 89], 0, "option 1 has the most, 90" },
            { "Plurality", "", Points, 9, 9, 90, [45, 45], null, "a tie at 45" },
            { "Plurality", "", Squares, 9, 9, 90, [8, 9], 1, "option 2 has the most, 9" },
            { "Plurality", "", Weights, 9, 9, Most, [Most - 1, Most], 1, $"option 2 has the most, {Most}" },
            { "Plurality", "", Weights, 9, 9, Most, [Half, Half], null, $"a tie at {Half}" },
            // A single option has nothing above it.
            { "Plurality", "", Approval, 0, 9, 9, [0], 0, "option 1 has the most, 0" },
            // For, of people: 4·2 < 10·1 = 5·2 < 6·2. What is against or abstains adds nothing.
            {
                "Majority",
                "For Voters 1/2",
                People,
                9,
                10,
                10,
                [4, 0, 5],
                null,
                "quorum missed: 4 of 10 is less than 1/2"
            },
            { "Majority", "For Voters 1/2", People, 9, 10, 10, [5, 0, 4], 0, "5 for, 0 against" },
            { "Majority", "For Voters 1/2", People, 9, 10, 10, [6, 0, 3], 0, "6 for, 0 against" },
            {
                "Majority",
                "For Voters 1/2",
                Approval,
                9,
                10,
                10,
                [4, 0],
                null,
                "quorum missed: 4 of 10 is less than 1/2"
            },
            { "Majority", "For Voters 1/2", Approval, 9, 10, 10, [5, 4], 0, "5 for, 4 against" },
            // For, of weight: 33·3 = 99 < 100; 34·3 = 102; of 99 a third is 33.
            {
                "Majority",
                "For Weight 1/3",
                Weights,
                9,
                10,
                100,
                [33, 0, 67],
                null,
                "quorum missed: 33 of 100 is less than 1/3"
            },
            { "Majority", "For Weight 1/3", Weights, 9, 10, 100, [34, 0, 66], 0, "34 for, 0 against" },
            { "Majority", "For Weight 1/3", Weights, 9, 10, 99, [33, 0, 66], 0, "33 for, 0 against" },
            // For and abstain, of people: 1 + 3, 1 + 4, 1 + 5 of 10; of weight: 29 + 20, 30 + 20, 31 + 20 of 100.
            {
                "Majority",
                "ForAndAbstain Voters 1/2",
                People,
                9,
                10,
                10,
                [1, 0, 3],
                null,
                "quorum missed: 4 of 10 is less than 1/2"
            },
            { "Majority", "ForAndAbstain Voters 1/2", People, 9, 10, 10, [1, 0, 4], 0, "1 for, 0 against" },
            { "Majority", "ForAndAbstain Voters 1/2", People, 9, 10, 10, [1, 0, 5], 0, "1 for, 0 against" },
            {
                "Majority",
                "ForAndAbstain Weight 1/2",
                Weights,
                9,
                10,
                100,
                [29, 0, 20],
                null,
                "quorum missed: 49 of 100 is less than 1/2"
            },
            { "Majority", "ForAndAbstain Weight 1/2", Weights, 9, 10, 100, [30, 0, 20], 0, "30 for, 0 against" },
            { "Majority", "ForAndAbstain Weight 1/2", Weights, 9, 10, 100, [31, 0, 20], 0, "31 for, 0 against" },
            // All ballots, of people: 3·4 < 13 < 4·4; 3·4 = 12. A ballot that approves of nobody is one.
            {
                "Majority",
                "AllBallots Voters 1/4",
                People,
                3,
                13,
                13,
                [3, 0, 0],
                null,
                "quorum missed: 3 of 13 is less than 1/4"
            },
            { "Majority", "AllBallots Voters 1/4", People, 4, 13, 13, [4, 0, 0], 0, "4 for, 0 against" },
            { "Majority", "AllBallots Voters 1/4", Approval, 3, 12, 12, [1, 0, 0], 0, "1 for, 0 against" },
            {
                "Majority",
                "AllBallots Voters 1/4",
                Scores,
                2,
                12,
                99,
                [20, 0],
                null,
                "quorum missed: 2 of 12 is less than 1/4"
            },
            { "Plurality", "AllBallots Voters 1/4", Points, 3, 12, 99, [5, 6], 1, "option 2 has the most, 6" },
            {
                "Plurality",
                "AllBallots Voters 1/4",
                Squares,
                2,
                12,
                99,
                [5, 6],
                null,
                "quorum missed: 2 of 12 is less than 1/4"
            },
            // All ballots, of weight: 9 + 10, 10 + 10, 11 + 10 of 80.
            {
                "Majority",
                "AllBallots Weight 1/4",
                Weights,
                2,
                12,
                80,
                [10, 9],
                null,
                "quorum missed: 19 of 80 is less than 1/4"
            },
            { "Majority", "AllBallots Weight 1/4", Weights, 2, 12, 80, [10, 10], null, "10 for, 10 against" },
            { "Majority", "AllBallots Weight 1/4", Weights, 2, 12, 80, [11, 10], 0, "11 for, 10 against" },
            // None and all of them.
            { "Plurality", "AllBallots Voters 0/1", Approval, 0, 10, 10, [0, 0], null, "a tie at 0" },
            {
                "Optimistic 1/2",
                "AllBallots Voters 0/1",
                People,
                0,
                10,
                10,
                [0, 0],
                0,
                "0 against of 10, a veto is 1/2"
            },
            { "Majority", "AllBallots Voters 1/1", People, 10, 10, 10, [6, 4], 0, "6 for, 4 against" },
            {
                "Majority",
                "AllBallots Voters 1/1",
                People,
                9,
                10,
                10,
                [9, 0],
                null,
                "quorum missed: 9 of 10 is less than 1/1"
            },
            // A quorum comes first, with every pass rule.
            {
                "Supermajority 2/3",
                "For Voters 1/2",
                People,
                4,
                10,
                10,
                [4, 0],
                null,
                "quorum missed: 4 of 10 is less than 1/2"
            },
            { "Supermajority 2/3", "For Voters 1/2", People, 8, 10, 10, [5, 3], null, "5 for of 8, needed 2/3" },
            {
                "Optimistic 1/2",
                "For Voters 1/5",
                People,
                1,
                10,
                10,
                [1, 0],
                null,
                "quorum missed: 1 of 10 is less than 1/5"
            },
            { "Optimistic 1/2", "For Voters 1/5", People, 7, 10, 10, [2, 5], null, "5 against of 10, a veto is 1/2" },
            { "Optimistic 1/2", "For Voters 1/5", People, 6, 10, 10, [2, 4], 0, "4 against of 10, a veto is 1/2" },
            // Sums beyond 64 bits do not wrap around: (2^64 - 1) + (2^64 - 1) of 2^64 - 1.
            {
                "Majority",
                "ForAndAbstain Weight 1/1",
                Weights,
                9,
                9,
                Most,
                [Most, 0, Most],
                0,
                $"{Most} for, 0 against"
            },
            { "Majority", "AllBallots Weight 1/1", Weights, 9, 9, Most, [Most, 1, Most], 0, $"{Most} for, 1 against" },
            {
                "Majority",
                "For Weight 1/2",
                Weights,
                9,
                9,
                Most,
                [Half - 1, 0],
                null,
                $"quorum missed: {Half - 1} of {Most} is less than 1/2"
            },
            { "Majority", "For Weight 1/2", Weights, 9, 9, Most, [Half, 0], 0, $"{Half} for, 0 against" },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_outcome_is_what_the_arithmetic_says(
        string pass,
        string quorum,
        BallotRule rule,
        int ballots,
        int voters,
        ulong weight,
        ulong[] totals,
        int? winner,
        string sentence
    )
    {
        var (passRule, quorumRule) = (PassOf(pass), QuorumOf(quorum));
        Assert.Null(Decision.Problem(passRule, quorumRule, rule, totals.Length));
        var outcome = Decision.Decide(passRule, quorumRule, rule, totals, ballots, voters, weight);
        Assert.Equal(
            new Outcome(winner is not null, winner, sentence, !sentence.StartsWith("quorum", StringComparison.Ordinal)),
            outcome
        );
        var second = Again(passRule, quorumRule, rule, totals, ballots, voters, weight);
        Assert.Equal((winner, outcome.QuorumMet), second);
    }

    [Fact]
    public void Random_cases_are_decided_alike_by_a_second_implementation()
    {
        var numbers = new HashedNumbers("decisions");
        BallotRule[] rules = [People, Weights, Approval, Scores, Points, Squares];
        var seen = new HashSet<(PassKind, bool Passed, bool QuorumMet)>();
        var checkedCases = 0;
        while (checkedCases < 20_000)
        {
            var options = 2 + numbers.Below(4);
            var inFavour = numbers.Below(options);
            var kind = (PassKind)numbers.Below(4);
            var named = kind != PassKind.Plurality;
            var pass = new PassRule(
                kind,
                kind is PassKind.Supermajority or PassKind.Optimistic ? Share(numbers) : null,
                named ? inFavour : null,
                named ? (inFavour + 1) % options : null
            );
            var counts = (QuorumCount)numbers.Below(3);
            var quorum = numbers.Coin()
                ? null
                : new Quorum(
                    counts,
                    (QuorumBase)numbers.Below(2),
                    Share(numbers),
                    counts == QuorumCount.ForAndAbstain ? (inFavour + 2) % options : null
                );
            var rule = rules[numbers.Below(rules.Length)];
            if (Decision.Problem(pass, quorum, rule, options) is not null)
            {
                continue;
            }

            // Small ones meet boundaries and tie; large ones go beyond 64 bits in sums and products.
            var offset = numbers.Pick(0UL, 0UL, Half - 3, Most - 7);
            ulong[] totals = [.. Enumerable.Range(0, options).Select(_ => offset + (ulong)numbers.Below(7))];
            var (ballots, voters) = (numbers.Below(9), numbers.Below(9));
            var weight = numbers.Pick((ulong)numbers.Below(20), Half - 2 + (ulong)numbers.Below(5), Most);
            var outcome = Decision.Decide(pass, quorum, rule, totals, ballots, voters, weight);
            Assert.Equal(
                (outcome.Winner, outcome.QuorumMet),
                Again(pass, quorum, rule, totals, ballots, voters, weight)
            );
            Assert.Equal(outcome.Winner is not null, outcome.Passed);
            seen.Add((kind, outcome.Passed, outcome.QuorumMet));
            checkedCases++;
        }

        // Passed, failed, and missed, each under every rule.
        Assert.Equal(12, seen.Count);
    }

    /// <summary>The tables of section 12 of the specification, for every rule that is one by itself.</summary>
    [Fact]
    public void Every_quorum_is_allowed_exactly_where_the_sums_show_what_it_counts()
    {
        var allowed = 0;
        foreach (var (rule, pass, counts, of) in Combinations())
        {
            // The largest choice is 1: single choice, approval, and a score, points or a square root of at most 1.
            var isOne =
                rule.Method is VotingMethod.Single or VotingMethod.Approval
                || (rule.Weights != WeightMode.Budget && rule.Maximum == 1);
            var single = rule.Method == VotingMethod.Single;
            var measured = pass.Kind != PassKind.Optimistic || isOne || rule.Weights == WeightMode.Budget;
            var shown = (counts, of) switch
            {
                (null, _) => true,
                (QuorumCount.AllBallots, QuorumBase.Voters) => true,
                (QuorumCount.AllBallots, _) => single && rule.Weights == WeightMode.Multiply,
                _ => pass.For is not null
                    && isOne
                    && rule.Weights == (of == QuorumBase.Voters ? WeightMode.One : WeightMode.Multiply)
                    && (single || counts == QuorumCount.For),
            };
            var quorum = counts is { } counted
                ? new Quorum(counted, of, new Share(1, 2), counted == QuorumCount.ForAndAbstain ? 2 : null)
                : null;
            var problem = Decision.Problem(pass, quorum, rule, 3);
            Assert.True((problem is null) == (measured && shown), $"{pass.Kind} {counts} of {of}, {rule}: {problem}");
            allowed += problem is null ? 1 : 0;
        }

        Assert.InRange(allowed, 100, 400);
    }

    private static IEnumerable<(BallotRule, PassRule, QuorumCount?, QuorumBase)> Combinations() =>
        from method in Enum.GetValues<VotingMethod>()
        from weights in Enum.GetValues<WeightMode>()
        from maximum in new uint?[] { null, 1, 2, 10 }
        let rule = new BallotRule(method, weights, maximum)
        where rule.Problem() is null && rule != new BallotRule(VotingMethod.Quadratic, WeightMode.One, 2)
        from kind in Enum.GetValues<PassKind>()
        from counts in new QuorumCount?[] { null, QuorumCount.For, QuorumCount.ForAndAbstain, QuorumCount.AllBallots }
        from of in Enum.GetValues<QuorumBase>()
        select (
            rule,
            PassOf(kind is PassKind.Supermajority or PassKind.Optimistic ? $"{kind} 1/2" : $"{kind}"),
            counts,
            of
        );

    /// <summary>The winner and whether the quorum was met, said again: how much is needed is a division rounded up.</summary>
    private static (int? Winner, bool QuorumMet) Again(
        PassRule pass,
        Quorum? quorum,
        BallotRule rule,
        ulong[] totals,
        int ballots,
        int voters,
        ulong weight
    )
    {
        BigInteger Total(int? option) => totals[option!.Value];
        static bool Reaches(BigInteger part, BigInteger whole, Share share)
        {
            var needed = BigInteger.DivRem(whole * share.Numerator, share.Denominator, out var rest);
            return !whole.IsZero && part >= (rest.IsZero ? needed : needed + 1);
        }

        if (quorum is not null)
        {
            var counted = quorum.Counts switch
            {
                QuorumCount.For => Total(pass.For),
                QuorumCount.ForAndAbstain => Total(pass.For) + Total(quorum.Abstain),
                _ => quorum.Of == QuorumBase.Voters
                    ? ballots
                    : totals.Aggregate(BigInteger.Zero, (sum, total) => sum + total),
            };
            if (!Reaches(counted, quorum.Of == QuorumBase.Voters ? voters : weight, quorum.Share))
            {
                return (null, false);
            }
        }

        if (pass.Kind == PassKind.Plurality)
        {
            var first = Enumerable.Range(0, totals.Length).Where(i => totals[i] == totals.Max()).ToArray();
            return (first.Length == 1 ? first[0] : null, true);
        }

        var (inFavour, against) = (Total(pass.For), Total(pass.Against));
        var passed = pass.Kind switch
        {
            PassKind.Majority => inFavour > against,
            PassKind.Supermajority => inFavour > against && Reaches(inFavour, inFavour + against, pass.Share!),
            _ => !Reaches(against, rule.Weights == WeightMode.One ? voters : weight, pass.Share!),
        };
        return (passed ? pass.For : null, true);
    }

    private static Share Share(HashedNumbers numbers)
    {
        var denominator = numbers.Coin() ? 1 + (uint)numbers.Below(6) : uint.MaxValue - (uint)numbers.Below(3);
        return new Share(
            denominator <= 6 ? (uint)numbers.Below((int)denominator + 1) : (denominator / 2) + (uint)numbers.Below(3),
            denominator
        );
    }

    private static Share ShareOf(string text)
    {
        var parts = text.Split('/').Select(part => uint.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new Share(parts[0], parts[1]);
    }

    private static PassRule PassOf(string text)
    {
        var words = text.Split(' ');
        var kind = Enum.Parse<PassKind>(words[0]);
        return kind == PassKind.Plurality
            ? new PassRule(kind)
            : new PassRule(kind, words.Length > 1 ? ShareOf(words[1]) : null, 0, 1);
    }

    private static Quorum? QuorumOf(string text)
    {
        if (text.Split(' ') is not [var counts, var of, var share])
        {
            return null;
        }

        var kind = Enum.Parse<QuorumCount>(counts);
        return new Quorum(
            kind,
            Enum.Parse<QuorumBase>(of),
            ShareOf(share),
            kind == QuorumCount.ForAndAbstain ? 2 : null
        );
    }
}
