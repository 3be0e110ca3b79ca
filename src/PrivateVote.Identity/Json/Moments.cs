using System.Globalization;
using System.Text.Json;

namespace PrivateVote.Identity.Json;

/// <summary>Moments as other people's documents write them.</summary>
internal static class Moments
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>
    /// XML Schema's dateTimeStamp, which W3C credentials use: <c>2026-01-31T23:59:59.5+01:00</c>, the zone always there.
    /// Digits of the fraction beyond seven are cut off.
    /// </summary>
    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        moment = default;
        if (
            text.Length is < 20 or > 64
            || !DateTime.TryParseExact(
                text.AsSpan(0, 19),
                Seconds,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var local
            )
        )
        {
            return false;
        }

        var rest = text.AsSpan(19);
        var ticks = 0L;
        if (rest[0] == '.')
        {
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (end <= 0)
            {
                return false;
            }

            var digits = rest.Slice(1, Math.Min(end, 7));
            ticks = long.Parse(digits, CultureInfo.InvariantCulture);
            for (var i = digits.Length; i < 7; i++)
            {
                ticks *= 10;
            }

            rest = rest[(1 + end)..];
        }

        if (!TryParseZone(rest, out var zone))
        {
            return false;
        }

        var utc = local.Ticks + ticks - zone.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        moment = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

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

    private static bool TryParseZone(ReadOnlySpan<char> text, out TimeSpan zone)
    {
        zone = TimeSpan.Zero;
        if (text is "Z")
        {
            return true;
        }

        if (
            text.Length != 6
            || text[0] is not ('+' or '-')
            || text[3] != ':'
            || !int.TryParse(text[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text[4..6], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes > 59
            || (hours * 60) + minutes > 14 * 60
        )
        {
            return false;
        }

        zone = TimeSpan.FromMinutes((text[0] == '-' ? -1 : 1) * ((hours * 60) + minutes));
        return true;
    }
}
