using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Server.Logs;

/// <summary>Ids as they stand in paths: 64 lower-case hexadecimal digits, with or without `0x` before them.</summary>
internal static class LogId
{
    public const int Size = 32;

    public static bool TryParse(string? text, [NotNullWhen(true)] out byte[]? id)
    {
        id = null;
        if (text is null)
        {
            return false;
        }

        var prefixed = text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text;
        var valid = Hex.TryDecode(prefixed, Size, out var bytes);
        id = valid ? bytes : null;
        return valid;
    }

    /// <summary>Without `0x`: the name in memory and in file names.</summary>
    public static string ToName(byte[] id) => Convert.ToHexStringLower(id);
}
