using System.Globalization;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// A date and time of RFC 3339 section 5.6, its zone always there: <c>2026-01-31T23:59:59.5+01:00</c>. T and Z are upper case; a
/// second 60 is refused.
/// </summary>
public static class Rfc3339
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>Digits of a fraction that a moment keeps, 100 ns; further digits are cut off.</summary>
    private const int KeptDigits = 7;

    /// <param name="moment">In UTC.</param>
    /// <param name="fractionDigits">How many digits the fraction has; 0 for none.</param>
    /// <param name="offset">What the zone is ahead of UTC, less than a day.</param>
    public static bool TryParse(
        ReadOnlySpan<char> text,
        out DateTimeOffset moment,
        out int fractionDigits,
        out TimeSpan offset
    )
    {
        (moment, fractionDigits, offset) = (default, 0, default);
        if (
            text.Length < 20
            || !DateTime.TryParseExact(
                text[..19],
                Seconds,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var local
            )
        )
        {
            return false;
        }

        var rest = text[19..];
        var ticks = 0L;
        if (rest[0] == '.')
        {
            fractionDigits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (fractionDigits < 1)
            {
                return false;
            }

            for (var i = 0; i < KeptDigits; i++)
            {
                ticks = (10 * ticks) + (i < fractionDigits ? rest[1 + i] - '0' : 0);
            }

            rest = rest[(1 + fractionDigits)..];
        }

        if (!TryParseOffset(rest, out offset))
        {
            return false;
        }

        var utc = local.Ticks + ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        moment = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z")
        {
            return true;
        }

        if (
            text.Length != 6
            || text[0] is not ('+' or '-')
            || !TimeSpan.TryParseExact(text[1..], "hh\\:mm", CultureInfo.InvariantCulture, out var distance)
        )
        {
            return false;
        }

        offset = text[0] == '-' ? -distance : distance;
        return true;
    }
}
