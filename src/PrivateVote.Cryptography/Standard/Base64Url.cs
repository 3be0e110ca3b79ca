using System.Diagnostics.CodeAnalysis;
using BclBase64Url = System.Buffers.Text.Base64Url;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// Base64url without padding, RFC 4648 section 5 as RFC 7515 appendix C uses it, strict: each byte string has exactly
/// one text that decodes.
/// </summary>
public static class Base64Url
{
    public static string Encode(ReadOnlySpan<byte> bytes) => BclBase64Url.EncodeToString(bytes);

    /// <summary>
    /// Refuses padding, white space, characters outside the alphabet, impossible lengths, and trailing bits that are
    /// not zero.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!BclBase64Url.IsValid(text, out var length))
        {
            return false;
        }

        // The library skips white space, takes padding and ignores trailing bits; comparing with the one canonical
        // text leaves all of that out at once.
        var decoded = new byte[length];
        if (
            !BclBase64Url.TryDecodeFromChars(text, decoded, out var written)
            || written != length
            || !text.SequenceEqual(BclBase64Url.EncodeToString(decoded))
        )
        {
            return false;
        }

        bytes = decoded;
        return true;
    }
}
