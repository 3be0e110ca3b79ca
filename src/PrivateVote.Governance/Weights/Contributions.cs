namespace PrivateVote.Governance.Weights;

/// <summary>The contributions of a space in the order of its log, each once.</summary>
public sealed class Contributions
{
    /// <summary>2^24: sums of points then stay below 2^77.</summary>
    public const int MaximumCount = 1 << 24;

    private readonly List<Contribution> all = [];
    private readonly HashSet<(Fr Person, string Category, string Name)> keys = [];
    private readonly Dictionary<Fr, Fr> firsts = [];
    private readonly Dictionary<Fr, Fr> latest = [];

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

        if (!keys.Add(KeyOf(contribution)))
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
                keys.Remove(KeyOf(all[i]));
            }

            all.RemoveRange(before, all.Count - before);
            return problem;
        }

        return null;
    }

    /// <summary>
    /// A member has exchanged their identity commitment: what was entered for the old one is the new one's, also what is
    /// entered for the old one from now on, and a row that was entered for one is not entered again for the other.
    /// </summary>
    /// <exception cref="ArgumentException">The old one was replaced before, or the new one is known.</exception>
    public void Replace(Fr old, Fr replacement)
    {
        var first = FirstOf(old);
        if (
            HolderOf(old) != old
            || old == replacement
            || latest.ContainsKey(replacement)
            || !firsts.TryAdd(replacement, first)
        )
        {
            throw new ArgumentException("a commitment is replaced once, by one that was none before", nameof(old));
        }

        latest[first] = replacement;
    }

    /// <summary>The commitment that stands now for whoever had this one.</summary>
    public Fr HolderOf(Fr commitment) => latest.TryGetValue(FirstOf(commitment), out var holder) ? holder : commitment;

    private Fr FirstOf(Fr commitment) => firsts.TryGetValue(commitment, out var first) ? first : commitment;

    private (Fr Person, string Category, string Name) KeyOf(Contribution contribution) =>
        contribution.KeyOf(FirstOf(contribution.Member));
}
