using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// The characters a note may hold: valid UTF-8, and no ASCII control character but the newline (C2SP signed-note).
/// </summary>
internal static class NoteText
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    public static bool TryEncode(string text, [NotNullWhen(true)] out byte[]? utf8)
    {
        utf8 = null;
        if (HasControl(text) || !IsUnicode(text))
        {
            return false;
        }

        utf8 = Strict.GetBytes(text);
        return true;
    }

    public static bool TryDecode(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return false;
        }

        var decoded = Strict.GetString(utf8);
        if (HasControl(decoded))
        {
            return false;
        }

        text = decoded;
        return true;
    }

    /// <summary>Whether every surrogate is one of a pair, so that UTF-8 can carry the text.</summary>
    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }

    private static bool HasControl(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c < ' ' && c != '\n')
            {
                return true;
            }
        }

        return false;
    }
}
