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

    /// <summary>
    /// Whether it is a name that voters choose by. Two that look alike should not be two: no blanks but single spaces between words, and
    /// none of the characters that are not seen or change the direction of writing. Letters of different scripts that look alike remain.
    /// </summary>
    public static bool IsName(string? text) =>
        SpaceRules.IsText(text, ConstitutionRules.MaximumName)
        && text![0] != ' '
        && text[^1] != ' '
        && !text.Contains("  ", StringComparison.Ordinal)
        && !text.Any(c => c != ' ' && char.IsWhiteSpace(c))
        && !text.AsSpan().ContainsAny(Unseen);

    private static readonly System.Buffers.SearchValues<char> Unseen = System.Buffers.SearchValues.Create(
        "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200c\u200d\u200e\u200f"
            + "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2065\u2066\u2067\u2068\u2069\u206a\u206b"
            + "\u206c\u206d\u206e\u206f\u2800\u3164\ufeff\uffa0\ufff9\ufffa\ufffb"
    );

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
