using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>What every format asks of an attestation by its source and the time.</summary>
internal static class SourceRule
{
    /// <summary>Numbers beyond it are not the same in every parser (RFC 7493 section 2.2).</summary>
    private const long MaximumInteger = 9007199254740991;

    private const int MaximumClaimLength = 256;

    /// <summary>
    /// Null if the source trusts this issuer, in whatever spelling of its DID or address; or if there is no source.
    /// </summary>
    public static IdentityRefusal? CheckIssuer(AttestationSource? source, SubjectId issuer)
    {
        var trusted =
            source is null
            || source.Issuers.Any(text =>
                SubjectId.TryParse(text, out var id, out _) && id.UniqueValue == issuer.UniqueValue
            );
        return trusted
            ? null
            : new(IdentityCode.IssuerNotTrusted, "the source does not trust the attestation's issuer");
    }

    /// <summary>Null if the source takes one of these types.</summary>
    public static IdentityRefusal? CheckTypes(AttestationSource? source, IEnumerable<string> types) =>
        source?.Types is not { } accepted || types.Any(accepted.Contains)
            ? null
            : new(IdentityCode.TypeNotTrusted, "the source does not take attestations of this type");

    /// <summary>Null from <paramref name="validFrom"/> on, and before <paramref name="validUntil"/>.</summary>
    public static IdentityRefusal? CheckTimes(DateTimeOffset now, DateTimeOffset? validFrom, DateTimeOffset? validUntil)
    {
        if (validFrom is { } from && now < from)
        {
            return new(IdentityCode.NotYetValid, "the attestation is not valid yet");
        }

        return validUntil is { } until && now >= until
            ? new(IdentityCode.Expired, "the attestation is no longer valid")
            : null;
    }

    /// <summary>
    /// What tells people apart: the subject, or <c>claim:name:value</c> where the source names a claim.
    /// </summary>
    /// <remarks>
    /// A claim has one spelling or is refused: a text of printable ASCII (in other text, what looks the same may be different
    /// characters), or an integer up to 2^53 without fraction and exponent; 7 and "7" are the same.
    /// </remarks>
    public static bool TryUniqueValue(
        AttestationSource? source,
        SubjectId subject,
        JsonElement claims,
        [NotNullWhen(true)] out string? value,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        value = null;
        refusal = null;
        if (source?.UniqueClaim is not { } name)
        {
            value = subject.UniqueValue;
            return true;
        }

        var text = claims.TryGetProperty(name, out var claim) ? TextOf(claim) : null;
        if (text is null || name.Contains(':', StringComparison.Ordinal))
        {
            refusal = new(
                IdentityCode.ClaimMissing,
                "the claim that tells people apart is not there, or not printable ASCII or an integer"
            );
            return false;
        }

        value = $"claim:{name}:{text}";
        return true;
    }

    private static string? TextOf(JsonElement claim)
    {
        switch (claim.ValueKind)
        {
            case JsonValueKind.String:
                var text = claim.GetString()!;
                return
                    text.Length is > 0 and <= MaximumClaimLength
                    && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
                    && text[0] != ' '
                    && text[^1] != ' '
                    ? text
                    : null;
            case JsonValueKind.Number:
                return
                    claim.TryGetInt64(out var number)
                    && Math.Abs((decimal)number) <= MaximumInteger
                    && claim.GetRawText() == number.ToString(CultureInfo.InvariantCulture)
                    ? claim.GetRawText()
                    : null;
            default:
                return null;
        }
    }
}
