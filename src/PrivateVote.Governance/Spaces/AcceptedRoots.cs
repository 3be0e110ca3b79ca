using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>The group roots that a space's sources of zero-knowledge proofs accept at one place of its log. Never changes.</summary>
public sealed class AcceptedRoots
{
    private readonly Dictionary<string, IReadOnlyList<string>> bySource;

    private AcceptedRoots(Dictionary<string, IReadOnlyList<string>> bySource) => this.bySource = bySource;

    /// <summary>As the space was opened.</summary>
    public static AcceptedRoots At(SpaceBody space) =>
        new(
            space
                .Personhood.Sources.Where(Space.IsZeroKnowledge)
                .ToDictionary(source => source.Id, source => source.Roots ?? [], StringComparer.Ordinal)
        );

    /// <summary>
    /// After an amendment: what an entry changed stays for sources whose roots the amendment does not touch, so that a constitution
    /// which was written weeks before does not bring old roots back.
    /// </summary>
    internal AcceptedRoots Amended(SpaceBody before, SpaceBody after)
    {
        var declared = At(before);
        var amended = At(after);
        var kept = amended
            .bySource.Keys.Where(source =>
                declared.bySource.ContainsKey(source)
                && declared.Of(source).SequenceEqual(amended.Of(source), StringComparer.Ordinal)
            )
            .ToArray();
        return kept.Aggregate(amended, (roots, source) => roots.With(source, Of(source)));
    }

    /// <summary>What this source of the space accepts; empty for one that knows no roots.</summary>
    public IReadOnlyList<string> Of(string source) => bySource.GetValueOrDefault(source, []);

    /// <summary>The source with the roots that it accepts here.</summary>
    public AttestationSource Apply(AttestationSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Space.IsZeroKnowledge(source) ? source with { Roots = Of(source.Id) } : source;
    }

    internal AcceptedRoots With(string source, IReadOnlyList<string> roots) =>
        new(new Dictionary<string, IReadOnlyList<string>>(bySource, StringComparer.Ordinal) { [source] = roots });
}
