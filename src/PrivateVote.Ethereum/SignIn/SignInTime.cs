using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PrivateVote.Ethereum.SignIn;

/// <summary>
/// A date and time of RFC 3339 section 5.6 that keeps its text, because the text is what is signed:
/// <c>2026-01-31T12:00:00.000Z</c>. T and Z are upper case; a second 60 is refused.
/// </summary>
public sealed record SignInTime
{
    private const string Seconds = "yyyy-MM-ddTHH:mm:ss";
    private const int MaximumFraction = 9;

    private SignInTime(string text, DateTimeOffset time)
    {
        Text = text;
        Time = time;
    }

    public string Text { get; }

    /// <summary>The time, to the 100 ns; further digits are cut.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>In UTC, with milliseconds, as wallets' own software writes it.</summary>
    public static SignInTime From(DateTimeOffset time)
    {
        var text = time.UtcDateTime.ToString($"{Seconds}.fffZ", CultureInfo.InvariantCulture);
        return TryParse(text, out var parsed)
            ? parsed
            : throw new System.Diagnostics.UnreachableException("what was written is not read");
    }

    /// <summary>Parses a time with a fraction of at most 9 digits and an offset, Z or ±hh:mm.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SignInTime? time)
    {
        ArgumentNullException.ThrowIfNull(text);
        time = null;
        if (
            text.Length < 20
            || !DateTimeOffset.TryParseExact(
                text.AsSpan(0, 19),
                Seconds,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var local
            )
        )
        {
            return false;
        }

        var rest = text.AsSpan(19);
        long ticks = 0;
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > MaximumFraction)
            {
                return false;
            }

            for (var i = 0; i < 7; i++)
            {
                ticks = (10 * ticks) + (i < digits ? rest[1 + i] - '0' : 0);
            }

            rest = rest[(1 + digits)..];
        }

        if (!TryParseOffset(rest, out var offset))
        {
            return false;
        }

        var utcTicks = local.UtcTicks + ticks - offset.Ticks;
        if (utcTicks < DateTimeOffset.MinValue.Ticks || utcTicks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        time = new SignInTime(text, new DateTimeOffset(utcTicks, TimeSpan.Zero));
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
