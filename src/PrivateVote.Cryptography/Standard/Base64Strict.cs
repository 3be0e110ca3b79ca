using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Cryptography.Standard;

/// <summary>Padded base64, RFC 4648 section 4, strict: each byte string has exactly one text that decodes.</summary>
public static class Base64Strict
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    /// <summary>Refuses white space, missing padding and trailing bits that are not zero.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var buffer = new byte[((text.Length / 4) + 1) * 3];
        if (
            !Convert.TryFromBase64Chars(text, buffer, out var length)
            || !text.SequenceEqual(Convert.ToBase64String(buffer.AsSpan(0, length)))
        )
        {
            return false;
        }

        bytes = buffer[..length];
        return true;
    }
}
