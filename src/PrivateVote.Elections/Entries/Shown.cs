namespace PrivateVote.Elections.Entries;

/// <summary>Text from outside, made fit to stand in a message: short, and without control characters.</summary>
internal static class Shown
{
    private const int MaximumLength = 40;

    public static string Text(string text)
    {
        var cut = text.Length > MaximumLength ? string.Concat(text.AsSpan(0, MaximumLength), "…") : text;
        return "'" + string.Concat(cut.Select(c => char.IsControl(c) ? '?' : c)) + "'";
    }
}
