using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.SignIn;

/// <summary>
/// A date and time of RFC 3339 section 5.6 that keeps its text, because the text is what is signed:
/// <c>2026-01-31T12:00:00.000Z</c>. T and Z are upper case; a second 60 is refused.
/// </summary>
public sealed record SignInTime
{
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
    public static SignInTime From(DateTimeOffset time) =>
        TryParse(MomentForm.ToText(time), out var parsed)
            ? parsed
            : throw new System.Diagnostics.UnreachableException("what was written is not read");

    /// <summary>Parses a time with a fraction of at most 9 digits and an offset, Z or ±hh:mm.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SignInTime? time)
    {
        ArgumentNullException.ThrowIfNull(text);
        time =
            Rfc3339.TryParse(text, out var moment, out var digits, out _) && digits <= MaximumFraction
                ? new SignInTime(text, moment)
                : null;
        return time is not null;
    }
}
