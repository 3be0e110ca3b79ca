using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>What people write in public: Markdown of several lines.</summary>
internal static class Texts
{
    /// <summary>UTF-16 units of one text.</summary>
    public const int Maximum = 20_000;

    /// <summary>UTF-16 units of a title, a reason, a statement: one line.</summary>
    public const int MaximumLine = 500;

    /// <summary>Whether it is a text that may be empty: without control characters but tabs and line feeds.</summary>
    public static bool IsText(string? text) =>
        text is { Length: <= Maximum } && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'));

    /// <summary>Whether it is a text with something in it.</summary>
    public static bool IsWritten(string? text) => IsText(text) && !string.IsNullOrWhiteSpace(text);

    public static bool IsLine(string? text) => SpaceRules.IsText(text, MaximumLine);

    public static Refusal? Check(string? text, RefusalCode code = RefusalCode.MalformedText) =>
        IsWritten(text)
            ? null
            : new Refusal(
                code,
                $"a text is not empty, has at most {Maximum} characters and no control characters but tabs and line feeds"
            );

    public static Refusal? CheckLine(string? text, RefusalCode code = RefusalCode.MalformedText) =>
        IsLine(text)
            ? null
            : new Refusal(
                code,
                $"a line of text has 1 to {MaximumLine} characters, and no control characters: this one is {Shown.Text(text ?? "")}"
            );
}
