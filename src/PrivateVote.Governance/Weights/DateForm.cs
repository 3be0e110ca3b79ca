using System.Globalization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance.Weights;

/// <summary>A day of the Gregorian calendar in UTC: `2026-01-31` (RFC 3339 full-date).</summary>
public sealed class DateForm : TextForm<DateOnly>
{
    private const string Pattern = "yyyy-MM-dd";

    protected override string Expected => "a day: 2026-01-31";

    public static bool TryParseDay(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    protected override bool TryParse(ReadOnlySpan<char> text, out DateOnly value) => TryParseDay(text, out value);

    protected override string Format(DateOnly value) => value.ToString(Pattern, CultureInfo.InvariantCulture);
}
