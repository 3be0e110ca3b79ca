namespace PrivateVote.Governance.Weights;

/// <summary>The contributions of a space in the order of its log, each once.</summary>
public sealed class Contributions
{
    /// <summary>2^24: sums of points then stay below 2^77.</summary>
    public const int MaximumCount = 1 << 24;

    private readonly List<Contribution> all = [];
    private readonly HashSet<(Fr Member, string Category, string Name)> keys = [];

    public IReadOnlyList<Contribution> All => all;

    /// <summary>Adds a contribution, or says why it cannot be one.</summary>
    public string? Add(Contribution contribution)
    {
        if (contribution.Problem() is { } problem)
        {
            return problem;
        }

        if (all.Count == MaximumCount)
        {
            return $"a space has at most {MaximumCount} contributions";
        }

        if (!keys.Add(contribution.Key))
        {
            return contribution.Provenance.Source == Contribution.CsvSource
                ? $"row {contribution.Provenance.Row}: this member has a contribution of category '{contribution.Category}' with the reference '{contribution.Provenance.Reference}' already; a contribution counts once"
                : "this attestation is in the log already; a contribution counts once";
        }

        all.Add(contribution);
        return null;
    }

    /// <summary>Adds all of these, or none of them and says why.</summary>
    public string? AddAll(IReadOnlyList<Contribution> added)
    {
        var before = all.Count;
        foreach (var contribution in added)
        {
            if (Add(contribution) is not { } problem)
            {
                continue;
            }

            for (var i = before; i < all.Count; i++)
            {
                keys.Remove(all[i].Key);
            }

            all.RemoveRange(before, all.Count - before);
            return problem;
        }

        return null;
    }
}
