using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance.Service;

/// <summary>How weight is spread; numbers that may be large in decimal.</summary>
/// <param name="Voters">Those who have any.</param>
/// <param name="LargestTenth">What the tenth of them with the most has together, their number rounded up.</param>
/// <param name="NeededForMajority">The fewest who have more than half together.</param>
/// <param name="Gini">The Gini coefficient as a fraction, `numerator/denominator`.</param>
public sealed record ConcentrationView(
    int Voters,
    string Total,
    string Largest,
    string LargestTenth,
    int NeededForMajority,
    string Gini
)
{
    public static ConcentrationView Of(Concentration concentration)
    {
        ArgumentNullException.ThrowIfNull(concentration);
        return new ConcentrationView(
            concentration.Voters,
            CapitalView.Text(concentration.Total),
            CapitalView.Text(concentration.Largest),
            CapitalView.Text(concentration.LargestTenth),
            concentration.NeededForMajority,
            $"{CapitalView.Text(concentration.GiniNumerator)}/{CapitalView.Text(concentration.GiniDenominator)}"
        );
    }
}

/// <summary>
/// What stands beside the result of a vote: who could have decided by capital, and the parallel election where one was held. What
/// capital would have decided nobody can compute from the vote.
/// </summary>
/// <param name="Election">The vote's.</param>
/// <param name="Entry">The record's last page; an organizer's word, which anyone with a node compares.</param>
/// <param name="Members">On the vote's roll.</param>
/// <param name="WithoutAccount">Of them those whose account nobody knows.</param>
/// <param name="WithoutCapital">Of them those who had nothing, these included.</param>
/// <param name="Represented">What they had together, of <paramref name="Supply"/>; in decimal.</param>
/// <param name="ParallelProblem">Why no parallel election can be held; null where one can, or is.</param>
/// <param name="Parallel">The parallel election, which binds nobody: the only one whose result is "by capital"; null for none.</param>
public sealed record CapitalView(
    [property: JsonConverter(typeof(DigestForm))] byte[] Election,
    CapitalRule Rule,
    long Entry,
    ulong Block,
    [property: JsonConverter(typeof(DigestForm))] byte[] BlockHash,
    int Members,
    int WithoutAccount,
    int WithoutCapital,
    string Represented,
    string Supply,
    ConcentrationView ByContribution,
    ConcentrationView ByCapital,
    string? ParallelProblem,
    VoteView? Parallel
)
{
    /// <summary>Of a proposal's vote; null while no record of its capital is whole.</summary>
    public static CapitalView? Of(Proposal proposal)
    {
        if (VoteOf(proposal) is not { Capital: { Comparison: { } comparison } record } vote)
        {
            return null;
        }

        var parallel = proposal.Votes.LastOrDefault(other =>
            other.Index > vote.Index
            && other is { Purpose: VotePurpose.Comparison, Outcome: null or { Cancelled: false } }
        );
        var members = vote.Manifest.Census.Size;
        return new CapitalView(
            vote.Id,
            vote.Rules.Capital!,
            record.Index,
            record.Block,
            record.BlockHash,
            members,
            members - record.Holdings.Count,
            comparison.WithoutCapital,
            Text(comparison.Represented),
            Text(comparison.Supply),
            ConcentrationView.Of(comparison.ByContribution),
            ConcentrationView.Of(comparison.ByCapital),
            comparison.ParallelProblem(vote.Rules.MinimumClass),
            parallel is null ? null : VoteView.Of(parallel)
        );
    }

    /// <summary>The vote on a proposal that was opened last and not called off; null before.</summary>
    public static VoteRecord? VoteOf(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return proposal.Votes.LastOrDefault(vote =>
            vote is { Purpose: VotePurpose.Vote, Outcome: null or { Cancelled: false } }
        );
    }

    internal static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
