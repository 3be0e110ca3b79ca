using System.Globalization;

namespace PrivateVote.Cli.Files;

/// <summary>A time as people write it into an option.</summary>
internal static class TimeText
{
    /// <returns>Null where nothing was given.</returns>
    public static DateTimeOffset? Parse(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var moment
        )
            ? moment.ToUniversalTime()
            : throw new Failure($"{option}: '{text}' is not a time such as 2026-03-01T09:00Z");
    }
}
