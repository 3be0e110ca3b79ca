using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Identity;

namespace PrivateVote.Governance;

/// <summary>What a constitution has to be, all of it at once: a proposal never meets a rule that cannot be followed.</summary>
internal static class ConstitutionRules
{
    public const int MaximumName = 64;
    private const int MaximumOrganizers = 64;
    private const int MaximumTracks = 16;
    private const int MaximumTemplates = 32;
    private const int MaximumSections = 16;
    private const int MaximumCouncil = 64;
    private const int MaximumSources = 64;

    /// <summary>The first sentence that is not so, or null.</summary>
    public static Refusal? Check(Constitution? constitution)
    {
        var problem = constitution is null ? null : Problem(constitution);
        return problem is null ? null : new Refusal(RefusalCode.MalformedConstitution, problem);
    }

    private static string? Problem(Constitution constitution) =>
        OrganizersProblem(constitution.Organizers)
        ?? (
            constitution.MinimumClass is < 1 or > Census.MaximumSize
                ? $"the minimum class is 1 to {Census.MaximumSize} voters"
                : null
        )
        ?? CouncilProblem(constitution.Council)
        ?? (constitution.Weight?.Problem() is { } weight ? $"weights: {weight}" : null)
        ?? ContributorsProblem(constitution)
        ?? (constitution.Capital?.Problem() is { } capital ? $"capital: {capital}" : null)
        ?? TemplatesProblem(constitution.Templates)
        ?? TracksProblem(constitution);

    private static string? OrganizersProblem(IReadOnlyList<string> organizers) =>
        organizers.Count is < 1 or > MaximumOrganizers || !AllSigners(organizers) || !SpaceRules.AreDistinct(organizers)
            ? $"1 to {MaximumOrganizers} organizers, did:keys that sign, each named once, run the elections"
            : null;

    private static string? CouncilProblem(SpaceCouncil? council)
    {
        if (council is null)
        {
            return null;
        }

        var members = council.Members;
        if (members.Count is < 1 or > MaximumCouncil || members.Any(member => member is null))
        {
            return $"a council has 1 to {MaximumCouncil} members";
        }

        if (
            !AllSigners([.. members.Select(member => member.Did)]) || !members.Select(member => member.Did).IsDistinct()
        )
        {
            return "a council member has a did:key that signs, and is named once";
        }

        if (council.Threshold < 1 || council.Threshold > members.Count)
        {
            return $"the council's threshold is 1 to {members.Count}, its number of members";
        }

        var owners = members.Where(member => member.Owner is not null).Select(member => member.Owner!).ToArray();
        if (council.Safe is null)
        {
            return owners.Length > 0 ? "only a council with a Safe has owners' addresses"
                : council.Governor is { } governor && !IsContract(governor.ChainId, governor.Address)
                    ? "a governor is a chain id above 0 and an EIP-55 address"
                : null;
        }

        if (!owners.All(IsAddress) || !owners.IsDistinct() || owners.Length < council.Threshold)
        {
            return "owners are different EIP-55 addresses, at least as many as the threshold";
        }

        if (!IsContract(council.Safe.ChainId, council.Safe.Address))
        {
            return "a Safe is a chain id above 0 and an EIP-55 address";
        }

        if (!Ethereum.Safe.SafeVersion.TryParse(council.Safe.Version, out _, out var refusal))
        {
            return refusal;
        }

        return council.Governor is { } other && !IsContract(other.ChainId, other.Address)
            ? "a governor is a chain id above 0 and an EIP-55 address"
            : null;
    }

    private static string? ContributorsProblem(Constitution constitution)
    {
        var sources = constitution.Contributors ?? [];
        if (sources.Count > MaximumSources || sources.Any(source => source is null))
        {
            return $"a constitution has at most {MaximumSources} sources of contributions";
        }

        if (!sources.Select(source => source.Id).IsDistinct())
        {
            return "two sources of contributions have the same id";
        }

        var known = constitution.Weight?.Categories.Select(category => category.Name).ToHashSet() ?? [];
        foreach (var source in sources)
        {
            var eas = source.Format == ContributionFormat.Eas;
            var problem =
                !SpaceRules.IsId(source.Id) || source.Id == Weights.Contribution.CsvSource
                    ? "its id is 1 to 64 of a-z, 0-9 and -, and is not csv"
                : source.Issuers.Count is < 1 or > MaximumSources
                || !source.Issuers.IsDistinct()
                || !(eas ? source.Issuers.All(IsAddress) : AllSigners(source.Issuers))
                    ? $"it has 1 to {MaximumSources} issuers, {(eas ? "EIP-55 addresses" : "did:keys that sign")}, each named once"
                : source.Categories.Count < 1
                || !source.Categories.IsDistinct()
                || !source.Categories.All(known.Contains)
                    ? "it attests one or more of the weight policy's categories, each named once"
                : eas != (source.Schema is not null) ? "EAS has a schema, and only EAS"
                : eas && !IsDigest(source.Schema!) ? "a schema is 0x and 64 lower-case hexadecimal digits"
                : null;
            if (problem is not null)
            {
                return $"source of contributions {Shown.Text(source.Id)}: {problem}";
            }
        }

        return null;
    }

    private static string? TemplatesProblem(IReadOnlyList<Template> templates)
    {
        if (templates.Count is < 1 or > MaximumTemplates || templates.Any(template => template is null))
        {
            return $"a constitution has 1 to {MaximumTemplates} templates";
        }

        if (
            !templates.Select(template => template.Id).IsDistinct()
            || !templates.All(template => SpaceRules.IsId(template.Id))
        )
        {
            return "templates have different ids, 1 to 64 of a-z, 0-9 and -";
        }

        var bad = templates.FirstOrDefault(template =>
            template.Sections.Count is < 1 or > MaximumSections
            || !template.Sections.IsDistinct()
            || !template.Sections.All(section => SpaceRules.IsText(section, MaximumName))
            || template.Required < 0
            || template.Required > template.Sections.Count
        );
        return bad is null
            ? null
            : $"template {bad.Id} has 1 to {MaximumSections} sections with different names, of which 0 to all are required";
    }

    private static string? TracksProblem(Constitution constitution)
    {
        var tracks = constitution.Tracks;
        if (tracks.Count is < 1 or > MaximumTracks || tracks.Any(track => track is null))
        {
            return $"a constitution has 1 to {MaximumTracks} tracks";
        }

        if (!tracks.Select(track => track.Id).IsDistinct() || !tracks.All(track => SpaceRules.IsId(track.Id)))
        {
            return "tracks have different ids, 1 to 64 of a-z, 0-9 and -";
        }

        foreach (var track in tracks)
        {
            if (TrackRules.Problem(track, constitution) is { } problem)
            {
                return $"track {track.Id}: {problem}";
            }
        }

        return tracks.Any(track => track.Kind == TrackKind.Protocol)
            ? null
            : "a constitution has a protocol track: without proposals nothing could be mandated or amended";
    }

    public static bool IsAddress(string? text) =>
        text is not null && Address.TryParse(text, out var address) && address.ToString() == text;

    public static bool IsDigest(string? text) => text is not null && Hex.TryDecode(text, MerkleHash.Size, out _);

    private static bool IsContract(ulong chainId, string address) => chainId > 0 && IsAddress(address);

    private static bool AllSigners(IEnumerable<string> dids) =>
        dids.All(did => did is not null && DidKey.TryParse(did, out _, out _));

    private static bool IsDistinct(this IEnumerable<string> texts) => SpaceRules.AreDistinct([.. texts]);
}
