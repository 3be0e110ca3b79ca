using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Rules;

/// <summary>A share as an exact fraction between 0 and 1.</summary>
public sealed record Share(uint Numerator, uint Denominator)
{
    /// <remarks>No property: it would be written into manifests as a member.</remarks>
    public bool IsValid() => Denominator > 0 && Numerator <= Denominator;

    /// <summary>part / whole >= this, in integers; a share of nothing is never reached.</summary>
    public bool IsReachedBy(UInt128 part, UInt128 whole) => whole > 0 && part * Denominator >= whole * Numerator;

    public override string ToString() => $"{Numerator}/{Denominator}";
}

/// <summary>What decides.</summary>
[JsonConverter(typeof(NameForm<PassKind>))]
public enum PassKind
{
    /// <summary>The option with the largest total wins; a tie for it fails.</summary>
    Plurality,

    /// <summary>For is larger than against; a tie fails.</summary>
    Majority,

    /// <summary>For is larger than against, and at least the share of for and against together.</summary>
    Supermajority,

    /// <summary>Passes unless against reaches the share of the census's weight.</summary>
    Optimistic,
}

/// <summary>The pass rule. Options are named by their position, from 0.</summary>
public sealed record PassRule(PassKind Kind, Share? Share = null, int? For = null, int? Against = null);

/// <summary>What a quorum counts.</summary>
[JsonConverter(typeof(NameForm<QuorumCount>))]
public enum QuorumCount
{
    For,
    ForAndAbstain,
    AllBallots,
}

/// <summary>What a quorum is a share of.</summary>
[JsonConverter(typeof(NameForm<QuorumBase>))]
public enum QuorumBase
{
    /// <summary>The total weight of the census.</summary>
    Weight,

    /// <summary>The number of people in the census.</summary>
    Voters,
}

/// <summary>The quorum: how much must take part for the result to bind. Options are named by their position, from 0.</summary>
public sealed record Quorum(QuorumCount Counts, QuorumBase Of, Share Share, int? Abstain = null);

/// <summary>What the totals mean.</summary>
/// <param name="Passed">Whether the decision is taken.</param>
/// <param name="Winner">The winning option's position: for plurality; else For when it passed; or absent.</param>
/// <param name="Reason">The arithmetic, in one sentence.</param>
/// <param name="QuorumMet">False when too few took part for the totals to bind.</param>
public sealed record Outcome(bool Passed, int? Winner, string Reason, bool QuorumMet = true);

/// <summary>Quorum and pass rule, in integers only: the same outcome in every language.</summary>
public static class Decision
{
    /// <summary>Why these rules cannot be measured in such an election, or null.</summary>
    public static string? Problem(PassRule pass, Quorum? quorum, BallotRule rule, int options)
    {
        bool IsOption(int? position) => position is { } p && p >= 0 && p < options;
        var named = pass.Kind != PassKind.Plurality;
        if (named != pass.Against.HasValue || named != pass.For.HasValue)
        {
            return named ? "this pass rule names the options for and against" : "plurality names no options";
        }

        if (named && (!IsOption(pass.For) || !IsOption(pass.Against) || pass.For == pass.Against))
        {
            return "for and against are two different options of the election";
        }

        var needsShare = pass.Kind is PassKind.Supermajority or PassKind.Optimistic;
        if (needsShare != (pass.Share is not null) || pass.Share?.IsValid() == false)
        {
            return needsShare ? "this pass rule needs a share between 0 and 1" : "this pass rule takes no share";
        }

        if (
            pass.Kind == PassKind.Optimistic
            && rule.Weights != WeightMode.Budget
            && rule.ForCircuit(options).MaximumChoice > 1
        )
        {
            // A score of 10 with weight 3 adds 30: few could veto where a share of the weight is asked for.
            return "a veto share needs totals that are weights or people: choices of at most 1, or weights as the budget";
        }

        if (quorum is null)
        {
            return null;
        }

        if (!quorum.Share.IsValid())
        {
            return "the quorum's share is between 0 and 1";
        }

        if (quorum.Counts != QuorumCount.AllBallots && !named)
        {
            return "a quorum of for votes needs a pass rule that names for";
        }

        if ((quorum.Counts == QuorumCount.ForAndAbstain) != quorum.Abstain.HasValue)
        {
            return "abstain is named exactly when the quorum counts it";
        }

        if (quorum.Abstain is { } abstain && (!IsOption(abstain) || abstain == pass.For || abstain == pass.Against))
        {
            return "abstain is an option of its own";
        }

        // Only sums are ever opened: what a sum does not show cannot be a quorum.
        var oneChoice = rule.Method == VotingMethod.Single;
        return (quorum.Counts, quorum.Of) switch
        {
            (QuorumCount.AllBallots, QuorumBase.Voters) => null,
            (QuorumCount.AllBallots, QuorumBase.Weight) when oneChoice && rule.Weights == WeightMode.Multiply => null,
            (QuorumCount.AllBallots, QuorumBase.Weight) =>
                "the weight of all ballots shows only in single choice with multiplied weights; count ballots against voters",
            (_, QuorumBase.Voters)
                when rule.Weights == WeightMode.One
                    && rule.ForCircuit(options).MaximumChoice == 1
                    && (oneChoice || quorum.Counts == QuorumCount.For) => null,
            (_, QuorumBase.Weight)
                when rule.Weights == WeightMode.Multiply
                    && rule.ForCircuit(options).MaximumChoice == 1
                    && (oneChoice || quorum.Counts == QuorumCount.For) => null,
            _ =>
                "the totals do not show how many stand behind an option under this ballot rule; count all ballots against voters",
        };
    }

