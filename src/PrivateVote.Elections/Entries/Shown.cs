using System.Globalization;

namespace PrivateVote.Elections.Entries;

/// <summary>
/// Text from outside, made fit to stand in a message: short, and without control characters, line separators, and the
/// invisible characters that turn the direction of what follows around.
/// </summary>
public static class Shown
{
    private const int MaximumLength = 40;

    public static string Text(string text)
    {
        var cut = text.Length > MaximumLength ? string.Concat(text.AsSpan(0, MaximumLength), "…") : text;
        return "'" + string.Concat(cut.Select(c => IsShown(c) ? c : '?')) + "'";
    }

    private static bool IsShown(char c) =>
        char.GetUnicodeCategory(c)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
