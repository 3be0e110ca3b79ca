using System.Text.Json;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Json;

/// <summary>Moments as other people's documents write them.</summary>
internal static class Moments
{
    private const int MaximumLength = 64;

    /// <summary>XML Schema's bound.</summary>
    private static readonly TimeSpan FarthestZone = TimeSpan.FromHours(14);

    /// <summary>
    /// XML Schema's dateTimeStamp, which W3C credentials use: <c>2026-01-31T23:59:59.5+01:00</c>, the zone always there.
    /// Digits of the fraction beyond seven are cut off.
    /// </summary>
    public static bool TryParse(string text, out DateTimeOffset moment) =>
        Rfc3339.TryParse(text, out moment, out _, out var zone)
        && text.Length <= MaximumLength
        && zone.Duration() <= FarthestZone;

    /// <summary>A member that is such a moment; null where it is not there; false where it is something else.</summary>
    public static bool TryGet(JsonElement document, string name, out DateTimeOffset? moment)
    {
        moment = null;
        if (!document.Has(name))
        {
            return true;
        }

        if (!document.TryGetText(name, out var text) || !TryParse(text, out var value))
        {
            return false;
        }

        moment = value;
        return true;
    }

    /// <summary>A NumericDate (RFC 7519 section 2): seconds since 1970, perhaps with a fraction.</summary>
    public static bool TryParseNumeric(JsonElement element, out DateTimeOffset moment)
    {
        moment = default;
        if (
            element.ValueKind != JsonValueKind.Number
            || !element.TryGetDouble(out var seconds)
            || seconds is not (>= 0 and < 253402300799)
        )
        {
            return false;
        }

        moment = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }

    /// <summary>A member that is a NumericDate; null where it is not there; false where it is something else.</summary>
    public static bool TryGetNumeric(JsonElement claims, string name, out DateTimeOffset? moment)
    {
        moment = null;
        if (!claims.TryGetProperty(name, out var member))
        {
            return true;
        }

        var parsed = TryParseNumeric(member, out var value);
        moment = parsed ? value : null;
        return parsed;
    }
}
