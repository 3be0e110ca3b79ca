using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Cryptography.Standard;

/// <summary>Bytes as `0x` and two hexadecimal digits for each.</summary>
public static class Hex
{
    private static readonly SearchValues<char> LowerDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>In lower case.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Reads exactly <paramref name="length"/> bytes in the one spelling of our own documents: in lower case.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, int length, out byte[] bytes)
    {
        bytes = [];
        if (text.Length != 2 + (2 * length) || !text.StartsWith("0x") || text[2..].ContainsAnyExcept(LowerDigits))
        {
            return false;
        }

        bytes = Convert.FromHexString(text[2..]);
        return true;
    }

    /// <summary>Reads what Ethereum's software writes: digits of either case, of any number of bytes.</summary>
    public static bool TryDecodeAnyCase(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!text.StartsWith("0x") || text.Length % 2 != 0)
        {
            return false;
        }

        var decoded = new byte[(text.Length - 2) / 2];
        if (Convert.FromHexString(text[2..], decoded, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        bytes = decoded;
        return true;
    }

    /// <summary>As the other, for exactly <paramref name="length"/> bytes.</summary>
    public static bool TryDecodeAnyCase(ReadOnlySpan<char> text, int length, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return text.Length == 2 + (2 * length) && TryDecodeAnyCase(text, out bytes);
    }
}
