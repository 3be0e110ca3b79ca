using PrivateVote.Elections;

namespace PrivateVote.Cli.Bench;

/// <summary>A large electorate whose members any program can name: commitment i + 1 and weight 1 + i mod 1,000.</summary>
/// <remarks>Hashing takes the same time for every value.</remarks>
internal static class SampleCensus
{
    public static IReadOnlyList<CensusMember> Members(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new CensusMember(Fr.From((ulong)i + 1), 1 + ((uint)i % 1_000)))];

    /// <summary>All members registered one by one, then the tree over them.</summary>
    public static Fr BuildRoot(IReadOnlyList<CensusMember> members)
    {
        var census = new Census();
        foreach (var member in members)
        {
            if (census.Add(member) is { } refusal)
            {
                throw new InvalidOperationException(refusal.ToString());
            }
        }

        return census.Root;
    }
}
