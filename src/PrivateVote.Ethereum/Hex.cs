using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Ethereum;

/// <summary>Bytes as Ethereum writes them: 0x and two digits for each byte.</summary>
public static class Hex
{
    /// <summary>Lower-case digits after 0x.</summary>
    public static string Format(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Refuses a missing or upper-case prefix, an odd number of digits, and anything that is not a digit.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!text.StartsWith("0x", StringComparison.Ordinal) || text.Length % 2 != 0)
        {
            return false;
        }

        var decoded = new byte[(text.Length - 2) / 2];
        if (Convert.FromHexString(text[2..], decoded, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        bytes = decoded;
        return true;
    }

    /// <summary>As the other, for exactly <paramref name="size"/> bytes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, int size, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return text.Length == 2 + (2 * size) && TryParse(text, out bytes);
    }
}
