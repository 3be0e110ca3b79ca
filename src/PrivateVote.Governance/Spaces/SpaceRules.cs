using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Dids;

namespace PrivateVote.Governance;

/// <summary>What a space has to be so that it can be opened.</summary>
internal static class SpaceRules
{
    private const int MaximumName = 200;
    private const int MaximumAdministrators = 64;
    private const int MaximumSources = 64;
    private const int MaximumSets = 64;
    private const int MaximumTogether = 8;
    private const int MaximumRoots = 64;
    private const int MaximumReplacements = 1000;
    private const int MaximumText = 500;

    public static Refusal? Check(SpaceBody space) =>
        Malformed(CheckTexts(space) ?? CheckAdministrators(space.Administrators))
        ?? Invalid(CheckSources(space.Personhood.Sources) ?? CheckPolicy(space.Personhood))
        ?? Malformed(CheckRegistrar(space))
        ?? ConstitutionRules.Check(space.Constitution);

    /// <summary>Why these are not the roots that a source may accept, or null.</summary>
    public static string? CheckRoots(IReadOnlyList<string> roots)
    {
        if (roots.Count > MaximumRoots)
        {
            return $"a source accepts at most {MaximumRoots} roots at a time";
        }

        if (roots.Any(root => root is null || !Fr.TryParseHex(root, out _)))
        {
            return "a root is 0x and 64 lower-case hexadecimal digits, below r";
        }

        return AreDistinct(roots) ? null : "a root is named once";
    }

    private static string? CheckTexts(SpaceBody space)
    {
        if (space.Protocol != SpaceBody.CurrentProtocol)
        {
            return $"this software knows {SpaceBody.CurrentProtocol}, not {Shown.Text(space.Protocol)}";
        }

        if (!IsText(space.Name, MaximumName))
        {
            return $"a space has a name of 1 to {MaximumName} characters, without control characters";
        }

        return HostName.IsValidWithPort(space.Domain)
            ? null
            : "the domain is a host name in lower case, 253 characters at most, and perhaps a colon and a port other than 443";
    }

    private static string? CheckAdministrators(IReadOnlyList<string> administrators)
    {
        if (administrators.Count is < 1 or > MaximumAdministrators || !AreDistinct(administrators))
        {
            return $"a space has 1 to {MaximumAdministrators} administrators, each named once";
        }

        return administrators.All(IsSigner)
            ? null
            : "an administrator is a did:key that signs: Ed25519, secp256k1, P-256 or P-384";
    }

    private static string? CheckSources(IReadOnlyList<AttestationSource> sources)
    {
        if (sources.Count is < 1 or > MaximumSources || sources.Any(source => source is null))
        {
            return $"a space has 1 to {MaximumSources} sources";
        }

        if (!AreDistinct([.. sources.Select(source => source.Id)]))
        {
            return "two sources have the same id";
        }

        foreach (var source in sources)
        {
            if (!IsId(source.Id))
            {
                return "a source's id is 1 to 64 of a-z, 0-9 and -";
            }

            if (SourceRules.Check(source) is { } problem)
            {
                return $"source {source.Id}: {problem}";
            }
        }

        var mixed = sources
            .Where(source => source.Uniqueness is not null)
            .GroupBy(source => source.Uniqueness, StringComparer.Ordinal)
            .FirstOrDefault(group =>
                group.Select(SourceRules.Distinguisher).Distinct(StringComparer.Ordinal).Count() > 1
            );
        return mixed is null
            ? null
            : $"sources {string.Join(", ", mixed.Select(source => source.Id))} share uniqueness and tell people apart by different things: nobody would be found to be the same";
    }

    private static string? CheckPolicy(PersonhoodPolicy policy)
    {
        var sets = policy.AnyOf;
        if (sets.Count is < 1 or > MaximumSets || sets.Any(set => set is null))
        {
            return $"a policy has 1 to {MaximumSets} sets of sources";
        }

        if (sets.Any(set => set.Count is < 1 or > MaximumTogether || set.Any(id => id is null) || !AreDistinct(set)))
        {
            return $"a set has 1 to {MaximumTogether} sources, each named once";
        }

        var sources = policy.Sources.ToDictionary(source => source.Id, StringComparer.Ordinal);
        if (sets.SelectMany(set => set).FirstOrDefault(id => !sources.ContainsKey(id)) is { } unknown)
        {
            return $"a set names {Shown.Text(unknown)}, which is no source of the space";
        }

        if (!AreDistinct([.. sets.Select(set => string.Join(' ', set.Order(StringComparer.Ordinal)))]))
        {
            return "two sets have the same sources";
        }

        if (policy.MinimumAssurance is < 1 or > SourceRules.HighestAssurance)
        {
            return $"the minimum assurance is 1 to {SourceRules.HighestAssurance}";
        }

        if (!sets.Any(set => set.Any(id => sources[id].Assurance >= policy.MinimumAssurance)))
        {
            return "no set reaches the minimum assurance, so that nobody could register";
        }

        return policy.Replacements is < 0 or > MaximumReplacements
            ? $"replacements between two rolls are 0 to {MaximumReplacements}"
            : null;
    }

    private static string? CheckRegistrar(SpaceBody space)
    {
        var needed =
            space.Roll == RollKind.Private
            || space.Personhood.Sources.Any(source => source.CheckStatus || source.Issuers.Any(Space.NeedsDocument));
        if (space.Registrar is not { } registrar)
        {
            return needed
                ? "a private roll, sources whose status is checked and issuers of did:web need a registrar"
                : null;
        }

        if (!needed)
        {
            return "nothing in this space needs a registrar: anyone can verify its registrations";
        }

        return IsSigner(registrar.Did)
            ? null
            : "the registrar is a did:key that signs: Ed25519, secp256k1, P-256 or P-384";
    }

    internal static bool IsId(string text) =>
        text.Length is > 0 and <= 64 && text.All(c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    private static bool IsSigner(string did) => did is not null && DidKey.TryParse(did, out _, out _);

    internal static bool IsText(string? text, int limit = MaximumText) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= limit && !text.Any(char.IsControl);

    internal static bool AreDistinct(IReadOnlyList<string> texts) =>
        texts.Distinct(StringComparer.Ordinal).Count() == texts.Count;

    private static Refusal? Malformed(string? problem) =>
        problem is null ? null : new Refusal(RefusalCode.MalformedSpace, problem);

    private static Refusal? Invalid(string? problem) =>
        problem is null ? null : new Refusal(RefusalCode.InvalidPolicy, problem);
}
