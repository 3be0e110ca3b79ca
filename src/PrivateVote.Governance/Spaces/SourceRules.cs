using PrivateVote.Ethereum;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>What a source of a space has to be, by its format.</summary>
internal static class SourceRules
{
    public const int HighestAssurance = 4;
    private const int MaximumIssuers = 64;
    private const int MaximumTypes = 64;

    /// <summary>Why a space cannot have this source, or null.</summary>
    public static string? Check(AttestationSource source)
    {
        if (source.Assurance is < 1 or > HighestAssurance)
        {
            return $"assurance is 1 to {HighestAssurance}";
        }

        if (source.Uniqueness is not null && !SpaceRules.IsText(source.Uniqueness))
        {
            return "what it shares uniqueness with is text, without control characters";
        }

        return Space.IsZeroKnowledge(source) ? CheckZeroKnowledge(source) : CheckIssued(source);
    }

    private static string? CheckZeroKnowledge(AttestationSource source)
    {
        if (source.Issuers.Count > 0 || source.Types is not null || source.UniqueClaim is not null)
        {
            return "a proof of membership has no issuers, types or claims";
        }

        if (source.CheckStatus)
        {
            return "a proof of membership has no status: its group's root changes instead";
        }

        if (source.Roots is { } roots && SpaceRules.CheckRoots(roots) is { } problem)
        {
            return problem;
        }

        var isWorldId = source.Format == AttestationFormat.WorldId;
        if (isWorldId && !(SpaceRules.IsText(source.AppId) && SpaceRules.IsText(source.Action)))
        {
            return "World ID needs an app and an action";
        }

        return !isWorldId && (source.AppId is not null || source.Action is not null)
            ? "only World ID has an app and an action"
            : null;
    }

    private static string? CheckIssued(AttestationSource source)
    {
        if (source.Roots is not null || source.AppId is not null || source.Action is not null)
        {
            return "only proofs of membership have roots, an app or an action";
        }

        if (source.Issuers.Count is < 1 or > MaximumIssuers || !SpaceRules.AreDistinct(source.Issuers))
        {
            return $"it has 1 to {MaximumIssuers} issuers, each named once";
        }

        if (!source.Issuers.All(issuer => IsIssuer(issuer, source.Format)))
        {
            return source.Format == AttestationFormat.Eas
                ? "an issuer of EAS attestations is an address, 0x and 40 hexadecimal digits with EIP-55's checksum"
                : "an issuer is a DID";
        }

        if (
            source.Types is { } types
            && (
                types.Count is < 1 or > MaximumTypes
                || !types.All(type => SpaceRules.IsText(type))
                || !SpaceRules.AreDistinct(types)
            )
        )
        {
            return $"it accepts 1 to {MaximumTypes} types, each named once";
        }

        return source.UniqueClaim is { } claim && (!SpaceRules.IsText(claim) || claim.Contains(':'))
            ? "the claim that tells people apart has a name, without a colon"
            : CheckUniqueness(source);
    }

    /// <summary>
    /// What its format tells people apart within has to be the whole source: else whoever has two of its attestations is two
    /// members.
    /// </summary>
    private static string? CheckUniqueness(AttestationSource source)
    {
        var isWhole = source.Format switch
        {
            // One person has an account with each provider: no name that is shared makes them one.
            AttestationFormat.HumanPassport => source.Types?.Count == 1,
            AttestationFormat.Eas => source.Types?.Count == 1 || source.Uniqueness is not null,
            _ => source.Issuers.Count == 1 || source.Uniqueness is not null,
        };
        return isWhole ? null
            : source.Format == AttestationFormat.HumanPassport
                ? "a stamp tells people apart within its provider: a source takes exactly one, in types"
            : source.Format == AttestationFormat.Eas
                ? "an EAS attestation tells people apart within its schema: name one in types, or a uniqueness over all of them"
            : "people are told apart within each issuer: a source of several names a uniqueness over all of them";
    }

    /// <summary>
    /// What a source tells people apart by. Two that share uniqueness and differ here would never find anybody to be the
    /// same.
    /// </summary>
    public static string Distinguisher(AttestationSource source) =>
        source.Format switch
        {
            AttestationFormat.Semaphore => "semaphore",
            AttestationFormat.WorldId => $"world-id {source.AppId} {source.Action}",
            AttestationFormat.HumanPassport => $"stamp {source.Types?[0]} {source.UniqueClaim}",
            _ => source.UniqueClaim is { } claim ? "claim " + claim : "subject",
        };

    private static bool IsIssuer(string? issuer, AttestationFormat format) =>
        issuer is not null
        && (
            format == AttestationFormat.Eas
                ? Address.TryParse(issuer, out var address) && address.ToString() == issuer
                : IsDid(issuer)
        );

    /// <summary>W3C DID Core section 3.1, without path, query and fragment: what its method makes of it is the verifier's question.</summary>
    private static bool IsDid(string text)
    {
        var parts = text.Split(':', 3);
        return text.Length <= 2048
            && parts is ["did", { Length: > 0 } method, { Length: > 0 } id]
            && method.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
            && id[^1] != ':'
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '%');
    }
}
