using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using BclBase64Url = System.Buffers.Text.Base64Url;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// Base64url without padding, RFC 4648 section 5 as RFC 7515 appendix C uses it, strict: each byte string has exactly
/// one text that decodes.
/// </summary>
public static class Base64Url
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    public static string Encode(ReadOnlySpan<byte> bytes) => BclBase64Url.EncodeToString(bytes);

    /// <summary>
    /// Refuses padding, white space, characters outside the alphabet, impossible lengths, and trailing bits that are
    /// not zero.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        // The library refuses trailing bits itself; white space and padding, which it takes, are not in the alphabet.
        var decoded = new byte[BclBase64Url.GetMaxDecodedLength(text.Length)];
        if (
            text.ContainsAnyExcept(Alphabet)
            || BclBase64Url.DecodeFromChars(text, decoded, out _, out var length) != OperationStatus.Done
        )
        {
            return false;
        }

        Array.Resize(ref decoded, length);
        bytes = decoded;
        return true;
    }
}