    /// <summary>The outcome of these totals.</summary>
    /// <param name="totals">One total for each option.</param>
    /// <param name="ballots">Slots that hold a ballot.</param>
    /// <param name="voters">People in the census.</param>
    /// <param name="totalWeight">Weight of the census.</param>
    public static Outcome Decide(
        PassRule pass,
        Quorum? quorum,
        BallotRule rule,
        ReadOnlySpan<ulong> totals,
        int ballots,
        int voters,
        ulong totalWeight
    )
    {
        if (quorum is not null)
        {
            UInt128 counted = quorum.Counts switch
            {
                QuorumCount.For => totals[pass.For!.Value],
                QuorumCount.ForAndAbstain => (UInt128)totals[pass.For!.Value] + totals[quorum.Abstain!.Value],
                _ when quorum.Of == QuorumBase.Voters => (uint)ballots,
                _ => Sum(totals),
            };
            UInt128 whole = quorum.Of == QuorumBase.Voters ? (uint)voters : totalWeight;
            if (!quorum.Share.IsReachedBy(counted, whole))
            {
                return new Outcome(
                    false,
                    null,
                    $"quorum missed: {counted} of {whole} is less than {quorum.Share}",
                    QuorumMet: false
                );
            }
        }

        return pass.Kind == PassKind.Plurality
            ? Plurality(totals)
            : ForAgainst(pass, rule, totals, voters, totalWeight);
    }

    private static Outcome Plurality(ReadOnlySpan<ulong> totals)
    {
        var winner = 0;
        var tied = false;
        for (var i = 1; i < totals.Length; i++)
        {
            tied = totals[i] > totals[winner] ? false : tied || totals[i] == totals[winner];
            winner = totals[i] > totals[winner] ? i : winner;
        }

        return tied
            ? new Outcome(false, null, $"a tie at {totals[winner]}")
            : new Outcome(true, winner, $"option {winner + 1} has the most, {totals[winner]}");
    }

    private static Outcome ForAgainst(
        PassRule pass,
        BallotRule rule,
        ReadOnlySpan<ulong> totals,
        int voters,
        ulong totalWeight
    )
    {
        UInt128 inFavour = totals[pass.For!.Value];
        UInt128 against = totals[pass.Against!.Value];
        var both = inFavour + against;
        UInt128 census = rule.Weights == WeightMode.One ? (uint)voters : totalWeight;
        var (passed, reason) = pass.Kind switch
        {
            PassKind.Majority => (inFavour > against, $"{inFavour} for, {against} against"),
            PassKind.Supermajority => (
                inFavour > against && pass.Share!.IsReachedBy(inFavour, both),
                $"{inFavour} for of {both}, needed {pass.Share}"
            ),
            _ => (!pass.Share!.IsReachedBy(against, census), $"{against} against of {census}, a veto is {pass.Share}"),
        };
        return new Outcome(passed, passed ? pass.For : null, reason);
    }

    private static UInt128 Sum(ReadOnlySpan<ulong> totals)
    {
        UInt128 sum = 0;
        foreach (var total in totals)
        {
            sum += total;
        }

        return sum;
    }
}
